//! The built pages: `/` and `/channels` with a strict policy and a fresh nonce, hashed files for ever, `.br` where
//! there is one.

use std::path::Path;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use tower_http::services::ServeDir;

use super::error::AppError;
use crate::{auth::origin, state::AppState};

/// What Trunk writes where a nonce belongs.
const NONCE_PLACEHOLDER: &str = "{{__TRUNK_NONCE__}}";
const HOW_TO_BUILD: &str = "<!doctype html><meta charset=\"utf-8\"><title>Tring</title>\
    <p>The pages are not built yet. Run <code>cargo xtask start</code>, or build them with <code>trunk build</code> \
    and start the proxy with <code>--pages dist</code>.</p>";

/// Everything that is not the API.
pub async fn serve(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return AppError::NotFound("There is no such address in this API.").into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return AppError::MethodNotAllowed.into_response();
    }
    let mut response = match (&state.config.pages, page(path)) {
        (None, _) => not_built(),
        (Some(pages), Some(page)) => html(&pages.join(page), &state).await,
        (Some(pages), None) => file(pages, request).await,
    };
    harden(response.headers_mut());
    response
}

/// The HTML file of the page at `path`; `None` where no page is there.
fn page(path: &str) -> Option<&'static str> {
    match path {
        "/" | "/index.html" => Some("index.html"),
        "/channels" | "/channels/" | "/channels/index.html" => Some("channels/index.html"),
        _ => None,
    }
}

async fn html(file: &Path, state: &AppState) -> Response {
    let Ok(html) = tokio::fs::read_to_string(file).await else {
        return not_built();
    };
    let nonce = hex::encode(rand::random::<[u8; 16]>());
    let policy = policy(&nonce, &state.config.public_url);
    let mut response = Html(html.replace(NONCE_PLACEHOLDER, &nonce)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Scripts and styles of our own only. `connect-src 'self'` covers the socket in today's browsers; older ones want
/// its address spelt out.
fn policy(nonce: &str, public_url: &str) -> String {
    let socket = origin::of(public_url)
        .map(|origin| origin.replacen("http", "ws", 1))
        .unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'; style-src 'self'; \
         img-src 'self' data:; media-src 'self' blob:; font-src 'self'; connect-src 'self' {socket}; \
         manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
}

async fn file(pages: &Path, request: Request) -> Response {
    let cache = if is_hashed(request.uri().path()) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    match ServeDir::new(pages)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .try_call(request)
        .await
    {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => {
            AppError::NotFound("There is no such page.").into_response()
        }
        Ok(response) => {
            let mut response = response.map(Body::new);
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
            response
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Whether a file's name holds a hash of its content, as Trunk writes it: `inbox-0a1b2c3d4e5f6789_bg.wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '.', '_'])
        .any(|part| part.len() >= 15 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn not_built() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, Html(HOW_TO_BUILD)).into_response()
}

pub(super) fn harden(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("permissions-policy"),
            "microphone=(self), camera=(), geolocation=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(
            is_hashed("/inbox-0a1b2c3d4e5f6789_bg.wasm"),
            "wasm of Trunk"
        );
        assert!(
            is_hashed("/css/app-0a1b2c3d4e5f6789.css"),
            "style sheet of Trunk"
        );
        assert!(!is_hashed("/icon.svg"), "no hash");
        assert!(!is_hashed("/embed.js"), "no hash");
    }

    #[test]
    fn the_policy_names_the_socket_of_the_public_address() {
        let policy = policy("abc", "https://calls.example");
        assert!(
            policy.contains("connect-src 'self' wss://calls.example;"),
            "{policy}"
        );
        assert!(policy.contains("'nonce-abc'"), "{policy}");
    }
}
