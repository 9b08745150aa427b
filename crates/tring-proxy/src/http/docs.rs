//! `/api/docs`: the API's description for people. Everything that the page needs is in the binary: it works offline.

use axum::{
    Router,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::pages;
use crate::state::AppState;

/// Where the description is, as data.
pub const DESCRIPTION: &str = "/api/openapi.json";
/// Where it is for people.
const PAGE: &str = "/api/docs";

/// The page sets styles of its own while it runs, and has a few pictures as data; nothing comes from elsewhere.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
);

/// The page and its files.
pub fn routes() -> Router<AppState> {
    let config = Config::new([DESCRIPTION])
        // It would ask a server elsewhere whether the description is sound.
        .validator_url("none")
        .doc_expansion("list")
        .use_base_layout();
    Router::from(SwaggerUi::new(PAGE).config(config))
        .layer(axum::middleware::map_response(our_page))
        .merge(files())
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            POLICY,
        ))
        .layer(axum::middleware::map_response(
            async |mut response: Response| {
                pages::harden(response.headers_mut());
                response
            },
        ))
}

/// Swagger UI brings a page that has no title of ours, no main part, and one colour scheme: ours takes its place.
async fn our_page(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        Html(include_str!("docs/page.html")).into_response()
    } else {
        response
    }
}

/// What our page adds to Swagger UI's files.
fn files() -> Router<AppState> {
    let own = [
        ("tring.css", "text/css", include_str!("docs/page.css")),
        ("tring.js", "text/javascript", include_str!("docs/page.js")),
        (
            "tring.svg",
            "image/svg+xml",
            include_str!("../../../../www/icons/favicon.svg"),
        ),
    ];
    own.into_iter()
        .fold(Router::new(), |router, (name, kind, text)| {
            let file = async move || ([(header::CONTENT_TYPE, kind)], text);
            router.route(&format!("{PAGE}/{name}"), get(file))
        })
}
