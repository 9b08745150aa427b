//! The switch with which an agent takes calls or does not.

use leptos::prelude::*;
use tring_softphone::view::SocketState;

use crate::ui::{
    reactive::{flag, words},
    text,
};

/// Whether calls come to the one who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They do.
    Available,
    /// She does not want any.
    DoNotDisturb,
    /// It is being changed.
    Changing,
    /// An administrator has switched them off for her.
    SwitchedOff,
}

/// *Available*, on or off, and what that means at the moment.
#[component]
pub fn AvailabilitySwitch(
    /// Whether calls come.
    #[prop(into)]
    standing: Signal<Standing>,
    /// Whether the page hears from the proxy: without it nothing rings.
    #[prop(into)]
    socket: Signal<SocketState>,
    /// It was pressed.
    #[prop(into)]
    on_toggle: Callback<()>,
) -> impl IntoView {
    let is = move |wanted: Standing| standing.get() == wanted;
    // The name stays the same in both positions; the switch's state says which one it is.
    view! {
        <div class="tring-availability">
            <button
                type="button"
                role="switch"
                class="tring-availability__switch"
                aria-checked=flag(move || is(Standing::Available))
                aria-busy=flag(move || is(Standing::Changing))
                aria-disabled=flag(move || is(Standing::SwitchedOff))
                aria-describedby="tring-availability"
                on:click=move |_| on_toggle.run(())
            >
                <span class="tring-availability__track" aria-hidden="true"></span>
                {text::AVAILABLE}
            </button>
            <p id="tring-availability" class="tring-availability__word" role="status">
                {words(move || text::availability(standing.get(), socket.get()).to_owned())}
            </p>
        </div>
    }
}
