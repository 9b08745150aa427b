//! The command line: what it prints, what it keeps, and its sentences when something is wrong.

use tokio::process::Command;

use crate::world::{BUSINESS, NUMBER_ID, TEAM, World};

#[tokio::test]
async fn if_absent_keeps_what_is_there_and_sets_it_as_told() {
    let world = World::start().await;
    let team = world.cli(&["team", "add", TEAM, "--if-absent"]).await;
    assert_eq!(team["added"], false);
    let add = |name: &'static str| {
        [
            "user",
            "add",
            "--team",
            TEAM,
            "--name",
            name,
            "--email",
            "a@example.org",
            "--if-absent",
        ]
    };
    let first = world.cli(&add("Ada")).await;
    let second = world.cli(&add("Ada Lovelace")).await;
    assert_eq!(first["id"], second["id"]);
    assert_eq!(
        (&first["added"], &second["added"]),
        (&true.into(), &false.into())
    );
    let before = world.cli(&["channel", "list"]).await;
    let hash = "SELECT webhook_key_hash FROM channels";
    let key_before: String = sqlx::query_scalar(hash)
        .fetch_one(world.store().await.readers())
        .await
        .unwrap();
    world.provider_at("https://graph.example/v25.0/").await;
    let after = world.cli(&["channel", "list"]).await;
    assert_eq!(before[0]["id"], after[0]["id"]);
    assert_eq!(after[0]["base_url"], "https://graph.example/v25.0");
    let without_key = [
        "channel",
        "add",
        "--team",
        TEAM,
        "--name",
        "Renamed",
        "--provider",
        "meta",
        "--number",
        BUSINESS,
        "--number-id",
        NUMBER_ID,
        "--base-url",
        "https://graph.example/v25.0",
        "--access-token",
        "t",
        "--webhook-secret",
        "s",
        "--verify-token",
        "v",
        "--if-absent",
    ];
    let updated = world.cli(&without_key).await;
    assert_eq!(updated["webhook_url"], serde_json::Value::Null);
    let key_after: String = sqlx::query_scalar(hash)
        .fetch_one(world.store().await.readers())
        .await
        .unwrap();
    assert_eq!(
        key_before, key_after,
        "the provider's webhook address still works"
    );
}

fn channel(number: &'static str, url: &'static str) -> Vec<&'static str> {
    vec![
        "channel",
        "add",
        "--team",
        TEAM,
        "--name",
        "N",
        "--provider",
        "meta",
        "--number",
        number,
        "--number-id",
        "1",
        "--base-url",
        url,
        "--access-token",
        "t",
        "--webhook-secret",
        "s",
        "--verify-token",
        "v",
    ]
}

#[tokio::test]
async fn what_is_wrong_is_said_in_a_sentence_with_the_remedy() {
    let world = World::start().await;
    let user = [
        "user",
        "add",
        "--name",
        "A",
        "--email",
        "a@example.org",
        "--team",
    ];
    for (command, words) in [
        (vec!["team", "add", TEAM], "--if-absent"),
        ([&user[..], &["Nobody"]].concat(), "team add"),
        (vec!["user", "link", "--email", "b@example.org"], "user add"),
        (
            vec![
                "token",
                "add",
                "--team",
                TEAM,
                "--name",
                "x",
                "--ability",
                "fly",
            ],
            "calls:read",
        ),
        (channel("0151", "https://graph.example"), "country code"),
        (channel("+4915112345678", "graph"), "--base-url"),
    ] {
        let error = world.try_cli(&command).await.unwrap_err().to_string();
        assert!(error.contains(words), "{command:?}: {error}");
    }
}

#[tokio::test]
async fn a_text_that_cannot_be_used_is_not_kept() {
    let world = World::start().await;
    let with = |option: &'static str, value: &'static str| {
        let mut command = channel("+4915112345678", "https://graph.example");
        match command.iter().position(|word| *word == option) {
            Some(place) => command[place + 1] = value,
            None => command.extend([option, value]),
        }
        (command, option)
    };
    let long: &'static str = Box::leak("x".repeat(201).into_boxed_str());
    for (command, words) in [
        with("--name", " "),
        with("--name", "two\nlines"),
        with("--name", long),
        with("--number-id", ""),
        with("--access-token", ""),
        with("--webhook-secret", ""),
        with("--verify-token", ""),
        with("--webhook-key", "a/b"),
        with("--webhook-key", ""),
        // Where nothing is signed the address is the only proof, and `abc` is guessed in a second.
        with("--webhook-key", "abcdefghijk"),
        with("--public-url", "ftp://calls.example"),
        with("--base-url", "ftp://graph.example"),
        (vec!["team", "add", ""], "one line"),
        (
            vec!["token", "add", "--team", TEAM, "--name", "a\nb"],
            "--name",
        ),
        (
            vec![
                "user",
                "add",
                "--team",
                TEAM,
                "--email",
                "c@example.org",
                "--name",
                "",
            ],
            "--name",
        ),
        (
            vec![
                "user",
                "link",
                "--email",
                "a@example.org",
                "--public-url",
                "calls",
            ],
            "--public-url",
        ),
    ] {
        let error = world.try_cli(&command).await.unwrap_err().to_string();
        assert!(error.contains(words), "{command:?}: {error}");
    }
    assert_eq!(world.count("channels").await, 1, "the world's own");
}

