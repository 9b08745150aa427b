//! A line of a file, read.

use tring_calls::consent::OptIn;
use tring_protocol::phone::PhoneNumber;

/// A line; what is empty leaves what is there.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) phone: Option<PhoneNumber>,
    pub(super) name: Option<String>,
    pub(super) bsuid: Option<String>,
    /// These are added.
    pub(super) tags: Vec<String>,
    pub(super) opt_in: Option<OptIn>,
}
