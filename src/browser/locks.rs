//! A lock that one tab of this browser holds at a time (Web Locks): how the tabs choose their leader.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::{js, task};

/// A place in the queue for a lock, and the lock itself once it is granted. Dropping it gives both up.
#[derive(Debug)]
pub struct TabLock {
    abort: Option<AbortController>,
    release: Rc<RefCell<Option<Function>>>,
    _on_grant: Option<Closure<dyn FnMut(JsValue) -> JsValue>>,
}

impl TabLock {
    /// Waits for the lock `name`; `on_held` is called when this tab has it. It is held until drop, or
    /// until the tab is closed. A browser without Web Locks grants at once: each tab leads then.
    pub fn request(name: &str, on_held: impl Fn() + 'static) -> Self {
        let release = Rc::new(RefCell::new(None));
        let Some(locks) = manager() else {
            on_held();
            return Self {
                abort: None,
                release,
                _on_grant: None,
            };
        };
        let on_grant = held_until_released(&release, on_held);
        let abort = AbortController::new().ok();
        let signal = abort
            .as_ref()
            .map(|abort| ("signal", abort.signal().into()));
        let options = js::object(signal.as_slice());
        let request = js::call(
            &locks,
            "request",
            &[&name.into(), &options, on_grant.as_ref()],
        );
        if let Some(request) = request
            .ok()
            .and_then(|value| value.dyn_into::<Promise>().ok())
        {
            // It rejects when it is given up; nobody else waits for it.
            task::spawn(async move {
                let _ = JsFuture::from(request).await;
            });
        }
        Self {
            abort,
            release,
            _on_grant: Some(on_grant),
        }
    }
}

impl Drop for TabLock {
    fn drop(&mut self) {
        if let Some(release) = self.release.borrow_mut().take() {
            // Resolving a promise does not throw.
            let _ = release.call0(&JsValue::NULL);
        } else if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

/// The lock is held as long as the promise that this returns is not settled.
fn held_until_released(
    release: &Rc<RefCell<Option<Function>>>,
    on_held: impl Fn() + 'static,
) -> Closure<dyn FnMut(JsValue) -> JsValue> {
    let release = Rc::clone(release);
    Closure::new(move |_lock| {
        let held = Promise::new(&mut |resolve, _| *release.borrow_mut() = Some(resolve));
        on_held();
        held.into()
    })
}

fn manager() -> Option<JsValue> {
    js::get(&web_sys::window()?.navigator(), "locks")
}
