//! Webhooks of messages and of the account that are not as the samples are.

use serde_json::{Value, json};

use crate::webhook_quirks::whats;

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
fn what_customers_write_is_not_ours() {
    let text = json!({"messages": [
        {"from": "14085551234", "id": "wamid.A", "type": "text", "text": {"body": "Call me"}},
        {"from": "14085551234", "id": "wamid.B", "interactive": {"type": "button_reply"}},
        7,
    ]});
    insta::assert_snapshot!(whats(&messages(text)), @"a message, a message, a message that is not understood");
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
