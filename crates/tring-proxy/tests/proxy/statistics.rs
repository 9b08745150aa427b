//! Figures: kept by triggers, and the same as counting would say.

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use crate::world::{Agent, World, past};

const STATUSES: [&str; 8] = [
    "initiated",
    "ringing",
    "in_progress",
    "completed",
    "failed",
    "rejected",
    "missed",
    "no_answer",
];
const DAY: i64 = 86_400_000;

/// What some step of a call's life writes.
async fn step(db: &mut SqliteConnection, dice: &mut StdRng, call: Option<i64>) {
    let status = STATUSES[dice.random_range(0..STATUSES.len())];
    let duration = dice.random_bool(0.5).then(|| dice.random_range(0..500_i64));
    let cost = dice.random_range(0..3_i64) * 5_000;
    let query = match call {
        Some(id) => sqlx::query(
            "UPDATE calls SET version = version + 1, status = $2, duration_seconds = $3, cost_micros = $4 WHERE id = $1",
        )
        .bind(id)
        .bind(status)
        .bind(duration)
        .bind(cost),
        None => sqlx::query(
            "INSERT INTO calls (call_id, team_id, channel_id, contact_id, version, direction, status, from_number, \
             to_number, initiated_at, currency, duration_seconds, cost_micros) \
             SELECT printf('call_%d', $1), team_id, channel_id, contact_id, 1, $2, $3, '', '', $4, $5, $6, $7 \
             FROM calls LIMIT 1",
        )
        .bind(dice.random::<i64>())
        .bind(["inbound", "outbound"][dice.random_range(0..2)])
        .bind(status)
        .bind(past::SINCE + dice.random_range(0..5) * DAY)
        .bind([None, Some("EUR"), Some("JPY")][dice.random_range(0..3)])
        .bind(duration)
        .bind(cost),
    };
    query.execute(db).await.unwrap();
}

type Counted = (i64, i64, String, String, i64, i64);

async fn counters(db: &mut SqliteConnection) -> [Vec<Counted>; 2] {
    let kept = sqlx::query_as("SELECT * FROM calls_by_day ORDER BY 1, 2, 3, 4")
        .fetch_all(&mut *db)
        .await
        .unwrap();
    let counted = sqlx::query_as(
        "SELECT team_id, initiated_at / 86400000, direction, status, COUNT(*), SUM(COALESCE(duration_seconds, 0)) \
         FROM calls GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
    )
    .fetch_all(db)
    .await
    .unwrap();
    [kept, counted]
}

