//! Calls: the customer calls, answers, declines, hangs up; the network swallows packets.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;

use super::{
    refusal::{Body, Refusal},
    setup::check_customer,
};
use crate::{
    media::Command,
    phone::Input,
    script::Script,
    world::{
        World, customer::Customer, drive::InputError, number::Number, place::DialRefusal,
        report::CallReport, scripts::ActiveScript,
    },
};

/// A customer calls the business.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallBody {
    customer: String,
    name: Option<String>,
    /// May be left out while there is only one number.
    number_id: Option<String>,
    script: Option<Script>,
}

/// How long no packet passes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MediaBody {
    silent_ms: u64,
}

/// The customer presses *Call the business*.
pub(crate) async fn place(
    State(world): State<Arc<World>>,
    Body(body): Body<CallBody>,
) -> Result<Json<CallReport>, Refusal> {
    check_customer(&body.customer)?;
    if let Some(problem) = body.script.as_ref().and_then(Script::problem) {
        return Err(Refusal::bad_request(problem));
    }
    let number = number(&world, body.number_id.as_deref())?;
    let customer = Customer::new(&body.customer, body.name.as_deref());
    let script = body.script.map(ActiveScript::new);
    let call_id = world.receive(&number, customer, script).map_err(refusal)?;
    report(&world, &call_id)
}

/// One call.
pub(crate) async fn read(
    State(world): State<Arc<World>>,
    Path(call_id): Path<String>,
) -> Result<Json<CallReport>, Refusal> {
    report(&world, &call_id)
}

/// What the customer's thumb does: `answer`, `decline` or `hangup`.
pub(crate) async fn press(
    State(world): State<Arc<World>>,
    Path((call_id, thumb)): Path<(String, String)>,
) -> Result<Json<CallReport>, Refusal> {
    let input = match thumb.as_str() {
        "answer" => Input::CustomerAnswers,
        "decline" => Input::CustomerDeclines,
        "hangup" => Input::CustomerHangsUp,
        other => {
            let text = format!("a call takes answer, decline or hangup, not `{other}`");
            return Err(Refusal::not_found(text));
        }
    };
    world.apply(&call_id, input).map_err(|error| match error {
        InputError::UnknownCall => unknown(&call_id),
        InputError::NotNow(not_now) => Refusal::conflict(not_now.to_string()),
    })?;
    report(&world, &call_id)
}

/// Swallows all packets of a call, in both directions, for a while.
pub(crate) async fn interrupt_media(
    State(world): State<Arc<World>>,
    Path(call_id): Path<String>,
    Body(body): Body<MediaBody>,
) -> Result<Json<CallReport>, Refusal> {
    let now = world.clock.now();
    let mut books = world.books();
    let call = books.call_mut(&call_id).ok_or_else(|| unknown(&call_id))?;
    call.media
        .tell(Command::Interrupt(Duration::from_millis(body.silent_ms)));
    call.note(now, &format!("no packet passes for {} ms", body.silent_ms));
    drop(books);
    world.changed();
    report(&world, &call_id)
}

pub(super) fn number(world: &World, number_id: Option<&str>) -> Result<Number, Refusal> {
    let books = world.books();
    if let Some(number_id) = number_id {
        let number = books.numbers.get(number_id).cloned();
        let text =
            format!("there is no business number `{number_id}`; create it with PUT /sim/numbers");
        return number.ok_or_else(|| Refusal::not_found(text));
    }
    let mut numbers = books.numbers.values();
    match (numbers.next(), numbers.next()) {
        (Some(number), None) => Ok(number.clone()),
        (None, _) => Err(Refusal::not_found(
            "there is no business number yet; create one with PUT /sim/numbers/{number_id}",
        )),
        (Some(_), Some(_)) => Err(Refusal::bad_request(
            "there are several business numbers; say which in `number_id`",
        )),
    }
}

fn report(world: &World, call_id: &str) -> Result<Json<CallReport>, Refusal> {
    world
        .call_report(call_id)
        .map(Json)
        .ok_or_else(|| unknown(call_id))
}

fn unknown(call_id: &str) -> Refusal {
    Refusal::not_found(format!("there is no call `{call_id}`"))
}

fn refusal(refusal: DialRefusal) -> Refusal {
    Refusal::conflict(refusal.to_string())
}
