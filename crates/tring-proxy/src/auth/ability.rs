//! What a token may be allowed to do.

/// What a token may be allowed to do, and a person by her role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// See calls, their statistics and events, and who can take calls.
    ReadCalls,
    /// Dial, answer and end calls.
    MakeCalls,
    /// See contacts and what they consented to.
    ReadContacts,
    /// Add, change, import and erase contacts, and record their consent.
    WriteContacts,
    /// Set the status of other agents, and how calls are routed to them.
    ManageAgents,
    /// Add, change, check and remove channels.
    ManageChannels,
    /// Change the team's limits, consent policy and safeguards.
    ManageSettings,
    /// Register addresses that events are sent to.
    ManageWebhooks,
    /// Make and revoke tokens that may no more than this one.
    ManageTokens,
}

impl Ability {
    /// The word of a token that may do everything.
    pub const EVERYTHING: &str = "*";

    /// Every ability, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::ReadCalls,
        Self::MakeCalls,
        Self::ReadContacts,
        Self::WriteContacts,
        Self::ManageAgents,
        Self::ManageChannels,
        Self::ManageSettings,
        Self::ManageWebhooks,
        Self::ManageTokens,
    ];

    /// The word that a token is made with.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadCalls => "calls:read",
            Self::MakeCalls => "calls:write",
            Self::ReadContacts => "contacts:read",
            Self::WriteContacts => "contacts:write",
            Self::ManageAgents => "agents",
            Self::ManageChannels => "channels",
            Self::ManageSettings => "settings",
            Self::ManageWebhooks => "webhooks",
            Self::ManageTokens => "tokens",
        }
    }

    /// What a program is told whose token lacks this.
    pub fn token_lacks(self) -> &'static str {
        match self {
            Self::ReadCalls => {
                "This token may not read calls. Make one with the ability `calls:read`."
            }
            Self::MakeCalls => {
                "This token may not make calls. Make one with the ability `calls:write`."
            }
            Self::ReadContacts => {
                "This token may not read contacts. Make one with the ability `contacts:read`."
            }
            Self::WriteContacts => {
                "This token may not change contacts. Make one with the ability `contacts:write`."
            }
            Self::ManageAgents => {
                "This token may not see to agents and routing. Make one with the ability `agents`."
            }
            Self::ManageChannels => {
                "This token may not see to channels. Make one with the ability `channels`."
            }
            Self::ManageSettings => {
                "This token may not change settings. Make one with the ability `settings`."
            }
            Self::ManageWebhooks => {
                "This token may not see to webhooks. Make one with the ability `webhooks`."
            }
            Self::ManageTokens => {
                "This token may not see to tokens. Make one with the ability `tokens`."
            }
        }
    }
}

/// A word that names no ability.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no ability `{word}`. Use {known} or `*`.", known = known())]
pub struct UnknownAbility {
    /// The word.
    pub word: String,
}

/// The words of a token's abilities, each once, in the order of [`Ability::ALL`]; `*` takes the place of all.
pub fn checked(words: &[String]) -> Result<Vec<String>, UnknownAbility> {
    let all = || Ability::ALL.into_iter().map(Ability::as_str);
    let is_known = |word: &String| word == Ability::EVERYTHING || all().any(|known| known == word);
    if let Some(word) = words.iter().find(|word| !is_known(word)) {
        return Err(UnknownAbility { word: word.clone() });
    }
    if words.iter().any(|word| word == Ability::EVERYTHING) {
        return Ok(vec![Ability::EVERYTHING.to_owned()]);
    }
    let wanted = |known: &&str| words.iter().any(|word| word == known);
    Ok(all().filter(wanted).map(str::to_owned).collect())
}

fn known() -> String {
    let words = Ability::ALL.map(|ability| format!("`{}`", ability.as_str()));
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().copied().map(str::to_owned).collect()
    }

    #[test]
    fn abilities_are_kept_once_and_everything_is_everything() {
        let checked = |list: &[&str]| checked(&words(list));
        assert_eq!(
            checked(&["calls:write", "calls:read", "calls:write"]),
            Ok(words(&["calls:read", "calls:write"]))
        );
        assert_eq!(checked(&["calls:read", "*"]), Ok(words(&["*"])));
    }

    #[test]
    fn a_word_that_is_no_ability_is_named() {
        let error = checked(&words(&["calls"])).expect_err("there is none");
        assert_eq!(
            error.to_string(),
            "there is no ability `calls`. Use `calls:read`, `calls:write`, `contacts:read`, `contacts:write`, \
             `agents`, `channels`, `settings`, `webhooks`, `tokens` or `*`."
        );
    }
}
