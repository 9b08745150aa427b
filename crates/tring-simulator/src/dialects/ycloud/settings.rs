//! `GET|POST /whatsapp/phoneNumbers/{wabaId}/{phoneNumber}/settings`: status and icon, and whether calls are recorded.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{error::YCloudError, number};
use crate::{
    dialects::{
        fault,
        fields::{self, Fields, set},
        meta,
    },
    script::ResponseFor,
    world::{World, logs::RequestNumber, number::Number},
};

/// Says what the settings are.
pub(crate) async fn read(
    State(world): State<Arc<World>>,
    Path((waba_id, phone)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Response, YCloudError> {
    world.request_is(request, "settings", None);
    let number = named(&world, &headers, &waba_id, &phone)?;
    let script = world.books().script_for("*");
    fault::spoiled(script.take_fault(ResponseFor::Settings), async {
        Ok(Json(settings(&number)).into_response())
    })
    .await
}

/// Changes some of them.
pub(crate) async fn update(
    State(world): State<Arc<World>>,
    Path((waba_id, phone)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, YCloudError> {
    world.request_is(request, "settings", None);
    let number = named(&world, &headers, &waba_id, &phone)?;
    let body = fields::read(&body)?;
    let changes = changes(Fields::of_body(&body))?;
    let script = world.books().script_for("*");
    fault::spoiled(script.take_fault(ResponseFor::Settings), async {
        let as_it_is = meta::settings::change(&world, &number.id, changes);
        Ok(Json(settings(&as_it_is.unwrap_or(number))).into_response())
    })
    .await
}

/// The changes in Meta's words; `calling` and `capture` (the page "Save phone number settings") may each be absent.
fn changes(fields: Fields<'_>) -> Result<Map<String, Value>, YCloudError> {
    fields.only(&["calling", "capture"])?;
    let mut changes = Map::new();
    if let Some(capture) = fields.optional_object("capture")? {
        changes.insert(
            "capture".to_owned(),
            Value::Object(capture.fields().clone()),
        );
    }
    let Some(calling) = fields.optional_object("calling")? else {
        return Ok(changes);
    };
    calling.only(&["status", "iconVisibility"])?;
    for (theirs, metas, words) in [
        ("status", "status", ["ENABLED", "DISABLED"]),
        (
            "iconVisibility",
            "call_icon_visibility",
            ["DEFAULT", "DISABLE_ALL"],
        ),
    ] {
        if calling.get(theirs).is_some() {
            changes.insert(metas.to_owned(), json!(calling.word(theirs, &words)?));
        }
    }
    Ok(changes)
}

/// The number with this account and phone number.
pub(crate) fn named(
    world: &World,
    headers: &HeaderMap,
    waba_id: &str,
    phone: &str,
) -> Result<Number, YCloudError> {
    number(world, headers, |number| {
        number.account_id == waba_id && number.display == phone
    })
}

fn settings(number: &Number) -> Value {
    let calling = meta::settings::calling(number, false);
    let of = |name: &str| calling.get(name).cloned().unwrap_or_default();
    let mut settings = json!({"calling": {
        "id": number.id,
        "status": of("status"),
        "iconVisibility": of("call_icon_visibility"),
    }});
    if let Some(capture) = number.settings.get("capture") {
        set(&mut settings, "capture", capture.clone());
    }
    settings
}
