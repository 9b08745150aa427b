//! A request that outlives its page (`fetch` with `keepalive`).

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestInit;

use super::{js, task};

/// Sends a JSON body; the browser finishes the request also when the page is closed at once. Nobody
/// waits for the answer.
pub fn post_keepalive(path: &str, body: &str) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&body.into());
    let headers = js::object(&[("content-type", "application/json".into())]);
    options.set_headers(&headers);
    js::set(&options, "keepalive", &JsValue::TRUE);
    let request = window.fetch_with_str_and_init(path, &options);
    task::spawn(async move {
        // The proxy ends the call also when it misses the page's heartbeat.
        let _ = JsFuture::from(request).await;
    });
}
