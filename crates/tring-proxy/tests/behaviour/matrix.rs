//! The matrix of operations, providers and cases: what is a test, and what is empty for which reason.

use std::{collections::BTreeMap, future::Future, pin::Pin};

use libtest_mimic::Trial;
use tring_providers::registry::{Entry, FieldName, PROVIDERS};

use crate::operations;

/// What each operation is tried with.
const CASES: [&str; 5] = ["ok", "refused", "unreachable", "duplicate", "unordered"];

/// A case at the provider of this name.
type Case = fn(&'static str) -> Pin<Box<dyn Future<Output = ()>>>;

/// An operation, and what it is tried with.
struct Operation {
    name: &'static str,
    /// Whether a provider has it.
    has: fn(&Entry) -> bool,
    cases: &'static [(&'static str, Case)],
}

macro_rules! operation {
    ($name:ident: $($case:ident)+; $has:expr) => {
        Operation {
            name: stringify!($name),
            has: $has,
            cases: &[$((stringify!($case), |provider| {
                Box::pin(operations::$name::$case(provider))
            })),+],
        }
    };
}

const OPERATIONS: &[Operation] = &[
    operation!(dial: ok refused unreachable duplicate unordered; |_| true),
    operation!(pre_accept: ok refused unreachable duplicate unordered; |at| at.capabilities.pre_accept),
    operation!(accept: ok refused unreachable duplicate unordered; |_| true),
    operation!(reject: ok refused unreachable duplicate unordered; |_| true),
    operation!(terminate: ok refused unreachable duplicate unordered; |_| true),
    operation!(customer_hangs_up: ok duplicate unordered; |_| true),
    operation!(customer_declines: ok duplicate unordered; |_| true),
    operation!(no_answer: ok duplicate unordered; |_| true),
    operation!(permission_query: ok refused unreachable; |at| at.capabilities.permission_query),
    operation!(ask_by_message: ok refused unreachable duplicate unordered; |at| at.capabilities.ask_by_message),
    operation!(ask_by_template: ok refused unreachable duplicate unordered; |at| at.capabilities.ask_by_template),
    operation!(create_template: ok refused unreachable; |at| at.capabilities.create_template),
    operation!(grant_temporary: ok duplicate unordered; tells_replies),
    operation!(grant_permanent: ok duplicate unordered; tells_replies),
    operation!(grant_revoked: ok duplicate unordered; tells_replies),
    operation!(request_declined: ok duplicate unordered; tells_replies),
    operation!(send_text: ok refused unreachable; |at| at.capabilities.text_messages),
    operation!(customer_writes: ok duplicate unordered; |_| true),
    operation!(number_flagged: ok duplicate unordered; tells_standing),
    operation!(account_disabled: ok duplicate unordered; tells_standing),
    operation!(read_settings: ok refused unreachable; |at| !at.capabilities.readable.is_empty()),
    operation!(change_settings: ok refused unreachable; |at| !at.capabilities.writable.is_empty()),
    operation!(call_log: ok refused unreachable duplicate unordered; |at| at.capabilities.call_log),
    operation!(sweep: ok refused unreachable duplicate unordered; |_| true),
    operation!(check: ok refused unreachable; |_| true),
    operation!(webhook_verification: ok refused; asks_first),
    operation!(webhook_secret: ok refused; |_| true),
    operation!(old_secret: ok refused; |_| true),
];

/// Whether webhooks bring what a customer says about being called. No capability tells it, because nothing in the
/// product depends on it: what comes is read.
fn tells_replies(at: &Entry) -> bool {
    at.name != "positus"
}

/// Whether webhooks tell how the number and its account stand.
fn tells_standing(at: &Entry) -> bool {
    !matches!(at.name, "vobiz" | "positus")
}

/// Whether the provider asks the webhook address before it uses it.
fn asks_first(at: &Entry) -> bool {
    let mut fields = at.fields.iter();
    fields.any(|field| field.name == FieldName::VerifyToken)
}

impl Operation {
    /// Whether this case is tried at this provider.
    fn case(&self, at: &Entry, case: &str) -> Option<Case> {
        let (_, run) = self.cases.iter().find(|(name, _)| *name == case)?;
        let is_reply_awaited = self.name == "ask_by_template" && case == "unordered";
        let is_tried = (self.has)(at) && (tells_replies(at) || !is_reply_awaited);
        is_tried.then_some(*run)
    }
}

/// A test for each cell that is not empty, and one that says that no cell is forgotten.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![Trial::test(
        "matrix::each_cell_is_a_test_or_has_its_reason",
        || {
            each_cell_is_a_test_or_has_its_reason();
            Ok(())
        },
    )];
    for (at, operation, case) in cells() {
        let Some(run) = operation.case(at, case) else {
            continue;
        };
        let name = format!("{}::{}::{case}", at.name, operation.name);
        trials.push(Trial::test(name, move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.enable_all().build()?.block_on(run(at.name));
            Ok(())
        }));
    }
    trials
}

fn cells() -> impl Iterator<Item = (&'static Entry, &'static Operation, &'static str)> {
    PROVIDERS.iter().flat_map(|at| {
        OPERATIONS
            .iter()
            .flat_map(move |operation| CASES.map(|case| (*at, operation, case)))
    })
}

/// What can be done is tried, what is not tried has one reason, and no reason stands there without a cell.
fn each_cell_is_a_test_or_has_its_reason() {
    let mut used: BTreeMap<&str, usize> = table().map(|line| (line, 0)).collect();
    for (at, operation, case) in cells() {
        let cell = format!("{}::{}::{case}", at.name, operation.name);
        let reasons: Vec<_> = table()
            .filter(|line| is_about(line, at, operation, case))
            .collect();
        let expected = usize::from(operation.case(at, case).is_none());
        assert_eq!(reasons.len(), expected, "{cell}: {reasons:?}");
        assert!(
            case != "ok" || expected == 0 || !(operation.has)(at),
            "{cell} is not tried"
        );
        for reason in reasons {
            *used.entry(reason).or_default() += 1;
        }
    }
    for (line, cells) in used {
        assert!(cells > 0, "there is no such cell: {line}");
        assert!(line.ends_with('.'), "a sentence: {line}");
    }
}

/// The lines of the table of empty cells.
fn table() -> impl Iterator<Item = &'static str> {
    include_str!("empty_cells.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether the line is about this cell.
fn is_about(line: &str, at: &Entry, operation: &Operation, case: &str) -> bool {
    let (cells, _) = line.split_once(": ").expect("cells and a reason");
    let mut columns = cells.split_whitespace();
    let mut column = || columns.next().expect("three columns");
    let (providers, operations, cases) = (column(), column(), column());
    let has_name =
        |column: &str, name: &str| column == "*" || column.split(',').any(|part| part == name);
    let has = (operation.has)(at);
    let is_meant = match providers {
        "without" => !has,
        "with" => has,
        named => has && has_name(named, at.name),
    };
    is_meant && has_name(operations, operation.name) && has_name(cases, case)
}
