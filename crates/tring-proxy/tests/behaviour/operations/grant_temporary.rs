//! The customer allows calls for a week.

use super::replies::{self, Reply};

pub(crate) async fn ok(provider: &'static str) {
    replies::ok(provider, Reply::Temporary).await;
}

pub(crate) async fn duplicate(provider: &'static str) {
    replies::duplicate(provider, Reply::Temporary).await;
}

pub(crate) async fn unordered(provider: &'static str) {
    replies::unordered(provider, Reply::Temporary).await;
}
