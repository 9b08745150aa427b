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

/// What the focus was in: from the list's item up to the whole form.
const HOMES: &str = "li, [role=group], fieldset, form";
/// What can have the focus.
const CONTROLS: &str = "button, input, select, textarea";

/// What had the focus, and what that was in.
type Place = (Element, Vec<Element>);

/// Remembers in what the focus was, so that it finds a place nearby when a row goes away with its button; dropping it
/// ends that.
#[derive(Debug)]
pub struct FocusHome {
    last: Rc<RefCell<Option<Place>>>,
    _listener: Listener,
}

impl FocusHome {
    /// Begins to watch; `None` where there is no document.
    pub fn new() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let last = Rc::new(RefCell::new(None));
        let seen = Rc::clone(&last);
        let listener = Listener::new(&document, "focusin", move |event| {
            let element = event.target().and_then(|target| target.dyn_into().ok());
            seen.replace(element.map(|element: Element| (element.clone(), homes(&element))));
        });
        Some(Self {
            last,
            _listener: listener,
        })
    }

    /// When the page has been drawn anew: gives the focus to the nearest control, if what had it has left the page.
    pub fn take_up(&self) {
        let last = Rc::clone(&self.last);
        request_animation_frame(move || {
            let has_gone = |(element, _): &mut Place| !element.is_connected();
            let gone = last.borrow_mut().take_if(has_gone);
            let homes = gone.map(|(_, homes)| homes).unwrap_or_default();
            let control = |home: &Element| home.query_selector(CONTROLS).ok().flatten();
            let mut there = homes.iter().filter(|home| home.is_connected());
            if let Some(control) = there.find_map(control) {
                // It throws for no element that is in the document.
                let _ = control.unchecked_into::<HtmlElement>().focus();
            }
        });
    }
}

/// From the nearest to the farthest.
fn homes(element: &Element) -> Vec<Element> {
    let next = |element: &Element| element.parent_element()?.closest(HOMES).ok().flatten();
    std::iter::successors(next(element), next).collect()
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
