//! How long is kept what is no longer needed.

use clap::Args;

/// The least for webhooks, in days: providers send again for so long, and what came before is known by what is kept.
const LEAST_WEBHOOKS: i64 = 7;
/// Ten years.
const MOST: i64 = 3_650;

/// How long is kept what is no longer needed; after that it is erased. Calls, contacts and figures stay.
#[derive(Args, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// For how many days webhooks are kept as they came in.
    #[arg(
        long = "keep-webhooks-days",
        env = "TRING_KEEP_WEBHOOKS_DAYS",
        default_value_t = Self::default().webhooks_days,
        value_parser = clap::value_parser!(u32).range(LEAST_WEBHOOKS..=MOST)
    )]
    pub webhooks_days: u32,
    /// For how many days the SDP of calls that are over is kept.
    #[arg(
        long = "keep-sdp-days",
        env = "TRING_KEEP_SDP_DAYS",
        default_value_t = Self::default().sdp_days,
        value_parser = clap::value_parser!(u32).range(1..=MOST)
    )]
    pub sdp_days: u32,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            webhooks_days: 30,
            sdp_days: 1,
        }
    }
}
