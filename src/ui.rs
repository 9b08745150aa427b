//! Components: signals in, callbacks out; one per file.
//!
//! A component makes no request, spawns nothing and touches no DOM; the pages do that. Its looks
//! are in `www/css/` under the same name, and every word it shows is in `text`.

pub(crate) mod text;

pub mod app_shell;
pub mod availability_switch;
pub mod call_controls;
pub mod call_history;
pub mod call_panel;
pub mod call_quality;
pub mod call_status;
pub mod callbacks;
pub mod click_to_call;
pub mod connection_banner;
pub mod error_notice;
pub mod history_row;
pub mod icon;
pub mod incoming_call;
pub mod incoming_calls;
pub mod notifications_offer;
pub mod permission_meter;
pub mod phone_text;
pub mod sign_in;
pub mod voice_meter;
pub mod when;

mod caller;
mod duration;
pub(crate) mod reactive;
