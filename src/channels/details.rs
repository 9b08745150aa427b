//! One channel: what it is, what it can do, and everything that can be done with it.

use leptos::{ev, prelude::*};
use tring_protocol::{
    call::Millis,
    channel::{ChannelDetails, ProviderInfo},
};

use crate::{
    browser::dialog,
    channels::{
        confirm::Confirm,
        field_view::fields_view,
        fields::{self, Field},
        findings::findings,
        form::Form,
        icons::{Glyph, GlyphImage},
        progress::Progress,
        room::{self, Room},
        said::{ActButton, Said},
        section::{Fold, Section},
        settings::Settings,
        store::Store,
        text,
        webhook::{WebhookAddress, registering},
    },
    ui::{
        error_notice::ErrorNotice,
        phone_text::PhoneText,
        reactive::{memo, nothing, part, part_while, words},
        when::Moment,
    },
};

const REMOVE_DIALOG: &str = "tring-remove";
const ADDRESS_DIALOG: &str = "tring-rotate-address";

/// One channel.
pub(crate) fn details(store: Store, channel: ChannelDetails, now: Millis) -> AnyView {
    let room = store.room(&channel.id);
    let provider = store.provider(&channel.provider);
    let can_create = provider
        .as_ref()
        .is_some_and(|provider| provider.create_template);
    let (known, id) = (channel.clone(), channel.id.clone());
    // The head alone is drawn anew when the channel changes: the forms below hold what is being typed.
    let current = memo(move || store.channel(&id).unwrap_or_else(|| known.clone()));
    view! {
        <article class="tring-detail__channel" aria-labelledby="tring-detail-title">
            {part(move || head(store, &room, current.get(), now))}
            <Said progress=room.defaulting />
            {once(store, &room, channel.id.clone(), provider.clone())}
            {check(store, &room, channel.id.clone())}
            {limits(&channel.limits)}
            <Settings
                editor=room.editor
                readable=channel.readable.clone()
                writable=channel.writable.clone()
                on_save=on_save(&room, &channel)
                on_retry=on_load(&room, &channel)
            />
            {access(store, &room, current, provider.clone())}
            {can_create.then(|| template(store, &room, channel.id.clone()))}
            {webhook(store, &room, current, provider, now)}
            {removal(store, &room, current)}
        </article>
    }
    .into_any()
}

fn on_save(room: &Room, channel: &ChannelDetails) -> Callback<()> {
    let room = *room;
    let (id, writable) = (channel.id.clone(), channel.writable.clone());
    Callback::new(move |()| room.editor.save(id.clone(), &writable))
}

fn on_load(room: &Room, channel: &ChannelDetails) -> Callback<()> {
    let room = *room;
    let id = channel.id.clone();
    Callback::new(move |()| room.editor.load(id.clone()))
}

fn head(store: Store, room: &Room, channel: ChannelDetails, now: Millis) -> AnyView {
    let room = *room;
    let webhook = channel.last_webhook_at.map(Moment::at).map_or_else(
        || view! { <span>{text::NO_WEBHOOK}</span> }.into_any(),
        |at| {
            let said = text::last_webhook(&at.seen_from(Moment::at(now)));
            view! { <span title=at.in_full()>{said}</span> }.into_any()
        },
    );
    let make_default = move |()| store.make_default(channel.id.clone());
    let default = if channel.is_default {
        view! { <span class="tring-badge">{text::DEFAULT}</span> }.into_any()
    } else {
        view! {
            <ActButton word=text::MAKE_DEFAULT busy=text::SAVING progress=room.defaulting on_press=make_default />
        }
        .into_any()
    };
    view! {
        <header class="tring-detail__head">
            <div class="tring-detail__names">
                <h2 id="tring-detail-title" tabindex="-1" class="tring-detail__title"><bdi>{channel.name}</bdi></h2>
                <p class="tring-detail__line">
                    <PhoneText number=channel.number />
                    <span>{channel.provider_title}</span>
                    {webhook}
                </p>
            </div>
            {default}
        </header>
    }
    .into_any()
}

fn once(store: Store, room: &Room, id: String, provider: Option<ProviderInfo>) -> AnyView {
    let room = *room;
    let shown = move || {
        let Some(address) = room.webhook_url.get() else {
            return nothing();
        };
        let id = id.clone();
        view! {
            <WebhookAddress
                address
                provider=provider.clone()
                copying=room.copying
                on_copy=move |()| store.copy_address(&id)
                on_done=move |()| room.webhook_url.set(None)
            />
        }
        .into_any()
    };
    part(shown).into_any()
}

fn check(store: Store, room: &Room, id: String) -> AnyView {
    let room = *room;
    let found = move || {
        let found = room.findings.get();
        if found.is_empty() {
            nothing()
        } else {
            findings(found)
        }
    };
    let failure = memo(move || room.checking.with(|at| at.failure().map(str::to_owned)));
    let summary = move || {
        room.checking
            .with(|at| at.done().unwrap_or_default().to_owned())
    };
    view! {
        <Section id="tring-check" title=text::CHECK_TITLE hint=text::CHECK_HINT>
            <ActButton
                word=text::CHECK
                busy=text::CHECKING
                progress=room.checking
                on_press=move |()| store.check(id.clone())
            />
            <ErrorNotice sentence=failure />
            <p role="status" class="tring-section__summary">{words(summary)}</p>
            {part(found)}
        </Section>
    }
    .into_any()
}

