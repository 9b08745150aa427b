//! The shop asks for the permission to call by a message.

use super::asking::{self, Way};

pub(crate) async fn ok(provider: &'static str) {
    asking::ok(provider, Way::Message).await;
}

pub(crate) async fn refused(provider: &'static str) {
    asking::refused(provider, Way::Message).await;
}

pub(crate) async fn unreachable(provider: &'static str) {
    asking::unreachable(provider, Way::Message).await;
}

pub(crate) async fn duplicate(provider: &'static str) {
    asking::duplicate(provider, Way::Message).await;
}

pub(crate) async fn unordered(provider: &'static str) {
    asking::unordered(provider, Way::Message).await;
}
