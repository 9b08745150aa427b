//! Whether a call may be placed, and the rules of the team for it.

use tring_protocol::{
    calling_rules::{CallingRules, CallingRulesResponse},
    eligibility::{EligibilityRequest, EligibilityResponse},
};

use crate::{Client, Method, Transport};

impl<T: Transport> Client<T> {
    /// Whether a call could be placed now, and if not, why.
    pub fn check_eligibility(
        &self,
        request: &EligibilityRequest,
    ) -> T::Answer<EligibilityResponse> {
        self.transport.post("/api/calls/check-eligibility", request)
    }

    /// The team's limits, triggers and safeguards.
    pub fn calling_rules(&self) -> T::Answer<CallingRulesResponse> {
        self.transport.get(RULES)
    }

    /// Sets the team's limits, triggers and safeguards.
    pub fn set_calling_rules(&self, rules: &CallingRules) -> T::Answer<CallingRulesResponse> {
        self.transport.send(Method::Put, RULES, Some(rules))
    }

    /// Lets the team call again after too many missed calls.
    pub fn lift_suspension(&self) -> T::Answer<CallingRulesResponse> {
        self.transport.send(
            Method::Delete,
            &[RULES, "/suspension"].concat(),
            None::<&()>,
        )
    }
}

const RULES: &str = "/api/teams/settings/calling";
