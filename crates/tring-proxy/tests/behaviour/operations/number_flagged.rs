//! WhatsApp flags the number, and takes the flag away.

use super::standing::{self, Judgement};

pub(crate) async fn ok(provider: &'static str) {
    standing::ok(provider, Judgement::Flag).await;
}

pub(crate) async fn duplicate(provider: &'static str) {
    standing::duplicate(provider, Judgement::Flag).await;
}

pub(crate) async fn unordered(provider: &'static str) {
    standing::unordered(provider, Judgement::Flag).await;
}
