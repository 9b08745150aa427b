//! All calls that ring here.

use leptos::prelude::*;
use tring_protocol::call::Millis;
use tring_softphone::{key::CallKey, view::CallView};

use crate::ui::{
    incoming_call::IncomingCall,
    reactive::{Row, flag, memo, rows, switch, words},
    text,
};

/// The stack of ringing calls, above everything else on the page.
///
/// Not an `alertdialog`: that would have to take the focus, and an agent who is typing would answer or
/// decline by accident. Instead an assertive live region says who calls, and the cards are the first thing in
/// the page's order, inside a landmark of their own.
#[component]
pub fn IncomingCalls(
    /// The calls that ring.
    #[prop(into)]
    calls: Signal<Vec<CallView>>,
    /// The page's clock.
    #[prop(into)]
    now: Signal<Millis>,
    /// Whether another call holds the desk.
    #[prop(into)]
    engaged: Signal<bool>,
    /// *Answer* or *Start call* was pressed.
    #[prop(into)]
    on_answer: Callback<CallKey>,
    /// *Decline* or *Not now* was pressed.
    #[prop(into)]
    on_decline: Callback<CallKey>,
) -> impl IntoView {
    // The newest only: the others have been announced.
    let announcement = memo(move || {
        calls.with(|calls| {
            calls
                .iter()
                .max_by_key(|call| call.key)
                .map(text::rings_with)
        })
    });
    let card = move |first: &CallView| {
        let first = first.clone();
        Row::new(first.key.to_string(), move || {
            let call = latest(calls, first.clone());
            view! { <IncomingCall call now engaged on_answer on_decline /> }.into_any()
        })
    };
    view! {
        <p class="tring-unseen" aria-live="assertive">
            {words(move || announcement.get().unwrap_or_default())}
        </p>
        <section
            class="tring-incoming-calls"
            aria-label=text::RINGING_CALLS
            hidden=switch(move || calls.with(Vec::is_empty))
            data-engaged=flag(move || engaged.get())
        >
            {rows(move || calls.with(|calls| calls.iter().map(card).collect()))}
        </section>
    }
}

/// The state of one call. The last one is kept while its card goes away.
fn latest(calls: Signal<Vec<CallView>>, first: CallView) -> Signal<CallView> {
    let key = first.key;
    Signal::derive(move || {
        let call = calls.with(|calls| calls.iter().find(|call| call.key == key).cloned());
        call.unwrap_or_else(|| first.clone())
    })
}
