//! The customer takes the permission back.

use super::replies::{self, Reply};

pub(crate) async fn ok(provider: &'static str) {
    replies::ok(provider, Reply::Revoked).await;
}

pub(crate) async fn duplicate(provider: &'static str) {
    replies::duplicate(provider, Reply::Revoked).await;
}

pub(crate) async fn unordered(provider: &'static str) {
    replies::unordered(provider, Reply::Revoked).await;
}
