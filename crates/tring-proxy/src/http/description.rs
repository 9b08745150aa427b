//! The description of the HTTP API (OpenAPI 3.1), made from the handlers themselves.

use utoipa::{
    IntoResponses, Modify, OpenApi,
    openapi::{
        OpenApi as Description,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use tring_protocol::error::ErrorBody;

use crate::auth::cookie;

/// What the description says beside the addresses.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Tring",
        description = "Calls between a business and its customers on WhatsApp. Times are UTC. Unknown fields of a \
                       request are ignored. Every error has one shape: a sentence for a person and a stable `code`."
    ),
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

/// The refusals that every address with a caller can answer with.
#[derive(Debug, IntoResponses)]
pub enum Refusals {
    /// A field, a parameter or the body is missing or wrong, or the action is not allowed now; `error` says which.
    #[response(status = BAD_REQUEST)]
    BadRequest(#[to_schema] ErrorBody),
    /// No token or session, or one that is not valid any more.
    #[response(status = UNAUTHORIZED)]
    Unauthenticated(#[to_schema] ErrorBody),
    /// Not allowed to do this.
    #[response(status = FORBIDDEN)]
    Forbidden(#[to_schema] ErrorBody),
    /// Larger than the API takes.
    #[response(status = PAYLOAD_TOO_LARGE)]
    TooLarge(#[to_schema] ErrorBody),
    /// Too many requests; `Retry-After` says when to come again.
    #[response(status = TOO_MANY_REQUESTS)]
    RateLimited(#[to_schema] ErrorBody),
    /// Our mistake.
    #[response(status = INTERNAL_SERVER_ERROR)]
    Internal(#[to_schema] ErrorBody),
}

/// There is no such thing, or not in this team.
#[derive(Debug, IntoResponses)]
#[response(status = NOT_FOUND)]
#[expect(dead_code, reason = "read by the derive")]
pub struct NotFound(#[to_schema] ErrorBody);

/// The action does not fit the state of things.
#[derive(Debug, IntoResponses)]
#[response(status = CONFLICT)]
#[expect(dead_code, reason = "read by the derive")]
pub struct Conflict(#[to_schema] ErrorBody);

/// The provider could not be reached or answered nonsense; the outcome is not known yet.
#[derive(Debug, IntoResponses)]
#[response(status = BAD_GATEWAY)]
#[expect(dead_code, reason = "read by the derive")]
pub struct ProviderUnavailable(#[to_schema] ErrorBody);
