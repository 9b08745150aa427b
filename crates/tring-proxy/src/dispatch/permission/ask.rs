//! Asking a contact for the permission to call: committed before it is sent, sent at most once.

use std::sync::Arc;

use tring_calls::permission::{self as rules, Facts, Query, Way};
use tring_protocol::{call::Millis, permission::PermissionState, phone::PhoneNumber};
use tring_providers::{
    error::{ProviderError, Retry},
    provider::{Asked, Capabilities, Permission, PermissionRequest, Provider},
};

use super::{
    announce, asked, note, pair,
    state::{facts, state_of},
    told,
};
use crate::{
    auth::Caller,
    clock,
    dispatch::dial,
    http::error::AppError,
    redacted::Redacted,
    state::AppState,
    store::{
        Write,
        channels::Channel,
        contacts::{self, Person},
        deliveries,
        permission_requests::{self, Sent},
        permissions::Pair,
    },
};

/// What the message says unless told otherwise.
const DEFAULT_TEXT: &str = "May we call you on WhatsApp?";
/// The language of a template that names none.
const DEFAULT_LANGUAGE: &str = "en_US";

/// A checked request to ask somebody.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the fields are those of the protocol's AskPermissionRequest"
)]
pub struct Ask {
    pub caller: Caller,
    pub phone: PhoneNumber,
    pub channel_id: Option<String>,
    pub text: Option<Redacted<String>>,
    pub template: Option<String>,
    pub language: Option<String>,
}

/// Asks the contact, and returns the permission with the request pending.
pub async fn ask(state: &AppState, ask: Ask) -> Result<PermissionState, AppError> {
    let said = of_stranger(state, &ask).await?;
    let Committed {
        channel,
        contact_id,
        request,
        message,
        provider,
    } = commit(state, &ask, said).await?;
    let asked = provider.ask_permission(&ask.phone, &message).await;
    let pair = pair(&channel, contact_id);
    let now = clock::now();
    let mut write = state.store.write().await?;
    let outcome = record(&mut write, &channel, pair, (request, asked), now).await?;
    let shown = state_of(&mut write, &channel, pair, Query::None, now).await?;
    write.commit().await?;
    outcome.map(|()| shown)
}

struct Committed {
    channel: Channel,
    contact_id: i64,
    request: i64,
    message: PermissionRequest,
    provider: Arc<dyn Provider>,
}

/// What the provider says of somebody whom we do not know yet, and when it was asked. The request makes a contact of
/// them, and the pages must not be told less than the meter has just shown.
async fn of_stranger(
    state: &AppState,
    ask: &Ask,
) -> Result<Option<(Permission, Millis)>, AppError> {
    let team_id = ask.caller.team_id;
    let mut db = state.store.readers().acquire().await?;
    let channel = dial::channel(&mut db, team_id, ask.channel_id.as_deref()).await?;
    let contact = contacts::by_phone(&mut db, team_id, ask.phone.as_str()).await?;
    drop(db);
    let provider = state.providers.of(&channel)?;
    if contact.is_some() || !provider.capabilities().permission_query {
        return Ok(None);
    }
    let asked_at = clock::now();
    let said = asked(provider.as_ref(), &ask.phone).await.unwrap_or(None);
    Ok(said.map(|said| (said, asked_at)))
}

