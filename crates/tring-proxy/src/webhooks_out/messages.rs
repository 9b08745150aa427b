//! What a message says: the state of the call, permission, agent or callback that the event is about. Never SDP.
//!
//! It is the state at the time at which the message is made, which is a moment after the event, or longer where the proxy
//! was away: state, not history, as on the event socket.

use serde::Serialize;
use serde_json::{Value, json};
use tring_calls::permission::Query;
use tring_protocol::{
    agent::Agent, call::Millis, events::MessageKind, permission::PermissionState,
};

use super::event_types;
use crate::{
    clock,
    dispatch::{agents, permission},
    http::history::record,
    state::AppState,
    store::{
        Write, callbacks, calls, channels,
        permissions::Pair,
        teams,
        webhook_deliveries::{LoggedEvent, NewDelivery},
        words::{from_word, integer, unsigned},
    },
};

/// The type of the message that tells of this event; `None` where none does.
pub(super) fn event_type(event: &LoggedEvent) -> Option<&'static str> {
    event_types::of(kind(event), event.detail.as_deref())
}

fn kind(event: &LoggedEvent) -> MessageKind {
    from_word(&event.kind).unwrap_or(MessageKind::Unknown)
}

/// The message that tells of this event; `None` where what it was about is gone.
pub(super) async fn of_event(
    state: &AppState,
    write: &mut Write,
    event: &LoggedEvent,
    now: Millis,
) -> sqlx::Result<Option<NewDelivery>> {
    let Some(event_type) = event_type(event) else {
        return Ok(None);
    };
    let about = if let (MessageKind::CallbackChanged, Some(call)) = (kind(event), event.call) {
        callback_now(write, call).await?
    } else if let Some(call) = event.call {
        Some(call_now(write, call).await?)
    } else if let (Some(channel), Some(contact)) = (&event.channel_id, event.contact_id) {
        permission_now(write, (event.team_id, channel, contact), now).await?
    } else if let Some(agent) = event.agent_id {
        agent_now(state, write, (event.team_id, agent), now).await?
    } else {
        None
    };
    Ok(about.map(|about| NewDelivery {
        event_type,
        seq: Some(event.seq),
        subject: about.subject,
        contact_id: about.contact_id,
        payload: payload(event_type, unsigned(event.at), Some(event.seq), about.data),
    }))
}

/// The message of a test.
pub(super) fn ping(endpoint_id: &str, now: Millis) -> NewDelivery {
    NewDelivery {
        event_type: event_types::PING,
        seq: None,
        subject: String::new(),
        contact_id: None,
        payload: payload(
            event_types::PING,
            now,
            None,
            json!({"endpoint_id": endpoint_id}),
        ),
    }
}

struct About {
    subject: String,
    contact_id: Option<i64>,
    data: Value,
}

async fn call_now(write: &mut Write, id: i64) -> sqlx::Result<About> {
    let call = calls::by_row(write.db(), id).await?;
    Ok(About {
        subject: call.call_id.clone(),
        contact_id: Some(call.contact_id),
        data: value(&record(call)),
    })
}

async fn callback_now(write: &mut Write, call: i64) -> sqlx::Result<Option<About>> {
    let row = callbacks::of_call(write.db(), call).await?;
    Ok(row.map(|row| About {
        subject: format!("callback {}", row.task.id),
        contact_id: Some(integer(row.task.contact_id)),
        data: value(&row.task),
    }))
}

async fn permission_now(
    write: &mut Write,
    (team_id, channel_id, contact_id): (i64, &str, i64),
    now: Millis,
) -> sqlx::Result<Option<About>> {
    let Some(channel) = channels::by_id(write.db(), channel_id).await? else {
        return Ok(None);
    };
    let pair = Pair {
        team_id,
        channel_id,
        contact_id,
    };
    let state: PermissionState =
        permission::state::state_of(write, &channel, pair, Query::None, now).await?;
    Ok(Some(About {
        subject: format!("{channel_id} {contact_id}"),
        contact_id: Some(contact_id),
        data: value(&state),
    }))
}

async fn agent_now(
    state: &AppState,
    write: &mut Write,
    (team_id, id): (i64, i64),
    now: Millis,
) -> sqlx::Result<Option<About>> {
    let standings = agents::standings(state, write.db(), team_id, now).await?;
    let standing = (standings.into_iter()).find(|standing| integer(standing.agent) == id);
    let user = teams::user(write.db(), id).await?;
    let (Some(standing), Some(user)) = (standing, user) else {
        return Ok(None);
    };
    let agent = Agent {
        id: standing.agent,
        name: user.name,
        role: standing.role,
        call_status: standing.call_status,
        is_call_enabled: standing.is_call_enabled,
        reachable: standing.reachable,
        call_id: standing.busy,
        cooldown_until: standing.cooldown_until,
    };
    Ok(Some(About {
        subject: format!("agent {id}"),
        contact_id: None,
        data: value(&agent),
    }))
}

fn value<T: Serialize>(data: &T) -> Value {
    serde_json::to_value(data).expect("a body of the API to be serialisable")
}

/// A message's fields in the order in which people read them.
#[derive(Serialize)]
struct Payload {
    #[serde(rename = "type")]
    event_type: &'static str,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<i64>,
    data: Value,
}

fn payload(event_type: &'static str, at: Millis, seq: Option<i64>, data: Value) -> String {
    let payload = Payload {
        event_type,
        timestamp: clock::rfc3339(at),
        seq,
        data,
    };
    serde_json::to_string(&payload).expect("strings and numbers to be serialisable")
}
