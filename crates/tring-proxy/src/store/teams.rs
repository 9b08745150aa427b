//! Teams and their users.

use sqlx::{FromRow, SqliteConnection};
use tring_protocol::call::Millis;

use super::{Write, words::integer};

/// A user of a team.
#[derive(Clone, Debug, FromRow)]
#[expect(
    missing_docs,
    reason = "the fields are the columns that the migration explains"
)]
pub struct User {
    pub id: i64,
    pub team_id: i64,
    pub name: String,
    pub team_name: String,
}

/// The id of the team with this name.
pub async fn id_by_name(db: &mut SqliteConnection, name: &str) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT id FROM teams WHERE name = $1")
        .bind(name)
        .fetch_optional(db)
        .await
}

/// All teams.
pub async fn ids(db: &mut SqliteConnection) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar("SELECT id FROM teams ORDER BY id")
        .fetch_all(db)
        .await
}

/// Adds a team and returns its id.
pub async fn insert(write: &mut Write, name: &str, now: Millis) -> sqlx::Result<i64> {
    sqlx::query_scalar("INSERT INTO teams (name, created_at) VALUES ($1, $2) RETURNING id")
        .bind(name)
        .bind(integer(now))
        .fetch_one(write.db())
        .await
}

/// The sequence number of the team's last event.
pub async fn last_seq(db: &mut SqliteConnection, team_id: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT last_seq FROM teams WHERE id = $1")
        .bind(team_id)
        .fetch_one(db)
        .await
}

/// The user with this id.
pub async fn user(db: &mut SqliteConnection, id: i64) -> sqlx::Result<Option<User>> {
    sqlx::query_as(
        "SELECT users.id, users.team_id, users.name, teams.name AS team_name FROM users \
         JOIN teams ON teams.id = users.team_id WHERE users.id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await
}

/// Whether this user is an owner and the team has no other.
pub async fn is_last_owner(db: &mut SqliteConnection, user_id: i64) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM users WHERE id = $1 AND role = 'owner') \
         AND NOT EXISTS (SELECT 1 FROM users AS other JOIN users ON users.team_id = other.team_id \
         WHERE users.id = $1 AND other.id <> $1 AND other.role = 'owner')",
    )
    .bind(user_id)
    .fetch_one(db)
    .await
}

/// The id and team of the user with this address, in whatever case; one written exactly so comes first.
pub async fn user_by_email(
    db: &mut SqliteConnection,
    email: &str,
) -> sqlx::Result<Option<(i64, i64)>> {
    sqlx::query_as(
        "SELECT id, team_id FROM users WHERE email = $1 COLLATE NOCASE ORDER BY email = $1 DESC LIMIT 1",
    )
        .bind(email)
        .fetch_optional(db)
        .await
}

/// Adds a user and returns its id.
pub async fn insert_user(
    write: &mut Write,
    team_id: i64,
    [name, email, role]: [&str; 3],
    now: Millis,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO users (team_id, name, email, role, created_at) \
         VALUES ($1, $2, $3, $4, $5) RETURNING id",
    )
    .bind(team_id)
    .bind(name)
    .bind(email)
    .bind(role)
    .bind(integer(now))
    .fetch_one(write.db())
    .await
}

/// Gives an existing user this name and role.
pub async fn update_user(write: &mut Write, id: i64, name: &str, role: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE users SET name = $2, role = $3 WHERE id = $1")
        .bind(id)
        .bind(name)
        .bind(role)
        .execute(write.db())
        .await?;
    Ok(())
}
