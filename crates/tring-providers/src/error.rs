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
    pub fn unsupported(operation: &'static str) -> Self {
        Self {
            kind: ErrorKind::Unsupported,
            retry: Retry::Never,
            operation,
            code: None,
            message: "This provider cannot do that.".to_owned(),
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
