//! What the browser half does in a real browser: media, releases, tabs, and whole calls of the store.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing from a request is what a test is there to find"
)]

mod availability;
mod calls;
mod channels;
mod event_socket;
mod ground;
mod json;
mod media;
mod permission;
mod proxy;
mod resources;
mod tabs;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
