//! WhatsApp disables the number's account, and reinstates it.

use super::standing::{self, Judgement};

pub(crate) async fn ok(provider: &'static str) {
    standing::ok(provider, Judgement::Ban).await;
}

pub(crate) async fn duplicate(provider: &'static str) {
    standing::duplicate(provider, Judgement::Ban).await;
}

pub(crate) async fn unordered(provider: &'static str) {
    standing::unordered(provider, Judgement::Ban).await;
}
