//! Webhooks of messages and of the account that are not as the samples are.

use serde_json::{Value, json};

use crate::{webhook_quirks::whats, webhooks::read};

fn messages(value: Value) -> Value {
    json!({"entry": [{"changes": [{"field": "messages", "value": value}]}]})
}

#[test]
fn a_permission_reply_is_read_leniently() {
    let reply = |reply: Value, message: Value| {
        let mut message = message;
        message["interactive"] = json!({"call_permission_reply": reply});
        whats(&messages(json!({"messages": [message]})))
    };
    let from = || json!({"from": "14085551234", "id": "wamid.A"});
    let soon = json!({"response": "ACCEPT", "expiration_timestamp": "1768550400"});
    insta::assert_snapshot!(reply(soon, from()), @"permission Temporary { until: Some(1768550400) }");
    let open = json!({"response": "accept", "is_permanent": "yes", "expiration_timestamp": "soon"});
    insta::assert_snapshot!(reply(open, from()), @"permission Temporary { until: None }");
    let forever = json!({"response": "accept", "is_permanent": true, "expiration_timestamp": 1});
    insta::assert_snapshot!(reply(forever, from()), @"permission Permanent");
    let other = json!({"response": "maybe"});
    insta::assert_snapshot!(reply(other, from()), @"a permission reply that is not understood");
    let accept = json!({"response": "accept"});
    insta::assert_snapshot!(reply(accept, json!({})), @"a permission reply that is not understood");
}

#[test]
fn what_customers_write_is_read_and_the_rest_is_of_no_interest() {
    let text = json!({"messages": [
        {"from": "14085551234", "id": "wamid.A", "type": "text", "text": {"body": "Call me"}},
        {"from": "14085551234", "id": "wamid.B", "interactive": {"type": "button_reply"}},
        {"from": "14085551234", "id": "wamid.C", "type": "reaction", "reaction": {"emoji": "+"}},
        {"id": "wamid.D", "type": "text", "text": {"body": "Who am I?"}},
        {"from": "14085551234", "group_id": "G", "type": "text", "text": {"body": "Hi all"}},
        7,
    ]});
    insta::assert_snapshot!(whats(&messages(text)), @r#"message Some("Call me"), message None, a message, a message, a message, a message that is not understood"#);
    insta::assert_snapshot!(whats(&messages(json!({}))), @"messages without a message");
    let of = |number_id: &str| {
        let value = json!({"metadata": {"phone_number_id": number_id}, "messages": [{}]});
        json!({"field": "messages", "value": value})
    };
    let both = json!({"entry": [{"changes": [of("1"), of("2")]}]});
    insta::assert_snapshot!(whats(&both), @"a message, messages of another number");
}

#[test]
fn of_messages_only_those_that_failed_count() {
    let statuses = |errors: Value| {
        let status = |status: &str| json!({"id": "wamid.A", "status": status, "errors": errors});
        let all = ["sent", "delivered", "read", "failed"].map(status);
        whats(&messages(json!({"statuses": all})))
    };
    insta::assert_snapshot!(statuses(json!([{"code": 131_047}])), @"message sent, message delivered, message read, message failed: The customer has not written within the last 24 hours, so WhatsApp takes templates only. Ask with a template.");
    insta::assert_snapshot!(statuses(json!([{"code": 139_999}])), @"message sent, message delivered, message read, message failed: WhatsApp could not deliver the message (code 139999). Try again later.");
    insta::assert_snapshot!(statuses(json!(null)), @"message sent, message delivered, message read, message failed: WhatsApp could not deliver the message. Try again later.");
}

#[test]
fn an_accounts_update_counts_where_it_restricts_this_number() {
    let update = |event: &str, number: &str| {
        whats(
            &json!({"entry": [{"changes": [{"field": "account_update", "value": {
                "phone_number": number, "event": event,
                "restriction_info": [{"restriction_type": "RESTRICTED_BUSINESS_INITIATED_CALLING"}],
            }}]}]}),
        )
    };
    insta::assert_snapshot!(update("ACCOUNT_RESTRICTION", "+1 631-555-3601"), @"restricted");
    insta::assert_snapshot!(update("ACCOUNT_RESTRICTION", "16315553602"), @"a restriction of another number");
    insta::assert_snapshot!(update("VERIFIED_ACCOUNT", "16315553601"), @"account update VERIFIED_ACCOUNT");
}

fn change(field: &str, value: &Value) -> String {
    whats(&json!({"entry": [{"changes": [{"field": field, "value": value}]}]}))
}

#[test]
fn what_whatsapp_thinks_of_the_number_is_read_where_it_is_this_one() {
    let quality = |number: &str, event: &str| {
        let value = json!({"display_phone_number": number, "event": event});
        change("phone_number_quality_update", &value)
    };
    insta::assert_snapshot!(quality("+1 631-555-3601", "FLAGGED"), @"NumberHealth { active: None, flagged: Some(true), quality: None }");
    insta::assert_snapshot!(quality("16315553601", "UNFLAGGED"), @"NumberHealth { active: None, flagged: Some(false), quality: None }");
    insta::assert_snapshot!(quality("16315553601", "UPGRADE"), @"quality UPGRADE");
    insta::assert_snapshot!(quality("16315553602", "FLAGGED"), @"the quality of another number");
    insta::assert_snapshot!(change("phone_number_quality_update", &json!(7)), @"a quality that is not understood");
}

#[test]
fn what_becomes_of_the_account_is_read() {
    let ban = |state: &str| {
        let value = json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}});
        change("account_update", &value)
    };
    insta::assert_snapshot!(ban("SCHEDULE_FOR_DISABLE"), @"AccountHealth { active: None, flagged: Some(true) }");
    insta::assert_snapshot!(ban("DISABLE"), @"AccountHealth { active: Some(false), flagged: Some(true) }");
    insta::assert_snapshot!(ban("REINSTATE"), @"AccountHealth { active: Some(true), flagged: Some(false) }");
    insta::assert_snapshot!(ban("PARDON"), @"account update DISABLED_UPDATE");
    insta::assert_snapshot!(change("account_update", &json!({"event": "ACCOUNT_DELETED"})), @"AccountHealth { active: Some(false), flagged: None }");
    insta::assert_snapshot!(change("account_review_update", &json!({"decision": "APPROVED"})), @"AccountHealth { active: None, flagged: Some(false) }");
    insta::assert_snapshot!(change("account_review_update", &json!({"decision": "MAYBE"})), @"a review that is not understood");
}

// FLAGGED, UNFLAGGED and FLAGGED again a month later: the same change, and not the same webhook.
#[test]
fn the_same_state_a_month_later_is_news() {
    let key = |time: u64| {
        let value = json!({"display_phone_number": "16315553601", "event": "FLAGGED"});
        let change = json!({"field": "phone_number_quality_update", "value": value});
        let items = read(&json!({"entry": [{"time": time, "changes": [change]}]}));
        (items[0].dedupe_key.clone(), items[0].at)
    };
    assert_eq!(key(1_748_454_394), key(1_748_454_394));
    assert_ne!(key(1_748_454_394).0, key(1_751_046_394).0);
    assert_eq!(key(1_748_454_394).1, Some(1_748_454_394_000));
}
