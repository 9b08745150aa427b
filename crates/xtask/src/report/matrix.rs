//! The behaviour of each provider as one table: what its tests say, and why a cell is empty.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// What each operation is tried with, in the order of the marks.
const CASES: [&str; 5] = ["ok", "refused", "unreachable", "duplicate", "unordered"];

/// A provider, an operation and a case, and whether the test passed.
type Outcomes<'a> = BTreeMap<(&'a str, &'a str, &'a str), bool>;

/// The table of all tests `provider::operation::case` in libtest's output, then the reasons of the empty cells from
/// the suite's own list. `None` where no such test was run.
pub(crate) fn table(output: &str, empty_cells: &str) -> Option<String> {
    let outcomes: Outcomes<'_> = output.lines().filter_map(outcome).collect();
    if outcomes.is_empty() {
        return None;
    }
    let providers: BTreeSet<_> = outcomes.keys().map(|(provider, ..)| *provider).collect();
    let operations: BTreeSet<_> = outcomes
        .keys()
        .map(|(_, operation, _)| *operation)
        .collect();
    let mut text = format!("{} (✓ passed, ✗ failed, – empty)\n", CASES.join(", "));
    let mut line = |name: &str, cells: Vec<String>| {
        let mut line = format!("{name:<22}");
        for cell in cells {
            // Writing to a String cannot fail.
            let _ = write!(line, "{cell:<11}");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    line(
        "",
        providers.iter().map(|name| (*name).to_owned()).collect(),
    );
    for operation in operations {
        let marks = |provider: &&str| marks(&outcomes, provider, operation);
        line(operation, providers.iter().map(marks).collect());
    }
    text.push_str("\nEmpty cells:\n");
    for reason in reasons(empty_cells) {
        text.push_str(reason);
        text.push('\n');
    }
    Some(text)
}

/// `test vobiz::accept::unordered ... ok`, with the outcomes below each other.
fn outcome(line: &str) -> Option<((&str, &str, &str), bool)> {
    let (name, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let mut parts = name.trim_end().split("::");
    let cell = (parts.next()?, parts.next()?, parts.next()?);
    let is_cell = parts.next().is_none() && CASES.contains(&cell.2);
    is_cell.then_some((cell, outcome == "ok"))
}

fn marks(outcomes: &Outcomes<'_>, provider: &str, operation: &str) -> String {
    let mark = |case: &&str| match outcomes.get(&(provider, operation, *case)) {
        Some(true) => '✓',
        Some(false) => '✗',
        None => '–',
    };
    CASES.iter().map(mark).collect()
}

/// The lines of the suite's list that are no comments.
fn reasons(empty_cells: &str) -> impl Iterator<Item = &str> {
    let lines = empty_cells.lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "# Comment.\n\npositus pre_accept *: Positus has no pre_accept.\n";

    #[test]
    fn each_test_of_the_suite_has_its_mark() {
        let output = "running 5 tests\ntest meta::dial::ok ... ok\ntest meta::dial::unordered ... FAILED\n\
                      test meta::pre_accept::ok ... ok\ntest positus::dial::ok    ... ok\n\
                      test matrix::each_cell_is_a_test ... ok\ntest cloud_api::error::tests::ok ... ok\n";
        assert_eq!(
            table(output, EMPTY).unwrap(),
            "ok, refused, unreachable, duplicate, unordered (✓ passed, ✗ failed, – empty)\n\
             \x20                     meta       positus\n\
             dial                  ✓–––✗      ✓––––\n\
             pre_accept            ✓––––      –––––\n\
             \n\
             Empty cells:\n\
             positus pre_accept *: Positus has no pre_accept.\n"
        );
    }

    #[test]
    fn without_a_test_there_is_no_table() {
        let output = "test matrix::each_cell_is_a_test ... ok\ntest result: ok. 1 passed; 0 failed";
        assert_eq!(table(output, EMPTY), None);
    }
}
