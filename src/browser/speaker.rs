//! The speaker: an audio element that plays the other side, removed when it is dropped.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlAudioElement;

use super::{audio::RemoteAudio, js, listener::Listener, task};

/// Plays the other side. Dropping it silences and removes it.
#[derive(Debug)]
pub struct Speaker {
    element: HtmlAudioElement,
    retries: Rc<RefCell<Vec<Listener>>>,
}

/// Whether the other side is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Playback {
    /// It is.
    Audible,
    /// The browser's autoplay rules refuse it until the person touches the page.
    Blocked,
}

impl Speaker {
    /// Plays `audio`; `None` where the page has no document any more. `on_change` is told whether it
    /// is heard. Where the browser refuses, the next click or key tries again.
    pub fn play(audio: &RemoteAudio, on_change: impl Fn(Playback) + 'static) -> Option<Self> {
        let element = HtmlAudioElement::new().ok()?;
        element.set_autoplay(true);
        element.set_src_object(Some(audio.stream()));
        // In the document, so that the browser's own controls and tests find it.
        web_sys::window()?
            .document()?
            .body()?
            .append_child(&element)
            .ok()?;
        let speaker = Self {
            element,
            retries: Rc::default(),
        };
        start(
            &speaker.element,
            &speaker.retries,
            &(Rc::new(on_change) as OnChange),
        );
        Some(speaker)
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        self.retries.borrow_mut().clear();
        // It only fails for an element that plays nothing.
        let _ = self.element.pause();
        self.element.set_src_object(None);
        self.element.remove();
    }
}

type OnChange = Rc<dyn Fn(Playback)>;
type Retries = Rc<RefCell<Vec<Listener>>>;

fn start(element: &HtmlAudioElement, retries: &Retries, on_change: &OnChange) {
    let Ok(promise) = element.play() else {
        return;
    };
    let (element, on_change) = (element.clone(), Rc::clone(on_change));
    let retries = Rc::downgrade(retries);
    task::spawn(async move {
        let outcome = JsFuture::from(promise).await;
        let Some(retries) = retries.upgrade() else {
            return;
        };
        match outcome {
            Ok(_) => on_change(Playback::Audible),
            // `AbortError` comes when the element was given something else to play meanwhile.
            Err(exception)
                if js::text(&exception, "name").as_deref() == Some("NotAllowedError") =>
            {
                on_change(Playback::Blocked);
                retry_when_touched(&element, &retries, &on_change);
            }
            Err(_) => {}
        }
    });
}

fn retry_when_touched(element: &HtmlAudioElement, retries: &Retries, on_change: &OnChange) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let listeners = ["pointerdown", "keydown"].map(|event| {
        let (element, on_change) = (element.clone(), Rc::clone(on_change));
        let retries = Rc::downgrade(retries);
        Listener::new(&document, event, move |_| {
            if let Some(retries) = retries.upgrade() {
                start(&element, &retries, &on_change);
            }
        })
    });
    *retries.borrow_mut() = listeners.into();
}
