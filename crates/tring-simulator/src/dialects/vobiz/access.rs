//! Who asks: `X-Auth-ID` with `X-Auth-Token`, or a Bearer token.

use axum::http::HeaderMap;

use super::{NAME, error::VobizError};
use crate::{
    dialects::{bearer, ids::is_uuid, text_header},
    world::{World, number::Number},
};

/// The channels that the request's credentials give access to: those of one account.
pub(crate) fn channels(world: &World, headers: &HeaderMap) -> Result<Vec<Number>, VobizError> {
    let (account_id, token) = match bearer(headers) {
        Some(token) => (None, token),
        None => (
            Some(text_header(headers, "x-auth-id").unwrap_or_default()),
            text_header(headers, "x-auth-token").unwrap_or_default(),
        ),
    };
    let mut channels = world.books().numbers_of(NAME, token);
    channels.retain(|number| account_id.is_none_or(|account_id| number.account_id == account_id));
    if channels.is_empty() {
        return Err(VobizError::unauthorized());
    }
    Ok(channels)
}

/// The channel among them that `channel_id` names.
pub(crate) fn channel(channels: Vec<Number>, channel_id: &str) -> Result<Number, VobizError> {
    if !is_uuid(channel_id) {
        return Err(VobizError::bad_request("channel_id must be a UUID"));
    }
    let known = channels.into_iter().find(|number| number.id == channel_id);
    known.ok_or_else(|| VobizError::not_found("channel not found"))
}
