//! The matrix of operations, providers and cases: what is a test, and what is empty for which reason.

use std::{collections::BTreeSet, process::Command};

use tring_providers::{provider::Capabilities, registry::PROVIDERS};

/// What each operation is tried with.
const CASES: [&str; 5] = ["ok", "refused", "unreachable", "duplicate", "unordered"];

/// Whether a provider that can do this has an operation.
type Can = fn(&Capabilities) -> bool;

/// Every operation, and the capability that says which provider has it, where there is one.
const OPERATIONS: [(&str, Option<Can>); 24] = [
    ("dial", Some(|_| true)),
    ("pre_accept", Some(|can| can.pre_accept)),
    ("accept", Some(|_| true)),
    ("reject", Some(|_| true)),
    ("terminate", Some(|_| true)),
    ("customer_hangs_up", Some(|_| true)),
    ("customer_declines", Some(|_| true)),
    ("no_answer", Some(|_| true)),
    ("permission_query", Some(|can| can.permission_query)),
    ("ask_by_message", Some(|can| can.ask_by_message)),
    ("ask_by_template", Some(|can| can.ask_by_template)),
    ("create_template", Some(|can| can.create_template)),
    ("grant_temporary", None),
    ("grant_permanent", None),
    ("grant_revoked", None),
    ("request_declined", None),
    ("read_settings", Some(|can| !can.readable.is_empty())),
    ("change_settings", Some(|can| !can.writable.is_empty())),
    ("call_log", Some(|can| can.call_log)),
    ("sweep", Some(|_| true)),
    ("check", Some(|_| true)),
    ("webhook_verification", None),
    ("webhook_secret", Some(|_| true)),
    ("old_secret", Some(|_| true)),
];

/// A module for each provider, with a module for each operation, with a test for each case.
macro_rules! providers {
    ($($provider:ident: $($operation:ident)+;)+) => {
        $(mod $provider {
            /// Where the tests of this provider take place.
            const PROVIDER: &str = stringify!($provider);
            $(crate::matrix::operation!($operation);)+
        })+
    };
}

/// The cases of an operation, or of a group of them.
macro_rules! operation {
    (everywhere) => {
        crate::matrix::cells!(dial: ok refused unreachable duplicate unordered);
        crate::matrix::cells!(accept: ok refused unreachable duplicate unordered);
        crate::matrix::cells!(reject: ok refused unreachable duplicate unordered);
        crate::matrix::cells!(terminate: ok refused unreachable duplicate unordered);
        crate::matrix::cells!(customer_hangs_up: ok duplicate unordered);
        crate::matrix::cells!(customer_declines: ok duplicate unordered);
        crate::matrix::cells!(no_answer: ok duplicate unordered);
        crate::matrix::cells!(sweep: ok refused unreachable duplicate unordered);
        crate::matrix::cells!(check: ok refused unreachable);
        crate::matrix::cells!(webhook_secret: ok refused);
        crate::matrix::cells!(old_secret: ok refused);
    };
    (replies) => {
        crate::matrix::cells!(ask_by_template: ok refused unreachable duplicate unordered);
        crate::matrix::cells!(grant_temporary: ok duplicate unordered);
        crate::matrix::cells!(grant_permanent: ok duplicate unordered);
        crate::matrix::cells!(grant_revoked: ok duplicate unordered);
        crate::matrix::cells!(request_declined: ok duplicate unordered);
    };
    (no_replies) => {
        crate::matrix::cells!(ask_by_template: ok refused unreachable duplicate);
    };
    (settings) => {
        crate::matrix::cells!(read_settings: ok refused unreachable);
        crate::matrix::cells!(change_settings: ok refused unreachable);
    };
    (pre_accept) => {
        crate::matrix::cells!(pre_accept: ok refused unreachable duplicate unordered);
    };
    (permission_query) => {
        crate::matrix::cells!(permission_query: ok refused unreachable);
    };
    (ask_by_message) => {
        crate::matrix::cells!(ask_by_message: ok refused unreachable duplicate unordered);
    };
    (create_template) => {
        crate::matrix::cells!(create_template: ok refused unreachable);
    };
    (call_log) => {
        crate::matrix::cells!(call_log: ok refused unreachable duplicate unordered);
    };
    (webhook_verification) => {
        crate::matrix::cells!(webhook_verification: ok refused);
    };
}

