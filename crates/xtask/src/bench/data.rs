//! The data: a team with many calls, written into the database as one statement, so that a million takes seconds. The
//! triggers of the schema run for each of them.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

const TEAM: &str = "Bench";
/// The business's number, its id at the provider, and how its webhooks are addressed and signed.
pub(crate) const NUMBER: &str = "+15550001111";
pub(crate) const NUMBER_ID: &str = "106540352242922";
pub(crate) const WEBHOOK_KEY: &str = "bench-webhook-key-of-no-secret";
pub(crate) const WEBHOOK_SECRET: &str = "bench";
/// Where nobody listens: no provider is asked from a measurement.
const NOWHERE: &str = "http://127.0.0.1:9";
const CALLS: &str = include_str!("calls.sql");
/// Python's own SQLite: the one program that runs SQL on every machine that can run our other tests.
const FILL: &str =
    "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())";

/// What was made.
pub(crate) struct Made {
    /// A token that may read calls.
    pub(crate) token: String,
    /// How many contacts share the calls.
    pub(crate) contacts: u64,
}

/// Makes a database in `data` with so many calls.
pub(crate) fn make(proxy: &Path, data: &Path, rows: u64) -> Result<Made> {
    ask(proxy, data, &["team", "add", TEAM])?;
    let channel = [
        "channel",
        "add",
        "--team",
        TEAM,
        "--name",
        "Bench",
        "--provider",
        "meta",
        "--number",
        NUMBER,
        "--number-id",
        NUMBER_ID,
        "--base-url",
        NOWHERE,
        "--webhook-key",
        WEBHOOK_KEY,
        "--access-token",
        "bench",
        "--webhook-secret",
        WEBHOOK_SECRET,
        "--verify-token",
        "bench",
    ];
    ask(proxy, data, &channel)?;
    let user = ["user", "add", "--team", TEAM, "--name", "Ada"];
    let email = ["--email", "ada@example.org"];
    ask(proxy, data, &[&user[..], &email].concat())?;
    let token = ["token", "add", "--team", TEAM, "--name", "Bench"];
    let abilities = ["--ability", "calls:read"];
    let token = ask(proxy, data, &[&token[..], &abilities].concat())?;
    let contacts = (rows / 50).max(1);
    let sql = CALLS
        .replace("{ROWS}", &rows.to_string())
        .replace("{CONTACTS}", &contacts.to_string());
    fill(&data.join("tring.sqlite3"), &sql)?;
    Ok(Made { token, contacts })
}

/// Adds an agent to the team; the link that she signs in with.
pub(crate) fn agent(proxy: &Path, data: &Path, number: u32) -> Result<String> {
    let (name, email) = (
        format!("Agent {number}"),
        format!("agent{number}@example.org"),
    );
    let user = ["user", "add", "--team", TEAM, "--name", &name];
    ask(proxy, data, &[&user[..], &["--email", &email]].concat())?;
    ask(proxy, data, &["user", "link", "--email", &email])
}

fn ask(proxy: &Path, data: &Path, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(proxy);
    let output = command.arg("--data").arg(data).args(arguments).output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn fill(database: &Path, sql: &str) -> Result<()> {
    let mut python = Command::new("python3")
        .args(["-c", FILL])
        .arg(database)
        .stdin(Stdio::piped())
        .spawn()
        .context("`python3` could not be started. Is it installed?")?;
    let mut input = python.stdin.take().context("a pipe to python3")?;
    input.write_all(sql.as_bytes())?;
    drop(input);
    if !python.wait()?.success() {
        bail!("The calls could not be written; python3's own words are above.");
    }
    Ok(())
}
