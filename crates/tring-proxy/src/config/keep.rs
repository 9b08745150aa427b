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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        keep: Keep,
    }

    #[test]
    fn webhooks_are_kept_for_as_long_as_providers_send_again() {
        let with = |days| Command::try_parse_from(["serve", "--keep-webhooks-days", days]);
        assert_eq!(with("7").expect("a week").keep.webhooks_days, 7);
        let error = with("6").expect_err("too short").to_string();
        assert!(error.contains("6 is not in 7..=3650"), "{error}");
        let default = Command::try_parse_from(["serve"]).expect("no options");
        assert_eq!(default.keep, Keep::default());
    }
}
