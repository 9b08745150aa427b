//! Endpoints as administrators handle them, over HTTP and on the command line.

use std::time::Duration;

use sqlx::SqliteConnection;
use tring_protocol::{
    call::Millis,
    webhook_endpoint::{DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookEndpointDraft},
};

use super::{address, event_types, messages, signing::Secrets};
use crate::{
    clock,
    config::WebhookUrls,
    dispatch::public_addresses,
    sealing::{Keyring, SealError},
    store::{
        Store, Write, teams,
        webhook_deliveries::{self, Delivery},
        webhook_endpoints::{self, Endpoint},
    },
};

/// How many endpoints a team can have.
pub const MOST: i64 = 20;
/// For how long the secret before signs too.
pub const WINDOW: Millis = 24 * 3_600_000;
/// How many types an endpoint can name; there are fewer.
const MOST_TYPES: usize = 20;
/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 500;
/// How long a name server may take.
const LOOK_UP: Duration = Duration::from_secs(3);

/// Why something was not done; `Display` says what to do.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    /// A field is wrong.
    #[error("`{field}` {why}")]
    Field {
        /// Which.
        field: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// There are too many.
    #[error("A team can have {MOST} webhook endpoints. Remove one that is not needed any more.")]
    TooMany,
    /// No such endpoint in this team.
    #[error("There is no webhook endpoint with this id.")]
    NotFound,
    /// No such delivery in this team.
    #[error("There is no webhook delivery with this id. Delivered ones are kept for 7 days.")]
    NoSuchDelivery,
    /// Nothing is sent to it.
    #[error("This webhook endpoint is disabled. Enable it first.")]
    Disabled,
    /// What it said is not there any more.
    #[error("What this delivery said was erased, so it cannot be sent again.")]
    Erased,
    /// The secrets cannot be sealed or opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

fn wrong(field: &'static str, why: impl Into<String>) -> EndpointError {
    let why = why.into();
    EndpointError::Field { field, why }
}

/// Where endpoints are handled.
#[derive(Clone, Copy, Debug)]
pub struct Endpoints<'a> {
    /// The database.
    pub store: &'a Store,
    /// What secrets are sealed with.
    pub keys: &'a Keyring,
    /// Which addresses they may have.
    pub allowed: WebhookUrls,
}

impl Endpoints<'_> {
    /// Adds an endpoint, which is told what happens from now on; its secret is not shown again.
    pub async fn add(
        &self,
        team_id: i64,
        draft: &WebhookEndpointDraft,
    ) -> Result<(Endpoint, String), EndpointError> {
        let required = |field, is_there: bool| {
            let missing = || wrong(field, "is missing.");
            is_there.then_some(()).ok_or_else(missing)
        };
        required("url", draft.url.is_some())?;
        required("event_types", draft.event_types.is_some())?;
        self.check(draft).await?;
        let secrets = Secrets::fresh();
        let mut write = self.store.write().await?;
        if webhook_endpoints::count(write.db(), team_id).await? >= MOST {
            return Err(EndpointError::TooMany);
        }
        let id = webhook_endpoints::fresh_id();
        let endpoint = Endpoint {
            secrets: self.keys.seal_secrets(&write, &id, &secrets)?,
            id,
            team_id,
            url: draft.url.clone().unwrap_or_default(),
            event_types: draft.event_types.clone().unwrap_or_default(),
            description: draft.description.clone().unwrap_or_default(),
            enabled: draft.enabled.unwrap_or(true),
            disabled_reason: None,
            old_secret_until: None,
            last_seq: teams::last_seq(write.db(), team_id).await?,
            failing_since: None,
            created_at: clock::now(),
        };
        webhook_endpoints::insert(&mut write, &endpoint).await?;
        write.commit().await?;
        Ok((endpoint, secrets.secret))
    }

    /// Changes what is named.
    pub async fn change(
        &self,
        team_id: i64,
        id: &str,
        draft: &WebhookEndpointDraft,
    ) -> Result<Endpoint, EndpointError> {
        self.check(draft).await?;
        let mut write = self.store.write().await?;
        let before = find(write.db(), team_id, id).await?;
        let draft = draft.clone();
        let mut after = Endpoint {
            url: draft.url.unwrap_or_else(|| before.url.clone()),
            event_types: (draft.event_types).unwrap_or_else(|| before.event_types.clone()),
            description: (draft.description).unwrap_or_else(|| before.description.clone()),
            ..before.clone()
        };
        match (before.enabled, draft.enabled) {
            (false, Some(true)) => enable(&mut write, &mut after).await?,
            (true, Some(false)) => {
                after.enabled = false;
                webhook_deliveries::hold(&mut write, id).await?;
            }
            (_, _) => {}
        }
        webhook_endpoints::update(&mut write, &after).await?;
        write.commit().await?;
        Ok(after)
    }

    /// Gives the endpoint a new secret. The one before signs too for a day.
    pub async fn rotate_secret(
        &self,
        team_id: i64,
        id: &str,
    ) -> Result<(Endpoint, String), EndpointError> {
        let mut write = self.store.write().await?;
        let mut endpoint = find(write.db(), team_id, id).await?;
        let secrets = self.keys.open_secrets(id, &endpoint.secrets)?.rotated();
        endpoint.secrets = self.keys.seal_secrets(&write, id, &secrets)?;
        endpoint.old_secret_until = Some(clock::now().saturating_add(WINDOW));
        webhook_endpoints::update(&mut write, &endpoint).await?;
        write.commit().await?;
        Ok((endpoint, secrets.secret))
    }

    /// Refuses a draft with something in it that an endpoint cannot have.
    async fn check(&self, draft: &WebhookEndpointDraft) -> Result<(), EndpointError> {
        if let Some(types) = &draft.event_types {
            check_types(types).map_err(|why| wrong("event_types", why))?;
        }
        if let Some(text) = &draft.description
            && (text.contains('\0') || text.chars().count() > LONGEST_DESCRIPTION)
        {
            let why = format!("must have at most {LONGEST_DESCRIPTION} characters, and no NUL.");
            return Err(wrong("description", why));
        }
        match &draft.url {
            Some(url) => self.check_url(url).await.map_err(|why| wrong("url", why)),
            None => Ok(()),
        }
    }

    async fn check_url(&self, url: &str) -> Result<(), &'static str> {
        let url = address::checked(url, self.allowed)?;
        if self.allowed == WebhookUrls::AnyForDevelopment {
            return Ok(());
        }
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match tokio::time::timeout(LOOK_UP, public_addresses::of(bare)).await {
            Ok(Err(_)) => Err("has a host that cannot be found. Check the spelling."),
            Ok(Ok(public)) if public.is_empty() => {
                Err("is in a private network. Give it a public address.")
            }
            // Where the name server is slow, the first attempt will tell.
            Err(_) | Ok(Ok(_)) => Ok(()),
        }
    }
}

