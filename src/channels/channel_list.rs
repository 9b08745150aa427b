//! The list of channels.

use leptos::prelude::*;
use tring_protocol::{call::Millis, channel::ChannelDetails};

use crate::{
    channels::{
        icons::{Glyph, GlyphImage},
        text,
    },
    ui::{
        phone_text::PhoneText,
        reactive::{Row, attribute, part_while, rows},
        when::Moment,
    },
};

/// One channel as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The channel.
    pub(crate) channel: ChannelDetails,
    /// Whether something of it is not saved.
    pub(crate) is_unsaved: bool,
}

/// The list *Your channels* and the button that adds one.
#[component]
pub(crate) fn ChannelList(
    /// The channels, the default first.
    #[prop(into)]
    entries: Signal<Vec<Entry>>,
    /// Whether they are still being loaded.
    #[prop(into)]
    loading: Signal<bool>,
    /// The id of the one that is shown.
    #[prop(into)]
    shown: Signal<Option<String>>,
    /// Now.
    now: Millis,
    /// A channel was chosen.
    #[prop(into)]
    on_choose: Callback<String>,
    /// *Add a channel* was pressed.
    #[prop(into)]
    on_add: Callback<()>,
) -> impl IntoView {
    let row = move |entry: &Entry| {
        let (key, entry) = (key(entry), entry.clone());
        Row::new(key, move || row(entry.clone(), shown, now, on_choose))
    };
    let is_empty = move || !loading.get() && entries.with(Vec::is_empty);
    // One thing is primary: the first channel, and afterwards what is done with one.
    let add_look = move || if is_empty() { "primary" } else { "" };
    view! {
        <div class="tring-channels__head">
            <h2 id="tring-channels-title" tabindex="-1" class="tring-channels__title">{text::CHANNELS}</h2>
            <button type="button" class="tring-button" data-kind=attribute(add_look) on:click=move |_| on_add.run(())>
                <GlyphImage glyph=Glyph::Plus />
                {text::ADD_CHANNEL}
            </button>
        </div>
        <ul class="tring-channels__items" aria-label=text::CHANNEL_LIST>
            {rows(move || entries.with(|entries| entries.iter().map(row).collect()))}
        </ul>
        {part_while(move || loading.get(), skeleton)}
        {part_while(is_empty, empty)}
    }
}

/// A row is drawn anew when anything that it shows has changed.
fn key(entry: &Entry) -> String {
    let channel = &entry.channel;
    format!(
        "{} {} {} {:?} {}",
        channel.id, channel.name, channel.is_default, channel.last_webhook_at, entry.is_unsaved
    )
}

fn row(
    entry: Entry,
    shown: Signal<Option<String>>,
    now: Millis,
    on_choose: Callback<String>,
) -> AnyView {
    let Entry {
        channel,
        is_unsaved,
    } = entry;
    let (id, own) = (channel.id.clone(), channel.id.clone());
    let current = move || {
        let is_shown = shown.with(|shown| shown.as_deref() == Some(own.as_str()));
        if is_shown { "true" } else { "false" }
    };
    let webhook = channel.last_webhook_at.map_or_else(
        || text::NO_WEBHOOK.to_owned(),
        |at| text::last_webhook(&Moment::at(at).seen_from(Moment::at(now))),
    );
    view! {
        <li>
            <button
                type="button"
                class="tring-channels__item"
                aria-current=attribute(current)
                on:click=move |_| on_choose.run(id.clone())
            >
                <span class="tring-channels__name"><bdi>{channel.name}</bdi></span>
                {channel.is_default.then(|| view! { <span class="tring-badge">{text::DEFAULT}</span> })}
                {is_unsaved.then(|| view! { <span class="tring-badge" data-kind="warning">{text::UNSAVED}</span> })}
                <span class="tring-channels__line">
                    <PhoneText number=channel.number />
                    <span>{channel.provider_title}</span>
                </span>
                <span class="tring-channels__line">{webhook}</span>
            </button>
        </li>
    }
    .into_any()
}

fn skeleton() -> AnyView {
    (0..3)
        .map(|_| {
            view! {
                <div class="tring-channels__item tring-channels__item--skeleton" aria-hidden="true">
                    <span class="tring-bone"></span>
                    <span class="tring-bone"></span>
                </div>
            }
        })
        .collect_view()
        .into_any()
}

fn empty() -> AnyView {
    view! {
        <div class="tring-channels__empty">
            <h3>{text::NO_CHANNELS}</h3>
            <p>{text::NO_CHANNELS_HINT}</p>
        </div>
    }
    .into_any()
}

/// What stands where a channel would, while none was chosen.
pub(crate) fn nothing_chosen() -> AnyView {
    view! {
        <div class="tring-channels__empty">
            <h2 id="tring-detail-title" tabindex="-1">{text::NOTHING_CHOSEN}</h2>
            <p>{text::NOTHING_CHOSEN_HINT}</p>
        </div>
    }
    .into_any()
}

/// What is said to somebody who may not see channels.
pub(crate) fn not_allowed() -> AnyView {
    view! {
        <div class="tring-channels__empty" role="alert">
            <h2>{text::NOT_ALLOWED}</h2>
            <p>{text::NOT_ALLOWED_HOW}</p>
        </div>
    }
    .into_any()
}
