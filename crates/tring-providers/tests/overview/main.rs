//! `docs/providers/README.md` says what the code says: its table is made from the capabilities.
//!
//! `UPDATE_DOCS=1 cargo test -p tring-providers --test overview` writes it anew.

use std::{env, fmt::Write as _, fs, path::PathBuf};

use tring_protocol::settings::Setting;
use tring_providers::{
    provider::Capabilities,
    registry::{Entry, PROVIDERS},
};

const BEGIN: &str =
    "<!-- made from the capabilities; see crates/tring-providers/tests/overview -->\n";
const END: &str = "<!-- end -->";

type Fact = (&'static str, fn(&Capabilities) -> bool);

const FACTS: &[Fact] = &[
    (
        "the audio can connect before the call is answered (`pre_accept`)",
        |can| can.pre_accept,
    ),
    (
        "an outgoing call's id comes with the answer to the request",
        |can| can.call_id_from_dial,
    ),
    (
        "tells when the customer's phone rings and when it is picked up",
        |can| can.status_events,
    ),
    ("our own id of the call comes back in webhooks", |can| {
        can.reference
    }),
    ("says which call button or link was pressed", |can| {
        can.page_context
    }),
    ("says why a call failed", |can| can.failure_reasons),
    ("can be asked whether a customer allows calls", |can| {
        can.permission_query
    }),
    ("asks for the permission by a free-form message", |can| {
        can.ask_by_message
    }),
    ("asks for the permission by a template", |can| {
        can.ask_by_template
    }),
    ("that template can be created from here", |can| {
        can.create_template
    }),
    (
        "sends texts to customers who have written within 24 hours",
        |can| can.text_messages,
    ),
    ("can be asked how the number stands at WhatsApp", |can| {
        can.health
    }),
    ("has a log of past calls", |can| can.call_log),
    ("digits reach the other side", |can| can.digits),
    ("signs its webhooks", |can| can.signed_webhooks),
];

/// The word of a setting on the wire, `call_hours`.
fn word(setting: Setting) -> String {
    serde_json::to_value(setting)
        .ok()
        .and_then(|value| value.as_str().map(|word| word.replace('_', " ")))
        .expect("a setting to be a word")
}

fn cell(setting: Setting, capabilities: &Capabilities) -> &'static str {
    let (reads, writes) = (
        capabilities.readable.contains(&setting),
        capabilities.writable.contains(&setting),
    );
    match (reads, writes) {
        (true, true) => "read, changed",
        (true, false) => "read",
        (false, true) => "changed",
        (false, false) => "–",
    }
}

fn row(table: &mut String, head: &str, cell: impl Fn(&Entry) -> String) {
    let cells: Vec<String> = PROVIDERS.iter().map(|entry| cell(entry)).collect();
    writeln!(table, "| {head} | {} |", cells.join(" | ")).expect("a string to take text");
}

fn table() -> String {
    let mut table = String::from(BEGIN);
    row(&mut table, "", |entry| {
        let file = entry.name;
        format!("[{}]({file}.md)", entry.title)
    });
    row(&mut table, "---", |_| "---".to_owned());
    row(&mut table, "name in commands and addresses", |entry| {
        format!("`{}`", entry.name)
    });
    for (fact, has) in FACTS {
        let mark = |entry: &Entry| {
            if has(&entry.capabilities) {
                "yes"
            } else {
                "–"
            }
        };
        row(&mut table, fact, |entry| mark(entry).to_owned());
    }
    let mut settings: Vec<Setting> = PROVIDERS
        .iter()
        .flat_map(|entry| [entry.capabilities.readable, entry.capabilities.writable].concat())
        .collect();
    settings.sort_unstable();
    settings.dedup();
    for setting in settings {
        let head = format!("setting: {}", word(setting));
        row(&mut table, &head, |entry| {
            cell(setting, &entry.capabilities).to_owned()
        });
    }
    table
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/providers")
}

#[test]
fn the_table_in_the_documents_is_the_capabilities() {
    let path = folder().join("README.md");
    let page = fs::read_to_string(&path).expect("the page to be there");
    let (before, rest) = page
        .split_once(BEGIN)
        .expect("the mark of the table's begin");
    let (_, after) = rest.split_once(END).expect("the mark of the table's end");
    let wanted = format!("{before}{}{END}{after}", table());
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &wanted).expect("the page to be writable");
    } else {
        assert!(
            page == wanted,
            "the table is old: run this test with UPDATE_DOCS=1"
        );
    }
}

#[test]
fn every_provider_has_a_page_that_a_business_can_follow() {
    for entry in PROVIDERS {
        let page = fs::read_to_string(folder().join(format!("{}.md", entry.name)));
        let page = page.unwrap_or_else(|cause| panic!("{}: {cause}", entry.name));
        assert!(
            page.starts_with(&format!("# {}\n", entry.title)),
            "{} is its title",
            entry.title
        );
        for field in entry.fields {
            assert!(
                page.contains(field.label),
                "{}: {} is explained",
                entry.name,
                field.label
            );
        }
        for field in entry.webhook_fields {
            assert!(
                page.contains(field),
                "{}: {field} is to be registered",
                entry.name
            );
        }
    }
}
