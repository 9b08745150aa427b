//! The sample payloads in `tests/fixtures/meta`, and the check that each of them is used.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    account, answers, folder::Folder, permissions, requests, settings, templates, verification,
};

/// The business number of most of Meta's samples.
pub(crate) const NUMBER_ID: &str = "436666719526789";

const META: Folder = Folder("meta");

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    META.bytes(name)
}

pub(crate) fn json(name: &str) -> Value {
    META.json(name)
}

/// The names that begin like this, at least one.
pub(crate) fn beginning_with(prefix: &str) -> Vec<String> {
    META.beginning_with(prefix)
}

/// The number that the payload is for, so that the channel can be made for it.
pub(crate) fn number_id(webhook: &Value) -> String {
    let value = webhook.pointer("/entry/0/changes/0/value");
    let at = |pointer: &str| value?.pointer(pointer)?.as_str();
    at("/metadata/phone_number_id")
        .or_else(|| at("/phone_number_settings/phone_number_id"))
        .unwrap_or(NUMBER_ID)
        .to_owned()
}

#[test]
fn every_fixture_is_used_by_a_test() {
    let lists: [&[&str]; 6] = [
        answers::PERMISSIONS,
        answers::OTHER_OPERATIONS,
        permissions::REQUESTS,
        settings::DOCUMENTS,
        templates::DOCUMENTS,
        account::DOCUMENTS,
    ];
    let mut used: BTreeSet<String> = lists
        .into_iter()
        .flatten()
        .copied()
        .chain(requests::REQUESTS.iter().map(|(name, _)| *name))
        .chain(answers::SUCCESSES.iter().map(|(name, _)| *name))
        .chain(answers::ERRORS.iter().map(|(name, ..)| *name))
        .chain([verification::SIGNATURES])
        .map(str::to_owned)
        .collect();
    used.extend(beginning_with(requests::SDP));
    // The glob of `webhooks`.
    used.extend(beginning_with("webhook"));
    assert_eq!(
        META.names(),
        used,
        "left: the folder, right: what tests use"
    );
}

#[test]
fn the_table_of_sources_names_every_fixture() {
    META.check_sources();
}
