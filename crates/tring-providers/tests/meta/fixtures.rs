//! The sample payloads in `tests/fixtures/meta`, and the check that each of them is used.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

use crate::{answers, requests, verification};

/// The business number of most of Meta's samples.
pub(crate) const NUMBER_ID: &str = "436666719526789";

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/meta")
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap_or_else(|cause| panic!("fixture {name}: {cause}"))
}

pub(crate) fn json(name: &str) -> Value {
    serde_json::from_slice(&bytes(name)).unwrap_or_else(|cause| panic!("fixture {name}: {cause}"))
}

/// The names of all sample payloads.
pub(crate) fn names() -> BTreeSet<String> {
    fs::read_dir(folder())
        .expect("the folder of fixtures to exist")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a name in UTF-8"))
        .filter(|name| name != "README.md")
        .collect()
}

/// The names that begin like this, at least one.
pub(crate) fn beginning_with(prefix: &str) -> Vec<String> {
    let found: Vec<_> = names()
        .into_iter()
        .filter(|name| name.starts_with(prefix))
        .collect();
    assert!(!found.is_empty(), "no fixture begins with {prefix}");
    found
}

/// The number that the payload is for, so that the channel can be made for it.
pub(crate) fn number_id(webhook: &Value) -> String {
    webhook
        .pointer("/entry/0/changes/0/value/metadata/phone_number_id")
        .and_then(Value::as_str)
        .unwrap_or(NUMBER_ID)
        .to_owned()
}

#[test]
fn every_fixture_is_used_by_a_test() {
    let mut used: BTreeSet<String> = BTreeSet::new();
    used.extend(
        requests::REQUESTS
            .iter()
            .map(|(name, _)| (*name).to_owned()),
    );
    used.extend(beginning_with(requests::SDP));
    used.extend(
        answers::SUCCESSES
            .iter()
            .map(|(name, _)| (*name).to_owned()),
    );
    used.extend(answers::ERRORS.iter().map(|(name, ..)| (*name).to_owned()));
    used.extend(answers::PERMISSIONS.iter().map(|name| (*name).to_owned()));
    used.extend(
        answers::OTHER_OPERATIONS
            .iter()
            .map(|name| (*name).to_owned()),
    );
    used.insert(verification::SIGNATURES.to_owned());
    // The glob of `webhooks`.
    used.extend(beginning_with("webhook"));
    assert_eq!(names(), used, "left: the folder, right: what tests use");
}

#[test]
fn the_table_of_sources_names_every_fixture() {
    let readme = String::from_utf8(bytes("README.md")).expect("text");
    for name in names() {
        assert!(
            readme.contains(&format!("| `{name}` |")),
            "{name} has no source"
        );
    }
}