async fn commit(
    state: &AppState,
    ask: &Ask,
    said: Option<(Permission, Millis)>,
) -> Result<Committed, AppError> {
    let now = clock::now();
    let team_id = ask.caller.team_id;
    let mut write = state.store.write().await?;
    let channel = dial::channel(write.db(), team_id, ask.channel_id.as_deref()).await?;
    let provider = state.providers.of(&channel)?;
    let message = message(ask, &channel, provider.as_ref())?;
    let person = Person {
        phone: Some(ask.phone.as_str().to_owned()),
        ..Person::default()
    };
    let contact_id = contacts::upsert(&mut write, team_id, &person, now).await?;
    let pair = pair(&channel, contact_id);
    if let Some((said, asked_at)) = said {
        note(&mut write, pair, &said, asked_at).await?;
    }
    let mut facts = facts(&mut write, &channel, pair, Query::None, now).await?;
    if ask.template.is_some() {
        // The one who asks names what the channel may lack.
        facts.way = Way::Open;
    }
    may_ask(&facts, provider.capabilities(), now)?;
    let request = permission_requests::insert(&mut write, pair, ask.caller.agent_id, now).await?;
    announce(&mut write, &channel, pair, now).await?;
    write.commit().await?;
    Ok(Committed {
        channel,
        contact_id,
        request,
        message,
        provider,
    })
}

/// Refuses what cannot be sent, or is sent already, and what is over the limits by our own count. A provider that
/// knows its own limits is left to them: it counts what others have sent, too.
fn may_ask(facts: &Facts, capabilities: Capabilities, now: Millis) -> Result<(), AppError> {
    let provider_counts =
        capabilities.permission_query && facts.way == Way::Open && !rules::is_pending(facts, now);
    match rules::meter(facts, now).ask_refusal {
        Some(refusal) if !provider_counts => Err(AppError::WrongState(refusal)),
        Some(_) | None => Ok(()),
    }
}

/// By a template where one is named or nothing else is possible, else by a message.
fn message(
    ask: &Ask,
    channel: &Channel,
    provider: &dyn Provider,
) -> Result<PermissionRequest, AppError> {
    let capabilities = provider.capabilities();
    if let Some(name) = &ask.template {
        return if capabilities.ask_by_template {
            let language = ask.language.clone();
            Ok(PermissionRequest::Template {
                name: name.clone(),
                language: language.unwrap_or_else(|| DEFAULT_LANGUAGE.to_owned()),
            })
        } else {
            Err(AppError::WrongState(
                "This provider cannot ask by a template. Ask without one.".to_owned(),
            ))
        };
    }
    let template = channel.permission_template.as_ref();
    match template.filter(|_| !capabilities.ask_by_message) {
        Some(template) => Ok(PermissionRequest::Template {
            name: template.name.clone(),
            language: template.language.clone(),
        }),
        None => Ok(PermissionRequest::Message {
            text: match &ask.text {
                Some(text) => text.expose().clone(),
                None => DEFAULT_TEXT.to_owned(),
            },
        }),
    }
}

async fn record(
    write: &mut Write,
    channel: &Channel,
    pair: Pair<'_>,
    (request, asked): (i64, Result<Asked, ProviderError>),
    now: Millis,
) -> sqlx::Result<Result<(), AppError>> {
    match asked {
        Ok(Asked { message_id }) => {
            let sent = Sent::Done {
                message_id: message_id.clone(),
            };
            permission_requests::settle(write, request, &sent).await?;
            if let Some(id) = message_id {
                failed_before(write, channel, &id, now).await?;
            }
            Ok(Ok(()))
        }
        Err(error) => {
            tracing::warn!(kind = ?error.kind, retry = ?error.retry, code = error.code, "the request was not sent");
            let sent = match error.retry {
                Retry::Never | Retry::Later => Sent::Refused,
                Retry::Unknown => Sent::Unknown,
            };
            permission_requests::settle(write, request, &sent).await?;
            announce(write, channel, pair, now).await?;
            Ok(Err(AppError::from_provider(
                error.kind,
                error.message,
                None,
            )))
        }
    }
}

/// The webhook that says that it did not arrive may have been quicker than the provider's answer.
async fn failed_before(
    write: &mut Write,
    channel: &Channel,
    message_id: &str,
    now: Millis,
) -> sqlx::Result<()> {
    for reason in deliveries::take_waiting(write, &channel.id, message_id).await? {
        told::not_delivered(write, channel, message_id, &reason, now).await?;
    }
    Ok(())
}
