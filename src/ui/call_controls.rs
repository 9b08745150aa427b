//! What one can do in a call, and after it.

use leptos::prelude::*;
use tring_softphone::{
    input::Microphone,
    view::{CallView, Mute, Phase},
};

use crate::ui::{
    icon::{Icon, IconImage},
    reactive::{Part, flag, memo, nothing, part, part_while},
    text,
};

/// The buttons of a call: mute and hang up while it lasts, call again and dismiss when it is over.
#[component]
pub fn CallControls(
    /// The call, if there is one.
    #[prop(into)]
    call: Signal<Option<CallView>>,
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
) -> impl IntoView {
    let is = move |is: fn(&Phase) -> bool| {
        memo(move || call.with(|call| call.as_ref().is_some_and(|call| is(&call.phase))))
    };
    let engaged = is(Phase::is_engaged);
    let ended = is(|phase| matches!(phase, Phase::Ended(_)));
    let ending = is(|phase| *phase == Phase::Ending);
    part(move || {
        if engaged.get() {
            meanwhile(mute, on_mute, ending, on_hang_up)
        } else if ended.get() {
            afterwards(can_call_again, on_call_again, on_dismiss)
        } else {
            nothing()
        }
    })
}

fn meanwhile(
    mute: Signal<Mute>,
    on_mute: Callback<Microphone>,
    ending: Memo<bool>,
    on_hang_up: Callback<()>,
) -> AnyView {
    view! {
        <div class="tring-controls">
            <MuteSwitch mute on_mute />
            <HangUp ending on_hang_up />
        </div>
    }
    .into_any()
}

fn afterwards(
    can_call_again: Signal<bool>,
    on_call_again: Callback<()>,
    on_dismiss: Callback<()>,
) -> AnyView {
    let call_again = move || {
        view! {
            <button type="button" class="tring-button" data-kind="primary" on:click=move |_| on_call_again.run(())>
                <IconImage icon=Icon::Redo />
                {text::CALL_AGAIN}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="tring-controls" data-ended="true">
            {part_while(move || can_call_again.get(), call_again)}
            <button type="button" class="tring-button" on:click=move |_| on_dismiss.run(())>
                {text::DISMISS}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn MuteSwitch(mute: Signal<Mute>, on_mute: Callback<Microphone>) -> impl IntoView {
    let muted = memo(move || mute.get().desired == Microphone::Muted);
    let toggle = move |_| {
        on_mute.run(if muted.get_untracked() {
            Microphone::Live
        } else {
            Microphone::Muted
        });
    };
    view! {
        // The name stays the same in both positions; the switch's state says which one it is.
        <button
            type="button"
            role="switch"
            class="tring-round"
            aria-label=text::MUTE_MICROPHONE
            aria-checked=flag(move || muted.get())
            aria-busy=flag(move || mute.get().is_pending())
            on:click=toggle
        >
            <span class="tring-round__disc">{microphone(muted)}</span>
            <span class="tring-round__word">{text::MUTE}</span>
        </button>
    }
}

fn microphone(muted: Memo<bool>) -> Part {
    part(move || {
        let icon = if muted.get() {
            Icon::MicrophoneOff
        } else {
            Icon::Microphone
        };
        view! { <IconImage icon /> }.into_any()
    })
}

#[component]
fn HangUp(ending: Memo<bool>, on_hang_up: Callback<()>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="tring-round"
            data-kind="danger"
            aria-busy=flag(move || ending.get())
            on:click=move |_| on_hang_up.run(())
        >
            <span class="tring-round__disc">
                <IconImage icon=Icon::PhoneOff />
            </span>
            <span class="tring-round__word">{text::HANG_UP}</span>
        </button>
    }
}
