//! Credentials at rest: nothing of them can be read in the database, and keys that are lost, changed or open to others.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use tokio::process::Command;
use tring_proxy::{
    config::ProviderUrls,
    dispatch::providers::Providers,
    sealing::{KEY_VARIABLE, KeySource, Keyring, OLD_KEY_VARIABLE},
};

use crate::world::{
    ACCESS_TOKEN, Answer, BUSINESS, CUSTOMER, NUMBER_ID, TEAM, VERIFY_TOKEN, WEBHOOK_KEY,
    WEBHOOK_SECRET, World,
    webhook::{send, status},
};

pub(crate) fn key_file(world: &World) -> PathBuf {
    world.data.join("credentials.key")
}

pub(crate) fn keys(world: &World) -> Vec<String> {
    let text = fs::read_to_string(key_file(world)).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// The database's file and the log beside it hold none of the credentials.
pub(crate) fn nothing_can_be_read(world: &World) {
    let mut seen = 0;
    for file in fs::read_dir(&world.data).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with(tring_proxy::store::FILE_NAME) {
            continue;
        }
        // The log beside it comes and goes with whoever has it open.
        let Ok(bytes) = fs::read(&path) else {
            assert_ne!(name, tring_proxy::store::FILE_NAME);
            continue;
        };
        seen += 1;
        for secret in [ACCESS_TOKEN, WEBHOOK_SECRET, VERIFY_TOKEN] {
            let is_there = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!is_there, "{name} holds `{secret}`");
        }
    }
    assert!(seen > 0, "the database is there");
}

/// Runs a command in a process of its own: its exit code and what it says.
pub(crate) async fn run(
    world: &World,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tring-proxy"))
        .args(["--data", world.data.to_str().unwrap()])
        .args(arguments)
        .env_remove(KEY_VARIABLE)
        .env_remove(OLD_KEY_VARIABLE)
        .envs(variables.iter().copied())
        .output()
        .await
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    assert!(!text.contains(ACCESS_TOKEN), "{text}");
    (output.status.code().unwrap(), text)
}

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

pub(crate) async fn webhook_is_taken(world: &World, id: &str) {
    send(world, &status(id, CUSTOMER, "RINGING")).await.ok();
}

#[tokio::test]
async fn the_database_holds_no_credential_and_the_key_is_its_owners_alone() {
    let mut world = World::start().await;
    nothing_can_be_read(&world);
    let mode = fs::metadata(key_file(&world)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(keys(&world).len(), 1);
    world.stop().await;
    nothing_can_be_read(&world);
}

// The key was its owner's alone, the database with the phone numbers in it everybody's.
#[tokio::test]
async fn nobody_else_on_the_machine_reads_the_database() {
    let world = World::start().await;
    let mut files = 0;
    for file in fs::read_dir(&world.data).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?} has the mode {mode:o}", file.path());
        files += 1;
    }
    assert!(files >= 2, "the database and the key");
}

/// Makes the database one of the version before the seal, with its one channel in the clear.
async fn before_the_seal(world: &World) {
    fs::remove_file(key_file(world)).unwrap();
    for file in fs::read_dir(&world.data).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    let file = world.data.join(tring_proxy::store::FILE_NAME);
    let options = SqliteConnectOptions::new().filename(file);
    let options = options.create_if_missing(true).foreign_keys(true);
    let database = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let mut first = database.acquire().await.unwrap();
    sqlx::migrate!("./migrations")
        .run_to(2, &mut *first)
        .await
        .unwrap();
    drop(first);
    let credentials = serde_json::json!({
        "access_token": ACCESS_TOKEN,
        "webhook_secret": WEBHOOK_SECRET,
        "verify_token": VERIFY_TOKEN,
    });
    for statement in [
        "INSERT INTO teams (id, name, created_at) VALUES (1, $1, 0)",
        "INSERT INTO channels (id, team_id, name, provider, number, number_id, base_url, credentials, \
         webhook_key_hash, created_at) \
         VALUES ('channel_1', 1, $1, 'meta', $2, $3, $4, $5, $6, 7)",
        "INSERT INTO channels (id, team_id, name, provider, number, number_id, base_url, credentials, \
         webhook_key_hash, created_at) \
         VALUES ('channel_2', 1, $1, 'meta', '+15550003333', '3', $4, $5, 'other', 8)",
        "INSERT INTO contacts (id, team_id, phone, created_at) VALUES (1, 1, '+49', 0)",
        "INSERT INTO calls (id, call_id, team_id, channel_id, contact_id, version, direction, status, from_number, \
         to_number, initiated_at) \
         VALUES (1, 'call_1', 1, 'channel_1', 1, 1, 'inbound', 'missed', '+49', '+1', 0)",
    ] {
        sqlx::query(statement)
            .bind(TEAM)
            .bind(BUSINESS)
            .bind(NUMBER_ID)
            .bind(world.provider.base_url())
            .bind(credentials.to_string())
            .bind(tring_proxy::auth::secret::hash(WEBHOOK_KEY))
            .execute(&database)
            .await
            .unwrap();
    }
    database.close().await;
}

#[tokio::test]
async fn an_older_database_is_sealed_at_the_first_start_and_loses_nothing() {
    let mut world = World::start().await;
    world.stop().await;
    before_the_seal(&world).await;
    world.start_again().await;
    nothing_can_be_read(&world);
    webhook_is_taken(&world, "wacid.1").await;
    assert_eq!(world.count("calls").await, 1, "its calls stay");
    let list = world.cli(&["channel", "list"]).await;
    assert_eq!(list[0]["id"], "channel_1");
    assert_eq!(list[0]["is_default"], true, "the oldest is the default");
    assert_eq!(list[1]["is_default"], false);
    world.stop().await;
    nothing_can_be_read(&world);
}

