//! The exact Origin check of what a browser may do with a cookie.

use axum::http::{HeaderMap, Uri, header};

/// Whether the request comes from a page of ours: its `Origin` is exactly that of `public_url`.
pub fn is_ours(headers: &HeaderMap, public_url: &str) -> bool {
    let given = headers
        .get(header::ORIGIN)
        .and_then(|value| value.to_str().ok());
    given.is_some() && given == of(public_url).as_deref()
}

/// The origin of an address, as browsers write it: no default port, no path.
pub fn of(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    let (scheme, host) = (url.scheme_str()?, url.host()?.to_ascii_lowercase());
    let default = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    match url.port_u16() {
        Some(port) if port != default => Some(format!("{scheme}://{host}:{port}")),
        Some(_) | None => Some(format!("{scheme}://{host}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_the_port_that_is_not_the_default() {
        assert_eq!(
            of("http://localhost:7070/").as_deref(),
            Some("http://localhost:7070")
        );
        assert_eq!(
            of("https://Calls.example:443/x").as_deref(),
            Some("https://calls.example")
        );
        assert_eq!(of("not an address"), None);
    }

    #[test]
    fn a_missing_or_similar_origin_is_not_ours() {
        let mut headers = HeaderMap::new();
        assert!(!is_ours(&headers, "https://calls.example"), "missing");
        headers.insert(
            header::ORIGIN,
            "https://calls.example.evil".parse().unwrap(),
        );
        assert!(!is_ours(&headers, "https://calls.example"), "similar");
        headers.insert(header::ORIGIN, "https://calls.example".parse().unwrap());
        assert!(is_ours(&headers, "https://calls.example"), "the same");
    }
}
