//! The shop asks for the permission to call by a template.

use super::asking::{self, Way};

pub(crate) async fn ok(provider: &str) {
    asking::ok(provider, Way::Template).await;
}

pub(crate) async fn refused(provider: &str) {
    asking::refused(provider, Way::Template).await;
}

pub(crate) async fn unreachable(provider: &str) {
    asking::unreachable(provider, Way::Template).await;
}

pub(crate) async fn duplicate(provider: &str) {
    asking::duplicate(provider, Way::Template).await;
}

pub(crate) async fn unordered(provider: &str) {
    asking::unordered(provider, Way::Template).await;
}