#[tokio::test]
async fn a_key_that_others_can_read_is_refused() {
    let mut world = World::start().await;
    world.stop().await;
    for mode in [0o644, 0o640, 0o604, 0o660] {
        fs::set_permissions(key_file(&world), fs::Permissions::from_mode(mode)).unwrap();
        let (code, text) = run(&world, &SERVE, &[]).await;
        assert_eq!(code, 1, "{mode:o}");
        assert!(text.contains("chmod 600"), "{text}");
    }
    fs::set_permissions(key_file(&world), fs::Permissions::from_mode(0o600)).unwrap();
    world.start_again().await;
}

#[tokio::test]
async fn a_key_that_is_missing_is_told_with_the_remedy_and_no_other_is_made() {
    let mut world = World::start().await;
    world.stop().await;
    let kept = fs::read(key_file(&world)).unwrap();
    fs::remove_file(key_file(&world)).unwrap();
    let (code, text) = run(&world, &SERVE, &[]).await;
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("backup") && text.contains("channel remove"),
        "{text}"
    );
    assert_eq!(text.trim().lines().count(), 1, "one sentence: {text}");
    assert!(!key_file(&world).exists(), "a new key would open nothing");
    fs::write(key_file(&world), kept).unwrap();
    fs::set_permissions(key_file(&world), fs::Permissions::from_mode(0o600)).unwrap();
    world.start_again().await;
    webhook_is_taken(&world, "wacid.1").await;
}

#[tokio::test]
async fn with_another_key_the_proxy_does_not_start_and_the_remedy_works() {
    let mut world = World::start().await;
    let channel = world.own_channel().await;
    world.stop().await;
    let other = "ab".repeat(32);
    let (code, text) = run(&world, &SERVE, &[(KEY_VARIABLE, &other)]).await;
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("sealed with another key") && text.contains(&channel),
        "{text}"
    );
    assert!(!text.contains(&other), "{text}");

    fs::write(key_file(&world), format!("{other}\n")).unwrap();
    let (code, _) = run(&world, &["channel", "remove", &channel], &[]).await;
    assert_eq!(code, 0);
    world.provider_at(&world.provider.base_url()).await;
    world.start_again().await;
    webhook_is_taken(&world, "wacid.1").await;
    assert_eq!(
        world.own_channel().await,
        channel,
        "the same channel, with its calls"
    );
}

#[tokio::test]
async fn what_is_no_key_is_told() {
    let mut world = World::start().await;
    world.stop().await;
    let (code, text) = run(&world, &SERVE, &[(KEY_VARIABLE, "hunter2")]).await;
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains(KEY_VARIABLE) && text.contains("openssl rand"),
        "{text}"
    );
    assert!(!text.contains("hunter2"), "{text}");
    fs::write(key_file(&world), "hunter2").unwrap();
    let (code, text) = run(&world, &SERVE, &[]).await;
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("not a key file"), "{text}");
}

#[tokio::test]
async fn a_changed_row_is_told_and_its_credentials_can_be_entered_again() {
    let mut world = World::start().await;
    world.stop().await;
    world
        .sql("UPDATE channels SET credentials = substr(credentials, 1, length(credentials) - 2) || '00'")
        .await;
    let (code, text) = run(&world, &SERVE, &[]).await;
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("--if-absent"), "{text}");
    world.provider_at(&world.provider.base_url()).await;
    world.start_again().await;
    webhook_is_taken(&world, "wacid.1").await;
}

#[tokio::test]
async fn debug_shows_neither_credentials_nor_numbers_nor_keys() {
    let world = World::start().await;
    let store = world.store().await;
    let source = KeySource::file_in(&world.data);
    let keyring = Keyring::load(source, &store).await.unwrap();
    let mut db = store.readers().acquire().await.unwrap();
    let channels = tring_proxy::store::channels::all(&mut db).await.unwrap();
    let providers = Providers::new(ProviderUrls::AnyForDevelopment, keyring.clone()).unwrap();
    let credentials = keyring
        .open(&channels[0].id, &channels[0].credentials)
        .unwrap();
    assert_eq!(credentials.access_token, ACCESS_TOKEN);
    let text = format!("{channels:?} {providers:?} {credentials:?}");
    let key = keys(&world).remove(0);
    for hidden in [ACCESS_TOKEN, WEBHOOK_SECRET, VERIFY_TOKEN, BUSINESS, &key] {
        assert!(!text.contains(hidden), "{text}");
    }
}

#[tokio::test]
async fn a_row_moved_to_another_channel_does_not_open() {
    let world = World::start().await;
    let admin = world.admin().await;
    let draft = crate::world::channels::META.draft(&world);
    let (id, url) = world.add(&admin, &draft).await;
    world
        .sql("UPDATE channels SET credentials = (SELECT credentials FROM channels ORDER BY rowid LIMIT 1)")
        .await;
    let body = status("wacid.1", CUSTOMER, "RINGING")
        .to_string()
        .into_bytes();
    let signature = crate::world::webhook::signature(&body);
    let request = world
        .http
        .post(url)
        .header("x-hub-signature-256", signature);
    Answer::of(request.body(body)).await.refused(400, "blocked");
    let check = admin
        .post(&format!("/api/channels/{id}/check"), &serde_json::json!({}))
        .await
        .ok();
    let message = check["data"][0]["message"].as_str().unwrap();
    assert!(message.contains("changed in the database"), "{message}");
    webhook_is_taken(&world, "wacid.2").await;
}