fn limits(limits: &[String]) -> AnyView {
    let rows: Vec<_> = limits
        .iter()
        .map(|limit| view! { <li>{limit.clone()}</li> })
        .collect();
    let is_free = rows.is_empty();
    view! {
        <Section id="tring-limits" title=text::LIMITS hint=if is_free { text::NO_LIMITS } else { text::LIMITS_HINT }>
            <ul class="tring-limits">{rows}</ul>
        </Section>
    }
    .into_any()
}

/// A form with its fields and one button.
fn form_view(
    form: Form,
    fields: Vec<Field>,
    prefix: &'static str,
    (word, busy): (&'static str, &'static str),
    on_send: impl Fn() + 'static,
) -> AnyView {
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        on_send();
    };
    view! {
        <form class="tring-form" aria-label=word novalidate autocomplete="off" on:submit=submit>
            {fields_view(form, fields, prefix)}
            <Said progress=form.progress />
            <div class="tring-form__buttons">
                <ActButton kind="submit" word busy progress=form.progress />
            </div>
        </form>
    }
    .into_any()
}

fn access(
    store: Store,
    room: &Room,
    current: Memo<ChannelDetails>,
    provider: Option<ProviderInfo>,
) -> AnyView {
    let room = *room;
    let form = move || {
        let fields = fields::of_known(&current.get(), provider.as_ref());
        let send = move || store.save_access(&current.get_untracked());
        form_view(
            room.access,
            fields,
            "tring-access",
            (text::SAVE, text::SAVING),
            send,
        )
    };
    view! { <Fold title=text::EDIT hint=text::EDIT_HINT>{part(form)}</Fold> }.into_any()
}

fn webhook(
    store: Store,
    room: &Room,
    current: Memo<ChannelDetails>,
    provider: Option<ProviderInfo>,
    now: Millis,
) -> AnyView {
    let room = *room;
    let id = move || current.with_untracked(|channel| channel.id.clone());
    let old_secret = move || {
        let until = current.with(|channel| channel.old_secret_until);
        match until.filter(|until| *until > now) {
            Some(until) => {
                let until = text::old_secret_until(&Moment::at(until).in_full());
                view! { <p class="tring-section__hint">{until}</p> }.into_any()
            }
            None => nothing(),
        }
    };
    let has_secret = provider.as_ref().is_some_and(|provider| {
        provider
            .fields
            .iter()
            .any(|field| field.name == "webhook_secret")
    });
    let secret = has_secret.then(|| {
        view! {
            <h4 class="tring-section__subtitle">{text::SECRET}</h4>
            <p class="tring-section__hint">{text::SECRET_HINT}</p>
            {part(old_secret)}
            {form_view(
                room.secret,
                room::secret_fields(),
                "tring-secret",
                (text::ROTATE_SECRET, text::SAVING),
                move || store.rotate_secret(id()),
            )}
        }
    });
    view! {
        <Fold title=text::WEBHOOK hint=text::WEBHOOK_HIDDEN>
            {registering(provider)}
            <Said progress=room.address />
            <button type="button" class="tring-button" on:click=move |_| dialog::open(ADDRESS_DIALOG)>
                {text::ROTATE_ADDRESS}
            </button>
            <Confirm
                id=ADDRESS_DIALOG
                title=Signal::derive(|| text::ROTATE_ADDRESS_TITLE.to_owned())
                warning=text::ROTATE_ADDRESS_WARNING
                word=text::ROTATE_ADDRESS
                on_confirm=move |()| store.rotate_address(id())
            />
            {secret}
        </Fold>
    }
    .into_any()
}

fn template(store: Store, room: &Room, id: String) -> AnyView {
    let room = *room;
    view! {
        <Fold title=text::TEMPLATE hint=text::TEMPLATE_HINT>
            {form_view(
                room.template,
                room::template_fields(),
                "tring-template",
                (text::CREATE_TEMPLATE, text::CREATING),
                move || store.create_template(id.clone()),
            )}
        </Fold>
    }
    .into_any()
}

fn removal(store: Store, room: &Room, current: Memo<ChannelDetails>) -> AnyView {
    let room = *room;
    let id = move || current.with_untracked(|channel| channel.id.clone());
    let is_busy = move || room.removing.with(|at| *at == Progress::Busy);
    view! {
        <div class="tring-section">
            <Said progress=room.removing />
            {part_while(is_busy, || view! { <p role="status">{text::REMOVING}</p> }.into_any())}
            <button
                type="button"
                class="tring-button"
                data-kind="danger-outline"
                on:click=move |_| dialog::open(REMOVE_DIALOG)
            >
                <GlyphImage glyph=Glyph::Bin />
                {text::REMOVE}
            </button>
            <Confirm
                id=REMOVE_DIALOG
                title=Signal::derive(move || current.with(|channel| text::remove_title(&channel.name)))
                warning=text::REMOVE_HINT
                word=text::REMOVE
                on_confirm=move |()| store.remove(id())
            />
        </div>
    }
    .into_any()
}
