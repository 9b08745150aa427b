//! The desk's own name for a call, from the first moment on.

use core::fmt;

/// A call in this page, numbered from 1 in the order in which they came; never used twice.
///
/// It exists before the proxy has given the call its id, and tells a late report of an old
/// attempt from one of the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallKey(pub u32);

impl fmt::Display for CallKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "call-{}", self.0)
    }
}
