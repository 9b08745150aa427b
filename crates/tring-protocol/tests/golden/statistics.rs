//! Figures, prices and timelines.

use tring_protocol::{
    call::{CallStatus, Direction},
    price::{PriceLine, PriceTable, PriceTableResponse},
    statistics::{
        ContactCall, ContactHistory, Cost, Period, Statistics, StatisticsResponse, UsageLimits,
    },
    timeline::{AgentSummary, Timeline, TimelineEvent, TimelineKind},
};

use crate::golden;

#[test]
fn statistics() {
    golden(
        "calls.statistics.response.json",
        &StatisticsResponse {
            success: true,
            data: Statistics {
                total_calls: 150,
                inbound_calls: 60,
                outbound_calls: 90,
                completed_calls: 120,
                failed_calls: 30,
                total_duration_seconds: 18_000,
                total_duration_minutes: 300,
                average_duration_seconds: 120,
                total_cost: 1.5,
                success_rate: 80.0,
                usage_limits: UsageLimits {
                    allowed: true,
                    minutes_used: 300,
                    minutes_limit: None,
                    minutes_remaining: None,
                },
                period: Period::Month,
                from_date: "2026-01-01".to_owned(),
                to_date: "2026-01-26".to_owned(),
                currency: "USD".to_owned(),
                total_cost_formatted: "$1.50".to_owned(),
                costs: vec![Cost {
                    currency: "USD".to_owned(),
                    amount: 1.5,
                    formatted: "$1.50".to_owned(),
                }],
            },
        },
    );
}

#[test]
fn the_history_of_a_contact() {
    golden(
        "calls.contact_history.response.json",
        &ContactHistory {
            success: true,
            data: vec![ContactCall {
                id: 8,
                call_id: "call_out8".to_owned(),
                direction: Direction::Outbound,
                status: CallStatus::NoAnswer,
                duration: "0:00".to_owned(),
                cost: "$0.00".to_owned(),
                initiated_at: "2026-01-26 10:00:00".to_owned(),
                answered_at: None,
                ended_at: Some("2026-01-26 10:00:45".to_owned()),
            }],
        },
    );
}

#[test]
fn a_timeline() {
    let event = |seq, kind, detail: Option<&str>, status| TimelineEvent {
        seq,
        at: "2026-01-26T10:00:00.250Z".to_owned(),
        kind,
        agent: (kind == TimelineKind::AgentRung).then(|| AgentSummary {
            id: 3,
            name: "Ada".to_owned(),
        }),
        detail: detail.map(str::to_owned),
        status: Some(status),
    };
    golden(
        "calls.events.response.json",
        &Timeline {
            success: true,
            data: vec![
                event(41, TimelineKind::CallRinging, None, CallStatus::Ringing),
                event(42, TimelineKind::AgentRung, None, CallStatus::Ringing),
                event(
                    57,
                    TimelineKind::CallEnded,
                    Some("no_answer"),
                    CallStatus::Missed,
                ),
            ],
        },
    );
}

/// The words on the wire: renaming one breaks an integration.
#[test]
fn the_steps_of_a_timeline() {
    use TimelineKind as Kind;
    let kinds = [
        Kind::CallInitiated,
        Kind::CallRinging,
        Kind::CallClaimed,
        Kind::CallReleased,
        Kind::CallAnswered,
        Kind::CallEnded,
        Kind::CallChanged,
        Kind::AgentRung,
        Kind::AgentDeclined,
        Kind::AgentRingTimedOut,
        Kind::AgentGone,
        Kind::NobodyLeft,
        Kind::AutoReply,
        Kind::CallbackNoted,
        Kind::Unknown,
    ];
    golden("words.timeline_kinds.json", &kinds.to_vec());
    let later: Kind = serde_json::from_str(r#""call_transferred""#).expect("a new step");
    assert_eq!(later, Kind::Unknown);
}

#[test]
fn prices() {
    let line = |prefix: &str, per_minute: &str| PriceLine {
        prefix: prefix.to_owned(),
        per_minute: per_minute.to_owned(),
    };
    golden(
        "channel.prices.response.json",
        &PriceTableResponse {
            success: true,
            data: PriceTable {
                currency: "EUR".to_owned(),
                pulse_seconds: 6,
                prices: vec![line("+", "0.09"), line("+49", "0.0575")],
            },
        },
    );
    let short: PriceTable =
        serde_json::from_str(r#"{"currency":"EUR","prices":[]}"#).expect("a table of none");
    assert_eq!(short.pulse_seconds, 6);
}
