//! What the simulator is told at start, on the command line or in the environment.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use clap::Args;
use secrecy::SecretString;

/// What the simulator is told at start.
///
/// Without a token no business number exists at first; numbers can be added over the control API.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Address that serves the dialects, the control API and the phone page; port 0 takes a free one.
    #[arg(long, env = "TRING_SIM_LISTEN", default_value = "127.0.0.1:7071")]
    pub listen: SocketAddr,

    /// Address that carries the media: bound to, and named in the ICE candidates. A loopback address
    /// is joined by the machine's own, because Firefox does not talk to a loopback candidate.
    #[arg(long, env = "TRING_SIM_MEDIA_IP", default_value = "127.0.0.1")]
    pub media_ip: IpAddr,

    /// Id of the business number that exists from the start (Meta's "phone number id").
    #[arg(
        long,
        env = "TRING_SIM_META_NUMBER_ID",
        default_value = "106540352242922"
    )]
    pub meta_number_id: String,

    /// The business number as people dial it.
    #[arg(long, env = "TRING_SIM_META_NUMBER", default_value = "+15550001111")]
    pub meta_number: String,

    /// Access token that requests for the business number must carry.
    #[arg(long, env = "TRING_SIM_META_TOKEN", hide_env_values = true)]
    pub meta_token: Option<SecretString>,

    /// Secret that signs the webhooks of the business number.
    #[arg(long, env = "TRING_SIM_META_APP_SECRET", hide_env_values = true)]
    pub meta_app_secret: Option<SecretString>,

    /// Address that receives the webhooks of the business number.
    #[arg(long, env = "TRING_SIM_WEBHOOK_URL", value_parser = web_address)]
    pub webhook_url: Option<String>,

    /// Seed of all random choices (tones, ids, small delays); chosen and logged when absent.
    #[arg(long, env = "TRING_SIM_SEED")]
    pub seed: Option<u64>,

    /// First pause before a webhook is sent again; it doubles with each attempt. Milliseconds.
    #[arg(long, env = "TRING_SIM_WEBHOOK_RETRY_MS", default_value = "200", value_parser = milliseconds)]
    pub webhook_retry: Duration,

    /// How often a webhook is sent when nobody answers it with 200.
    #[arg(long, env = "TRING_SIM_WEBHOOK_ATTEMPTS", default_value = "7")]
    pub webhook_attempts: u32,
}

impl Default for Config {
    /// A simulator for tests: a free port, and no business number until one is added.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            media_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            meta_number_id: "106540352242922".to_owned(),
            meta_number: "+15550001111".to_owned(),
            meta_token: None,
            meta_app_secret: None,
            webhook_url: None,
            seed: None,
            webhook_retry: Duration::from_millis(200),
            webhook_attempts: 7,
        }
    }
}

fn milliseconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .map(Duration::from_millis)
        .map_err(|_| format!("`{text}` is not a number of milliseconds"))
}

fn web_address(text: &str) -> Result<String, String> {
    let is_one = reqwest::Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    is_one.then(|| text.to_owned()).ok_or_else(|| {
        format!(
            "`{text}` is no address that a webhook could be sent to; begin with http:// or https://"
        )
    })
}
