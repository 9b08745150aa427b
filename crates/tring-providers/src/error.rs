//! One error for all providers: what, may I retry, and a sentence for a person.

/// What went wrong between us and a provider.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("provider {operation}: {kind:?} ({code:?}): {message}")]
pub struct ProviderError {
    /// What, in our words.
    pub kind: ErrorKind,
    /// Whether the same request may be made again, and whether this one can have had an effect.
    pub retry: Retry,
    /// Which operation.
    pub operation: &'static str,
    /// The provider's own code, for the log.
    pub code: Option<String>,
    /// What happened and what to do, for an agent. Never the provider's raw text with personal data.
    pub message: String,
}

impl ProviderError {
    /// The provider has no such operation.
    pub fn unsupported(operation: Operation) -> Self {
        let message = "This provider cannot do that for Tring. See whether it can be done at the provider itself; the \
                       channel's page lists what cannot be done from here."
            .to_owned();
        Self::new(operation, ErrorKind::Unsupported, Retry::Never, message)
    }

    /// An error without a code of the provider's.
    pub fn new(operation: Operation, kind: ErrorKind, retry: Retry, message: String) -> Self {
        Self {
            kind,
            retry,
            operation: operation.name(),
            code: None,
            message,
        }
    }

    /// The request did not get through, or its answer did not come back.
    pub fn not_sent(operation: Operation, cause: &reqwest::Error) -> Self {
        // Without a connection the request has never left us.
        let (retry, what, remedy) = if cause.is_connect() {
            let remedy =
                "Check the proxy's internet connection and the channel's base URL, then try again.";
            (Retry::Later, "could not be reached", remedy)
        } else if cause.is_timeout() {
            let (retry, remedy) = (operation.retry_when_lost(), operation.wait_and_see());
            (retry, "did not answer in time", remedy)
        } else {
            let (retry, remedy) = (operation.retry_when_lost(), operation.wait_and_see());
            (retry, "broke off the connection", remedy)
        };
        let message = format!("The provider {what}. {remedy}");
        Self::new(operation, ErrorKind::Unreachable, retry, message)
    }

    /// The answer says that it worked, but not what.
    pub fn nonsense(operation: Operation) -> Self {
        let message = format!(
            "The provider's answer made no sense. {} If it happens again, check the channel's base URL.",
            operation.wait_and_see()
        );
        let retry = operation.retry_when_lost();
        Self::new(operation, ErrorKind::ProviderFailed, retry, message)
    }

    /// An answer without a code of the provider's: something on the way answered, and its status is all there is.
    pub fn from_status(operation: Operation, status: u16) -> Self {
        let (kind, retry, message) = match status {
            429 => (
                ErrorKind::Limit,
                Retry::Later,
                "The provider takes no more requests for now. Try again in a minute.".to_owned(),
            ),
            // Never followed: the credentials would go along.
            300..=399 => (
                ErrorKind::InvalidRequest,
                Retry::Never,
                "The provider's address sends requests on to another one, and they are not followed there with the \
                 channel's credentials. Check the channel's base URL."
                    .to_owned(),
            ),
            // A refusal is no call.
            400..=407 | 409..=499 => (
                ErrorKind::InvalidRequest,
                Retry::Never,
                format!(
                    "The provider's address answered {status} without a reason. Check the channel's \
                     base URL and number id."
                ),
            ),
            _ => (
                ErrorKind::ProviderFailed,
                operation.retry_when_lost(),
                format!(
                    "The provider has a problem of its own. {}",
                    operation.wait_and_see()
                ),
            ),
        };
        Self::new(operation, kind, retry, message)
    }

    /// The channel's base URL is not one.
    pub fn bad_base_url(operation: Operation, example: &str) -> Self {
        let message = format!(
            "The channel's base URL is not an address. Correct it in the channel's settings, for example {example}."
        );
        Self::new(operation, ErrorKind::InvalidRequest, Retry::Never, message)
    }
}

