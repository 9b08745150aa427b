//! What the adapter makes of refusals, of nonsense and of silence, and that it repeats no secret.

use std::time::Duration;

use tring_providers::{
    error::{
        ErrorKind::{self, Credentials, InvalidRequest, NoPermission, ProviderFailed, Unreachable},
        ProviderError,
        Retry::{self, Later, Never, Unknown},
    },
    provider::{Dialled, Provider as _},
    registry,
};

use crate::{
    channel::{API_KEY, OLD_SECRET, WEBHOOK_SECRET, settings},
    fixtures::DIALOG360,
    server::{Answer, Server},
};

const SDP: &str = "v=0\r\n";

pub(crate) const ERRORS: &[(&str, u16, ErrorKind, Retry)] = &[
    ("error.string.derived.json", 401, Credentials, Never),
    (
        "error.meta_passthrough.derived.json",
        401,
        NoPermission,
        Never,
    ),
];

async fn dial(server: &Server) -> Result<Dialled, ProviderError> {
    let to = "+14085551234".parse().expect("a number");
    server.dialog360().dial(&to, SDP, "call_1").await
}

#[tokio::test]
async fn an_error_has_a_kind_a_retry_and_a_sentence() {
    for (name, status, kind, retry) in ERRORS {
        let server = Server::refusing(*status, &DIALOG360.bytes(name)).await;
        let error = dial(&server).await.expect_err(name);
        assert_eq!((error.kind, error.retry), (*kind, *retry), "{name}");
        assert!(error.message.ends_with('.'), "no sentence: {error}");
        server.only_request();
    }
}

#[tokio::test]
async fn nonsense_and_silence_leave_the_outcome_unknown() {
    for body in ["", "[]", "{}", r#"{"success":true}"#, r#"{"calls":[]}"#] {
        let server = Server::saying(body.as_bytes()).await;
        let error = dial(&server).await.expect_err(body);
        assert_eq!(
            (error.kind, error.retry),
            (ProviderFailed, Unknown),
            "{body}"
        );
        let customer = "+14085551234".parse().expect("a number");
        let error = server.dialog360().permission(&customer).await;
        let error = error.expect_err(body);
        assert_eq!((error.kind, error.retry), (ProviderFailed, Later), "{body}");
    }
    let server = Server::answering(Answer::Never).await;
    let impatient = server.dialog360_with_patience(Duration::from_millis(200));
    let error = impatient.accept("wacid.A", SDP).await.expect_err("silence");
    assert_eq!((error.kind, error.retry), (Unreachable, Unknown));
    server.only_request();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Server::answering(Answer::Redirect).await;
    let error = dial(&server).await.expect_err("a redirect");
    assert_eq!((error.kind, error.retry), (InvalidRequest, Never));
    server.only_request();
}

#[tokio::test]
async fn a_base_url_that_is_no_address_is_told() {
    for base_url in ["", "waba-v2.360dialog.io", "ftp://waba-v2.360dialog.io"] {
        let client = registry::client().expect("a client");
        let provider = registry::provider(&settings(base_url, ""), client).expect("360dialog");
        let error = provider.reject("wacid.A").await.expect_err(base_url);
        assert_eq!(error.kind, InvalidRequest, "{base_url}");
        assert!(
            error.message.contains("https://waba-v2.360dialog.io"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn nothing_that_is_printed_has_a_secret() {
    let check = |text: &str| {
        for secret in [API_KEY, WEBHOOK_SECRET, OLD_SECRET] {
            assert!(!text.contains(secret), "a secret in {text}");
        }
    };
    let settings = settings("https://waba-v2.360dialog.io", "");
    let client = registry::client().expect("a client");
    let provider = registry::provider(&settings, client).expect("360dialog is there");
    check(&format!("{settings:?} {provider:?} {provider:#?}"));
    for body in [
        API_KEY.to_owned(),
        format!(r#"{{"error":"bad {API_KEY}"}}"#),
    ] {
        for status in [400, 401, 500] {
            let server = Server::refusing(status, body.as_bytes()).await;
            let error = dial(&server).await.expect_err("refused");
            check(&format!("{error} {error:?}"));
        }
    }
}
