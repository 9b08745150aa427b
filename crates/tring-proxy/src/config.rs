//! What the proxy can be told: one struct per concern.

use std::{num::NonZeroU32, path::PathBuf, time::Duration};

use tring_protocol::{
    api::IceServer,
    events::{BEAT_INTERVAL_MILLIS, BEAT_PATIENCE_MILLIS},
};

use crate::sealing::KeySource;

pub mod ice_servers;
mod keep;

pub use keep::Keep;

/// How many requests a team may send in a minute where nobody says otherwise (seed 000).
pub const API_LIMIT: u32 = 600;

/// The settings of a running proxy.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address that browsers use, for links and the Origin check. `--public-url`, `TRING_PUBLIC_URL`;
    /// default `http://localhost:PORT`.
    pub public_url: String,
    /// The built pages. `--pages`, `TRING_PAGES`; default none, and then `/` says how to build them.
    pub pages: Option<PathBuf>,
    /// Whether provider addresses may be plain HTTP and private. `--allow-private-provider-urls`,
    /// `TRING_ALLOW_PRIVATE_PROVIDER_URLS`; default public HTTPS only.
    pub provider_urls: ProviderUrls,
    /// Whether teams may have their webhooks sent to plain HTTP and private addresses.
    /// `--allow-private-webhook-urls`, `TRING_ALLOW_PRIVATE_WEBHOOK_URLS`; default public HTTPS only.
    pub webhook_urls: WebhookUrls,
    /// ICE servers for the pages. `--ice-servers`, `TRING_ICE_SERVERS`; default none.
    pub ice_servers: Vec<IceServer>,
    /// Where the key to the credentials is. `TRING_CREDENTIALS_KEY` and `TRING_CREDENTIALS_OLD_KEY`; default a file
    /// beside the database, made at the first start.
    pub credentials_key: Option<KeySource>,
    /// How many requests a team may send in a minute; webhooks and pages do not count. `--api-requests-per-minute`,
    /// `TRING_API_REQUESTS_PER_MINUTE`; default 600, and 0 for as many as come.
    pub api_limit: Option<NonZeroU32>,
    /// How long is kept what is no longer needed. `--keep-webhooks-days`, `TRING_KEEP_WEBHOOKS_DAYS`, default 30, and
    /// `--keep-sdp-days`, `TRING_KEEP_SDP_DAYS`, default 1.
    pub keep: Keep,
    /// How long things may take.
    pub timings: Timings,
}

/// Which addresses of providers are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderUrls {
    /// HTTPS to public addresses: what a channel's row says must not reach into our own network.
    PublicHttps,
    /// Any: for a simulator on this machine.
    AnyForDevelopment,
}

/// Which addresses of webhook endpoints are told what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookUrls {
    /// HTTPS to public addresses: what a team has registered must not reach into our own network.
    PublicHttps,
    /// Any: for a receiver on this machine.
    AnyForDevelopment,
}

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// How long an inbound call rings.
    pub ring: Duration,
    /// How long an outbound call rings before we give up; the provider's own limit is shorter.
    pub ring_there: Duration,
    /// How long a claim may take until `pre-accept` or `answer` comes.
    pub claim: Duration,
    /// How long an agent's inbox that a program asked to answer may take until both sides talk.
    pub answer_wanted: Duration,
    /// How long `answer` may take after `pre-accept`, and each request to the provider within a claim.
    pub answer: Duration,
    /// How long an outbound call whose dial request has no known outcome may stay unsettled.
    pub settle: Duration,
    /// How old a customer's call may be and still ring; webhooks come late.
    pub stale: Duration,
    /// The first wait before reject or terminate is sent again; it doubles up to a minute.
    pub retry: Duration,
    /// How old a live call may be before the provider's log is asked for it, where there is one.
    pub look: Duration,
    /// How long the waits between two looks, which double, become at most.
    pub longest_look: Duration,
    /// How long the page of a call in progress may be gone; after a restart it counts from there.
    pub desk_gone: Duration,
    /// How long any call may last: nobody talks longer, and something else went wrong.
    pub longest_call: Duration,
    /// How often the page is asked whether its code still runs.
    pub beat_interval: Duration,
    /// How long it may leave that unanswered.
    pub beat_patience: Duration,
    /// How long a webhook endpoint may take to answer.
    pub webhook_answer: Duration,
    /// How long is waited on average before a webhook is sent a second time; the other waits are multiples of it.
    pub webhook_retry: Duration,
    /// How often is looked for webhooks that another process, such as the command line, has queued.
    pub webhook_poll: Duration,
    /// How long a stopping proxy waits for what is under way.
    pub shutdown: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            ring: Duration::from_mins(1),
            ring_there: Duration::from_secs(90),
            claim: Duration::from_secs(10),
            answer_wanted: Duration::from_secs(15),
            answer: Duration::from_secs(20),
            settle: Duration::from_secs(20),
            stale: Duration::from_mins(1),
            retry: Duration::from_secs(1),
            look: Duration::from_mins(1),
            longest_look: Duration::from_mins(10),
            desk_gone: Duration::from_mins(5),
            longest_call: Duration::from_hours(12),
            beat_interval: Duration::from_millis(BEAT_INTERVAL_MILLIS),
            beat_patience: Duration::from_millis(BEAT_PATIENCE_MILLIS),
            webhook_answer: Duration::from_secs(15),
            webhook_retry: Duration::from_secs(5),
            webhook_poll: Duration::from_secs(5),
            shutdown: Duration::from_secs(5),
        }
    }
}

impl Config {
    /// The defaults for a proxy that browsers reach at `public_url`.
    pub fn new(public_url: impl Into<String>) -> Self {
        Self {
            public_url: public_url.into().trim_end_matches('/').to_owned(),
            pages: None,
            provider_urls: ProviderUrls::PublicHttps,
            webhook_urls: WebhookUrls::PublicHttps,
            ice_servers: Vec::new(),
            credentials_key: None,
            api_limit: NonZeroU32::new(API_LIMIT),
            keep: Keep::default(),
            timings: Timings::default(),
        }
    }
}

/// A length of time in the unit of the database.
pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
