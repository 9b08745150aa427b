//! Each message as it goes over the wire: a changed golden file is a changed protocol.
//!
//! `BLESS=1 cargo test -p tring-protocol` writes the files anew.

use std::{fmt::Debug, fs, path::PathBuf};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

mod agents;
mod api;
mod calls;
mod channels;
mod contacts;
mod eligibility;
mod messages;
mod redaction;
mod seed;
mod statistics;
mod tokens;
mod webhook_endpoints;
mod words;

pub(crate) const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
pub(crate) const AT: u64 = 1_769_421_600_000;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name)
}

pub(crate) fn text(name: &str) -> String {
    fs::read_to_string(path(name))
        .map_err(|error| format!("golden/{name}: {error}"))
        .expect("a golden file to be there")
}

/// `value` is written as the file says, and the file is read as `value`.
pub(crate) fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let written = serde_json::to_value(value).expect("a message to serialise");
    if std::env::var_os("BLESS").is_some() {
        let pretty = serde_json::to_string_pretty(value).expect("a message to serialise");
        fs::write(path(name), pretty + "\n").expect("golden/ to be writable");
    }
    let file = text(name);
    let kept: Value = serde_json::from_str(&file).expect("a golden file to be JSON");
    assert_eq!(written, kept, "golden/{name} is written differently now");
    let read: T = serde_json::from_str(&file).expect("a golden file to be read");
    assert_eq!(read, *value, "golden/{name} is read differently now");
}
