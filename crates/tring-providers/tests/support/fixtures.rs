//! Sample payloads, and the check that each of them is used and has a source.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

use crate::PROVIDER;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(PROVIDER)
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap_or_else(|cause| panic!("fixture {name}: {cause}"))
}

pub(crate) fn json(name: &str) -> Value {
    serde_json::from_slice(&bytes(name)).unwrap_or_else(|cause| panic!("fixture {name}: {cause}"))
}

/// The names of all sample payloads.
fn names() -> BTreeSet<String> {
    fs::read_dir(folder())
        .expect("the folder of fixtures to exist")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a name in UTF-8"))
        .filter(|name| name != "README.md")
        .collect()
}

/// The sample webhooks, at least one.
pub(crate) fn webhooks() -> Vec<String> {
    let found: Vec<_> = names()
        .into_iter()
        .filter(|name| name.starts_with("webhook."))
        .collect();
    assert!(!found.is_empty(), "there are no webhooks");
    found
}

#[test]
fn every_fixture_is_used_by_a_test() {
    let mut used: BTreeSet<String> = crate::used().into_iter().map(str::to_owned).collect();
    // Those of `webhooks`.
    used.extend(webhooks());
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
