//! `GET /api/calls.csv`: the history as a table, of any length in the same memory.
//!
//! The calls are read page by page by a cursor, while the client takes what was read before. No transaction is open
//! meanwhile: a call that changes during a long export stands there as it was when its page was read.

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use utoipa_axum::{router::OpenApiRouter, routes};

use self::csv::Line;
use super::{
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiQuery, require},
    history::require_contact,
    list_query::WhichCalls,
};
use crate::{
    auth::{Ability, Caller},
    clock,
    state::AppState,
    store::{
        Store,
        calls::CallRow,
        history::{self, DAY_MILLIS, Filter, Sorting, Start},
        statistics,
        words::{integer, word},
    },
};

mod csv;

/// Calls that are read at a time.
const AT_A_TIME: u64 = 500;

/// The first line.
const COLUMNS: [&str; 23] = [
    "id",
    "call_id",
    "direction",
    "status",
    "from_number",
    "to_number",
    "contact_id",
    "contact_name",
    "contact_phone",
    "channel_id",
    "channel_name",
    "agent_name",
    "initiated_at",
    "answered_at",
    "ended_at",
    "ring_seconds",
    "duration_seconds",
    "cost_amount",
    "currency",
    "end_reason",
    "failure_reason",
    "conversation_id",
    "caller_id",
];

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(calls))
}

/// The call history as CSV (RFC 4180, UTF-8), with the filters and orders of the list and without its pages.
#[utoipa::path(
    get,
    path = "/api/calls.csv",
    tag = "Calls",
    params(WhichCalls),
    responses(
        (
            status = OK, body = String, content_type = "text/csv",
            headers(("Content-Disposition", description = "A file name with the day, `calls-2026-01-26.csv`."))
        ),
        Refusals,
        NotFound,
    )
)]
pub async fn calls(
    State(state): State<AppState>,
    caller: Caller,
    ApiQuery(which): ApiQuery<WhichCalls>,
) -> Result<Response, AppError> {
    require(&caller, Ability::ReadCalls)?;
    let export = Export {
        store: state.store.clone(),
        team_id: caller.team_id,
        filter: which.filter()?,
        sorting: which.sorting()?,
        start: Some(Start::Skip(0)),
    };
    let mut db = state.store.readers().acquire().await?;
    require_contact(&mut db, caller.team_id, export.filter.contact_id).await?;
    let today = statistics::date(clock::now() / DAY_MILLIS);
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/csv; charset=utf-8; header=present".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"calls-{today}.csv\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let body = Body::from_stream(stream::try_unfold(export, Export::next));
    Ok((headers, body).into_response())
}

/// An export that is under way.
struct Export {
    store: Store,
    team_id: i64,
    filter: Filter,
    sorting: Sorting,
    /// Where it goes on; `None` once all is said.
    start: Option<Start>,
}

impl Export {
    /// The next lines. Where the database fails the body is broken off, so that nobody takes a part for the whole.
    async fn next(mut self) -> sqlx::Result<Option<(Bytes, Self)>> {
        let Some(start) = self.start else {
            return Ok(None);
        };
        let mut text = match start {
            Start::Skip(_) => headings(),
            Start::After(_) => String::new(),
        };
        let found = self.read(start).await.inspect_err(|error| {
            tracing::error!(%error, "an export was broken off");
        })?;
        for call in &found.calls {
            text.push_str(&line(call));
        }
        self.start = found.next.map(Start::After);
        Ok(Some((text.into(), self)))
    }

    async fn read(&self, start: Start) -> sqlx::Result<history::Found> {
        let mut view = self.store.read().await?;
        let (filter, sorting) = (&self.filter, self.sorting);
        history::find(&mut view, self.team_id, filter, sorting, start, AT_A_TIME).await
    }
}

fn headings() -> String {
    let mut line = Line::default();
    for column in COLUMNS {
        line.word(column);
    }
    line.end()
}

/// The cells of [`COLUMNS`].
fn line(call: &CallRow) -> String {
    let mut line = Line::default();
    let end_reason = call.to_call().end_reason.map(word);
    line.number(call.id);
    line.word(&call.call_id);
    line.word(&word(call.direction));
    line.word(call.status.as_str());
    line.text(Some(&call.from_number));
    line.text(Some(&call.to_number));
    line.number(call.contact_id);
    line.text(call.contact_name.as_deref());
    line.text(call.contact_phone.as_deref());
    line.word(&call.channel_id);
    line.text(Some(&call.channel_name));
    line.text(call.agent_name.as_deref());
    line.word(&clock::rfc3339(call.initiated_at));
    line.word(&call.answered_at.map(clock::rfc3339).unwrap_or_default());
    line.word(&call.ended_at.map(clock::rfc3339).unwrap_or_default());
    line.number(call.ring_seconds().map(integer));
    line.number(integer(call.duration_seconds.unwrap_or(0)));
    line.word(&tring_calls::money::decimal(call.cost_micros));
    line.word(call.currency.as_deref().unwrap_or_default());
    line.word(end_reason.as_deref().unwrap_or_default());
    line.text(call.failure_reason.as_deref());
    line.number(call.conversation_id.map(integer));
    line.text(call.integrator_id.as_deref());
    line.end()
}
