//! Errors in the Graph API's form and with its codes.
//!
//! Codes and HTTP statuses are those of the "Troubleshooting" page of the calling guide; the
//! general ones (100/33, 190, 2500) are the Graph API's own.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    clock::Moment,
    dialects::{
        fault::Refused,
        fields::{Misfit, set},
    },
};

/// An error of the Graph API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GraphError {
    pub(crate) status: StatusCode,
    pub(crate) code: u32,
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    subcode: Option<u32>,
    pub(crate) details: Option<String>,
}

impl GraphError {
    fn new(status: StatusCode, code: u32, message: &str) -> Self {
        Self {
            status,
            code,
            kind: "OAuthException",
            message: format!("(#{code}) {message}"),
            subcode: None,
            details: None,
        }
    }

    fn with_details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// Something in the request is wrong; `details` says what.
    pub(crate) fn parameter(details: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 100, "Invalid parameter").with_details(details)
    }

    pub(crate) fn token() -> Self {
        Self {
            message: "Invalid OAuth access token - Cannot parse access token".to_owned(),
            ..Self::new(StatusCode::UNAUTHORIZED, 190, "")
        }
    }

    /// The path begins with something that is no version.
    pub(crate) fn path(component: &str) -> Self {
        Self {
            message: format!("Unknown path components: /{component}"),
            ..Self::new(StatusCode::BAD_REQUEST, 2500, "")
        }
    }

    pub(crate) fn unknown_object(id: &str) -> Self {
        Self {
            kind: "GraphMethodException",
            message: format!(
                "Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due \
                 to missing permissions, or does not support this operation."
            ),
            subcode: Some(33),
            ..Self::new(StatusCode::BAD_REQUEST, 100, "")
        }
    }

    pub(crate) fn unknown_template(name: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            132_001,
            "Template name does not exist in the translation",
        )
        .with_details(format!("template name ({name}) does not exist"))
    }

    pub(crate) fn template_exists() -> Self {
        let text = "Content in this language already exists";
        let error = Self::new(StatusCode::BAD_REQUEST, 100, "Invalid parameter");
        Self {
            subcode: Some(2_388_024),
            ..error.with_details(text)
        }
    }

    pub(crate) fn calling_disabled() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 138_000, "Calling not enabled")
    }

    /// The number's calls go over SIP; the Graph API has no part in them.
    pub(crate) fn sip_enabled() -> Self {
        let text = "Graph API calls are not allowed for a SIP enabled number";
        Self::new(StatusCode::BAD_REQUEST, 131_055, text)
    }

    /// The customer took as many calls as one may in 24 hours; `next` is when one more may come.
    pub(crate) fn daily_limit(next: Moment) -> Self {
        let text = "Business Initiated Calls Limit Hit";
        Self::new(StatusCode::BAD_REQUEST, 138_012, text).with_details(next.seconds().to_string())
    }

    /// Calling cannot be enabled for a business that would not hear of its calls.
    pub(crate) fn not_subscribed() -> Self {
        let text = "Calling cannot be enabled: subscribe to the `calls` webhook or enable SIP";
        Self::new(StatusCode::BAD_REQUEST, 138_018, text)
    }

    pub(crate) fn already_in_call() -> Self {
        let text = "A call with this receiver is already ongoing";
        Self::new(StatusCode::BAD_REQUEST, 138_003, text)
    }

    pub(crate) fn no_permission() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            138_006,
            "No approved call permission found",
        )
    }

    /// Not documented; seen by people whose SDP has several fingerprints.
    pub(crate) fn sdp_validation(details: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 138_008, "SDP Validation error").with_details(details)
    }

    pub(crate) fn too_many_permission_requests() -> Self {
        let text = "Call permission request limit hit";
        Self::new(StatusCode::BAD_REQUEST, 138_009, text)
    }

    /// The customer has not written for 24 hours: templates only.
    pub(crate) fn window_closed() -> Self {
        let text = "Re-engagement message";
        Self::new(StatusCode::BAD_REQUEST, 131_047, text).with_details(
            "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
        )
    }

    /// The Graph API's refusal of a field that an object has not.
    pub(crate) fn unknown_field(name: &str) -> Self {
        let text = format!(
            "Tried accessing nonexisting field ({name}) on node type (WhatsAppBusinessPhoneNumber)"
        );
        Self::new(StatusCode::BAD_REQUEST, 100, &text)
    }

    pub(crate) fn permission_not_needed() -> Self {
        let text = "Call permission is already permanent";
        Self::new(StatusCode::BAD_REQUEST, 138_017, text)
    }

    /// The error as the Graph API writes it.
    pub(crate) fn body(&self) -> Value {
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "fbtrace_id": "AbCdEfSimulatedTraceId",
        });
        if let Some(subcode) = self.subcode {
            set(&mut error, "error_subcode", json!(subcode));
        }
        if let Some(details) = &self.details {
            set(
                &mut error,
                "error_data",
                json!({"messaging_product": "whatsapp", "details": details}),
            );
        }
        json!({ "error": error })
    }
}

impl Refused for GraphError {
    fn of_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::token(),
            429 => Self::new(status, 138_005, "Rate limit for call initiation reached"),
            500.. => Self::new(
                status,
                2,
                "An unexpected error has occurred. Please retry your request later.",
            ),
            _ => Self::new(status, 100, "Invalid parameter"),
        }
    }
}

impl From<Misfit> for GraphError {
    fn from(misfit: Misfit) -> Self {
        Self::parameter(misfit.0)
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        (self.status, Json(self.body())).into_response()
    }
}
