//! Who asks, with which token, for which number, in which version.

use axum::http::{HeaderMap, header};
use secrecy::ExposeSecret;

use super::error::GraphError;
use crate::{
    dialects::DialectName,
    world::{World, number::Number},
};

/// Checks version and token; returns the business number that `number_id` names.
pub(crate) fn number(
    world: &World,
    version: &str,
    number_id: &str,
    headers: &HeaderMap,
) -> Result<Number, GraphError> {
    check_version(version)?;
    let token = bearer(headers).ok_or_else(GraphError::token)?;
    let books = world.books();
    let mut owned = books.numbers.values().filter(|number| {
        number.dialect == DialectName::Meta && number.token.expose_secret() == token
    });
    let first = owned.next().ok_or_else(GraphError::token)?;
    std::iter::once(first)
        .chain(owned)
        .find(|number| number.id == number_id)
        .cloned()
        .ok_or_else(|| GraphError::unknown_object(number_id))
}

/// Checks version and token where the path names no number.
pub(crate) fn any_number(
    world: &World,
    version: &str,
    headers: &HeaderMap,
) -> Result<(), GraphError> {
    check_version(version)?;
    let token = bearer(headers).ok_or_else(GraphError::token)?;
    let books = world.books();
    let known = books
        .numbers
        .values()
        .any(|number| number.token.expose_secret() == token);
    if known {
        Ok(())
    } else {
        Err(GraphError::token())
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value
        .strip_prefix("Bearer ")
        .filter(|token| !token.is_empty())
}

/// `v14.0`, `v25.0`, …
fn check_version(version: &str) -> Result<(), GraphError> {
    let is_version = version
        .strip_prefix('v')
        .and_then(|numbers| numbers.split_once('.'))
        .is_some_and(|(major, minor)| is_number(major) && is_number(minor));
    if is_version {
        Ok(())
    } else {
        Err(GraphError::path(version))
    }
}

fn is_number(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
