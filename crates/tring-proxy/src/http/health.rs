//! `GET /health`: for load balancers and for people.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

/// `{"status":"ok","version":"0.0.0","database":"ok"}`.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct Health {
    status: &'static str,
    version: &'static str,
    database: &'static str,
}

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(health))
}

/// Whether the proxy works.
#[utoipa::path(
    get,
    path = "/health",
    tag = "Health",
    security(()),
    responses((status = OK, body = Health), (status = SERVICE_UNAVAILABLE, body = Health))
)]
pub async fn health(State(state): State<AppState>) -> (StatusCode, Json<Health>) {
    let asked: sqlx::Result<i64> = sqlx::query_scalar("SELECT COUNT(*) FROM teams")
        .fetch_one(state.store.readers())
        .await;
    let (status, word) = match asked {
        Ok(_) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "failing")
        }
    };
    let health = Health {
        status: word,
        version: env!("CARGO_PKG_VERSION"),
        database: word,
    };
    (status, Json(health))
}
