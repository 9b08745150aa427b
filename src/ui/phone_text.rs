//! A phone number as people write it.

use leptos::prelude::*;
use tring_protocol::phone;

/// A phone number in groups, from left to right also where the page runs from right to left.
#[component]
pub fn PhoneText(
    /// The number as it came.
    number: String,
) -> impl IntoView {
    view! {
        <bdi dir="ltr" class="tring-figures">
            {phone::grouped(&number)}
        </bdi>
    }
}
