//! The call that this desk holds, or the one that has just ended.

use leptos::prelude::*;
use tring_protocol::call::{Direction, Millis};
use tring_softphone::{
    input::Microphone,
    view::{CallView, Mute, Phase},
};

use crate::{
    call_store::Levels,
    ui::{
        call_controls::CallControls,
        call_quality::{CallQuality, Quality},
        call_status::CallStatus,
        caller,
        duration::clock,
        error_notice::ErrorNotice,
        icon::{Icon, IconImage},
        reactive::{attribute, memo, nothing, part, part_while},
        text,
        voice_meter::VoiceMeter,
    },
};

/// Who it is, where the call stands, both voices, and what one can do.
#[component]
pub fn CallPanel(
    /// The call, if there is one.
    #[prop(into)]
    call: Signal<Option<CallView>>,
    /// How long both sides have been talking, in milliseconds, while they do.
    #[prop(into)]
    talking: Signal<Option<Millis>>,
    /// What went wrong beside the call, and what to do.
    #[prop(into)]
    notice: Signal<Option<String>>,
    /// How good the connection is, where something is known.
    #[prop(into)]
    quality: Signal<Option<Quality>>,
    /// How loud both sides are.
    #[prop(into)]
    levels: Signal<Levels>,
    /// The mute switch.
    #[prop(into)]
    mute: Signal<Mute>,
    /// Whether the other side has a number that can be dialled.
    #[prop(into)]
    can_call_again: Signal<bool>,
    /// The mute switch was set.
    #[prop(into)]
    on_mute: Callback<Microphone>,
    /// *Hang up* was pressed.
    #[prop(into)]
    on_hang_up: Callback<()>,
    /// *Call again* was pressed.
    #[prop(into)]
    on_call_again: Callback<()>,
    /// *Dismiss* was pressed.
    #[prop(into)]
    on_dismiss: Callback<()>,
    /// What helps after a call that did not come about.
    children: Children,
) -> impl IntoView {
    let phase = move || call.with(|call| word(call.as_ref().map(|call| &call.phase)));
    let has_call = move || call.with(Option::is_some);
    view! {
        <section class="tring-call" aria-label=text::CURRENT_CALL data-phase=attribute(phase)>
            <ErrorNotice sentence=notice />
            {part_while(move || !has_call(), nobody)}
            {part(move || call.with(|call| call.as_ref().map_or_else(nothing, who)))}
            <CallStatus call talking />
            <Middle call quality levels mute />
            {children()}
            <CallControls call mute can_call_again on_mute on_hang_up on_call_again on_dismiss />
        </section>
    }
}

/// The phase as the value of a `data-` attribute.
pub fn word(phase: Option<&Phase>) -> &'static str {
    match phase {
        None => "idle",
        Some(Phase::Calling) => "calling",
        Some(Phase::RingingThere) => "ringing",
        Some(Phase::RingingHere) => "incoming",
        Some(Phase::Connecting) => "connecting",
        Some(Phase::InProgress) => "in-progress",
        Some(Phase::Reconnecting) => "reconnecting",
        Some(Phase::Ending) => "ending",
        Some(Phase::Ended(_)) => "ended",
    }
}

fn nobody() -> AnyView {
    view! {
        <div class="tring-call__nobody">
            <span class="tring-call__sign"><IconImage icon=Icon::Phone /></span>
            <h2 class="tring-call__title">{text::NO_CALL}</h2>
            <p>{text::NO_CALL_HINT}</p>
        </div>
    }
    .into_any()
}

fn who(call: &CallView) -> AnyView {
    let icon = match call.direction {
        Direction::Inbound => Icon::PhoneIncoming,
        Direction::Outbound => Icon::PhoneOutgoing,
    };
    let way = text::way(call.direction, call.channel.as_deref());
    view! {
        <div class="tring-call__who">
            <span class="tring-call__sign"><IconImage icon /></span>
            <h2 class="tring-call__title">{caller::title(call)}</h2>
            <p class="tring-call__number">{caller::number(call)}</p>
            <p class="tring-call__channel">{way}</p>
        </div>
    }
    .into_any()
}

/// Between the status and the buttons: both voices, or how long it was. Its height is the same in every
/// phase of a call that lasts, so that *Hang up* never moves under the pointer.
#[component]
fn Middle(
    call: Signal<Option<CallView>>,
    quality: Signal<Option<Quality>>,
    levels: Signal<Levels>,
    mute: Signal<Mute>,
) -> impl IntoView {
    let is_live =
        move || call.with(|call| call.as_ref().is_some_and(|call| call.phase.is_engaged()));
    let muted = memo(move || mute.get().desired == Microphone::Muted);
    let voices = move || {
        view! {
            <VoiceMeter label=text::YOU name=text::YOUR_VOICE level=Signal::derive(move || levels.get().mine) />
            <VoiceMeter label=text::THEM name=text::THEIR_VOICE level=Signal::derive(move || levels.get().theirs) />
            <div class="tring-call__notes">
                <CallQuality quality />
                {part_while(
                    move || muted.get(),
                    || view! { <p class="tring-call__muted">{text::MUTED}</p> }.into_any(),
                )}
            </div>
        }
        .into_any()
    };
    view! {
        <div class="tring-call__middle">
            {part_while(is_live, voices)}
            {part(move || call.with(|call| call.as_ref().and_then(talked).map_or_else(nothing, long)))}
        </div>
    }
}

/// How long both sides talked, once it is over.
fn talked(call: &CallView) -> Option<Millis> {
    if let Phase::Ended(end) = &call.phase {
        Some(end.talked).filter(|talked| *talked > 0)
    } else {
        None
    }
}

fn long(talked: Millis) -> AnyView {
    let talked = text::talked(&clock(talked));
    view! { <p class="tring-call__talked tring-figures">{talked}</p> }.into_any()
}