fn check_types(types: &[String]) -> Result<(), String> {
    if types.is_empty() || types.len() > MOST_TYPES {
        return Err(format!(
            "must have 1 to {MOST_TYPES} entries, such as `*` or `call.*`."
        ));
    }
    if types.iter().all(|wanted| event_types::is_known(wanted)) {
        return Ok(());
    }
    let known = event_types::TYPES.map(|(name, ..)| format!("`{name}`"));
    Err(format!(
        "has an entry that is no type. Use `*`, `call.*`, `permission.*`, `agent.*`, `callback.*`, {}.",
        known.join(", ")
    ))
}

/// What happened meanwhile is not sent; what was held back is.
async fn enable(write: &mut Write, endpoint: &mut Endpoint) -> sqlx::Result<()> {
    endpoint.enabled = true;
    endpoint.disabled_reason = None;
    endpoint.failing_since = None;
    endpoint.last_seq = teams::last_seq(write.db(), endpoint.team_id).await?;
    webhook_deliveries::release(write, &endpoint.id, clock::now()).await
}

/// The team's endpoint with this id.
pub async fn find(
    db: &mut SqliteConnection,
    team_id: i64,
    id: &str,
) -> Result<Endpoint, EndpointError> {
    webhook_endpoints::by_id(db, id)
        .await?
        .filter(|endpoint| endpoint.team_id == team_id)
        .ok_or(EndpointError::NotFound)
}

/// Removes an endpoint with its deliveries.
pub async fn remove(store: &Store, team_id: i64, id: &str) -> Result<(), EndpointError> {
    let mut write = store.write().await?;
    find(write.db(), team_id, id).await?;
    webhook_endpoints::remove(&mut write, id).await?;
    Ok(write.commit().await?)
}

/// Queues a `ping`.
pub async fn test(store: &Store, team_id: i64, id: &str) -> Result<Delivery, EndpointError> {
    let now = clock::now();
    let mut write = store.write().await?;
    if !find(write.db(), team_id, id).await?.enabled {
        return Err(EndpointError::Disabled);
    }
    let ping = messages::ping(id, now);
    let row = webhook_deliveries::insert(&mut write, id, &ping, now).await?;
    let row = row.ok_or(sqlx::Error::RowNotFound)?;
    let delivery = webhook_deliveries::by_row(write.db(), row).await?;
    write.commit().await?;
    Ok(delivery.ok_or(sqlx::Error::RowNotFound)?)
}

/// Sends a delivery again, or now where it would be sent later.
pub async fn redeliver(
    store: &Store,
    team_id: i64,
    webhook_id: &str,
) -> Result<Delivery, EndpointError> {
    let mut write = store.write().await?;
    let found = webhook_deliveries::by_webhook_id(write.db(), webhook_id).await?;
    let delivery = found.ok_or(EndpointError::NoSuchDelivery)?;
    let endpoint = match find(write.db(), team_id, &delivery.endpoint_id).await {
        Err(EndpointError::NotFound) => return Err(EndpointError::NoSuchDelivery),
        found => found?,
    };
    if delivery.payload.is_none() {
        return Err(EndpointError::Erased);
    }
    if !endpoint.enabled {
        return Err(EndpointError::Disabled);
    }
    let delivery = Delivery {
        state: DeliveryState::Pending,
        attempts: 0,
        next_at: Some(clock::now()),
        ..delivery
    };
    webhook_deliveries::update(&mut write, &delivery).await?;
    write.commit().await?;
    Ok(delivery)
}

/// The endpoint as administrators see it.
pub fn shown(endpoint: Endpoint) -> WebhookEndpoint {
    let now = clock::now();
    WebhookEndpoint {
        id: endpoint.id,
        url: endpoint.url,
        event_types: endpoint.event_types,
        description: endpoint.description,
        enabled: endpoint.enabled,
        disabled_reason: endpoint.disabled_reason,
        failing_since: endpoint.failing_since,
        old_secret_until: endpoint.old_secret_until.filter(|until| now < *until),
        created_at: endpoint.created_at,
    }
}

/// The delivery as administrators see it.
pub fn shown_delivery(delivery: Delivery) -> WebhookDelivery {
    WebhookDelivery {
        id: delivery.webhook_id,
        endpoint_id: delivery.endpoint_id,
        event_type: delivery.event_type,
        seq: delivery.seq,
        state: delivery.state,
        attempts: delivery.attempts,
        created_at: delivery.created_at,
        last_attempt_at: delivery.last_attempt_at,
        next_attempt_at: delivery.next_at,
        last_status: delivery.last_status,
        last_error: delivery.last_error,
        last_answer: delivery.last_answer,
    }
}
