//! A database from before is brought up to date, and what was in it is still there.

use serde_json::json;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::world::{NUMBER_ID, WEBHOOK_KEY, World};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");
/// The last migration of the first release.
const BEFORE: i64 = 2;
/// A contact whose number may be printed: these statements are logged as they are.
const CONTACT: &str = "+4915100000000";

/// The database of the first release with one team, one call that has ended and one that has not.
async fn old_database(world: &World) {
    let path = world.data.join(tring_proxy::store::FILE_NAME);
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.clone().into_os_string();
        file.push(suffix);
        let _ = std::fs::remove_file(file);
    }
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .foreign_keys(true);
    let mut db = SqliteConnection::connect_with(&options).await.unwrap();
    MIGRATIONS.run_to(BEFORE, &mut db).await.unwrap();
    let credentials = json!({"access_token": "t", "webhook_secret": "s", "verify_token": "v"});
    let hash = tring_proxy::auth::secret::hash(WEBHOOK_KEY);
    let now = i64::try_from(tring_proxy::clock::now()).unwrap();
    for statement in [
        "INSERT INTO teams (id, name, last_seq, created_at) VALUES (1, 'Test team', 1, 0)".to_owned(),
        format!(
            "INSERT INTO channels (id, team_id, name, provider, number, number_id, base_url, credentials, \
             webhook_key_hash, created_at) VALUES ('channel_1', 1, 'Demo shop', 'meta', '+15550001111', \
             '{NUMBER_ID}', 'http://127.0.0.1:9/v25.0', '{credentials}', '{hash}', 0)"
        ),
        format!("INSERT INTO contacts (id, team_id, phone, created_at) VALUES (1, 1, '{CONTACT}', 0)"),
        format!(
            "INSERT INTO calls (id, call_id, team_id, channel_id, contact_id, version, direction, status, \
             from_number, to_number, initiated_at, provider_call_id) VALUES \
             (1, 'call_over', 1, 'channel_1', 1, 2, 'outbound', 'no_answer', '', '', 1, 'wacid.1'), \
             (2, 'call_live', 1, 'channel_1', 1, 1, 'outbound', 'in_progress', '', '', {now}, 'wacid.2')"
        ),
        "INSERT INTO events (team_id, seq, kind, call, version, status, at) \
         VALUES (1, 1, 'call_ended', 1, 2, 'no_answer', 2)"
            .to_owned(),
        "INSERT INTO provider_calls (channel_id, provider_call_id, call) VALUES ('channel_1', 'wacid.1', 1)"
            .to_owned(),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut db)
            .await
            .unwrap();
    }
    db.close().await.unwrap();
}

#[tokio::test]
async fn the_calls_and_events_of_the_first_release_stay() {
    let mut world = World::start().await;
    world.stop().await;
    old_database(&world).await;
    world.start_again().await;
    let ada = world.agent("Ada").await;
    let calls = ada.get("/api/calls").await.ok();
    assert_eq!(calls["pagination"]["total"], 2);
    assert_eq!(ada.call("call_live").await["status"], "in_progress");
    assert_eq!(world.count("events").await, 1);
    let figures: (i64, i64) = sqlx::query_as(
        "SELECT COUNT(*), SUM(calls) FROM calls_by_day WHERE status IN ('no_answer', 'in_progress')",
    )
    .fetch_one(world.store().await.readers())
    .await
    .unwrap();
    assert_eq!(figures, (2, 2), "old calls count in the figures");
    let event: (String, Option<i64>) = sqlx::query_as("SELECT kind, call FROM events")
        .fetch_one(world.store().await.readers())
        .await
        .unwrap();
    assert_eq!(event, ("call_ended".to_owned(), Some(1)));
    let broken: Vec<(String, i64, String, i64)> = sqlx::query_as("PRAGMA foreign_key_check")
        .fetch_all(world.store().await.readers())
        .await
        .unwrap();
    assert!(broken.is_empty(), "{broken:?}");
    ada.act("call_live", "end", &json!({})).await.ok();
    assert_eq!(world.count("events").await, 2, "the log goes on");
}
