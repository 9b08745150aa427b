//! Upkeep: what is old is erased, the log stays short, and the channels are asked how their numbers stand.

use tring_proxy::{app, clock, config::Keep, dispatch::health, store::Store, upkeep};

use crate::world::{CUSTOMER, Handmade, OTHER_CUSTOMER, World, until, webhook};

const DAY: u64 = 86_400_000;
const HOUR: u64 = 3_600_000;

const KEEP: Keep = Keep {
    webhooks_days: 30,
    sdp_days: 1,
};

async fn counts(world: &World) -> [i64; 5] {
    let mut counts = [0; 5];
    for (count, table) in counts.iter_mut().zip([
        "webhook_deliveries",
        "webhook_items",
        "session_descriptions",
        "sessions",
        "calls",
    ]) {
        *count = world.count(table).await;
    }
    counts
}

/// A customer's call that rings.
async fn rings(world: &World, id: &str, customer: &str) {
    let connect = webhook::customer_connects(id, customer, webhook::now_seconds());
    webhook::send(world, &connect).await.ok();
}

#[tokio::test]
async fn what_is_old_is_erased_and_the_call_stays() {
    let world = World::start().await;
    let _ada = world.agent("Ada").await;
    rings(&world, "wacid.over", CUSTOMER).await;
    let over = webhook::terminates("wacid.over", "USER_INITIATED");
    webhook::send(&world, &over).await.ok();
    let stranger = webhook::terminates("wacid.stranger", "USER_INITIATED");
    webhook::send(&world, &stranger).await.ok();
    rings(&world, "wacid.live", OTHER_CUSTOMER).await;
    assert_eq!(counts(&world).await, [4, 4, 2, 1, 2]);
    let store = world.store().await;
    let now = clock::now();

    upkeep::erase_old(&store, KEEP, now + DAY - HOUR)
        .await
        .unwrap();
    assert_eq!(counts(&world).await, [4, 4, 2, 1, 2], "nothing is old yet");
    upkeep::erase_old(&store, KEEP, now + DAY + HOUR)
        .await
        .unwrap();
    let left = counts(&world).await;
    assert_eq!(left, [4, 4, 1, 1, 2], "the SDP of the call that is over");
    upkeep::erase_old(&store, KEEP, now + 30 * DAY - HOUR)
        .await
        .unwrap();
    assert_eq!(counts(&world).await[..2], [4, 4], "webhooks stay a month");
    upkeep::erase_old(&store, KEEP, now + 31 * DAY)
        .await
        .unwrap();
    assert_eq!(
        counts(&world).await,
        [0, 0, 1, 0, 2],
        "the call rings still"
    );
}

#[tokio::test]
async fn more_than_goes_into_one_transaction_is_erased_too() {
    let world = World::start().await;
    let store = world.store().await;
    let mut write = store.write().await.unwrap();
    sqlx::query(
        "INSERT INTO webhook_deliveries (channel_id, received_at, body) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120) \
         SELECT channels.id, n.i, x'00' FROM n JOIN channels",
    )
    .execute(write.db())
    .await
    .unwrap();
    write.commit().await.unwrap();
    let now = u64::from(KEEP.webhooks_days) * DAY + 101;
    let erased = upkeep::erase_old(&store, KEEP, now).await.unwrap();
    assert_eq!(erased, 100, "those from before 101");
    assert_eq!(world.count("webhook_deliveries").await, 20);
}

// Who came, went and took a call was kept for ever: a record of each agent's days that nobody had asked for.
#[tokio::test]
async fn events_about_no_call_go_after_ninety_days_and_a_calls_timeline_stays() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let desk = ada.desk("ada-1").await;
    rings(&world, "wacid.rings", CUSTOMER).await;
    let call = ada.until_ringing().await;
    let path = format!("/api/calls/{}/events", call["call_id"].as_str().unwrap());
    let timeline = ada.get(&path).await.ok();
    let store = world.store().await;
    let of_agents = async || -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM events WHERE call IS NULL")
            .fetch_one(store.readers())
            .await
            .unwrap()
    };
    assert!(of_agents().await > 0, "Ada came");
    upkeep::erase_old(&store, KEEP, clock::now() + 89 * DAY)
        .await
        .unwrap();
    assert!(of_agents().await > 0, "not yet");
    upkeep::erase_old(&store, KEEP, clock::now() + 91 * DAY)
        .await
        .unwrap();
    assert_eq!(of_agents().await, 0);
    let kept: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM events WHERE call IS NOT NULL")
        .fetch_one(store.readers())
        .await
        .unwrap();
    assert_eq!(
        usize::try_from(kept).unwrap(),
        timeline["data"].as_array().unwrap().len()
    );
    drop(desk);
}