#[tokio::test]
async fn credentials_are_never_printed() {
    let world = World::start().await;
    let list = world.cli(&["channel", "list"]).await.to_string();
    for secret in [
        crate::world::ACCESS_TOKEN,
        crate::world::WEBHOOK_SECRET,
        crate::world::VERIFY_TOKEN,
    ] {
        assert!(!list.contains(secret), "a credential is printed");
    }
}

#[tokio::test]
async fn serve_says_what_hinders_it() {
    let world = World::start().await;
    let port = world.url();
    let port = port.rsplit(':').next().unwrap();
    let listen = format!("127.0.0.1:{port}");
    let data = world.data.to_str().unwrap();
    let file = world.data.join(tring_proxy::store::FILE_NAME);
    let file = file.to_str().unwrap();
    for (arguments, words) in [
        (
            vec!["--data", data, "serve", "--listen", &listen],
            "--listen",
        ),
        (
            vec!["--data", file, "serve", "--listen", "127.0.0.1:0"],
            "--data",
        ),
        (
            vec![
                "--data",
                data,
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--pages",
                "/nowhere",
            ],
            "trunk build",
        ),
        (
            vec![
                "--data",
                data,
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--public-url",
                "calls",
            ],
            "--public-url",
        ),
        (
            vec![
                "--data",
                data,
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--ice-servers",
                "stun:stun.example.org",
            ],
            "TRING_ICE_SERVERS",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_tring-proxy"))
            .args(&arguments)
            .output()
            .await
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(words), "{arguments:?}: {error}");
        assert_eq!(error.trim().lines().count(), 1, "one sentence: {error}");
    }
}

async fn run(world: &World, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tring-proxy"))
        .args(["--data", world.data.to_str().unwrap()])
        .args(arguments)
        .env_remove("TRING_PUBLIC_URL")
        .output()
        .await
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

// `User@` and `user@` were two people, and the link of one did not sign the other in.
#[tokio::test]
async fn an_address_is_the_same_in_whatever_case() {
    let world = World::start().await;
    world.agent("Ada").await;
    let add = [
        "user",
        "add",
        "--team",
        TEAM,
        "--name",
        "Ada",
        "--email",
        "ADA@example.org",
    ];
    let error = world.try_cli(&add).await.unwrap_err().to_string();
    assert!(error.contains("already"), "{error}");
    world
        .cli(&["user", "link", "--email", "Ada@Example.org"])
        .await;
}

// An address made for this machine was copied into the provider's settings, and no webhook ever came.
#[tokio::test]
async fn who_gets_an_address_of_this_machine_is_told_beside_it() {
    let world = World::start().await;
    world.agent("Ada").await;
    let link = ["user", "link", "--email", "ada@example.org"];
    let (status, out, note) = run(&world, &link).await;
    assert_eq!(status, Some(0));
    assert_eq!(out.lines().count(), 1, "the link alone: {out}");
    assert!(note.contains("TRING_PUBLIC_URL"), "{note}");
    let public = [&link[..], &["--public-url", "https://calls.example"]].concat();
    let (_, out, note) = run(&world, &public).await;
    assert!(out.starts_with("https://calls.example/#sign-in="), "{out}");
    assert_eq!(note, "");
}

#[tokio::test]
async fn a_provider_at_plain_http_is_taken_with_a_warning() {
    let world = World::start().await;
    let add = [
        "channel",
        "add",
        "--team",
        TEAM,
        "--name",
        "N",
        "--provider",
        "meta",
        "--number",
        "+4915112345678",
        "--number-id",
        "1",
        "--base-url",
        "http://localhost:1/v1",
        "--access-token",
        "t",
        "--webhook-secret",
        "s",
        "--verify-token",
        "v",
        "--public-url",
        "https://calls.example",
    ];
    let (status, out, warning) = run(&world, &add).await;
    assert_eq!(status, Some(0), "{warning}");
    assert_eq!(out.lines().count(), 1, "the address alone: {out}");
    assert!(warning.contains("plain HTTP"), "{warning}");
}

// The sentence has the cause in it, and each cause was printed once more behind it.
#[tokio::test]
async fn a_corrupt_database_is_told_once() {
    let mut world = World::start().await;
    world.stop().await;
    let file = world.data.join(tring_proxy::store::FILE_NAME);
    std::fs::write(
        file,
        "no database, but long enough to be looked at".repeat(100),
    )
    .unwrap();
    let (status, _, error) = run(&world, &["migrate"]).await;
    assert_eq!(status, Some(1));
    assert_eq!(error.matches("not a database").count(), 1, "{error}");
    assert!(error.trim_end().ends_with('.'), "a sentence: {error}");
}
