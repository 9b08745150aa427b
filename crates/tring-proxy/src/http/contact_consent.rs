//! `/api/contacts/{id}/consent`: what a contact agreed to, and how it came so.

use axum::{Json, extract::State};
use sqlx::SqliteConnection;
use tring_calls::consent::{Consent, OptIn};
use tring_protocol::{
    call::Millis,
    contact::{ConsentChoice, ConsentHistory, ConsentRequest, ConsentSource, ConsentType},
};

use super::{
    contact_fields::check,
    contacts::{consent_shown, found, number},
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiJson, ApiPath, require},
};
use crate::{
    auth::{Ability, Caller},
    clock,
    dispatch::consent::{self, Saying},
    state::AppState,
    store::consent::{self as store, changes},
};

/// How many changes are shown.
const MOST_CHANGES: u32 = 100;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// What a contact agreed to, and how it came so.
#[utoipa::path(
    get,
    path = "/api/contacts/{id}/consent",
    tag = "Contacts",
    params(("id" = u64, Path, description = "The contact")),
    responses((status = OK, body = ConsentHistory), Refusals, NotFound)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ConsentHistory>, AppError> {
    require(&caller, Ability::ReadContacts)?;
    let id = number(&id)?;
    let mut view = state.store.read().await?;
    history(&mut view, caller.team_id, id).await
}

/// Record what a contact said elsewhere.
#[utoipa::path(
    post,
    path = "/api/contacts/{id}/consent",
    tag = "Contacts",
    params(("id" = u64, Path, description = "The contact")),
    request_body = ConsentRequest,
    responses((status = OK, body = ConsentHistory), Refusals, NotFound)
)]
pub async fn record(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(request): ApiJson<ConsentRequest>,
) -> Result<Json<ConsentHistory>, AppError> {
    require(&caller, Ability::WriteContacts)?;
    let id = number(&id)?;
    let now = clock::now();
    let recorded = Recorded::read(&request, now).map_err(AppError::InvalidRequest)?;
    let mut write = state.store.write().await?;
    let contact = found(write.db(), caller.team_id, id).await?;
    let saying = Saying {
        note: request.note.as_deref().filter(|note| !note.is_empty()),
        ..Saying::recorded(ConsentSource::Api, &caller.name, now)
    };
    match recorded.consent {
        Some(Choice::Given(given)) => consent::agree(&mut write, &contact, given, &saying).await?,
        Some(Choice::TakenBack) => consent::take_back(&mut write, &contact, &saying).await?,
        None => {}
    }
    if let Some(opt_in) = recorded.opt_in {
        consent::opt(&mut write, &contact, opt_in, &saying).await?;
    }
    let history = history(write.db(), caller.team_id, id).await?;
    write.commit().await?;
    Ok(history)
}

async fn history(
    db: &mut SqliteConnection,
    team_id: i64,
    id: i64,
) -> Result<Json<ConsentHistory>, AppError> {
    let now = clock::now();
    let contact = found(db, team_id, id).await?;
    let given = store::standing(db, team_id, id, None, now).await?;
    Ok(Json(ConsentHistory {
        success: true,
        data: changes::of_contact(db, id, MOST_CHANGES).await?,
        opt_in: contact.opt_in,
        consent: given.map(|given| consent_shown(&given, now)),
    }))
}

/// A request, checked.
struct Recorded {
    opt_in: Option<OptIn>,
    consent: Option<Choice>,
}

enum Choice {
    Given(Consent),
    TakenBack,
}

impl Recorded {
    /// Reads a request; the error is a sentence.
    fn read(request: &ConsentRequest, now: Millis) -> Result<Self, String> {
        check(
            "note",
            request.note.as_deref().unwrap_or_default(),
            LONGEST_NOTE,
        )?;
        let until = request
            .until
            .as_deref()
            .map(|text| until(text, now))
            .transpose()?;
        let given = |kind| Choice::Given(Consent { kind, until });
        let consent = match request.consent {
            Some(ConsentChoice::Explicit) => Some(given(ConsentType::Explicit)),
            Some(ConsentChoice::Implicit) => Some(given(ConsentType::Implicit)),
            Some(ConsentChoice::None) => Some(Choice::TakenBack),
            None => None,
        };
        let is_given = matches!(consent, Some(Choice::Given(_)));
        if until.is_some() && !is_given {
            return Err(
                "`until` needs a `consent` that it belongs to: `explicit` or `implicit`."
                    .to_owned(),
            );
        }
        if is_given && request.opt_in == Some(OptIn::OptedOut) {
            return Err(
                "Whoever opts out agrees to no calls. Give `opt_in` or `consent`.".to_owned(),
            );
        }
        if consent.is_none() && request.opt_in.is_none() {
            return Err("There is nothing to record. Give `opt_in`, `consent` or both.".to_owned());
        }
        Ok(Self {
            opt_in: request.opt_in,
            consent,
        })
    }
}

fn until(text: &str, now: Millis) -> Result<Millis, String> {
    let at: jiff::Timestamp = text.parse().map_err(|_| {
        "`until` is not a time that exists. Write it as `2027-01-31T10:00:00Z`.".to_owned()
    })?;
    match Millis::try_from(at.as_millisecond()) {
        Ok(at) if now < at => Ok(at),
        Ok(_) | Err(_) => Err("`until` is over. Give a time that is ahead.".to_owned()),
    }
}
