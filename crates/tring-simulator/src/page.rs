//! The phone page: the customer's WhatsApp on a handset, embedded in the binary.

use std::sync::Arc;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};

use crate::world::World;

/// Nothing but the page's own files, and the socket to this server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

/// The page's modules.
const SCRIPTS: [(&str, &str); 7] = [
    ("/phone.js", include_str!("page/phone.js")),
    ("/chat.js", include_str!("page/chat.js")),
    ("/dom.js", include_str!("page/dom.js")),
    ("/settings.js", include_str!("page/settings.js")),
    ("/simulator.js", include_str!("page/simulator.js")),
    ("/talk.js", include_str!("page/talk.js")),
    ("/text.js", include_str!("page/text.js")),
];

/// The page and its files.
pub(crate) fn routes() -> Router<Arc<World>> {
    let page = Router::new()
        .route(
            "/",
            get(async || file("text/html; charset=utf-8", include_str!("page/phone.html"))),
        )
        .route(
            "/phone.css",
            get(async || file("text/css; charset=utf-8", include_str!("page/phone.css"))),
        )
        .route(
            "/icon.svg",
            get(async || file("image/svg+xml", include_str!("page/icon.svg"))),
        );
    SCRIPTS.into_iter().fold(page, |page, (path, script)| {
        let served = move || async move { file("text/javascript; charset=utf-8", script) };
        page.route(path, get(served))
    })
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, text).into_response()
}