/// A test for each case of an operation.
macro_rules! cells {
    ($operation:ident: $($case:ident)+) => {
        mod $operation {
            $(
                #[tokio::test]
                async fn $case() {
                    crate::operations::$operation::$case(super::PROVIDER).await;
                }
            )+
        }
    };
}

pub(crate) use {cells, operation, providers};

/// A provider, an operation and a case.
type Cell = (String, String, String);

/// The cells that are tests, as this very program lists them.
fn tests() -> BTreeSet<Cell> {
    let program = std::env::current_exe().unwrap();
    let listed = Command::new(program)
        .args(["--list", "--format", "terse"])
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let names = listed
        .lines()
        .filter_map(|line| line.strip_suffix(": test"));
    let cells = names.filter_map(|name| {
        let mut parts = name.split("::").map(str::to_owned);
        let cell = (parts.next()?, parts.next()?, parts.next()?);
        is_provider(&cell.0).then_some(cell)
    });
    cells.collect()
}

fn is_provider(name: &str) -> bool {
    PROVIDERS.iter().any(|entry| entry.name == name)
}

/// The cells that a line of the table is about, and its reason.
fn empty_cells(line: &str) -> (Vec<Cell>, &str) {
    let (names, reason) = line.split_once(": ").expect("cells: a reason");
    let mut parts = names.split_whitespace().map(|part| part.split(','));
    let mut next = || -> Vec<&str> { parts.next().expect("three columns").collect() };
    let (providers, operations, cases) = (next(), next(), next());
    let all = |named: &[&str], name: &str| named == ["*"] || named.contains(&name);
    let mut cells = Vec::new();
    for entry in PROVIDERS.iter().filter(|entry| all(&providers, entry.name)) {
        for (operation, _) in OPERATIONS.iter().filter(|(name, _)| all(&operations, name)) {
            for case in CASES.iter().filter(|case| all(&cases, case)) {
                let cell = (entry.name, *operation, *case);
                cells.push((cell.0.to_owned(), cell.1.to_owned(), cell.2.to_owned()));
            }
        }
    }
    (cells, reason)
}

fn table() -> impl Iterator<Item = &'static str> {
    include_str!("empty_cells.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn each_cell_is_a_test_or_is_empty_for_a_reason() {
    let tests = tests();
    let mut filled = tests.clone();
    for line in table() {
        let (cells, reason) = empty_cells(line);
        assert!(!cells.is_empty(), "no cell is meant: {line}");
        assert!(reason.ends_with('.'), "a sentence: {line}");
        for cell in cells {
            assert!(!tests.contains(&cell), "{cell:?} is a test, yet: {line}");
            assert!(
                filled.insert(cell.clone()),
                "{cell:?} stands there twice: {line}"
            );
        }
    }
    let all: BTreeSet<Cell> = empty_cells("* * *: All.").0.into_iter().collect();
    let missing: Vec<_> = all.difference(&filled).collect();
    assert!(missing.is_empty(), "neither test nor reason: {missing:?}");
    let unknown: Vec<_> = filled.difference(&all).collect();
    assert!(unknown.is_empty(), "no cells of the matrix: {unknown:?}");
}

#[test]
fn what_a_provider_can_do_is_tested_and_nothing_else() {
    let tests = tests();
    for entry in PROVIDERS {
        for (operation, can) in OPERATIONS {
            let has = |case: &str| {
                let cell = (entry.name.to_owned(), operation.to_owned(), case.to_owned());
                tests.contains(&cell)
            };
            let Some(can) = can else { continue };
            let can = can(&entry.capabilities);
            assert_eq!(has("ok"), can, "{}::{operation}", entry.name);
            let others = CASES.iter().any(|case| has(case));
            assert_eq!(others, can, "{}::{operation}", entry.name);
        }
    }
}
