//! Where a call stands, in words.

use leptos::prelude::*;
use tring_protocol::call::Millis;
use tring_softphone::{
    input::Pickup,
    view::{CallView, Phase},
};

use crate::ui::{
    duration::clock,
    reactive::{memo, nothing, part},
    text,
};

/// The state of a call in words, and the time beside it.
///
/// The words are a `status` region that is always there, so that each change is announced. The timer
/// stands outside it: nobody wants to hear the seconds.
#[component]
pub fn CallStatus(
    /// The call, if there is one.
    #[prop(into)]
    call: Signal<Option<CallView>>,
    /// How long both sides have been talking, in milliseconds, while they do.
    #[prop(into)]
    talking: Signal<Option<Millis>>,
) -> impl IntoView {
    // Memos: words that are written anew would be announced anew.
    let words = memo(move || call.with(|call| call.as_ref().map(words)));
    let reason = memo(move || call.with(|call| call.as_ref().and_then(reason)));
    let timer = memo(move || talking.get().map(clock));
    let line = |line: Memo<Option<String>>, draw: fn(String) -> AnyView| {
        part(move || line.get().map_or_else(nothing, draw))
    };
    view! {
        <div class="tring-status">
            <div role="status" class="tring-status__words">
                {line(words, |words| view! { <p class="tring-status__phase">{words}</p> }.into_any())}
                {line(reason, |reason| view! { <p class="tring-status__reason">{reason}</p> }.into_any())}
            </div>
            {line(
                timer,
                |timer| {
                    view! { <p role="timer" class="tring-status__timer tring-figures">{timer}</p> }
                        .into_any()
                },
            )}
        </div>
    }
}

fn words(call: &CallView) -> String {
    text::phase(&call.phase).to_owned()
}

fn reason(call: &CallView) -> Option<String> {
    match &call.phase {
        Phase::Ended(end) => Some(text::end_cause(&end.reason, call.direction)),
        Phase::Calling | Phase::RingingThere => {
            (call.pickup == Pickup::Heard).then(|| text::BY_EAR.to_owned())
        }
        Phase::RingingHere
        | Phase::Connecting
        | Phase::InProgress
        | Phase::Reconnecting
        | Phase::Ending => None,
    }
}
