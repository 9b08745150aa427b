//! The keyboard's place: a button that goes away takes the focus along, and somebody has to take it up.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

use super::listener::Listener;

/// Remembers what had the focus last; dropping it ends that.
#[derive(Debug)]
pub struct FocusWatch {
    document: Document,
    last: Rc<RefCell<Option<Element>>>,
    _listener: Listener,
}

impl FocusWatch {
    /// Begins to watch; `None` where there is no document.
    pub fn new() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let last = Rc::new(RefCell::new(None));
        let seen = Rc::clone(&last);
        let listener = Listener::new(&document, "focusin", move |event| {
            let element = event.target().and_then(|target| target.dyn_into().ok());
            seen.replace(element);
        });
        Some(Self {
            document,
            last,
            _listener: listener,
        })
    }

    /// When the page has been drawn anew: gives the focus to the first of `selectors` that is there, if what had it
    /// has left the page. It is never taken from anything.
    pub fn take_up(&self, selectors: &'static [&'static str]) {
        let (document, last) = (self.document.clone(), Rc::clone(&self.last));
        request_animation_frame(move || {
            let has_gone = |last: &mut Element| !last.is_connected();
            if last.borrow_mut().take_if(has_gone).is_some() {
                give(&document, selectors);
            }
        });
    }
}

fn give(document: &Document, selectors: &[&str]) {
    let active = document.active_element();
    let is_lost = active.is_none_or(|active| active.tag_name() == "BODY");
    let find = |selector: &&str| document.query_selector(selector).ok().flatten();
    if is_lost && let Some(next) = selectors.iter().find_map(find) {
        // It throws for no element that is in the document.
        let _ = next.unchecked_into::<HtmlElement>().focus();
    }
}

/// When the page has been drawn anew: gives the focus to the first of `selectors` that is there.
pub fn move_to(selectors: &'static [&'static str]) {
    request_animation_frame(move || {
        let document = web_sys::window().and_then(|window| window.document());
        let find = |selector: &&str| document.as_ref()?.query_selector(selector).ok().flatten();
        if let Some(next) = selectors.iter().find_map(find) {
            // It throws for no element that is in the document.
            let _ = next.unchecked_into::<HtmlElement>().focus();
        }
    });
}
