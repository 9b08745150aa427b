//! `GET|POST /{version}/{number}/settings`: whether calling is enabled.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
};
use serde_json::{Value, json};

use super::{access, error::GraphError, fields, fields::Fields};
use crate::world::{World, logs::RequestNumber};

/// Says whether calling is enabled.
pub(crate) async fn read(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, GraphError> {
    world.request_is(request, "settings", None);
    let number = access::number(&world, &version, &number_id, &headers)?;
    let status = if number.calling_enabled {
        "ENABLED"
    } else {
        "DISABLED"
    };
    Ok(Json(
        json!({"calling": {"status": status, "call_icon_visibility": "DEFAULT"}}),
    ))
}

/// Enables or disables calling; the other settings are checked by name only.
pub(crate) async fn update(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, GraphError> {
    world.request_is(request, "settings", None);
    let number = access::number(&world, &version, &number_id, &headers)?;
    let body = fields::read(&body)?;
    let calling = Fields::of_object(&body, "$root").object("calling")?;
    calling.only(&[
        "status",
        "call_icon_visibility",
        "call_icons",
        "call_hours",
        "callback_permission_status",
        "sip",
        "audio",
        "voicemail",
    ])?;
    let enabled = match calling.optional_text("status")? {
        None => number.calling_enabled,
        Some("ENABLED") => true,
        Some("DISABLED") => false,
        Some(other) => {
            let text = format!("calling.status is `{other}`, it must be ENABLED or DISABLED");
            return Err(GraphError::parameter(text));
        }
    };
    if let Some(number) = world.books().numbers.get_mut(&number_id) {
        number.calling_enabled = enabled;
    }
    world.changed();
    Ok(Json(json!({"success": true})))
}
