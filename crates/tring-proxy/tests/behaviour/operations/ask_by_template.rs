//! The shop asks for the permission to call by a template.

use super::asking::{self, Way};

pub(crate) async fn ok(provider: &'static str) {
    asking::ok(provider, Way::Template).await;
}

pub(crate) async fn refused(provider: &'static str) {
    asking::refused(provider, Way::Template).await;
}

pub(crate) async fn unreachable(provider: &'static str) {
    asking::unreachable(provider, Way::Template).await;
}

pub(crate) async fn duplicate(provider: &'static str) {
    asking::duplicate(provider, Way::Template).await;
}

pub(crate) async fn unordered(provider: &'static str) {
    asking::unordered(provider, Way::Template).await;
}
