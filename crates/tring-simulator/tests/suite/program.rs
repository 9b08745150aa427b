//! The program as a shell sees it: its port, its log, its end.

use std::{process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

use crate::support::{TOKEN, connect, fixture, text};

#[tokio::test]
async fn a_taken_port_gets_one_sentence_and_exit_code_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_tring-simulator"))
        .args(["--listen", &address])
        .output()
        .await
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(text.trim().lines().count(), 1, "{text}");
    assert!(
        text.contains("is in use") && text.contains("--listen"),
        "{text}"
    );
}

// It once started with addresses that no call could use, and every call was silent without a word.
#[tokio::test]
async fn an_address_that_no_call_could_use_is_refused_at_the_start() {
    for (flag, value) in [
        ("--webhook-url", "nonsense"),
        // From the block for documentation (RFC 5737): no machine has it.
        ("--media-ip", "192.0.2.77"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_tring-simulator"))
            .args(["--listen", "127.0.0.1:0", flag, value])
            .output()
            .await
            .expect("it runs");
        let text = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(!output.status.success(), "{flag} {value} was taken");
        assert!(text.contains(flag) && text.contains(value), "{text}");
    }
}

#[tokio::test]
async fn a_signal_stops_it_at_once_even_in_a_call() {
    let offer = text(&fixture("sdp.browser.chromium.offer_default.measured.json")["sdp"]);
    for signal in ["-INT", "-TERM"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tring-simulator"))
            .args(["--listen", "127.0.0.1:0", "--meta-token", TOKEN])
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        let mut log = BufReader::new(child.stderr.take().expect("piped")).lines();
        let line = log.next_line().await.expect("readable").expect("a line");
        assert!(line.contains("seed="), "the seed is logged: {line}");
        let start = line.find("http://").expect("the address is logged");
        let base = line[start..]
            .split_whitespace()
            .next()
            .expect("a word")
            .to_owned();
        let http = reqwest::Client::new();
        let call = http
            .post(format!("{base}/v25.0/106540352242922/calls"))
            .bearer_auth(TOKEN)
            .json(&connect("4915112345678", &offer));
        assert_eq!(call.send().await.expect("answered").status(), 200);
        let pid = child.id().expect("it runs").to_string();
        Command::new("kill")
            .args([signal, &pid])
            .status()
            .await
            .expect("kill runs");
        let ended = tokio::time::timeout(Duration::from_secs(5), child.wait()).await;
        let status = ended.expect("it stops at once").expect("it is waited for");
        assert!(status.success(), "{signal}: {status}");
    }
}
