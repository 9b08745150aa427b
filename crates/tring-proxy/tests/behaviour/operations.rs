//! What is tried at each provider: a module for each operation, a function for each case.

mod asking;
mod replies;
mod standing;

pub(crate) mod accept;
pub(crate) mod account_disabled;
pub(crate) mod ask_by_message;
pub(crate) mod ask_by_template;
pub(crate) mod call_log;
pub(crate) mod change_settings;
pub(crate) mod check;
pub(crate) mod create_template;
pub(crate) mod customer_declines;
pub(crate) mod customer_hangs_up;
pub(crate) mod customer_writes;
pub(crate) mod dial;
pub(crate) mod grant_permanent;
pub(crate) mod grant_revoked;
pub(crate) mod grant_temporary;
pub(crate) mod no_answer;
pub(crate) mod number_flagged;
pub(crate) mod old_secret;
pub(crate) mod permission_query;
pub(crate) mod pre_accept;
pub(crate) mod read_settings;
pub(crate) mod reject;
pub(crate) mod request_declined;
pub(crate) mod send_text;
pub(crate) mod sweep;
pub(crate) mod terminate;
pub(crate) mod webhook_secret;
pub(crate) mod webhook_verification;
