//! The offer to be told of calls while the page is in the background.

use leptos::prelude::*;

use crate::ui::{
    icon::{Icon, IconImage},
    reactive::{part_while, words},
    text,
};

/// A quiet button, there until the person has decided. Browsers ask only after a click, so nothing is asked when
/// the page opens.
#[component]
pub fn NotificationsOffer(
    /// Whether the person has not been asked yet.
    #[prop(into)]
    open: Signal<bool>,
    /// *Notify me of calls* was pressed.
    #[prop(into)]
    on_accept: Callback<()>,
) -> impl IntoView {
    part_while(
        move || open.get(),
        move || {
            view! {
                <button type="button" class="tring-button" data-kind="quiet" on:click=move |_| on_accept.run(())>
                    <IconImage icon=Icon::Bell />
                    {words(|| text::NOTIFY_ME.to_owned())}
                </button>
            }
            .into_any()
        },
    )
}
