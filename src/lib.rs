//! Tring in the browser: a softphone for WhatsApp Business calls, as a Leptos app.
//!
//! # Layout
//!
//! * [`call_store`]: inputs in, effects out: the one bridge between softphone and browser.
//! * [`browser`]: the only code that knows `web_sys`; each resource releases itself on drop.
//! * [`backend`]: the only code that knows the proxy's URLs.
//! * [`ui`]: components: signals in, callbacks out.
//! * [`inbox`]: the page for agents, composed of `ui`.
//! * [`channels`]: the page for administrators: business numbers, their providers and settings.

pub mod backend;
pub mod browser;
pub mod call_store;
pub mod channels;
pub mod inbox;
pub mod ui;
