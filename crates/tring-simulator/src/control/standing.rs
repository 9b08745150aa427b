//! How a business number and its account stand with WhatsApp.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;

use super::refusal::{Body, Refusal};
use crate::world::{
    World,
    report::NumberReport,
    standing::{AccountState, Rating, Standing},
};

/// How customers rate the number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QualityBody {
    rating: Rating,
    /// A low rating flags the number unless this says otherwise.
    flagged: Option<bool>,
}

/// How the account stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountBody {
    state: AccountState,
}

/// Rates the number; the business is told by webhook where the provider tells it.
pub(crate) async fn put_quality(
    State(world): State<Arc<World>>,
    Path(number_id): Path<String>,
    Body(body): Body<QualityBody>,
) -> Result<Json<NumberReport>, Refusal> {
    change(&world, &number_id, |standing| {
        standing.quality = body.rating;
        standing.flagged = body.flagged.unwrap_or(body.rating == Rating::Red);
    })
}

/// Judges the account; the business is told by webhook where the provider tells it.
pub(crate) async fn put_account(
    State(world): State<Arc<World>>,
    Path(number_id): Path<String>,
    Body(body): Body<AccountBody>,
) -> Result<Json<NumberReport>, Refusal> {
    change(&world, &number_id, |standing| standing.account = body.state)
}

fn change(
    world: &Arc<World>,
    number_id: &str,
    change: impl FnOnce(&mut Standing),
) -> Result<Json<NumberReport>, Refusal> {
    let number = world.change_standing(number_id, change);
    let report = number.map(|number| Json(NumberReport::of(&number)));
    report.ok_or_else(|| {
        Refusal::not_found(format!(
            "there is no business number `{number_id}`; create it with PUT /sim/numbers"
        ))
    })
}
