//! The only code that knows `web_sys`: types of ours around what the browser has, each released on drop.
//!
//! One file for each resource. A type owns its handle and the closures that the browser calls;
//! dropping it detaches the closures first and closes the handle then, so that nothing is
//! reported about a thing that is gone. JavaScript's enums and exceptions become ours here.

pub mod audio;
pub mod clipboard;
pub mod clock;
pub mod devices;
pub mod dialog;
pub mod fetch;
pub mod focus;
pub mod intl;
mod js;
pub mod json;
pub mod level_meter;
pub mod listener;
pub mod locks;
pub mod microphone;
pub mod notification;
pub mod page;
pub mod peer_connection;
pub mod ringer;
pub mod sdp;
pub mod silence;
pub mod socket;
pub mod speaker;
pub mod storage;
pub mod tabs;
pub mod task;
pub mod timer;

pub use page::take_sign_in_token;
