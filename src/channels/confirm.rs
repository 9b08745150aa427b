//! A question before something that cannot be undone.

use leptos::prelude::*;

use crate::{browser::dialog, channels::text, ui::reactive::words};

/// A dialog that asks before something is done. It is opened by its id.
#[component]
pub(crate) fn Confirm(
    /// Its id on the page.
    id: &'static str,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What will be.
    warning: &'static str,
    /// The word of the button that does it.
    word: &'static str,
    /// That button was pressed; the dialog closes.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let (title_id, warning_id) = ([id, "-title"].concat(), [id, "-warning"].concat());
    let confirm = move |_| {
        dialog::close(id);
        on_confirm.run(());
    };
    // Cancel comes first: it gets the focus when the dialog opens, so a hasty Enter does nothing.
    view! {
        <dialog id=id class="tring-confirm" aria-labelledby=title_id.clone() aria-describedby=warning_id.clone()>
            <form method="dialog" class="tring-confirm__form">
                <h2 id=title_id.clone() class="tring-confirm__title">{words(move || title.get())}</h2>
                <p id=warning_id.clone()>{warning}</p>
                <div class="tring-confirm__buttons">
                    <button type="submit" class="tring-button">{text::CANCEL}</button>
                    <button type="button" class="tring-button" data-kind="danger-outline" on:click=confirm>{word}</button>
                </div>
            </form>
        </dialog>
    }
}
