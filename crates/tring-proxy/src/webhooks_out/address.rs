//! Which addresses an endpoint may have: a team's row must not reach into our own network.

use reqwest::Url;

use crate::{config::WebhookUrls, dispatch::public_addresses::is_private_host};

/// The longest address, in bytes.
const LONGEST: usize = 2_000;

/// Reads an address that messages may go to, or says why they may not.
///
/// It is read as the HTTP client reads it, which takes `https://2130706433/` for `127.0.0.1`. What a name resolves to is
/// looked at when it is connected to.
pub fn checked(text: &str, allowed: WebhookUrls) -> Result<Url, &'static str> {
    if text.len() > LONGEST {
        return Err("must have at most 2000 characters.");
    }
    // The parser drops line breaks and tabs where it finds some.
    if text.contains(|letter: char| letter.is_control() || letter.is_whitespace()) {
        return Err("has a space or a line break in it. Copy it again.");
    }
    let url = Url::parse(text).map_err(|_| "is not an address, like https://crm.example/hooks.")?;
    let host = url.host_str().unwrap_or_default();
    let is_https = url.scheme() == "https";
    if !is_https && (url.scheme() != "http" || allowed == WebhookUrls::PublicHttps) {
        return Err("must begin with https://.");
    }
    if host.is_empty() {
        return Err("has no host.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user name or a password in it. Leave that out: messages are signed.");
    }
    if url.fragment().is_some() {
        return Err("has something behind a `#`, which is never sent. Leave that out.");
    }
    if allowed == WebhookUrls::PublicHttps {
        check_public(host, url.port())?;
    }
    Ok(url)
}

fn check_public(host: &str, port: Option<u16>) -> Result<(), &'static str> {
    if is_private_host(host) {
        return Err("is in a private network. Give it a public address.");
    }
    // Below lie the ports of other services, which must not be talked to by way of us.
    if port.is_some_and(|port| port != 443 && port < 1_024) {
        return Err("has a port of another service. Use 443, or one from 1024 on.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_at_public_https() {
        for url in [
            "https://crm.example/hooks",
            "https://crm.example:8443/hooks?key=k",
            "https://93.184.215.14/",
            "https://xn--mnchen-3ya.example/",
            "HTTPS://CRM.example",
        ] {
            assert!(checked(url, WebhookUrls::PublicHttps).is_ok(), "{url}");
        }
    }

    #[test]
    fn what_is_refused_is_refused_with_the_reason() {
        let long = format!("https://crm.example/{}", "x".repeat(LONGEST));
        for (url, why) in [
            ("", "not an address"),
            ("nonsense", "not an address"),
            ("https://", "not an address"),
            ("http://crm.example/", "https://"),
            ("ftp://crm.example/", "https://"),
            ("file:///etc/passwd", "https://"),
            ("https://ada:secret@crm.example/", "password"),
            ("https://ada@crm.example/", "password"),
            ("https://crm.example/#part", "#"),
            ("https://crm.example:22/", "port"),
            ("https://crm.example:25/", "port"),
            ("https://crm.example/\r\nHost: other", "line break"),
            ("https://crm.exam\tple/", "line break"),
            (" https://crm.example/", "space"),
            (&long, "2000"),
            ("https://localhost/", "private"),
            ("https://localhost./", "private"),
            ("https://a.localhost/", "private"),
            ("https://127.0.0.1/", "private"),
            ("https://127.1/", "private"),
            ("https://2130706433/", "private"),
            ("https://0x7f000001/", "private"),
            ("https://0177.0.0.1/", "private"),
            ("https://10.0.0.1/", "private"),
            ("https://172.16.0.1/", "private"),
            ("https://192.168.0.1/", "private"),
            ("https://169.254.169.254/latest/meta-data", "private"),
            ("https://100.64.0.1/", "private"),
            ("https://0.0.0.0/", "private"),
            ("https://[::1]/", "private"),
            ("https://[::]/", "private"),
            ("https://[fd00::1]/", "private"),
            ("https://[fe80::1]/", "private"),
            ("https://[::ffff:10.0.0.1]/", "private"),
            ("https://[::10.0.0.1]/", "private"),
            ("https://[64:ff9b::7f00:1]/", "private"),
            ("https://[2002:7f00:1::]/", "private"),
        ] {
            let refused = checked(url, WebhookUrls::PublicHttps).unwrap_err();
            assert!(refused.contains(why), "{url}: {refused}");
        }
    }

    #[test]
    fn the_development_flag_allows_this_machine_and_nothing_odd() {
        for (url, expected) in [
            ("http://127.0.0.1:8080/hooks", true),
            ("https://localhost/", true),
            ("http://ada:secret@127.0.0.1/", false),
            ("ftp://127.0.0.1/", false),
            ("http://127.0.0.1/ x", false),
        ] {
            let allowed = checked(url, WebhookUrls::AnyForDevelopment).is_ok();
            assert_eq!(allowed, expected, "{url}");
        }
    }
}
