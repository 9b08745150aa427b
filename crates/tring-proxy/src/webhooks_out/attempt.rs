//! One request to an endpoint, and what came of it in words that help to mend it.

use std::error::Error;

use reqwest::{Client, Response, header, redirect::Policy};
use tring_protocol::call::Millis;

use super::{
    address,
    schedule::Outcome,
    signing::{ID, SIGNATURE, Secrets, Signed, TIMESTAMP},
};
use crate::{
    clock,
    config::{Config, WebhookUrls},
    dispatch::public_addresses::{NoPublicAddress, PublicAddresses},
};

const USER_AGENT: &str = concat!("tring-proxy/", env!("CARGO_PKG_VERSION"));
/// How many characters of an answer are kept.
const KEPT: usize = 200;
/// How many bytes of an answer are read.
const READ: usize = 4 * KEPT;

/// A client that goes where it is sent and no further: no redirects, no proxy that would connect in its place, and
/// without the development flag to public addresses alone.
pub(super) fn client(config: &Config) -> reqwest::Result<Client> {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .timeout(config.timings.webhook_answer)
        .redirect(Policy::none())
        .no_proxy();
    match config.webhook_urls {
        WebhookUrls::PublicHttps => builder
            .https_only(true)
            .dns_resolver(PublicAddresses)
            .build(),
        WebhookUrls::AnyForDevelopment => builder.build(),
    }
}

/// What is to be sent where.
pub(super) struct Letter {
    pub(super) delivery: i64,
    pub(super) webhook_id: String,
    pub(super) payload: String,
    pub(super) url: String,
    pub(super) allowed: WebhookUrls,
    /// `None` where they do not open.
    pub(super) secrets: Option<Secrets>,
    pub(super) old_secret_until: Option<Millis>,
}

/// What came of it.
pub(super) struct Report {
    pub(super) delivery: i64,
    pub(super) at: Millis,
    pub(super) outcome: Outcome,
    /// A sentence, where it was no success.
    pub(super) error: Option<String>,
    /// The beginning of the answer, where it was no success.
    pub(super) answer: Option<String>,
}

impl Report {
    pub(super) fn of_nothing(delivery: i64, why: String) -> Self {
        Self {
            delivery,
            at: clock::now(),
            outcome: Outcome::Nothing,
            error: Some(why),
            answer: None,
        }
    }
}

/// Sends, and waits for the answer as long as the client does.
pub(super) async fn send(client: Client, letter: Letter) -> Report {
    let delivery = letter.delivery;
    let sent = match request(&client, letter) {
        Ok(request) => request.send().await,
        Err(why) => return Report::of_nothing(delivery, why),
    };
    match sent {
        Ok(response) => read(delivery, response).await,
        Err(error) => {
            // Neither the address, which may hold a key, nor what somebody's server says.
            tracing::debug!(delivery, timeout = error.is_timeout(), "no answer");
            Report::of_nothing(delivery, why_not(&error))
        }
    }
}

fn request(client: &Client, letter: Letter) -> Result<reqwest::RequestBuilder, String> {
    // Again, because the row may be older than the rule.
    let url = address::checked(&letter.url, letter.allowed)
        .map_err(|why| format!("The endpoint's address {why}"))?;
    let signed = Signed {
        id: &letter.webhook_id,
        at: clock::now(),
        payload: &letter.payload,
    };
    let signature = (letter.secrets)
        .and_then(|secrets| secrets.sign(&signed, letter.old_secret_until))
        .ok_or("The endpoint's secret cannot be used. Rotate it, or look into the proxy's log.")?;
    Ok(client
        .post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header(ID, signed.id)
        .header(TIMESTAMP, signed.at / 1_000)
        .header(SIGNATURE, signature)
        .body(letter.payload))
}

async fn read(delivery: i64, response: Response) -> Report {
    let status = response.status().as_u16();
    let at = clock::now();
    let retry_after = retry_after(&response, at);
    let success = response.status().is_success();
    Report {
        delivery,
        at,
        outcome: Outcome::Answered {
            status,
            retry_after,
        },
        error: (!success).then(|| refused(status)),
        answer: if success {
            None
        } else {
            beginning(response).await
        },
    }
}

fn refused(status: u16) -> String {
    match status {
        300..=399 => format!(
            "The endpoint answered {status}, a redirect, which is not followed. Register the address that it leads to."
        ),
        401 | 403 => format!(
            "The endpoint answered {status}. Does it verify the signature with the newest secret?"
        ),
        410 => "The endpoint answered 410 Gone: it wants no more messages.".to_owned(),
        _ => {
            format!("The endpoint answered {status}. It must answer with a status from 200 to 299.")
        }
    }
}

/// How long the endpoint asks us to wait: seconds, or a date.
fn retry_after(response: &Response, now: Millis) -> Option<Millis> {
    let text = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    wait_in(text.trim(), now)
}

fn wait_in(text: &str, now: Millis) -> Option<Millis> {
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(seconds.saturating_mul(1_000));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    let at = Millis::try_from(date.timestamp().as_millisecond()).ok()?;
    Some(at.saturating_sub(now))
}

/// The beginning of an answer, in one line.
async fn beginning(mut response: Response) -> Option<String> {
    let mut bytes = Vec::new();
    // What breaks off has a beginning too.
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() >= READ {
            break;
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let line = |letter: char| if letter.is_control() { ' ' } else { letter };
    let text: String = text.chars().take(KEPT).map(line).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn why_not(error: &reqwest::Error) -> String {
    if leads_inside(error) {
        "The endpoint's name leads into a private network, where nothing is sent. Give it a public address.".to_owned()
    } else if error.is_timeout() {
        "The endpoint did not answer in time. Let it answer first, and work afterwards.".to_owned()
    } else if error.is_connect() {
        "The endpoint could not be reached. Check its address, its certificate and whether it runs."
            .to_owned()
    } else {
        "The endpoint closed the connection, or its answer is no HTTP. Look into its log."
            .to_owned()
    }
}

fn leads_inside(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<NoPublicAddress>() {
            return true;
        }
        cause = inner.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_says_how_long_to_wait_in_seconds_or_with_a_date() {
        // 2015-10-21T07:28:00Z.
        let at = 1_445_412_480_000;
        for (text, expected) in [
            ("120", Some(120_000)),
            ("0", Some(0)),
            ("Wed, 21 Oct 2015 07:28:00 GMT", Some(60_000)),
            ("-1", None),
            ("soon", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(wait_in(text, at - 60_000), expected, "{text}");
        }
        let past = wait_in("Wed, 21 Oct 2015 07:28:00 GMT", at + 1);
        assert_eq!(past, Some(0), "a date that is over");
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_told_apart() {
        let config = Config::new("https://calls.example");
        let client = client(&config).unwrap();
        let error = client
            .post("https://localhost:9/")
            .send()
            .await
            .unwrap_err();
        assert!(why_not(&error).contains("private network"), "{error:?}");
    }
}
