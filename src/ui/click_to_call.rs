//! The form that starts a call.

use leptos::{ev, prelude::*};
use tring_protocol::{
    api::ChannelSummary,
    phone::{self, PhoneNumber},
};

use crate::ui::{
    icon::{Icon, IconImage},
    reactive::{flag, words},
    text,
};

/// A field for a phone number and the button *Call*.
#[component]
pub fn ClickToCall(
    /// The channels that can be called from, the default first; the choice is shown where there are several.
    channels: Vec<ChannelSummary>,
    /// Whether a call holds the desk; the button then says why it does nothing.
    #[prop(into)]
    engaged: Signal<bool>,
    /// Whether something is known of the number; then the hint gives its place to it.
    #[prop(into)]
    is_known: Signal<bool>,
    /// *Call* was pressed with a number that can be dialled, and from which channel.
    #[prop(into)]
    on_call: Callback<(PhoneNumber, Option<String>)>,
    /// Another number, or another channel, is in the form; `None` while it is no whole number.
    #[prop(into)]
    on_number: Callback<Option<(PhoneNumber, Option<String>)>>,
    /// Somebody is about to press *Call*.
    #[prop(into)]
    on_warm: Callback<()>,
    /// What is known of the number.
    children: Children,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let mistake = RwSignal::new(None::<String>);
    let channel = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if engaged.get_untracked() {
            return;
        }
        match typed.get_untracked().parse::<PhoneNumber>() {
            Ok(number) => {
                typed.set(String::new());
                mistake.set(None);
                on_call.run((number, channel.get_untracked()));
            }
            Err(error) => mistake.set(Some(error.to_string())),
        }
    };
    Effect::new(move |_| {
        let number = typed.with(|typed| typed.parse().ok());
        on_number.run(number.map(|number| (number, channel.get())));
    });
    view! {
        <form
            class="tring-dial"
            aria-label=text::CALL_FORM
            novalidate
            on:submit=submit
            on:focusin=move |_| on_warm.run(())
        >
            <ChannelPicker channels channel />
            <label class="tring-field__label" for="tring-phone-number">
                {text::PHONE_NUMBER}
            </label>
            <div class="tring-dial__row">
                <NumberInput typed mistake />
                <CallButton engaged on_warm />
            </div>
            <Help engaged mistake is_known />
            {children()}
        </form>
    }
}

#[component]
fn NumberInput(typed: RwSignal<String>, mistake: RwSignal<Option<String>>) -> impl IntoView {
    let change = move |event| {
        typed.set(event_target_value(&event));
        mistake.set(None);
    };
    view! {
        <input
            id="tring-phone-number"
            class="tring-field__input tring-figures"
            type="tel"
            inputmode="tel"
            autocomplete="tel"
            enterkeyhint="go"
            dir="ltr"
            maxlength="40"
            placeholder=text::PHONE_NUMBER_EXAMPLE
            aria-describedby="tring-phone-hint tring-phone-mistake"
            aria-invalid=flag(move || mistake.with(Option::is_some))
            prop:value=words(move || typed.get())
            on:input=change
        />
    }
}

#[component]
fn CallButton(engaged: Signal<bool>, on_warm: Callback<()>) -> impl IntoView {
    // Not `disabled`: such a button cannot be reached, so nobody would hear why it does nothing.
    view! {
        <button
            type="submit"
            class="tring-button"
            data-kind="primary"
            aria-disabled=flag(move || engaged.get())
            aria-describedby="tring-phone-hint"
            on:pointerenter=move |_| on_warm.run(())
        >
            <IconImage icon=Icon::Phone />
            {text::CALL}
        </button>
    }
}

/// What to type, what is wrong with it, or why one cannot call now: one at a time and in one place, so that
/// nothing below moves.
#[component]
fn Help(
    engaged: Signal<bool>,
    mistake: RwSignal<Option<String>>,
    is_known: Signal<bool>,
) -> impl IntoView {
    let hint = move || {
        let hint = match (mistake.with(Option::is_some), engaged.get()) {
            (true, _) => "",
            (false, true) => text::ALREADY_ENGAGED,
            (false, false) if is_known.get() => "",
            (false, false) => text::PHONE_NUMBER_HINT,
        };
        hint.to_owned()
    };
    view! {
        <div class="tring-dial__help" data-known=flag(move || is_known.get())>
            <p id="tring-phone-hint" class="tring-field__hint">{words(hint)}</p>
            <p id="tring-phone-mistake" class="tring-field__mistake" role="alert">
                {words(move || mistake.get().unwrap_or_default())}
            </p>
        </div>
    }
}

#[component]
fn ChannelPicker(
    channels: Vec<ChannelSummary>,
    channel: RwSignal<Option<String>>,
) -> impl IntoView {
    (channels.len() > 1).then(|| {
        let options = channels
            .iter()
            .map(|channel| view! { <option value=channel.id.clone()>{channel.name.clone()}</option> })
            .collect_view();
        // Beside the name in the field there is no room for it.
        let number = move || {
            let chosen = channel.get();
            let mut channels = channels.iter();
            let chosen = channels.find(|channel| (chosen.as_ref()).is_none_or(|id| *id == channel.id));
            chosen.map(|channel| phone::grouped(&channel.number)).unwrap_or_default()
        };
        view! {
            <label class="tring-field__label" for="tring-channel">{text::CHANNEL}</label>
            <select
                id="tring-channel"
                class="tring-field__input"
                aria-describedby="tring-channel-number"
                on:change=move |event| channel.set(Some(event_target_value(&event)))
            >
                {options}
            </select>
            <p id="tring-channel-number" class="tring-dial__number tring-figures" dir="ltr">{words(number)}</p>
        }
    })
}
