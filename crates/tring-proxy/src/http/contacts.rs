//! `/api/contacts`: the people whom the business knows.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use sqlx::SqliteConnection;
use tring_calls::consent::{Given, OptIn};
use tring_protocol::{
    api::{ActionResponse, Pagination},
    call::Millis,
    contact::{ConsentSource, Contact, ContactConsent, ContactDraft, ContactList, ContactResponse},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    contact_consent,
    contact_fields::{self, Wanted},
    contact_import,
    description::{Conflict, NotFound, Refusals},
    error::AppError,
    extract::{ApiJson, ApiPath, ApiQuery, require},
};
use crate::{
    auth::{Ability, Caller},
    clock,
    dispatch::consent::{self, Saying},
    state::AppState,
    store::{
        Write, consent as store,
        contacts::{
            self,
            erasure::{self, Erasure},
            record::{self, ContactRow},
            search::{self, Found, Search},
        },
        words::{from_word, unsigned},
    },
};

const MOST_PER_PAGE: u64 = 100;
const PER_PAGE: u64 = 15;
/// The longest text that is looked for, in characters.
const LONGEST_SEARCH: usize = 256;
/// Far more pages than there can be contacts.
const LAST_PAGE: u64 = 1_000_000_000;

/// The routes of contacts.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, change, erase))
        .routes(routes!(contact_consent::show, contact_consent::record))
        .routes(routes!(contact_import::import))
}

/// The query of `GET /api/contacts`, as text: each parameter has an error of its own.
#[derive(Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// The beginnings of words of the name, or of the number with its country code. Case and accents do not matter.
    #[param(max_length = 256)]
    pub q: Option<String>,
    /// Only contacts with this tag.
    #[param(max_length = 256)]
    pub tag: Option<String>,
    /// Only contacts with this opt-in: `opted_in`, `opted_out` or `unknown`.
    #[param(value_type = Option<OptIn>)]
    pub opt_in: Option<String>,
    /// How many, 100 at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100)]
    pub per_page: Option<String>,
    /// Which page, from 1.
    #[param(value_type = Option<u64>, minimum = 1)]
    pub page: Option<String>,
    /// What the page before said as `next_cursor`; `page` does not count then.
    pub cursor: Option<String>,
}

impl std::fmt::Debug for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Which")
            .field("opt_in", &self.opt_in)
            .field("page", &self.page)
            .finish_non_exhaustive()
    }
}

/// The team's contacts, newest first.
#[utoipa::path(
    get,
    path = "/api/contacts",
    tag = "Contacts",
    params(Which),
    responses((status = OK, body = ContactList), Refusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    ApiQuery(which): ApiQuery<Which>,
) -> Result<Json<ContactList>, AppError> {
    require(&caller, Ability::ReadContacts)?;
    let search = which.search()?;
    let mut view = state.store.read().await?;
    let Found {
        contacts: rows,
        total,
    } = search::find(&mut view, caller.team_id, &search).await?;
    let is_full = rows.len() as u64 == search.per_page;
    let next = rows
        .last()
        .filter(|_| is_full)
        .map(|row| row.id.to_string());
    Ok(Json(ContactList {
        success: true,
        data: shown(&mut view, caller.team_id, rows).await?,
        pagination: Pagination {
            current_page: search.page,
            last_page: total.div_ceil(search.per_page).max(1),
            per_page: search.per_page,
            total,
        },
        next_cursor: next,
    }))
}

impl Which {
    fn search(self) -> Result<Search, AppError> {
        let number = |most: u64| {
            move |text: &str| {
                text.parse()
                    .ok()
                    .filter(|number| (1..=most).contains(number))
            }
        };
        let text = |name, text: Option<String>| match text.filter(|text| !text.is_empty()) {
            Some(text) if text.chars().count() > LONGEST_SEARCH || text.contains('\0') => {
                Err(wrong(name))
            }
            text => Ok(text),
        };
        Ok(Search {
            text: text("q", self.q)?,
            tag: text("tag", self.tag)?,
            opt_in: read("opt_in", self.opt_in.as_deref(), from_word)?,
            before: read("cursor", self.cursor.as_deref(), |text| {
                text.parse().ok().filter(|id| *id > 0)
            })?,
            per_page: read("per_page", self.per_page.as_deref(), number(MOST_PER_PAGE))?
                .unwrap_or(PER_PAGE),
            page: read("page", self.page.as_deref(), number(LAST_PAGE))?.unwrap_or(1),
        })
    }
}

