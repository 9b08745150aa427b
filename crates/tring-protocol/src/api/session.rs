//! Signing in, and what a page needs to begin.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::agent::CallAvailability;

/// `POST /api/session`: sign in with the one-time token of a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInRequest {
    /// The token from the link's fragment.
    pub token: String,
}

impl fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInRequest").finish_non_exhaustive()
    }
}

/// `GET` or `POST /api/session`: who is signed in, and what a page needs to begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionResponse {
    /// Always `true`.
    pub success: bool,
    /// The agent's id.
    pub agent_id: u64,
    /// The agent's name.
    pub agent_name: String,
    /// The team's name.
    pub team_name: String,
    /// Whether she takes calls.
    #[serde(default)]
    pub call_status: CallAvailability,
    /// Whether she gets calls at all.
    #[serde(default = "yes")]
    pub is_call_enabled: bool,
    /// The channels that can be called from, the default first.
    pub channels: Vec<ChannelSummary>,
    /// ICE servers for the peer connections; none unless the operator configured some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ice_servers: Vec<IceServer>,
}

/// A proxy that does not say gives calls to everybody.
fn yes() -> bool {
    true
}

/// A channel as the inbox shows it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a literal of what can be done, read by field name"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelSummary {
    /// The channel's id.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Its number.
    pub number: String,
    /// The provider's name, `vobiz`.
    #[serde(default)]
    pub provider: String,
    /// Whether it has `pre_accept`.
    pub pre_accept: bool,
    /// Whether the provider tells when the customer's phone rings and when it was picked up. Without it the first
    /// inbound audio counts as the answer.
    #[serde(default)]
    pub status_events: bool,
    /// Whether a contact can be asked for the permission to call, by a message or by a template.
    #[serde(default)]
    pub can_ask: bool,
    /// Whether the provider can be asked for the permission as it stands.
    #[serde(default)]
    pub permission_query: bool,
}

/// An ICE server (WebRTC `RTCIceServer`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IceServer {
    /// `stun:` or `turn:` addresses.
    pub urls: Vec<String>,
    /// For TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// For TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

impl fmt::Debug for IceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IceServer")
            .field("urls", &self.urls)
            .finish_non_exhaustive()
    }
}
