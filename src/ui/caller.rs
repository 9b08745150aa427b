//! Who is on the other side of a call.

use leptos::prelude::*;
use tring_softphone::view::CallView;

use crate::ui::{phone_text::PhoneText, text};

/// The name, else the number, else that it is hidden.
pub(crate) fn title(call: &CallView) -> AnyView {
    match (call.name.clone(), call.number.clone()) {
        (Some(name), _) => view! { <bdi>{name}</bdi> }.into_any(),
        (None, Some(number)) => view! { <PhoneText number /> }.into_any(),
        (None, None) => text::UNKNOWN_CALLER.into_any(),
    }
}

/// The number, where the title is a name.
pub(crate) fn number(call: &CallView) -> AnyView {
    let number = call.name.as_ref().and(call.number.clone());
    number
        .map(|number| view! { <PhoneText number /> })
        .into_any()
}
