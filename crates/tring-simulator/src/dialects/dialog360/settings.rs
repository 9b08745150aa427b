//! `GET|POST /calling/settings`: read with 360dialog's names, changed one feature at a time.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{DialogError, number};
use crate::{
    dialects::{
        fault,
        fields::{self, Fields, Misfit, set},
        meta,
    },
    script::ResponseFor,
    world::{World, logs::RequestNumber, number::Number},
};

/// Every feature that can be set.
const FEATURES: [&str; 5] = [
    "status",
    "call_icon_visibility",
    "sip",
    "srtp_key_exchange_protocol",
    "video",
];

/// Says what the settings are, SIP credentials included.
pub(crate) async fn read(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Response, DialogError> {
    world.request_is(request, "settings", None);
    let number = number(&world, &headers)?;
    let script = world.books().script_for("*");
    fault::spoiled(script.take_fault(ResponseFor::Settings), async {
        Ok(Json(settings(&number)).into_response())
    })
    .await
}

/// Changes one feature.
pub(crate) async fn update(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, DialogError> {
    world.request_is(request, "settings", None);
    let number = number(&world, &headers)?;
    let body = fields::read(&body)?;
    let changes = changes(&body)?;
    let calling = Fields::of_object(&changes, "calling");
    meta::settings::check(calling, world.clock.now()).map_err(meta::GraphError::from)?;
    let script = world.books().script_for("*");
    fault::spoiled(script.take_fault(ResponseFor::Settings), async {
        meta::settings::change(&world, &number.id, changes);
        Ok(Json(json!({"success": true})).into_response())
    })
    .await
}

fn changes(body: &Map<String, Value>) -> Result<Map<String, Value>, Misfit> {
    let fields = Fields::of_body(body);
    fields.only(&["calling"])?;
    fields.object("calling")?.only(&FEATURES)?;
    let calling = body.get("calling").and_then(Value::as_object);
    let calling = calling.filter(|calling| calling.len() == 1);
    calling
        .cloned()
        .ok_or_else(|| "Only one feature setting can be specified per request".into())
}

fn settings(number: &Number) -> Value {
    let mut calling = meta::settings::calling(number, false);
    let mut sip = json!({"status": "DISABLED", "servers": []});
    if number.sip_enabled {
        sip = json!({"status": "ENABLED", "servers": [{
            "app_id": "670843887433847",
            "hostname": "sip.example.com",
            "password": "simulated-sip-password",
            "port": 5061,
        }]});
    }
    set(&mut calling, "sip", sip);
    json!({
        "calling": calling,
        "payload_encryption": {"status": "DISABLED"},
        "storage_configuration": {"status": "DEFAULT"},
    })
}