/// What was asked of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Call a customer.
    Dial,
    /// Send the answer early.
    PreAccept,
    /// Answer a customer's call.
    Accept,
    /// Decline a customer's call.
    Reject,
    /// End a call.
    Terminate,
    /// Ask whether a customer allows calls.
    Permission,
    /// Ask a customer for the permission to call.
    AskPermission,
    /// Create the template that asks for it.
    CreateTemplate,
    /// Send a customer a text.
    SendText,
    /// Ask how the number stands at WhatsApp.
    Health,
    /// Read the calling settings.
    ReadSettings,
    /// Change the calling settings.
    ChangeSettings,
    /// Look a call up in the provider's log.
    CallLog,
    /// Find out whether the channel works.
    Check,
}

impl Operation {
    /// Its name in logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dial => "dial",
            Self::PreAccept => "pre_accept",
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Terminate => "terminate",
            Self::Permission => "permission",
            Self::AskPermission => "ask_permission",
            Self::CreateTemplate => "create_template",
            Self::SendText => "send_text",
            Self::Health => "health",
            Self::ReadSettings => "read_settings",
            Self::ChangeSettings => "change_settings",
            Self::CallLog => "call_log",
            Self::Check => "check",
        }
    }

    /// Whether it may be made again when nobody knows what became of it: a question changes nothing, and settings
    /// can be set twice.
    pub fn retry_when_lost(self) -> Retry {
        match self {
            Self::Permission
            | Self::Health
            | Self::ReadSettings
            | Self::ChangeSettings
            | Self::CallLog
            | Self::Check => Retry::Later,
            Self::Dial
            | Self::PreAccept
            | Self::Accept
            | Self::Reject
            | Self::Terminate
            | Self::AskPermission
            | Self::CreateTemplate
            | Self::SendText => Retry::Unknown,
        }
    }

    /// Whether it is about a call that exists.
    pub fn acts_on_a_call(self) -> bool {
        match self {
            Self::PreAccept | Self::Accept | Self::Reject | Self::Terminate => true,
            Self::Dial
            | Self::Permission
            | Self::AskPermission
            | Self::CreateTemplate
            | Self::SendText
            | Self::Health
            | Self::ReadSettings
            | Self::ChangeSettings
            | Self::CallLog
            | Self::Check => false,
        }
    }

    /// What a person does who does not know what became of it.
    fn wait_and_see(self) -> &'static str {
        match self {
            Self::Dial | Self::PreAccept | Self::Accept | Self::Reject | Self::Terminate => {
                "Wait a moment to see what became of the call."
            }
            Self::AskPermission => {
                "The request may have been sent all the same: wait for the customer's reply before you ask again."
            }
            Self::CreateTemplate => {
                "The template may be there all the same: look at the provider's list before you try again."
            }
            Self::SendText => {
                "The message may have been sent all the same: look into the chat before you send it again."
            }
            Self::Permission
            | Self::Health
            | Self::ReadSettings
            | Self::ChangeSettings
            | Self::CallLog
            | Self::Check => "Try again in a moment.",
        }
    }
}

/// What went wrong, in our words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The credentials are wrong or have expired.
    Credentials,
    /// Calling is not enabled on the number, or the number cannot be used this way.
    NotEnabled,
    /// The customer has not allowed calls.
    NoPermission,
    /// The customer cannot be called on WhatsApp.
    Uncallable,
    /// A call with this customer is already under way.
    AlreadyInCall,
    /// A limit was reached.
    Limit,
    /// The provider does not take the SDP.
    InvalidSdp,
    /// The provider does not know the call, or it is over.
    CallGone,
    /// The request is not what the provider wants: a mistake of ours or of the settings.
    InvalidRequest,
    /// The provider could not be reached, or did not answer in time.
    Unreachable,
    /// The provider failed (5xx), or answered nonsense.
    ProviderFailed,
    /// The provider has no such operation.
    Unsupported,
}

/// Whether the same request may be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It had no effect, and would be refused again.
    Never,
    /// It had no effect, and may succeed later.
    Later,
    /// Nobody knows whether it had an effect.
    Unknown,
}
