//! One call that rings here.

use leptos::prelude::*;
use tring_protocol::call::{Direction, Millis};
use tring_softphone::{key::CallKey, view::CallView};

use crate::ui::{
    caller,
    duration::clock,
    icon::{Icon, IconImage},
    reactive::{flag, part, switch, words},
    text,
};

/// A card that floats in when somebody calls, or when somebody has asked for a call. It never takes the focus.
#[component]
pub fn IncomingCall(
    /// The call.
    #[prop(into)]
    call: Signal<CallView>,
    /// The page's clock.
    #[prop(into)]
    now: Signal<Millis>,
    /// Whether another call holds the desk, so that this one cannot be answered yet.
    #[prop(into)]
    engaged: Signal<bool>,
    /// *Answer* or *Start call* was pressed.
    #[prop(into)]
    on_answer: Callback<CallKey>,
    /// *Decline* or *Not now* was pressed.
    #[prop(into)]
    on_decline: Callback<CallKey>,
) -> impl IntoView {
    let (key, direction) = call.with_untracked(|call| (call.key, call.direction));
    let (icon, sign, no, kind, yes) = match direction {
        Direction::Inbound => (
            Icon::Phone,
            Icon::PhoneIncoming,
            text::DECLINE,
            "danger-outline",
            text::ANSWER,
        ),
        Direction::Outbound => (
            Icon::PhoneOutgoing,
            Icon::PhoneOutgoing,
            text::NOT_NOW,
            "plain",
            text::START,
        ),
    };
    let name_id = format!("tring-incoming-{}", key.0);
    let why_id = format!("{name_id}-why");
    let waiting = move || clock(now.get().saturating_sub(call.with(|call| call.since)));
    let answer = move |_| {
        if !engaged.get_untracked() {
            on_answer.run(key);
        }
    };
    view! {
        <div class="tring-incoming" role="group" aria-labelledby=name_id.clone()>
            <span class="tring-incoming__sign"><IconImage icon=sign /></span>
            <div class="tring-incoming__who">
                <Caller call name_id=name_id.clone() />
            </div>
            <p class="tring-incoming__waiting">
                <span class="tring-unseen">{text::WAITING}" "</span>
                <span class="tring-figures" role="timer">{words(waiting)}</span>
            </p>
            <p id=why_id.clone() class="tring-incoming__why" hidden=switch(move || !engaged.get())>{text::ANSWER_ENGAGED}</p>
            <div class="tring-incoming__actions">
                <button
                    type="button"
                    class="tring-button"
                    data-kind=kind
                    aria-describedby=name_id.clone()
                    on:click=move |_| on_decline.run(key)
                >
                    {no}
                </button>
                <button
                    type="button"
                    class="tring-button"
                    data-kind="primary"
                    aria-disabled=flag(move || engaged.get())
                    aria-describedby=format!("{name_id} {why_id}")
                    on:click=answer
                >
                    <IconImage icon />
                    {yes}
                </button>
            </div>
        </div>
    }
}

#[component]
fn Caller(call: Signal<CallView>, name_id: String) -> impl IntoView {
    view! {
        <p class="tring-incoming__kind">
            {words(move || call.with(text::ringing_kind))}
        </p>
        <p class="tring-incoming__kind">{words(move || call.with(text::asked_for_by))}</p>
        <p class="tring-incoming__name" id=name_id>
            {part(move || call.with(caller::title))}
        </p>
        <p class="tring-incoming__number">{part(move || call.with(caller::number))}</p>
    }
}
