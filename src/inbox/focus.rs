//! Where the keyboard goes on when a button of a call goes away.

use leptos::prelude::*;

use crate::browser::focus::FocusWatch;

/// In the order of preference; only one of the first two is there. Without any, one types a number.
const NEXT: [&str; 3] = [
    ".tring-round[data-kind=danger]",
    ".tring-controls [data-kind=primary]",
    "#tring-phone-number",
];

/// Whenever `cause` changes: where the focus was on something that has gone since, it is given to *Hang up*, to
/// *Call again*, or to the field for a number.
pub(crate) fn follow(cause: impl Fn() + 'static) {
    let watch = StoredValue::new_local(FocusWatch::new());
    Effect::new(move |_| {
        cause();
        watch.try_with_value(|watch| watch.as_ref().map(|watch| watch.take_up(&NEXT)));
    });
}
