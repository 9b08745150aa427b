//! `POST /api/contacts/import`: contacts from a CSV file, with a report of the lines that could not be taken.

use std::time::{Duration, Instant};

use axum::{Json, body::Body, extract::State};
use tring_protocol::contact::{ImportError, ImportReport, ImportResponse};

use super::{
    description::Refusals,
    error::AppError,
    extract::{limited, require},
};
use crate::{
    auth::{Ability, Caller},
    clock,
    state::AppState,
    store::{Store, Write},
};

mod columns;
mod lines;
mod row;
mod save;

use columns::Columns;
use lines::{Line, Lines};
use save::{Importer, Saved};

/// The largest file, in kB: some 100 000 contacts.
const LIMIT_KB: usize = 10 * 1024;
/// The most errors that are listed.
const MOST_ERRORS: usize = 1_000;
/// For how long a file has the database's writer at a time: calls are not to wait for it.
const TURN: Duration = Duration::from_millis(5);

/// Import contacts from CSV.
///
/// The first line names the columns: `phone`, `name`, `bsuid`, `tags`, `opt_in`, in any order; others are ignored.
/// Comma, semicolon and tab are taken. A contact with the number or BSUID is updated, otherwise made: cells that are
/// empty leave what is there, tags are added. A line that is wrong is reported and keeps no other from being taken.
#[utoipa::path(
    post,
    path = "/api/contacts/import",
    tag = "Contacts",
    request_body(content = String, content_type = "text/csv"),
    responses((status = OK, body = ImportResponse), Refusals)
)]
pub async fn import(
    State(state): State<AppState>,
    caller: Caller,
    body: Body,
) -> Result<Json<ImportResponse>, AppError> {
    require(&caller, Ability::WriteContacts)?;
    let file = limited(body, LIMIT_KB).await?;
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file).to_vec();
    let (columns, lines) = header(&file).map_err(AppError::InvalidRequest)?;
    let import = Import {
        importer: Importer {
            team_id: caller.team_id,
            by: caller.name,
        },
        columns,
        report: ImportReport::default(),
    };
    let (store, position) = (state.store.clone(), lines.position());
    let report = state
        .tasks
        .detached(async move { import.run(&store, Lines::at(&file, position)).await })
        .await??;
    Ok(Json(ImportResponse {
        success: true,
        data: report,
    }))
}

/// Reads the line that names the columns; the error is a sentence.
fn header(file: &[u8]) -> Result<(Columns, Lines<'_>), String> {
    if file.starts_with(b"\xff\xfe") || file.starts_with(b"\xfe\xff") {
        return Err("The file is UTF-16. Save it as CSV in UTF-8.".to_owned());
    }
    let named = lines::named_delimiter(file);
    let delimiter = named.unwrap_or_else(|| lines::delimiter(file));
    let mut lines = Lines::new(file, delimiter);
    if named.is_some() {
        lines.next();
    }
    let Some(first) = lines.next() else {
        return Err(
            "The file is empty. Its first line must name the columns: phone, name, bsuid, tags, opt_in."
                .to_owned(),
        );
    };
    let cells = first
        .cells(delimiter)
        .map_err(|problem| format!("The first line cannot be read. {problem}"))?;
    Ok((Columns::named(&cells)?, lines))
}

struct Import {
    importer: Importer,
    columns: Columns,
    report: ImportReport,
}

impl Import {
    async fn run(mut self, store: &Store, mut lines: Lines<'_>) -> sqlx::Result<ImportReport> {
        while let Some(first) = lines.next() {
            let mut write = store.write().await?;
            let turn = Instant::now();
            let mut next = Some(first);
            while let Some(line) = next {
                self.line(&mut write, &line, lines.delimiter()).await?;
                next = if turn.elapsed() < TURN {
                    lines.next()
                } else {
                    None
                };
            }
            write.commit().await?;
        }
        Ok(self.report)
    }

    async fn line(
        &mut self,
        write: &mut Write,
        line: &Line<'_>,
        delimiter: u8,
    ) -> sqlx::Result<()> {
        let row = line
            .cells(delimiter)
            .map_err(|problem| (None, problem))
            .and_then(|cells| self.columns.row(&cells, line.ended));
        let row = match row {
            Ok(row) => row,
            Err((field, message)) => {
                self.report.skipped += 1;
                self.error(line.number, field, message);
                return Ok(());
            }
        };
        match self.importer.save(write, &row, clock::now()).await? {
            Saved::Created => self.report.created += 1,
            Saved::Updated => self.report.updated += 1,
            Saved::Unchanged => self.report.unchanged += 1,
            Saved::OptedOut { changed } => {
                self.report.updated += u64::from(changed);
                self.report.unchanged += u64::from(!changed);
                let sentence = "This contact has opted out by herself, and stays so. If she has opted in again \
                                since, record that with POST /api/contacts/{id}/consent.";
                self.error(line.number, Some("opt_in"), sentence.to_owned());
            }
            Saved::TwoContacts => {
                self.report.skipped += 1;
                let sentence = "The number is one contact's and the BSUID another's. Correct one of the cells.";
                self.error(line.number, Some("bsuid"), sentence.to_owned());
            }
        }
        Ok(())
    }

    fn error(&mut self, line: u64, field: Option<&str>, message: String) {
        if self.report.errors.len() < MOST_ERRORS {
            self.report.errors.push(ImportError {
                line,
                field: field.map(str::to_owned),
                message,
            });
        } else {
            self.report.more_errors += 1;
        }
    }
}
