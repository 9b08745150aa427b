//! A page talks for the customer: its microphone and its loudspeaker join the call.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};

use super::refusal::{Body, Refusal};
use crate::{
    media::{MediaError, talk::TalkerId},
    sdp::{self, Half, Problem},
    world::World,
};

/// The offer of the page's peer connection.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TalkBody {
    sdp_offer: String,
}

/// Our answer.
#[derive(Debug, Serialize)]
pub(crate) struct TalkReport {
    sdp_answer: String,
    /// The call names it as its `talker` for as long as this page talks.
    talker: TalkerId,
}

/// Joins a page with a live call. The page that talked before loses its turn.
pub(crate) async fn talk(
    State(world): State<Arc<World>>,
    Path(call_id): Path<String>,
    Body(body): Body<TalkBody>,
) -> Result<Json<TalkReport>, Refusal> {
    sdp::check(&body.sdp_offer, Half::Offer)
        .map_err(|(Problem::Fingerprint(text) | Problem::Other(text))| refused(&text))?;
    let now = world.clock.now();
    let mut books = world.books();
    let call = books
        .call_mut(&call_id)
        .ok_or_else(|| Refusal::not_found(format!("there is no call `{call_id}`")))?;
    if !call.phone.is_live() {
        return Err(over());
    }
    let joined = call.media.talk(world.config.media_ip, &body.sdp_offer);
    let (sdp_answer, talker) = joined.map_err(|error| match error {
        MediaError::Description(text) => refused(&text),
        MediaError::Ended => over(),
        MediaError::Socket { .. } => Refusal::conflict(error.to_string()),
    })?;
    call.note(now, "a page talks for the customer");
    drop(books);
    world.changed();
    Ok(Json(TalkReport { sdp_answer, talker }))
}

fn refused(problem: &str) -> Refusal {
    Refusal::bad_request(format!("the offer in `sdp_offer` is refused: {problem}"))
}

fn over() -> Refusal {
    Refusal::conflict("the call has ended: there is nobody to talk with")
}