/// How long the log beside the database is.
fn log_bytes(world: &World) -> u64 {
    let log = world.data.join("tring.sqlite3-wal");
    std::fs::metadata(log).unwrap().len()
}

async fn write_a_megabyte(store: &Store) {
    let mut write = store.write().await.unwrap();
    sqlx::query(
        "INSERT INTO webhook_deliveries (channel_id, received_at, body) \
         SELECT id, 1, randomblob(1000000) FROM channels",
    )
    .execute(write.db())
    .await
    .unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn the_log_begins_again_when_it_is_written_back() {
    let mut world = World::start().await;
    world.stop().await;
    let store = world.store().await;
    for _ in 0..6 {
        write_a_megabyte(&store).await;
        assert_eq!(store.write_back().await.unwrap(), 0, "pages left");
    }
    let bytes = log_bytes(&world);
    assert!(bytes < 3_000_000, "{bytes}");
}

// The one who commits wrote back the whole log whenever it had a thousand pages: one webhook in forty took tens of
// milliseconds longer.
#[tokio::test]
async fn who_commits_does_not_write_the_log_back() {
    let mut world = World::start().await;
    world.stop().await;
    let store = world.store().await;
    for _ in 0..6 {
        write_a_megabyte(&store).await;
    }
    let bytes = log_bytes(&world);
    assert!(bytes > 6_000_000, "{bytes}");
}

#[tokio::test]
async fn a_provider_is_asked_every_six_hours_how_the_number_stands() {
    let mut world = World::start().await;
    let provider = Handmade::channel(
        &world,
        "meta",
        &["--number-id", "4711", "--verify-token", "word"],
    )
    .await;
    world.stop().await;
    let app = app::start(world.config(), &world.data).await.unwrap();
    let state = &app.state;
    let mut write = state.store.write().await.unwrap();
    sqlx::query("DELETE FROM channel_health")
        .execute(write.db())
        .await
        .unwrap();
    write.commit().await.unwrap();
    let asked = || provider.asked("/4711").len();

    let start = clock::now();
    health::ask_due(state, start).await.unwrap();
    health::ask_due(state, start + 6 * HOUR - 1).await.unwrap();
    health::ask_due(state, start + 6 * HOUR).await.unwrap();
    until("the first question", async || (asked() > 0).then_some(())).await;
    assert_eq!(asked(), 1, "a new channel waits for its first turn");
    health::ask_due(state, start + 6 * HOUR).await.unwrap();
    health::ask_due(state, start + 12 * HOUR - 1).await.unwrap();
    // One that was down for days asks once and not for each turn that it has missed.
    health::ask_due(state, start + 72 * HOUR).await.unwrap();
    until("the second question", async || (asked() > 1).then_some(())).await;
    assert_eq!(asked(), 2);
}

#[tokio::test]
async fn webhooks_that_come_at_once_are_each_stored_once() {
    let world = World::start().await;
    let now = webhook::now_seconds();
    let bodies: Vec<_> = (0..40)
        .map(|number| {
            let customer = format!("+49170{number:07}");
            webhook::customer_connects(&format!("wacid.{number}"), &customer, now)
        })
        .collect();
    let answers = bodies.iter().map(|body| webhook::send(&world, body));
    for answer in futures_util::future::join_all(answers).await {
        answer.ok();
    }
    assert_eq!(world.count("webhook_deliveries").await, 40);
    assert_eq!(world.count("calls").await, 40);
}

#[tokio::test]
async fn a_webhook_that_cannot_be_stored_is_refused_alone() {
    let world = World::start().await;
    let store = world.store().await;
    let mut write = store.write().await.unwrap();
    sqlx::query(
        "CREATE TRIGGER broken BEFORE INSERT ON webhook_deliveries \
         WHEN instr(NEW.body, CAST('wacid.7' AS BLOB)) > 0 BEGIN SELECT RAISE(ABORT, 'a broken disk'); END",
    )
    .execute(write.db())
    .await
    .unwrap();
    write.commit().await.unwrap();
    let answers = (0..10).map(|number| {
        let customer = format!("+49170{number:07}");
        let id = format!("wacid.{number}");
        let world = &world;
        async move {
            let now = webhook::now_seconds();
            let body = webhook::customer_connects(&id, &customer, now);
            webhook::send(world, &body).await.status
        }
    });
    let statuses = futures_util::future::join_all(answers).await;
    for (number, status) in statuses.iter().enumerate() {
        let expected = if number == 7 { 500 } else { 200 };
        assert_eq!(status.as_u16(), expected, "webhook {number}");
    }
    assert_eq!(world.count("calls").await, 9);
}
