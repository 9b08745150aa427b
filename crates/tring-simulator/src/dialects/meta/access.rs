//! Who asks, with which token, for which number, in which version.

use axum::http::HeaderMap;

use super::{NAME, error::GraphError};
use crate::{
    dialects::bearer,
    world::{World, number::Number},
};

/// Checks version and token; returns the business number that `number_id` names.
pub(crate) fn number(
    world: &World,
    version: &str,
    number_id: &str,
    headers: &HeaderMap,
) -> Result<Number, GraphError> {
    owned(world, version, headers)?
        .into_iter()
        .find(|number| number.id == number_id)
        .ok_or_else(|| GraphError::unknown_object(number_id))
}

/// Checks version and token; returns the numbers of the account that `account_id` names.
pub(crate) fn account(
    world: &World,
    version: &str,
    account_id: &str,
    headers: &HeaderMap,
) -> Result<Vec<Number>, GraphError> {
    let mut numbers = owned(world, version, headers)?;
    numbers.retain(|number| number.account_id == account_id);
    if numbers.is_empty() {
        return Err(GraphError::unknown_object(account_id));
    }
    Ok(numbers)
}

fn owned(world: &World, version: &str, headers: &HeaderMap) -> Result<Vec<Number>, GraphError> {
    check_version(version)?;
    let token = bearer(headers).ok_or_else(GraphError::token)?;
    let numbers = world.books().numbers_of(NAME, token);
    if numbers.is_empty() {
        return Err(GraphError::token());
    }
    Ok(numbers)
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
