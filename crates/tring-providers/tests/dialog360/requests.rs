//! What the adapter sends is what 360dialog's schema has, and what it makes of the answers.

use serde_json::{Value, json};
use tring_providers::provider::{
    Asked, Grant, Limit, LimitOn, PermissionRequest, Provider as _, TemplateDraft,
};

use crate::{
    channel::API_KEY,
    fixtures::DIALOG360,
    server::{Recorded, Server},
};

/// The requests about calls.
pub(crate) const CALLS: &[(&str, Operation)] = &[
    ("connect.request.derived.json", Operation::Dial),
    ("pre_accept.request.derived.json", Operation::PreAccept),
    ("accept.request.derived.json", Operation::Accept),
    ("reject.request.derived.json", Operation::Reject),
    ("terminate.request.derived.json", Operation::Terminate),
];

const DIALLED: &str = "connect.response.derived.json";
const DONE: &str = "action.response.derived.json";
const PERMISSION: &str = "call_permissions.response.derived.json";
const ASK: &str = "permission_request.freeform.request.derived.json";
const ASKED: &str = "messages.response.derived.json";
const TEMPLATE: &str = "configs.templates.request.derived.json";
const CREATED: &str = "configs.templates.response.derived.json";

pub(crate) const DOCUMENTS: &[&str] = &[DIALLED, DONE, PERMISSION, ASK, ASKED, TEMPLATE, CREATED];

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Dial,
    PreAccept,
    Accept,
    Reject,
    Terminate,
}

#[track_caller]
fn check(request: &Recorded, method: &str, path: &str) {
    assert_eq!(
        (request.method.as_str(), request.uri.path()),
        (method, path)
    );
    assert_eq!(request.uri.query(), None);
    assert_eq!(request.header("d360-api-key"), Some(API_KEY));
    assert_eq!(request.header("authorization"), None);
}

/// Sends what the fixture shows, with its own values, and returns what arrived.
async fn send(operation: Operation, wanted: &Value) -> Recorded {
    let text = |pointer: &str| {
        wanted
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or("")
    };
    let (id, sdp) = (text("/call_id"), text("/session/sdp"));
    let answer = match operation {
        Operation::Dial => DIALLED,
        Operation::PreAccept | Operation::Accept | Operation::Reject | Operation::Terminate => DONE,
    };
    let server = Server::saying(&DIALOG360.bytes(answer)).await;
    let dialog360 = server.dialog360();
    let outcome = match operation {
        Operation::Dial => {
            let to = format!("+{}", text("/to")).parse().expect("a number");
            let reference = text("/biz_opaque_callback_data");
            dialog360.dial(&to, sdp, reference).await.map(|dialled| {
                let id = dialled.provider_call_id;
                assert_eq!(id.as_deref(), Some("wacid.ABGGFjFVU2AfAgo6V-Hc5eCgK5Gh"));
            })
        }
        Operation::PreAccept => dialog360.pre_accept(id, sdp).await,
        Operation::Accept => dialog360.accept(id, sdp).await,
        Operation::Reject => dialog360.reject(id).await,
        Operation::Terminate => dialog360.terminate(id).await,
    };
    outcome.expect("the server takes it");
    server.only_request()
}

#[tokio::test]
async fn the_adapter_sends_what_the_schema_has() {
    for (name, operation) in CALLS {
        let wanted = DIALOG360.json(name);
        let request = send(*operation, &wanted).await;
        check(&request, "POST", "/calling/calls");
        assert_eq!(request.body, wanted, "{name}");
    }
}

#[tokio::test]
async fn the_permission_is_asked_for_in_the_path() {
    let server = Server::saying(&DIALOG360.bytes(PERMISSION)).await;
    let customer = "+14085551234".parse().expect("a number");
    let permission = server.dialog360().permission(&customer).await;
    check(
        &server.only_request(),
        "GET",
        "/calling/permissions/14085551234",
    );
    let permission = permission.expect("an answer");
    let until = Some(1_745_343_479);
    assert_eq!(permission.grant, Grant::Temporary { until });
    assert_eq!((permission.can_call, permission.can_ask), (false, true));
    let calls = Limit {
        on: LimitOn::Calls,
        hours: 24,
        allowed: 5,
        used: 5,
        ends: Some(1_745_622_600),
    };
    assert_eq!(permission.limits.last(), Some(&calls));
}

#[tokio::test]
async fn the_customer_is_asked_through_the_messages_api() {
    let wanted = DIALOG360.json(ASK);
    let server = Server::saying(&DIALOG360.bytes(ASKED)).await;
    let customer = "+14085551234".parse().expect("a number");
    let text = wanted["interactive"]["body"]["text"].as_str();
    let request = PermissionRequest::Message {
        text: text.expect("a text").to_owned(),
    };
    let asked = server.dialog360().ask_permission(&customer, &request).await;
    let message_id = Some("wamid.gBGGFlaCmZ9plHrf2Mh-o".to_owned());
    assert_eq!(asked, Ok(Asked { message_id }));
    let recorded = server.only_request();
    check(&recorded, "POST", "/messages");
    assert_eq!(recorded.body, wanted);
}

#[tokio::test]
async fn a_template_asks_by_its_name_and_language() {
    let server = Server::saying(&DIALOG360.bytes(ASKED)).await;
    let customer = "+14085551234".parse().expect("a number");
    let request = PermissionRequest::Template {
        name: "call_permission".to_owned(),
        language: "en_US".to_owned(),
    };
    let asked = server.dialog360().ask_permission(&customer, &request).await;
    asked.expect("the server takes it");
    let template = json!({"name": "call_permission", "language": {"code": "en_US"}});
    assert_eq!(server.only_request().body["template"], template);
}

#[tokio::test]
async fn the_template_is_created_in_the_configuration() {
    let wanted = DIALOG360.json(TEMPLATE);
    let server = Server::saying(&DIALOG360.bytes(CREATED)).await;
    let draft = TemplateDraft {
        name: "call_permission".to_owned(),
        language: "en_US".to_owned(),
        body: "We would like to call you.".to_owned(),
    };
    let created = server.dialog360().create_template(&draft).await;
    created.expect("the server takes it");
    let recorded = server.only_request();
    check(&recorded, "POST", "/v1/configs/templates");
    assert_eq!(recorded.body, wanted);
}
