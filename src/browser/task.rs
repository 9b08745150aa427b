//! Work that goes on by itself.

use std::pin::Pin;

/// Runs `work` to its end. It is boxed: otherwise each kind of work brings a machinery of its own.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    run(Box::pin(work));
}

fn run(work: Pin<Box<dyn Future<Output = ()>>>) {
    wasm_bindgen_futures::spawn_local(work);
}
