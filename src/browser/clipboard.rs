//! The computer's clipboard.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::js;

/// Copies `text`; `false` where the browser does not let us, as on pages that came by plain HTTP.
pub async fn copy(text: &str) -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    let clipboard = navigator.and_then(|navigator| js::get(&navigator, "clipboard"));
    let Some(clipboard) = clipboard else {
        return false;
    };
    let Ok(promise) = js::call(&clipboard, "writeText", &[&text.into()]) else {
        return false;
    };
    JsFuture::from(promise.unchecked_into::<Promise>())
        .await
        .is_ok()
}
