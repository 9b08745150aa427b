//! The customer declines a request for permission.

use super::replies::{self, Reply};

pub(crate) async fn ok(provider: &'static str) {
    replies::ok(provider, Reply::Declined).await;
}

pub(crate) async fn duplicate(provider: &'static str) {
    replies::duplicate(provider, Reply::Declined).await;
}

pub(crate) async fn unordered(provider: &'static str) {
    replies::unordered(provider, Reply::Declined).await;
}
