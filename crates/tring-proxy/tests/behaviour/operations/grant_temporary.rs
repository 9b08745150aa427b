//! The customer allows calls for a week.

use super::replies::{self, Reply};

pub(crate) async fn ok(provider: &str) {
    replies::ok(provider, Reply::Temporary).await;
}

pub(crate) async fn duplicate(provider: &str) {
    replies::duplicate(provider, Reply::Temporary).await;
}

pub(crate) async fn unordered(provider: &str) {
    replies::unordered(provider, Reply::Temporary).await;
}
