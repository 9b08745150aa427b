//! How a team's calls are routed to its agents, in the words of seed 000.

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// The longest that [`CallRouting::cooldown_seconds`] may be: an hour.
pub const LONGEST_COOLDOWN_SECONDS: u64 = 3_600;
/// The shortest that one agent may be rung.
pub const SHORTEST_RING_SECONDS: u64 = 5;
/// The longest that [`CallRouting::ring_timeout_seconds`] and [`CallRouting::max_wait_seconds`] may be. WhatsApp
/// gives up before.
pub const LONGEST_RING_SECONDS: u64 = 120;
/// The longest [`CallRouting::auto_reply_text`], in characters: WhatsApp's limit for a text is 4096, and nobody
/// reads that.
pub const LONGEST_AUTO_REPLY: usize = 1_000;

/// Who is rung, and in what order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoutingMode {
    /// One after the other, beginning behind the one who was asked last.
    RoundRobin,
    /// One after the other, beginning with who has not talked for longest.
    LongestIdle,
    /// All at once.
    #[default]
    RingAll,
    /// The one who last talked with the customer first, then as with `longest_idle`.
    Sticky,
}

/// Which agents are rung.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoutingRole {
    /// All.
    #[default]
    Any,
    /// Those with the role `owner`.
    Owner,
    /// Those with the role `admin`.
    Admin,
    /// Those with the role `agent`.
    Agent,
}

/// What follows a customer's call that nobody answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FallbackAction {
    /// The customer gets a text.
    AutoReply,
    /// The inbox shows that the customer is to be called back.
    Callback,
    /// Nothing.
    #[default]
    None,
}

/// `GET` and `PUT /api/teams/settings/call-routing`, bare as in seed 000.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallRouting {
    /// Who is rung, and in what order.
    pub mode: RoutingMode,
    /// Which agents are rung.
    pub role: RoutingRole,
    /// For how long an agent is left alone after a talk, in seconds.
    #[cfg_attr(feature = "openapi", schema(maximum = 3600))]
    pub cooldown_seconds: u64,
    /// For how long one agent is rung before the next one is, in seconds; `ring_all` does not look at it.
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 120))]
    pub ring_timeout_seconds: u64,
    /// For how long a call rings in all, in seconds.
    pub max_wait_seconds: u64,
    /// What follows a customer's call that nobody answered.
    pub fallback_action: FallbackAction,
    /// The text of `auto_reply`.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1000))]
    pub auto_reply_text: String,
}

/// The body of `PUT /api/teams/settings/call-routing`. A field that is absent or null stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallRoutingChange {
    /// Who is rung, and in what order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<RoutingMode>,
    /// Which agents are rung.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoutingRole>,
    /// For how long an agent is left alone after a talk, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(maximum = 3600))]
    pub cooldown_seconds: Option<u64>,
    /// For how long one agent is rung before the next one is, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 120))]
    pub ring_timeout_seconds: Option<u64>,
    /// For how long a call rings in all, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 120))]
    pub max_wait_seconds: Option<u64>,
    /// What follows a customer's call that nobody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_action: Option<FallbackAction>,
    /// The text of `auto_reply`; an empty one stands for the words that it has by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 1000))]
    pub auto_reply_text: Option<String>,
}
