//! The document's title: what a tab in the background still shows of a call.

use leptos::prelude::*;
use tring_softphone::view::CallView;

use crate::{
    browser::page,
    ui::{reactive::memo, text},
};

/// Keeps the title telling of `ringing`'s first call, else of `current`.
pub(crate) fn follow(ringing: Memo<Vec<CallView>>, current: Memo<Option<CallView>>) {
    let title = memo(move || {
        ringing.with(|ringing| match ringing.first() {
            Some(call) => text::title(Some(call)),
            None => current.with(|call| text::title(call.as_ref())),
        })
    });
    Effect::new(move |_| title.with(|title| page::set_title(title)));
    // The sign-in page has no call to tell of.
    on_cleanup(|| page::set_title(text::PRODUCT));
}
