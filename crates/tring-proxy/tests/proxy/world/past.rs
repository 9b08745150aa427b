//! Many calls of the past, written into the database directly: a test has no time to make them.

use sqlx::SqliteConnection;

use super::World;

/// The beginning of the first of them: Monday, 26 January 2026, 10:00 UTC.
pub(crate) const SINCE: i64 = 1_769_421_600_000;

/// `count` calls, the last ones the newest, with all statuses that a call ends in, of three contacts; many have the
/// same duration, and some began at the same time. The ids of the contacts.
pub(crate) async fn calls(world: &World, count: i64) -> Vec<i64> {
    let store = world.store().await;
    let mut write = store.write().await.expect("a transaction");
    let contacts = contacts(write.db()).await;
    sqlx::query(
        "INSERT INTO calls (call_id, team_id, channel_id, contact_id, version, direction, status, from_number, \
         to_number, initiated_at, answered_at, ended_at, duration_seconds, ringing_since, currency, cost_micros) \
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1), \
         a AS (SELECT i, i % 3 = 0 AS inbound, i * 7 % 10 AS dice, $2 + i / 2 * 3600000 AS at FROM n), \
         b AS (SELECT *, CASE WHEN dice < 5 THEN 'completed' WHEN dice < 7 THEN 'rejected' WHEN dice < 8 THEN 'failed' \
         WHEN inbound THEN 'missed' ELSE 'no_answer' END AS status FROM a) \
         SELECT printf('call_%024x', i), channels.team_id, channels.id, $3 + i % 3, 3, \
         CASE WHEN inbound THEN 'inbound' ELSE 'outbound' END, status, '', '', at, \
         CASE WHEN dice < 5 THEN at + 5000 END, at + 60000 + i % 4 * 1000, CASE WHEN dice < 5 THEN i % 6 END, \
         at + 1000, CASE WHEN inbound THEN NULL WHEN i % 2 = 0 THEN 'EUR' ELSE 'USD' END, \
         CASE WHEN dice < 5 AND NOT inbound THEN i % 6 * 1000 ELSE 0 END \
         FROM b JOIN channels ON channels.is_default",
    )
    .bind(count)
    .bind(SINCE)
    .bind(contacts[0])
    .execute(write.db())
    .await
    .expect("calls of the past");
    write.commit().await.expect("a commit");
    contacts
}

async fn contacts(db: &mut SqliteConnection) -> Vec<i64> {
    let mut ids = Vec::new();
    for _ in 0..3 {
        let id = sqlx::query_scalar(
            "INSERT INTO contacts (team_id, name, created_at) SELECT id, 'Grace Hopper', 0 FROM teams ORDER BY id LIMIT 1 \
             RETURNING id",
        )
        .fetch_one(&mut *db)
        .await
        .expect("a contact");
        ids.push(id);
    }
    ids
}