fn read<T>(
    name: &str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, AppError> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| read(text).ok_or_else(|| wrong(name)))
        .transpose()
}

fn wrong(name: &str) -> AppError {
    AppError::InvalidRequest(format!(
        "The query's `{name}` has a value that it cannot have. See the API's description."
    ))
}

/// Add a contact.
#[utoipa::path(
    post,
    path = "/api/contacts",
    tag = "Contacts",
    request_body = ContactDraft,
    responses((status = CREATED, body = ContactResponse), Refusals, Conflict)
)]
pub async fn add(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(draft): ApiJson<ContactDraft>,
) -> Result<(StatusCode, Json<ContactResponse>), AppError> {
    require(&caller, Ability::WriteContacts)?;
    let wanted = contact_fields::read(draft)?;
    let person = wanted.person();
    if person.phone.is_none() && person.provider_user_id.is_none() {
        return Err(AppError::InvalidRequest(
            "A contact needs a `phone_number` or a `bsuid`. Give one of them.".to_owned(),
        ));
    }
    let now = clock::now();
    let mut write = state.store.write().await?;
    contact_fields::require_free(&mut write, caller.team_id, &person, None).await?;
    let id = contacts::insert(&mut write, caller.team_id, &person, now).await?;
    let data = settle(&mut write, &caller, id, &wanted, now).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, answer(data)))
}

/// Writes the fields that are given, and reads what came of it.
async fn settle(
    write: &mut Write,
    caller: &Caller,
    id: i64,
    wanted: &Wanted,
    now: Millis,
) -> Result<Contact, AppError> {
    let mut contact = found(write.db(), caller.team_id, id).await?;
    wanted.apply(&mut contact);
    record::save(write, &contact, now).await?;
    if let Some(opt_in) = wanted.opt_in
        && opt_in != contact.opt_in
    {
        let saying = Saying::recorded(ConsentSource::Api, &caller.name, now);
        consent::opt(write, &contact, opt_in, &saying).await?;
    }
    one(write.db(), caller.team_id, id).await
}

/// One contact.
#[utoipa::path(
    get,
    path = "/api/contacts/{id}",
    tag = "Contacts",
    params(("id" = u64, Path, description = "The contact")),
    responses((status = OK, body = ContactResponse), Refusals, NotFound)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ContactResponse>, AppError> {
    require(&caller, Ability::ReadContacts)?;
    let id = number(&id)?;
    let mut view = state.store.read().await?;
    Ok(answer(one(&mut view, caller.team_id, id).await?))
}

/// Change a contact. What is absent stays as it is; `null` clears it.
#[utoipa::path(
    patch,
    path = "/api/contacts/{id}",
    tag = "Contacts",
    params(("id" = u64, Path, description = "The contact")),
    request_body = ContactDraft,
    responses((status = OK, body = ContactResponse), Refusals, NotFound, Conflict)
)]
pub async fn change(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
    ApiJson(draft): ApiJson<ContactDraft>,
) -> Result<Json<ContactResponse>, AppError> {
    require(&caller, Ability::WriteContacts)?;
    let id = number(&id)?;
    let wanted = contact_fields::read(draft)?;
    let now = clock::now();
    let mut write = state.store.write().await?;
    let before = found(write.db(), caller.team_id, id).await?;
    contact_fields::require_reachable(&before, &wanted)?;
    contact_fields::require_free(&mut write, caller.team_id, &wanted.person(), Some(id)).await?;
    let data = settle(&mut write, &caller, id, &wanted, now).await?;
    write.commit().await?;
    Ok(answer(data))
}

