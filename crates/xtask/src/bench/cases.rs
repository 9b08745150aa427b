//! What is asked for, with values that change from request to request where a program's would.

use anyhow::{Context, Result};
use serde_json::Value;

use super::{client::Client, data::Made, process, table::Row};

/// The usual questions: these are to stay below 20 ms.
const USUAL: [(&str, &str); 11] = [
    ("list, newest first", "/api/calls"),
    ("… `direction`", "/api/calls?direction=inbound"),
    ("… `status`", "/api/calls?status=missed"),
    (
        "… `direction` and `status` that no call has",
        "/api/calls?direction=inbound&status=no_answer",
    ),
    (
        "… a month of last year",
        "/api/calls?from_date={month}&to_date={month_end}",
    ),
    (
        "… everything, 100 per page",
        "/api/calls?direction=outbound&status=failed&from_date={month}&per_page=100",
    ),
    (
        "… `contact_id`",
        "/api/calls?contact_id={contact}&direction=outbound",
    ),
    (
        "history of a contact, 100 calls",
        "/api/calls/contacts/{contact}/history?limit=100",
    ),
    ("active calls", "/api/calls/active"),
    ("statistics of the month", "/api/calls/statistics"),
    (
        "statistics of the year",
        "/api/calls/statistics?period=year",
    ),
];

/// Other orders: these are to stay below 250 ms.
const OTHERS: [(&str, &str); 6] = [
    (
        "`sort_by=duration_seconds`",
        "/api/calls?sort_by=duration_seconds",
    ),
    (
        "… of what has none (`status=failed`)",
        "/api/calls?sort_by=duration_seconds&status=failed",
    ),
    (
        "… of one day",
        "/api/calls?sort_by=duration_seconds&from_date={month}&to_date={month}",
    ),
    (
        "`sort_by=answered_at`, oldest first, `direction`",
        "/api/calls?sort_by=answered_at&sort_order=asc&direction=inbound",
    ),
    (
        "`sort_by=ended_at`, `status`, up to last year",
        "/api/calls?sort_by=ended_at&status=missed&to_date={month}",
    ),
    ("`sort_by=status`", "/api/calls?sort_by=status"),
];

/// Lists whose last page is asked for, by number and by cursor.
const FAR: [(&str, &str); 4] = [
    ("list, newest first", "/api/calls?per_page=15"),
    ("`direction`", "/api/calls?direction=outbound"),
    (
        "`sort_by=duration_seconds`",
        "/api/calls?sort_by=duration_seconds",
    ),
    ("`sort_by=status`", "/api/calls?sort_by=status"),
];

/// Everything.
pub(crate) fn all(
    client: &mut Client,
    made: &Made,
    requests: u32,
    process: u32,
) -> Result<Vec<Row>> {
    let values = Values {
        contacts: made.contacts,
        month: month(client)?,
    };
    let mut rows = Vec::new();
    for (name, path) in USUAL.iter().chain(&OTHERS) {
        rows.push(timed(client, name, requests, |number| {
            values.fill(path, number)
        })?);
    }
    for (name, path) in FAR {
        rows.push(last_page(client, name, path, requests)?);
    }
    for (name, path) in FAR {
        rows.push(cursor(client, name, path, requests)?);
    }
    rows.extend(export(client, process)?);
    Ok(rows)
}

fn timed(
    client: &mut Client,
    name: &str,
    requests: u32,
    path: impl Fn(u32) -> String,
) -> Result<Row> {
    let times: Result<Vec<_>> = (0..requests)
        .map(|number| client.get(&path(number)).map(|(took, _)| took))
        .collect();
    Ok(Row::of_times(name, times?))
}

/// What stands for the names in a path.
struct Values {
    contacts: u64,
    month: String,
}

impl Values {
    fn fill(&self, path: &str, number: u32) -> String {
        // A prime number of steps, so that each request asks for another contact.
        let contact = u64::from(number) * 7_919 % self.contacts + 1;
        path.replace("{contact}", &contact.to_string())
            .replace("{month_end}", &format!("{}-28", self.month))
            .replace("{month}", &format!("{}-01", self.month))
    }
}

/// The month in the middle of all calls, `YYYY-MM`.
fn month(client: &mut Client) -> Result<String> {
    let (_, page) = client.get("/api/calls?per_page=1")?;
    let middle = page
        .pointer("/pagination/total")
        .and_then(Value::as_u64)
        .unwrap_or(0)
        / 2
        + 1;
    let (_, page) = client.get(&format!("/api/calls?per_page=1&page={middle}"))?;
    let since = page.pointer("/data/0/initiated_at").and_then(Value::as_str);
    let month = since.and_then(|since| since.get(..7));
    Ok(month.context("a call in the middle")?.to_owned())
}

fn last_page(client: &mut Client, name: &str, path: &str, requests: u32) -> Result<Row> {
    let (_, page) = client.get(path)?;
    let last = page
        .pointer("/pagination/last_page")
        .and_then(Value::as_u64)
        .unwrap_or(1);
    let path = format!("{path}&page={last}");
    timed(client, &format!("last page of: {name}"), requests, |_| {
        path.clone()
    })
}

/// The last page but one has the cursor that leads to the last one.
fn cursor(client: &mut Client, name: &str, path: &str, requests: u32) -> Result<Row> {
    let (_, page) = client.get(path)?;
    let last = page
        .pointer("/pagination/last_page")
        .and_then(Value::as_u64)
        .unwrap_or(1);
    let before = last.saturating_sub(1).max(1);
    let (_, page) = client.get(&format!("{path}&page={before}"))?;
    let cursor = page
        .get("next_cursor")
        .and_then(Value::as_str)
        .context("a page that is not the last")?;
    let path = format!("{path}&cursor={cursor}");
    timed(
        client,
        &format!("the same by cursor: {name}"),
        requests,
        |_| path.clone(),
    )
}

/// The export of everything, and how much memory the proxy had at most.
fn export(client: &Client, process: u32) -> Result<Vec<Row>> {
    let long = client.long("/api/calls.csv")?;
    let row = |name: &str, value| Row {
        name: name.to_owned(),
        value,
    };
    Ok(vec![
        row(
            "export of all: first line",
            format!("{:.1}", long.first.as_secs_f64() * 1_000.0),
        ),
        row(
            "… the last one",
            format!("{:.0}", long.whole.as_secs_f64() * 1_000.0),
        ),
        row(
            "… the proxy's memory at most",
            format!("{} MB", process::most_memory(process) / 1_048_576),
        ),
    ])
}