async fn costs(db: &mut SqliteConnection) -> [Vec<(i64, i64, String, i64)>; 2] {
    let kept = sqlx::query_as("SELECT * FROM costs_by_day ORDER BY 1, 2, 3")
        .fetch_all(&mut *db)
        .await
        .unwrap();
    let counted = sqlx::query_as(
        "SELECT team_id, initiated_at / 86400000, currency, SUM(cost_micros) FROM calls \
         WHERE currency IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )
    .fetch_all(db)
    .await
    .unwrap();
    [kept, counted]
}

#[tokio::test]
async fn after_any_lives_of_calls_the_figures_are_what_counting_says() {
    let world = World::start().await;
    past::calls(&world, 20).await;
    let seed: u64 = rand::random();
    let mut dice = StdRng::seed_from_u64(seed);
    let store = world.store().await;
    let mut write = store.write().await.unwrap();
    // At most one live call of a contact, says this index; not what is tried here.
    sqlx::query("DROP INDEX calls_live")
        .execute(write.db())
        .await
        .unwrap();
    for _ in 0..600 {
        let call = dice.random_bool(0.7);
        let id: Option<i64> = sqlx::query_scalar("SELECT id FROM calls ORDER BY random() LIMIT 1")
            .fetch_optional(write.db())
            .await
            .unwrap();
        step(write.db(), &mut dice, id.filter(|_| call)).await;
    }
    let [kept, counted] = counters(write.db()).await;
    assert_eq!(kept, counted, "seed {seed}");
    let [kept, counted] = costs(write.db()).await;
    assert_eq!(kept, counted, "seed {seed}");
}

/// Some calls of today, beside those of the past.
async fn calls_of_today(world: &World) {
    past::calls(world, 50).await;
    world.sql("INSERT INTO calls (call_id, team_id, channel_id, contact_id, version, direction, status, from_number, to_number, \
         initiated_at, duration_seconds, currency, cost_micros) \
         SELECT 'call_today_' || id, team_id, channel_id, contact_id, 1, \
         CASE WHEN id % 3 = 0 THEN 'inbound' ELSE 'outbound' END, CASE WHEN id % 4 = 0 THEN 'no_answer' ELSE 'completed' END, \
         '', '', unixepoch() * 1000, CASE WHEN id % 4 = 0 THEN NULL ELSE 130 END, \
         CASE WHEN id % 3 = 0 THEN NULL WHEN id % 6 = 1 THEN 'JPY' ELSE 'EUR' END, \
         CASE WHEN id % 3 = 0 THEN 0 ELSE 12345678 END \
         FROM calls ORDER BY id LIMIT 12").await;
}

#[tokio::test]
async fn figures_are_those_of_the_period() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    calls_of_today(&world).await;
    let today = ada.get("/api/calls/statistics?period=today").await.ok()["data"].clone();
    let expected = json!({
        "total_calls": 12, "inbound_calls": 4, "outbound_calls": 8, "completed_calls": 9, "failed_calls": 3,
        "total_duration_seconds": 1170, "total_duration_minutes": 19, "average_duration_seconds": 98,
        "success_rate": 75.0, "period": "today", "currency": "EUR",
        "total_cost_formatted": "€74.07",
        "costs": [
            {"currency": "EUR", "amount": 74.074_068, "formatted": "€74.07"},
            {"currency": "JPY", "amount": 24.691_356, "formatted": "¥25"},
        ],
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&today[field], value, "{field} of {today}");
    }
    assert_eq!(today["from_date"], today["to_date"]);
    assert_eq!(today["usage_limits"]["minutes_used"], 19);
    assert_eq!(today["usage_limits"]["allowed"], true);
    let default = ada.get("/api/calls/statistics").await.ok()["data"].clone();
    assert_eq!(default["period"], "month");
    for period in ["week", "month", "year"] {
        let path = format!("/api/calls/statistics?period={period}");
        let figures = ada.get(&path).await.ok()["data"].clone();
        assert!(figures["total_calls"].as_u64().unwrap() >= 12, "{figures}");
    }
    for period in ["decade", "TODAY", "%00"] {
        let answer = ada
            .get(&format!("/api/calls/statistics?period={period}"))
            .await;
        let error = answer.refused(400, "invalid_request")["error"].clone();
        assert!(error.as_str().unwrap().contains("`today`"), "{error}");
    }
}

#[tokio::test]
async fn a_team_sees_its_own_figures_and_its_limit() {
    let world = World::start().await;
    let ada = world.admin().await;
    calls_of_today(&world).await;
    let rules = json!({"minutes_per_month": 20});
    ada.put("/api/teams/settings/calling", &rules).await.ok();
    let limits = ada.get("/api/calls/statistics").await.ok()["data"]["usage_limits"].clone();
    let expected =
        json!({"allowed": true, "minutes_used": 19, "minutes_limit": 20, "minutes_remaining": 1});
    assert_eq!(limits, expected);

    world.cli(&["team", "add", "Another team"]).await;
    let bob = Agent::sign_in(&world, "Another team", "Bob").await;
    let figures = bob.get("/api/calls/statistics").await.ok()["data"].clone();
    assert_eq!(figures["total_calls"], 0);
    assert_eq!(figures["success_rate"], 0.0);
    assert_eq!(figures["costs"], Value::Array(Vec::new()));
    assert_eq!(figures["usage_limits"]["minutes_limit"], Value::Null);
}
