//! Whether a contact may be called now, and the team's rules.

use tring_protocol::{
    calling_rules::{
        CallingRules, CallingRulesResponse, ConsentPolicy, Suspension, TriggerSource, TriggerType,
    },
    contact::ConsentType,
    eligibility::{
        BlockReason, CheckOutcome, Eligibility, EligibilityChecks, EligibilityRequest,
        EligibilityResponse,
    },
};

use crate::{AT, golden};

const PASSED: Option<CheckOutcome> = Some(CheckOutcome { passed: true });

fn blocked() -> Eligibility {
    let reason = BlockReason::ContactOptedOut;
    Eligibility {
        eligible: false,
        blocked: true,
        consent_type: None,
        block_reason: Some(reason),
        block_category: Some(reason.category()),
        user_message: Some("This contact has opted out of communications".to_owned()),
        admin_message: Some("Contact opt-in status is not 'opted_in'".to_owned()),
        checks: EligibilityChecks {
            trigger_consent: PASSED,
            phone_readiness: PASSED,
            quality_rating: PASSED,
            consent: Some(CheckOutcome { passed: false }),
            ..EligibilityChecks::default()
        },
    }
}

#[test]
fn eligibility_is_asked_for_and_told() {
    golden(
        "eligibility.request.json",
        &EligibilityRequest {
            contact_id: Some(123),
            phone_number: None,
            channel_id: Some("channel_0123456789abcdef".to_owned()),
            trigger_type: Some("keyword".to_owned()),
            trigger_source: Some("whatsapp".to_owned()),
            trigger_message: Some("Please call me".to_owned()),
            agent_id: Some(7),
            with_media: Some(false),
        },
    );
    golden(
        "eligibility.response.json",
        &EligibilityResponse {
            success: true,
            data: Eligibility {
                eligible: true,
                blocked: false,
                consent_type: Some(ConsentType::Implicit),
                block_reason: None,
                block_category: None,
                user_message: None,
                admin_message: None,
                checks: EligibilityChecks {
                    trigger_consent: PASSED,
                    phone_readiness: PASSED,
                    quality_rating: PASSED,
                    consent: PASSED,
                    agent_availability: PASSED,
                    usage_limits: PASSED,
                    context: PASSED,
                    safeguards: PASSED,
                },
            },
        },
    );
    golden(
        "eligibility.blocked.response.json",
        &EligibilityResponse {
            success: true,
            data: blocked(),
        },
    );
}

#[test]
fn rules_are_set_and_shown() {
    golden("calling_rules.empty.json", &CallingRules::default());
    golden(
        "calling_rules.response.json",
        &CallingRulesResponse {
            success: true,
            data: CallingRules {
                calls_per_minute: Some(5),
                calls_per_hour: Some(100),
                minutes_per_month: Some(1_000),
                consent_policy: ConsentPolicy::Explicit,
                trigger_types: Some(TriggerType::ALL.to_vec()),
                trigger_sources: Some(TriggerSource::ALL.to_vec()),
                call_keywords: Some(vec!["call me".to_owned()]),
                affirmative_replies: Some(vec!["yes".to_owned()]),
                missed_calls: Some(3),
                missed_calls_window_minutes: Some(60),
                suspension_minutes: Some(60),
            },
            suspension: Some(Suspension { until: AT }),
        },
    );
}

#[test]
fn each_word_travels_as_it_is_said() {
    let word = |value: serde_json::Value| value.as_str().map(str::to_owned);
    for reason in BlockReason::ALL {
        let told = word(serde_json::to_value(reason).unwrap());
        assert_eq!(told.as_deref(), Some(reason.as_str()));
        let category = reason.category();
        let told = word(serde_json::to_value(category).unwrap());
        assert_eq!(told.as_deref(), Some(category.as_str()));
    }
    for kind in TriggerType::ALL {
        let told = word(serde_json::to_value(kind).unwrap());
        assert_eq!(told.as_deref(), Some(kind.as_str()));
    }
    for source in TriggerSource::ALL {
        let told = word(serde_json::to_value(source).unwrap());
        assert_eq!(told.as_deref(), Some(source.as_str()));
    }
}

#[test]
fn debug_shows_neither_number_nor_message() {
    let request = EligibilityRequest {
        phone_number: Some("+4915112345678".to_owned()),
        trigger_message: Some("Please call me".to_owned()),
        ..EligibilityRequest::default()
    };
    let shown = format!("{request:?}");
    for hidden in ["4915112345678", "call me"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
