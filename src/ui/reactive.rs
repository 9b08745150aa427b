//! The few shapes in which components change.
//!
//! Leptos compiles each closure of a view into code of its own, two to five kilobytes of it. These box the
//! closure, so that each shape is compiled once: the page's weight is a budget.

use std::sync::Arc;

use leptos::prelude::*;

/// An attribute with a word, where there is one.
pub(crate) type Maybe = Box<dyn FnMut() -> Option<&'static str> + Send>;
/// A part of a view that changes as a whole.
pub(crate) type Part = Box<dyn FnMut() -> AnyView + Send>;
/// Text that changes.
pub(crate) type Words = Box<dyn FnMut() -> String + Send>;
/// An attribute that is `true` or `false` in words, as ARIA wants it.
pub(crate) type Flag = Box<dyn FnMut() -> &'static str + Send>;
/// An attribute that is there or not.
pub(crate) type Switch = Box<dyn FnMut() -> bool + Send>;

/// A part of a view that is drawn anew when what it reads changes.
pub(crate) fn part(draw: impl FnMut() -> AnyView + Send + 'static) -> Part {
    Box::new(draw)
}

/// A part of a view that is there while `is` is true; it is not drawn anew while that stays so.
pub(crate) fn part_while(
    is: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> AnyView + Send + 'static,
) -> Part {
    let is = memo(is);
    part(move || if is.get() { draw() } else { nothing() })
}

/// No view.
pub(crate) fn nothing() -> AnyView {
    ().into_any()
}

/// Text that changes.
pub(crate) fn words(say: impl FnMut() -> String + Send + 'static) -> Words {
    Box::new(say)
}

/// `true` or `false` in words.
pub(crate) fn flag(mut is: impl FnMut() -> bool + Send + 'static) -> Flag {
    attribute(move || if is() { "true" } else { "false" })
}

/// An attribute with a word for each state.
pub(crate) fn attribute(say: impl FnMut() -> &'static str + Send + 'static) -> Flag {
    Box::new(say)
}

/// An attribute with a word, where there is one.
pub(crate) fn maybe(say: impl FnMut() -> Option<&'static str> + Send + 'static) -> Maybe {
    Box::new(say)
}

/// An attribute that is there or not.
pub(crate) fn switch(is: impl FnMut() -> bool + Send + 'static) -> Switch {
    Box::new(is)
}

/// A value that notifies only when it has changed.
pub(crate) fn memo<T>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let value: Box<dyn Fn() -> T + Send + Sync> = Box::new(value);
    Memo::new(move |_| value())
}

/// One of several parts. It is drawn once, and moved when its place among the others changes.
#[derive(Clone)]
pub(crate) struct Row {
    key: String,
    draw: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

impl Row {
    /// A part that is known by `key`.
    pub(crate) fn new(key: String, draw: impl Fn() -> AnyView + Send + Sync + 'static) -> Self {
        Self {
            key,
            draw: Arc::new(draw),
        }
    }
}

/// Several parts, each known by its key.
pub(crate) fn rows(rows: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> AnyView {
    let rows: Box<dyn Fn() -> Vec<Row> + Send + Sync> = Box::new(rows);
    boxed_rows(rows)
}

fn boxed_rows(rows: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=rows key=|row| row.key.clone() children=|row| (row.draw)() /> }.into_any()
}
