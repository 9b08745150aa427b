//! What nobody should send.

use serde_json::{Value, json};

pub(super) const SQL: &str = "'; DROP TABLE teams; --";
pub(super) const HTML: &str = "<script>alert(1)</script>";

const TEXTS: [&str; 9] = [
    "",
    " ",
    "0",
    "-1",
    "2026-02-30",
    SQL,
    HTML,
    "no such word",
    "\u{202e}\u{1f4de}\u{fffd}",
];

/// As the value of a field.
pub(super) fn values() -> Vec<Value> {
    let mut values = vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!([]),
        json!({}),
        json!([null]),
        json!("x".repeat(5_000)),
        json!("with\u{0}nothing"),
    ];
    values.extend(TEXTS.map(|text| json!(text)));
    values
}

/// As the value of a query's parameter.
pub(super) fn texts() -> Vec<String> {
    let more = ["101", "1.5", "1e3", "abc", "\u{0}"].map(str::to_owned);
    let texts = TEXTS.map(str::to_owned);
    texts
        .into_iter()
        .chain(more)
        .chain(["9".repeat(400)])
        .collect()
}
