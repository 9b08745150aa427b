//! Business numbers and scripts.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::refusal::{Body, Refusal};
use crate::{
    dialects::DialectName,
    script::Script,
    world::{
        World,
        customer::{is_bsuid, is_e164},
        number::{Number, Variants},
        report::NumberReport,
        scripts::{ActiveScript, EVERYBODY},
    },
};

/// A business number as a test writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberBody {
    dialect: DialectName,
    display_number: String,
    token: SecretString,
    account_id: Option<String>,
    #[serde(alias = "app_secret")]
    webhook_secret: Option<SecretString>,
    webhook_url: Option<String>,
    #[serde(default = "enabled")]
    calling_enabled: bool,
    /// A customer who calls lets the business call back; Positus wants it for any call.
    callback_permission: Option<bool>,
    /// Connected calls to one customer in 24 hours.
    calls_a_day: Option<usize>,
    /// Other calling settings from the start, such as `restrictions`, as the dialect writes them.
    #[serde(default)]
    settings: Map<String, Value>,
    #[serde(default)]
    variants: Variants,
}

const fn enabled() -> bool {
    true
}

/// Creates or replaces a business number.
pub(crate) async fn put_number(
    State(world): State<Arc<World>>,
    Path(number_id): Path<String>,
    Body(body): Body<NumberBody>,
) -> Result<Json<NumberReport>, Refusal> {
    if !is_e164(&body.display_number) {
        return Err(Refusal::bad_request(format!(
            "`display_number` is `{}`; write it as + and digits, such as +15550001111",
            body.display_number
        )));
    }
    let mut number = Number::new(&number_id, &body.display_number, body.dialect, body.token);
    number.webhook_secret = body.webhook_secret;
    number.webhook_url = body.webhook_url;
    number.calling_enabled = body.calling_enabled;
    number.settings = body.settings;
    number.variants = body.variants;
    if let Some(account_id) = body.account_id {
        number.account_id = account_id;
    }
    if let Some(callback_permission) = body.callback_permission {
        number.callback_permission = callback_permission;
    }
    if let Some(calls_a_day) = body.calls_a_day {
        number.calls_a_day = calls_a_day;
    }
    let report = NumberReport::of(&number);
    world.books().numbers.insert(number_id, number);
    world.changed();
    Ok(Json(report))
}

/// Sets the script of a customer, or of everybody (`*`), for the calls that come.
pub(crate) async fn put_script(
    State(world): State<Arc<World>>,
    Path(customer): Path<String>,
    Body(script): Body<Script>,
) -> Result<Json<Script>, Refusal> {
    if customer != EVERYBODY {
        check_customer(&customer)?;
    }
    if let Some(problem) = script.problem() {
        return Err(Refusal::bad_request(problem));
    }
    world
        .books()
        .scripts
        .insert(customer, ActiveScript::new(script.clone()));
    world.changed();
    Ok(Json(script))
}

/// Forgets all scripts.
pub(crate) async fn delete_scripts(State(world): State<Arc<World>>) -> Json<Value> {
    world.books().scripts.clear();
    world.changed();
    Json(json!({"scripts": {}}))
}

/// A customer is named by a phone number or a BSUID.
pub(crate) fn check_customer(customer: &str) -> Result<(), Refusal> {
    if is_e164(customer) || is_bsuid(customer) {
        return Ok(());
    }
    Err(Refusal::bad_request(format!(
        "the customer is `{customer}`; write a phone number as + and digits, such as +4915112345678"
    )))
}
