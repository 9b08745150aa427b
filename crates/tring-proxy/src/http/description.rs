//! The description of the HTTP API (OpenAPI 3.1), made from the handlers themselves.

use serde_json::Value;
use utoipa::{
    IntoResponses, Modify, OpenApi,
    openapi::{
        OpenApi as Description,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use tring_protocol::error::{ErrorBody, ErrorCode};

use crate::auth::cookie;

mod headers;
mod names;
mod parameters;
mod texts;

/// What the description says beside the addresses.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Tring",
        description = "Calls between a business and its customers on WhatsApp. Times are UTC. Unknown fields of a \
                       request are ignored. Texts have no NUL characters. Every error has one shape: a sentence for a \
                       person and a stable `code`."
    ),
    components(schemas(ErrorBody, ErrorCode)),
    modifiers(&Security),
    security(("token" = []), ("session" = []))
)]
pub struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, description: &mut Description) {
        let components = description.components.get_or_insert_default();
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A token of the team, `<id>|<secret>`. Make one with `tring-proxy token add`.",
            ))
            .build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let session = ApiKeyValue::with_description(
            cookie::NAME,
            "A signed-in page. Requests that change something need the page's own `Origin`.",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    }
}

/// The whole description, as JSON: what utoipa found in the handlers, and what it cannot see there.
pub fn complete(mut description: Description) -> serde_json::Result<Value> {
    name_operations(&mut description);
    headers::describe(&mut description);
    let mut description = serde_json::to_value(description)?;
    names::restore(&mut description);
    parameters::allow_empty(&mut description);
    texts::tidy(&mut description);
    Ok(description)
}

/// Gives each operation a name of its own, `post_calls_call_id_end`: the handlers' names are those of their files.
fn name_operations(description: &mut Description) {
    for (path, item) in &mut description.paths.paths {
        for (method, operation) in [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ] {
            if let Some(operation) = operation {
                operation.operation_id = Some(operation_name(method, path));
            }
        }
    }
}

fn operation_name(method: &str, path: &str) -> String {
    let words = path.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && *word != "api");
    std::iter::once(method)
        .chain(words)
        .collect::<Vec<_>>()
        .join("_")
}

/// The refusals that every address with a caller can answer with.
#[derive(Debug, IntoResponses)]
pub enum Refusals {
    /// A field, a parameter or the body is missing or wrong, or the action is not allowed now; `error` says which.
    #[response(status = BAD_REQUEST)]
    BadRequest(ErrorBody),
    /// No token or session, or one that is not valid any more.
    #[response(status = UNAUTHORIZED)]
    Unauthenticated(ErrorBody),
    /// Not allowed to do this.
    #[response(status = FORBIDDEN)]
    Forbidden(ErrorBody),
    /// Larger than the API takes.
    #[response(status = PAYLOAD_TOO_LARGE)]
    TooLarge(ErrorBody),
    /// Too many requests; `Retry-After` says when to come again.
    #[response(status = TOO_MANY_REQUESTS)]
    RateLimited(ErrorBody),
    /// Our mistake.
    #[response(status = INTERNAL_SERVER_ERROR)]
    Internal(ErrorBody),
}

/// There is no such thing, or not in this team.
#[derive(Debug, IntoResponses)]
#[response(status = NOT_FOUND)]
#[expect(dead_code, reason = "read by the derive")]
pub struct NotFound(ErrorBody);

/// The action does not fit the state of things.
#[derive(Debug, IntoResponses)]
#[response(status = CONFLICT)]
#[expect(dead_code, reason = "read by the derive")]
pub struct Conflict(ErrorBody);

/// The provider could not be reached or answered nonsense; the outcome is not known yet.
#[derive(Debug, IntoResponses)]
#[response(status = BAD_GATEWAY)]
#[expect(dead_code, reason = "read by the derive")]
pub struct ProviderUnavailable(ErrorBody);
