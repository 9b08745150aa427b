//! `GET|POST /{version}/{number}/settings`: the calling settings, whole.
//!
//! What is posted replaces what was there, field by field: `call_hours` without its
//! `holiday_schedule` loses the holidays.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{access, error::GraphError, hours, webhooks};
use crate::{
    clock::Moment,
    dialects::{
        fault,
        fields::{self, Fields, Misfit, set},
    },
    outbox,
    script::{ResponseFor, Script},
    world::{World, logs::RequestNumber, number::Number},
};

const ON_OFF: [&str; 2] = ["ENABLED", "DISABLED"];

/// Every field that can be changed.
const FIELDS: [&str; 10] = [
    "status",
    "call_icon_visibility",
    "call_icons",
    "call_hours",
    "callback_permission_status",
    "sip",
    "srtp_key_exchange_protocol",
    "audio",
    "video",
    "voicemail",
];

/// What is to be shown.
#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    include_sip_credentials: Option<bool>,
}

/// Says what the settings are.
pub(crate) async fn read(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Query(shown): Query<Shown>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Response, GraphError> {
    world.request_is(request, "settings", None);
    let number = access::number(&world, &version, &number_id, &headers)?;
    let with_password = shown.include_sip_credentials == Some(true);
    let script = world.books().script_for("*");
    fault::spoiled(script.take_fault(ResponseFor::Settings), async {
        Ok(Json(json!({"calling": calling(&number, with_password)})).into_response())
    })
    .await
}

/// Changes the settings and tells of it by webhook.
pub(crate) async fn update(
    State(world): State<Arc<World>>,
    Path((version, number_id)): Path<(String, String)>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, GraphError> {
    world.request_is(request, "settings", None);
    let number = access::number(&world, &version, &number_id, &headers)?;
    let body = fields::read(&body)?;
    let wanted = Fields::of_body(&body).object("calling")?;
    check(wanted, world.clock.now())?;
    let sip_wanted = matches!(word_in(&body, "sip"), Some("ENABLED"));
    let enables = wanted.optional_text("status")? == Some("ENABLED");
    if enables && !number.calling_enabled && !number.subscribed && !sip_wanted {
        return Err(GraphError::not_subscribed());
    }
    let script = world.books().script_for("*");
    fault::spoiled(script.take_fault(ResponseFor::Settings), async {
        let changes = body.get("calling").and_then(Value::as_object);
        let as_it_is = change(&world, &number_id, changes.cloned().unwrap_or_default());
        tell(&world, &as_it_is.unwrap_or(number));
        Ok(Json(json!({"success": true})).into_response())
    })
    .await
}

/// The whole `calling` object of a number; the SIP password only where it is asked for.
pub(crate) fn calling(number: &Number, with_password: bool) -> Value {
    let on = |on: bool| if on { "ENABLED" } else { "DISABLED" };
    let mut calling = json!({
        "status": on(number.calling_enabled),
        "call_icon_visibility": "DEFAULT",
        "callback_permission_status": on(number.callback_permission),
        "srtp_key_exchange_protocol": "DTLS",
    });
    for (name, value) in &number.settings {
        set(&mut calling, name, value.clone());
    }
    let servers = calling
        .pointer_mut("/sip/servers")
        .and_then(Value::as_array_mut);
    for server in servers.into_iter().flatten().filter(|_| with_password) {
        set(server, "sip_user_password", json!("simulated-sip-password"));
    }
    calling
}

/// Takes over checked changes; returns the number as it is then.
pub(crate) fn change(
    world: &World,
    number_id: &str,
    changes: Map<String, Value>,
) -> Option<Number> {
    let mut books = world.books();
    let number = books.numbers.get_mut(number_id)?;
    for (name, value) in changes {
        let is_on = value.as_str() == Some("ENABLED");
        match name.as_str() {
            "status" => number.calling_enabled = is_on,
            "callback_permission_status" => number.callback_permission = is_on,
            _ => {
                if name == "sip" {
                    number.sip_enabled = value.get("status") == Some(&json!("ENABLED"));
                }
                number.settings.insert(name, value);
            }
        }
    }
    let number = number.clone();
    drop(books);
    world.changed();
    Some(number)
}

fn tell(world: &Arc<World>, number: &Number) {
    let now = world.clock.now();
    let webhook = webhooks::settings_changed(number, calling(number, false), now);
    let script: Script = world.books().script_for("*").script.clone();
    outbox::send_alone(world, &number.id, webhook, &script);
}

/// Checks all that is to be changed.
pub(crate) fn check(calling: Fields<'_>, now: Moment) -> Result<(), Misfit> {
    calling.only(&FIELDS)?;
    for (name, words) in [
        ("status", &ON_OFF[..]),
        ("call_icon_visibility", &["DEFAULT", "DISABLE_ALL"]),
        ("callback_permission_status", &ON_OFF),
        ("srtp_key_exchange_protocol", &["DTLS", "SDES"]),
    ] {
        if calling.get(name).is_some() {
            calling.word(name, words)?;
        }
    }
    for name in ["sip", "video", "voicemail"] {
        if let Some(object) = calling.optional_object(name)? {
            object.word("status", &ON_OFF)?;
        }
    }
    if let Some(video) = calling.optional_object("video")? {
        video.only(&["status"])?;
    }
    if let Some(voicemail) = calling.optional_object("voicemail")? {
        check_voicemail(voicemail)?;
    }
    if let Some(icons) = calling.optional_object("call_icons")? {
        check_countries(icons)?;
    }
    if let Some(audio) = calling.optional_object("audio")? {
        check_list(audio, "additional_codecs", |codec| {
            ["PCMA", "PCMU"].contains(&codec)
        })?;
    }
    if let Some(sip) = calling.optional_object("sip")? {
        sip.only(&["status", "servers"])?;
    }
    match calling.optional_object("call_hours")? {
        Some(call_hours) => hours::check(call_hours, now),
        None => Ok(()),
    }
}

/// `{status, triggers, audio: {default: {announcement_media_id, timeout_seconds}}}` (call settings page).
fn check_voicemail(voicemail: Fields<'_>) -> Result<(), Misfit> {
    voicemail.only(&["status", "triggers", "audio"])?;
    if voicemail.get("triggers").is_some() {
        let is_trigger = |word: &str| ["REJECT", "TIMEOUT"].contains(&word);
        check_list(voicemail, "triggers", is_trigger)?;
    }
    let Some(audio) = voicemail.optional_object("audio")? else {
        return Ok(());
    };
    audio.only(&["default"])?;
    let announcement = audio.object("default")?;
    announcement.only(&["announcement_media_id", "timeout_seconds"])?;
    let seconds = announcement.get("timeout_seconds");
    if seconds.is_some_and(|seconds| seconds.as_u64().is_none()) {
        return Err("Param timeout_seconds must be a number".into());
    }
    Ok(())
}

fn check_countries(icons: Fields<'_>) -> Result<(), Misfit> {
    icons.only(&["restrict_to_user_countries"])?;
    let is_country =
        |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    check_list(icons, "restrict_to_user_countries", is_country)
}

fn check_list(
    fields: Fields<'_>,
    name: &str,
    is_good: impl Fn(&str) -> bool,
) -> Result<(), Misfit> {
    for entry in fields.list(name)? {
        if !entry.as_str().is_some_and(&is_good) {
            return Err(Misfit(format!("Param {name} cannot hold {entry}")));
        }
    }
    Ok(())
}

fn word_in<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get("calling")?.get(name)?.get("status")?.as_str()
}
