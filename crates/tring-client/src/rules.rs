//! Whether a call may be placed, and the rules of the team for it.

use tring_protocol::{
    calling_rules::{CallingRules, CallingRulesResponse},
    eligibility::{EligibilityRequest, EligibilityResponse},
};

use crate::{Client, Method, Transport};

impl<T: Transport> Client<T> {
    /// Whether a call could be placed now, and if not, why.
    pub async fn check_eligibility(
        &self,
        request: &EligibilityRequest,
    ) -> Result<EligibilityResponse, T::Error> {
        self.transport
            .post("/api/calls/check-eligibility", request)
            .await
    }

    /// The team's limits, triggers and safeguards.
    pub async fn calling_rules(&self) -> Result<CallingRulesResponse, T::Error> {
        self.transport.get(RULES).await
    }

    /// Sets the team's limits, triggers and safeguards.
    pub async fn set_calling_rules(
        &self,
        rules: &CallingRules,
    ) -> Result<CallingRulesResponse, T::Error> {
        self.transport.send(Method::Put, RULES, Some(rules)).await
    }

    /// Lets the team call again after too many missed calls.
    pub async fn lift_suspension(&self) -> Result<CallingRulesResponse, T::Error> {
        self.transport
            .send(
                Method::Delete,
                &[RULES, "/suspension"].concat(),
                None::<&()>,
            )
            .await
    }
}

const RULES: &str = "/api/teams/settings/calling";
