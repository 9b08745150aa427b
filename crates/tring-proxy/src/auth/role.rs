//! What a person may do in a team: the one table of roles and abilities.

use std::{fmt, str::FromStr};

use super::Ability;

/// What a user is in the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An administrator whom the team cannot lose: it keeps one.
    Owner,
    /// Sees to channels, settings, tokens and other agents.
    Admin,
    /// Takes and makes calls.
    Agent,
}

/// A word that names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is `owner`, `admin` or `agent`")]
pub struct UnknownRole;

impl Role {
    /// Every role, the mightiest first.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Admin, Self::Agent];

    /// The word in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Agent => "agent",
        }
    }

    /// Whether this is an administrator of the team.
    pub fn is_admin(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }

    /// Whether a signed-in person of this role may do this.
    pub fn may(self, ability: Ability) -> bool {
        match ability {
            Ability::ReadCalls
            | Ability::MakeCalls
            | Ability::ReadContacts
            | Ability::WriteContacts => true,
            Ability::ManageAgents
            | Ability::ManageChannels
            | Ability::ManageSettings
            | Ability::ManageTokens
            | Ability::ManageWebhooks => self.is_admin(),
        }
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or(UnknownRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_from_its_own_word_only() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert_eq!("Owner".parse::<Role>(), Err(UnknownRole));
        assert_eq!("".parse::<Role>(), Err(UnknownRole));
    }
}
