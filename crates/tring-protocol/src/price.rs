//! What calls from a channel cost.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

/// `GET` and `PUT /api/channels/{id}/prices`: the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceTableResponse {
    /// Always `true`.
    pub success: bool,
    /// The table.
    pub data: PriceTable,
}

/// `PUT /api/channels/{id}/prices`: the whole table. What it does not have has no price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceTable {
    /// ISO 4217, `USD`.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 3, max_length = 3, pattern = "^[A-Za-z]{3}$")
    )]
    pub currency: String,
    /// The length of a pulse, in seconds: each begun one counts. WhatsApp's is 6.
    #[serde(default = "pulse_seconds")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 3600))]
    pub pulse_seconds: u64,
    /// The prices, at most one for each prefix.
    #[cfg_attr(feature = "openapi", schema(max_items = 1000))]
    pub prices: Vec<PriceLine>,
}

/// What a minute to numbers that begin so costs. The longest prefix that fits counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceLine {
    /// `+` and the first digits of a number, `+49`; a `+` alone is every number.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 16, pattern = "^[+][0-9]{0,15}$")
    )]
    pub prefix: String,
    /// An amount with up to six decimals, as text so that no digit is lost: `0.035`.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 16, pattern = "^[0-9]{1,6}([.][0-9]{1,6})?$")
    )]
    pub per_minute: String,
}

fn pulse_seconds() -> u64 {
    6
}
