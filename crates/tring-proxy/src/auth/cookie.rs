//! The session's cookie: `__Host-`, so that no other host and no plain connection can set it.

use axum::http::{HeaderMap, header};

use super::SESSION_MILLIS;

/// The cookie of a session.
pub const NAME: &str = "__Host-tring_session";

/// The `Set-Cookie` value that begins a session. Browsers take `Secure` on `http://localhost` as well.
pub fn begin(secret: &str) -> String {
    let seconds = SESSION_MILLIS / 1_000;
    format!("{NAME}={secret}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax")
}

/// The `Set-Cookie` value that ends it.
pub fn end() -> String {
    format!("{NAME}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax")
}

/// The secret that the browser sent.
pub fn read(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == NAME)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("theme=dark; __Host-tring_session=abc; x=y"),
        );
        assert_eq!(read(&headers), Some("abc"));
        assert_eq!(read(&HeaderMap::new()), None);
    }
}
