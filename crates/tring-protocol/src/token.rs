//! Tokens: what programs sign in with, in Sanctum's form `<id>|<secret>`.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::call::Millis;

/// `POST /api/tokens`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenRequest {
    /// What it is for, one line.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// What it may do: `calls:read`, `calls:write`, `contacts:read`, `contacts:write`, `agents`, `channels`,
    /// `settings`, `webhooks`, `tokens`, or `*` for all of them.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 20))]
    pub abilities: Vec<String>,
    /// Until when it is valid, in Unix milliseconds; for good where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Millis>,
    /// The agent whom it belongs to: her own status, her own inbox. Nobody's but the team's where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<u64>,
}

/// A token as administrators see it; never its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Token {
    /// Its number, the part before the `|`.
    pub id: u64,
    /// What it is for.
    pub name: String,
    /// What it may do; `*` stands for everything.
    pub abilities: Vec<String>,
    /// Until when it is valid, in Unix milliseconds.
    pub expires_at: Option<Millis>,
    /// When it was last used, to about a minute.
    pub last_used_at: Option<Millis>,
    /// When it was made.
    pub created_at: Millis,
    /// Who made it: a person's name or another token's; nobody where it was made at the command line.
    pub created_by: Option<String>,
    /// The agent whom it belongs to, where it is not the whole team's.
    #[serde(default)]
    pub agent_id: Option<u64>,
}

/// `GET /api/tokens`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenList {
    /// Always `true`.
    pub success: bool,
    /// The team's tokens that are not revoked, the oldest first.
    pub data: Vec<Token>,
}

/// The answer to `POST /api/tokens`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenCreated {
    /// Always `true`.
    pub success: bool,
    /// The token as it is kept.
    pub data: Token,
    /// The token itself, `<id>|<secret>`, for `Authorization: Bearer …`. It is shown this once.
    pub token: String,
}

impl core::fmt::Debug for TokenCreated {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("TokenCreated")
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}
