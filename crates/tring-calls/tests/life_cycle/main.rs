//! What events make of a call, as transcripts.

mod inbound;
mod outbound;
mod transcript;