/// Erase a contact: who she is goes for good, the figures of her calls stay.
#[utoipa::path(
    delete,
    path = "/api/contacts/{id}",
    tag = "Contacts",
    params(("id" = u64, Path, description = "The contact")),
    responses((status = OK, body = ActionResponse), Refusals, NotFound, Conflict)
)]
pub async fn erase(
    State(state): State<AppState>,
    caller: Caller,
    ApiPath(id): ApiPath<String>,
) -> Result<Json<ActionResponse>, AppError> {
    require(&caller, Ability::WriteContacts)?;
    let id = number(&id)?;
    let store = state.store.clone();
    let erased = state
        .tasks
        .detached(async move { erasure::erase(&store, caller.team_id, id, clock::now()).await })
        .await??;
    let refused = |sentence: &str| Err(AppError::WrongState(sentence.to_owned()));
    match erased {
        Erasure::Done => Ok(Json(ActionResponse {
            success: true,
            message: "Erased. The figures of the calls stay.".to_owned(),
        })),
        Erasure::NotFound => Err(no_such_contact()),
        Erasure::LiveCall => {
            refused("There is a call with this contact. End it before you erase the contact.")
        }
        Erasure::Ending => refused(
            "The end of a call with this contact is still being told to the provider. Try again in a minute.",
        ),
    }
}

/// The number in the path. What is none is nobody's.
pub(super) fn number(id: &str) -> Result<i64, AppError> {
    id.parse().map_err(|_| no_such_contact())
}

/// No such contact in this team.
pub(super) fn no_such_contact() -> AppError {
    AppError::NotFound("There is no contact with this id.")
}

/// The team's contact.
pub(super) async fn found(
    db: &mut SqliteConnection,
    team_id: i64,
    id: i64,
) -> Result<ContactRow, AppError> {
    let contact = record::by_id(db, team_id, id).await?;
    contact.ok_or_else(no_such_contact)
}

async fn one(db: &mut SqliteConnection, team_id: i64, id: i64) -> Result<Contact, AppError> {
    let contact = found(db, team_id, id).await?;
    let shown = shown(db, team_id, vec![contact]).await?;
    shown.into_iter().next().ok_or_else(no_such_contact)
}

fn answer(data: Contact) -> Json<ContactResponse> {
    Json(ContactResponse {
        success: true,
        data,
    })
}

/// Contacts as the API shows them, with their consents.
async fn shown(
    db: &mut SqliteConnection,
    team_id: i64,
    rows: Vec<ContactRow>,
) -> sqlx::Result<Vec<Contact>> {
    let now = clock::now();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut standings = store::standings(db, team_id, &ids, None, now).await?;
    let contacts = rows.into_iter().map(|row| {
        let given = standings.remove(&row.id);
        contact(row, given, now)
    });
    Ok(contacts.collect())
}

fn contact(row: ContactRow, given: Option<Given>, now: Millis) -> Contact {
    Contact {
        id: unsigned(row.id),
        name: row.name,
        phone_number: row.phone,
        bsuid: row.provider_user_id,
        tags: row.tags,
        opt_in: row.opt_in,
        opt_in_at: row.opt_in_at.map(clock::rfc3339),
        opt_in_source: row.opt_in_source,
        consent: given.map(|given| consent_shown(&given, now)),
        automation_blocks_calling: row.automation_blocks_calling,
        created_at: clock::rfc3339(row.created_at),
        updated_at: clock::rfc3339(row.updated_at),
    }
}

/// A consent as the API shows it.
pub(super) fn consent_shown(given: &Given, now: Millis) -> ContactConsent {
    ContactConsent {
        kind: given.consent.kind,
        source: given.source,
        given_at: clock::rfc3339(given.at),
        until: given.consent.until.map(clock::rfc3339),
        expired: !given.consent.is_valid(now),
    }
}
