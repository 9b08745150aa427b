//! The page of somebody who is signed in: list and channel, and the store behind them.

use leptos::{prelude::*, task::spawn_local};
use tring_protocol::api::SessionResponse;

use crate::{
    backend,
    browser::{
        clock::Clock,
        page::{self, LeaveWarning},
    },
    channels::{
        add_channel::AddChannel,
        channel_list::{ChannelList, Entry, not_allowed, nothing_chosen},
        details::details,
        icons::{Glyph, GlyphImage},
        shell::Shell,
        store::{Loading, Shown, Store},
        text,
    },
    ui::{
        error_notice::ErrorNotice,
        reactive::{memo, nothing, part, part_while},
        text as common,
    },
};

/// Composes the page.
#[component]
pub(crate) fn Page(
    /// Who is signed in.
    session: SessionResponse,
    /// The session is over, and why where that needs a word.
    #[prop(into)]
    on_signed_out: Callback<Option<&'static str>>,
) -> impl IntoView {
    let store = Store::open(Callback::new(move |()| on_signed_out.run(None)));
    page::set_title(text::TITLE);
    warn_before_leaving(store);
    let sign_out = move |()| {
        spawn_local(async move {
            // Whatever the proxy says: who wants to leave is let go.
            let _ = backend::sign_out().await;
            let _ = on_signed_out.try_run(Some(common::SIGNED_OUT));
        });
    };
    let shown = Signal::derive(move || match store.shown.get() {
        Shown::Nothing => "list",
        Shown::Adding | Shown::Channel(_) => "detail",
    });
    let is_allowed = move || store.loading.with(|at| *at != Loading::NotAllowed);
    view! {
        <Shell agent=session.agent_name team=session.team_name shown on_sign_out=sign_out>
            {part_while(is_allowed, move || both(store))}
            {part_while(move || !is_allowed(), || view! { <div class="tring-channels__alone">{not_allowed()}</div> }.into_any())}
        </Shell>
    }
}

fn both(store: Store) -> AnyView {
    view! {
        <List store />
        <Detail store />
    }
    .into_any()
}

#[component]
fn List(store: Store) -> impl IntoView {
    let entries = memo(move || {
        let channels = store.channels.get().into_iter();
        let entry = |channel| Entry {
            is_unsaved: store.is_unsaved(&channel),
            channel,
        };
        channels.map(entry).collect::<Vec<_>>()
    });
    let shown = memo(move || match store.shown.get() {
        Shown::Channel(id) => Some(id),
        Shown::Nothing | Shown::Adding => None,
    });
    let failure = memo(move || match store.loading.get() {
        Loading::Failed(sentence) => Some(sentence),
        Loading::Busy | Loading::Ready | Loading::NotAllowed => None,
    });
    let said = move || {
        let notice = store.notice.get();
        notice.map_or_else(nothing, |notice| view! { <p>{notice}</p> }.into_any())
    };
    let is_loading = Signal::derive(move || store.loading.get() == Loading::Busy);
    view! {
        <nav class="tring-channels__list" aria-label=text::CHANNELS>
            <ErrorNotice sentence=failure on_retry=move |()| store.load() />
            <div role="status" class="tring-channels__notice">{part(said)}</div>
            <ChannelList
                entries
                loading=is_loading
                shown
                now=Clock::default().now()
                on_choose=move |id: String| store.show(&id)
                on_add=move |()| store.show_form()
            />
        </nav>
    }
}

#[component]
fn Detail(store: Store) -> impl IntoView {
    let content = move || match store.shown.get() {
        Shown::Nothing => idle(store),
        Shown::Adding => adding(store),
        Shown::Channel(id) => untrack(|| store.channel(&id)).map_or_else(nothing, |channel| {
            details(store, channel, Clock::default().now())
        }),
    };
    view! {
        <div class="tring-detail">
            <button
                type="button"
                class="tring-button tring-detail__back"
                data-kind="quiet"
                on:click=move |_| store.show_list()
            >
                <GlyphImage glyph=Glyph::Back />
                {text::BACK}
            </button>
            {part(content)}
        </div>
    }
}

/// Where there is nothing to choose from, the list says what to do.
fn idle(store: Store) -> AnyView {
    let has_some = move || store.channels.with(|channels| !channels.is_empty());
    part_while(has_some, nothing_chosen).into_any()
}

fn adding(store: Store) -> AnyView {
    view! {
        <AddChannel
            providers=store.providers
            form=store.adding
            on_add=move |()| store.add()
            on_cancel=move |()| store.show_list()
        />
    }
    .into_any()
}

/// The browser asks before what was typed is lost.
fn warn_before_leaving(store: Store) {
    let unsaved = memo(move || store.has_unsaved());
    let warning = StoredValue::new_local(None::<LeaveWarning>);
    Effect::new(move |_| warning.set_value(unsaved.get().then(LeaveWarning::new)));
}
