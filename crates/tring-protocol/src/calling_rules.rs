//! A team's rules for outgoing calls: limits, what is demanded of a contact, what may ask for a call, and when calling
//! stops by itself.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::call::Millis;

/// The most words in one list of [`CallingRules`].
pub const MOST_WORDS: usize = 200;
/// The longest of these words, in characters.
pub const LONGEST_WORD: usize = 64;
/// The most calls or minutes that a limit of [`CallingRules`] may name.
pub const LARGEST_LIMIT: u64 = 1_000_000_000;
/// The most missed calls that the safeguard may wait for.
pub const MOST_MISSED_CALLS: u64 = 1_000;
/// The longest window of missed calls and the longest suspension, in minutes: a week.
pub const LONGEST_MINUTES: u64 = 7 * 24 * 60;

/// What a team demands of a contact before it calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentPolicy {
    /// That nothing is known against it.
    #[default]
    Implicit,
    /// A consent that the contact gave and that is on record.
    Explicit,
}

/// What a call can be asked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TriggerType {
    /// A person pressed *Call*.
    Manual,
    /// A customer wrote that she wants to be called.
    Keyword,
    /// A customer replied to the question whether we may call.
    ConsentReply,
    /// A customer whose call nobody answered is called back.
    Callback,
    /// A program decided it.
    Api,
    /// A flow without a person decided it.
    Automation,
}

impl TriggerType {
    /// All, in the order of the documentation.
    pub const ALL: [Self; 6] = [
        Self::Manual,
        Self::Keyword,
        Self::ConsentReply,
        Self::Callback,
        Self::Api,
        Self::Automation,
    ];

    /// The word that travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Keyword => "keyword",
            Self::ConsentReply => "consent_reply",
            Self::Callback => "callback",
            Self::Api => "api",
            Self::Automation => "automation",
        }
    }
}

/// Where a call can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TriggerSource {
    /// The inbox.
    Inbox,
    /// A chat on WhatsApp.
    Whatsapp,
    /// The button on a website.
    Widget,
    /// The customer database of the business.
    Crm,
    /// Any other program.
    Api,
    /// A flow without a person.
    Automation,
}

impl TriggerSource {
    /// All, in the order of the documentation.
    pub const ALL: [Self; 6] = [
        Self::Inbox,
        Self::Whatsapp,
        Self::Widget,
        Self::Crm,
        Self::Api,
        Self::Automation,
    ];

    /// The word that travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Whatsapp => "whatsapp",
            Self::Widget => "widget",
            Self::Crm => "crm",
            Self::Api => "api",
            Self::Automation => "automation",
        }
    }
}

/// `PUT /api/teams/settings/calling`: the team's rules for outgoing calls, as a whole. What is absent gets its
/// default: no limit, no safeguard, every trigger, our own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CallingRules {
    /// How many calls the team may place in any 60 seconds.
    #[cfg_attr(feature = "openapi", schema(maximum = 1_000_000_000))]
    pub calls_per_minute: Option<u64>,
    /// How many calls the team may place in any 60 minutes.
    #[cfg_attr(feature = "openapi", schema(maximum = 1_000_000_000))]
    pub calls_per_hour: Option<u64>,
    /// How many minutes the team may talk in a calendar month (UTC), in both directions. Calls from customers are
    /// answered beyond it.
    #[cfg_attr(feature = "openapi", schema(maximum = 1_000_000_000))]
    pub minutes_per_month: Option<u64>,
    /// What is demanded of a contact.
    pub consent_policy: ConsentPolicy,
    /// The triggers that may ask for a call; all where absent.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub trigger_types: Option<Vec<TriggerType>>,
    /// The places where a call may be asked for; all where absent.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub trigger_sources: Option<Vec<TriggerSource>>,
    /// Words of which one must be in a customer's message that asks for a call; ours in several languages where absent.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub call_keywords: Option<Vec<String>>,
    /// Words with which a customer says yes; ours in several languages where absent.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub affirmative_replies: Option<Vec<String>>,
    /// After how many calls from customers that nobody answered no calls are placed for a while; never where absent.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1000))]
    pub missed_calls: Option<u64>,
    /// Within how many minutes these calls must have come; 60 where absent.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10080))]
    pub missed_calls_window_minutes: Option<u64>,
    /// For how many minutes after the last of them no calls are placed; 60 where absent.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10080))]
    pub suspension_minutes: Option<u64>,
}

/// `GET`, and the answer to `PUT` and `DELETE …/suspension`: the rules with every default written out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallingRulesResponse {
    /// Always `true`.
    pub success: bool,
    /// The rules.
    pub data: CallingRules,
    /// Whether calling is suspended now, and until when.
    pub suspension: Option<Suspension>,
}

/// No calls are placed, because customers' calls went unanswered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suspension {
    /// When it ends by itself.
    pub until: Millis,
}
