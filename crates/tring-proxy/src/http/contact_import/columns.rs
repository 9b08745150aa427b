//! Which cell of a file is which field of a contact.

use tring_calls::consent::OptIn;

use super::row::Row;
use crate::http::contact_fields::{LONGEST_BSUID, LONGEST_NAME, check, checked_tags};

/// The columns that are read, each with the names that it may have.
const NAMES: [(&str, &[&str]); 5] = [
    (
        "phone",
        &["phone", "phone_number", "phone number", "number"],
    ),
    ("name", &["name", "full name"]),
    ("bsuid", &["bsuid", "provider_user_id"]),
    ("tags", &["tags", "tag"]),
    ("opt_in", &["opt_in", "opt-in", "opt in"]),
];

/// Which cell has which field, by its place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Columns {
    phone: Option<usize>,
    name: Option<usize>,
    bsuid: Option<usize>,
    tags: Option<usize>,
    opt_in: Option<usize>,
    count: usize,
}

/// What is wrong with a line: the column, and a sentence.
pub(super) type Wrong = (Option<&'static str>, String);

impl Columns {
    /// Reads the file's first line; the error is a sentence.
    pub(super) fn named(header: &[String]) -> Result<Self, String> {
        let mut columns = Self {
            count: header.len(),
            ..Self::default()
        };
        for (at, cell) in header.iter().enumerate() {
            let cell = cell.trim().to_lowercase();
            let known = NAMES
                .iter()
                .find(|(_, names)| names.contains(&cell.as_str()));
            let Some((name, _)) = known else { continue };
            let place = match *name {
                "phone" => &mut columns.phone,
                "name" => &mut columns.name,
                "bsuid" => &mut columns.bsuid,
                "tags" => &mut columns.tags,
                _ => &mut columns.opt_in,
            };
            if place.replace(at).is_some() {
                return Err(format!(
                    "Two columns are named `{name}`. Rename one of them."
                ));
            }
        }
        if columns.phone.is_none() && columns.bsuid.is_none() {
            return Err(
                "No column is named `phone` or `bsuid`. The first line must name the columns: phone, name, bsuid, \
                 tags, opt_in."
                    .to_owned(),
            );
        }
        Ok(columns)
    }

    /// Reads a line. One that ends with the file before all cells are there may have half a number in it.
    pub(super) fn row(&self, cells: &[String], ended: bool) -> Result<Row, Wrong> {
        if !ended && cells.len() < self.count {
            let sentence = "The file ends within this line. If it was cut off, export it again; else end the line \
                            with a line break.";
            return Err((None, sentence.to_owned()));
        }
        if cells.len() > self.count {
            let sentence = format!(
                "The line has {} cells and the first line {}. Put cells with a separator in them in quotation marks.",
                cells.len(),
                self.count
            );
            return Err((None, sentence));
        }
        let cell = |at: Option<usize>| {
            let text = at.and_then(|at| cells.get(at)).map(|cell| cell.trim());
            text.filter(|text| !text.is_empty())
        };
        let phone = cell(self.phone).map(str::parse).transpose();
        let phone = phone.map_err(|error: tring_protocol::phone::PhoneNumberError| {
            (Some("phone"), error.to_string())
        })?;
        let row = Row {
            phone,
            name: text("name", cell(self.name), LONGEST_NAME)?,
            bsuid: text("bsuid", cell(self.bsuid), LONGEST_BSUID)?,
            tags: tags(cell(self.tags))?,
            opt_in: cell(self.opt_in).map(opt_in).transpose()?,
        };
        if row.phone.is_none() && row.bsuid.is_none() {
            let sentence = "The line has neither a number nor a BSUID. Give one of them.";
            return Err((Some("phone"), sentence.to_owned()));
        }
        Ok(row)
    }
}

fn text(name: &'static str, cell: Option<&str>, longest: usize) -> Result<Option<String>, Wrong> {
    let Some(cell) = cell else {
        return Ok(None);
    };
    check(name, cell, longest).map_err(|sentence| (Some(name), sentence))?;
    Ok(Some(cell.to_owned()))
}

/// Tags stand in one cell, with commas, semicolons or bars between them.
fn tags(cell: Option<&str>) -> Result<Vec<String>, Wrong> {
    let tags = cell.unwrap_or_default().split([',', ';', '|']);
    let tags = tags.map(str::trim).filter(|tag| !tag.is_empty());
    checked_tags(tags.map(str::to_owned).collect()).map_err(|sentence| (Some("tags"), sentence))
}

fn opt_in(cell: &str) -> Result<OptIn, Wrong> {
    match cell.to_lowercase().as_str() {
        "opted_in" | "yes" | "true" | "1" => Ok(OptIn::OptedIn),
        "opted_out" | "no" | "false" | "0" => Ok(OptIn::OptedOut),
        "unknown" => Ok(OptIn::Unknown),
        _ => Err((
            Some("opt_in"),
            "The opt-in must be `opted_in`, `opted_out` or `unknown`.".to_owned(),
        )),
    }
}
