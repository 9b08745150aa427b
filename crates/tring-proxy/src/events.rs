//! From a commit to the open pages: the log, the bus, the socket, and who is reachable.

pub mod bus;
pub mod log;
pub mod presence;
pub mod socket;
