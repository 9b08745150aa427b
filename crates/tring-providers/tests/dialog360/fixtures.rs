//! The sample payloads in `tests/fixtures/dialog360`, and the check that each of them is used.

use std::collections::BTreeSet;

use crate::{check, errors, folder::Folder, requests, settings, texts, webhooks};

pub(crate) const DIALOG360: Folder = Folder("dialog360");

#[test]
fn every_fixture_is_used_by_a_test() {
    let lists: [&[&str]; 5] = [
        requests::DOCUMENTS,
        settings::DOCUMENTS,
        check::DOCUMENTS,
        texts::DOCUMENTS,
        webhooks::DOCUMENTS,
    ];
    let used: BTreeSet<String> = lists
        .into_iter()
        .flatten()
        .copied()
        .chain(requests::CALLS.iter().map(|(name, _)| *name))
        .chain(errors::ERRORS.iter().map(|(name, ..)| *name))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        DIALOG360.names(),
        used,
        "left: the folder, right: what tests use"
    );
}

#[test]
fn the_table_of_sources_names_every_fixture() {
    DIALOG360.check_sources();
}
