//! What the adapter sends is what Meta's pages show.

use serde_json::{Value, json};
use tring_providers::provider::Provider as _;

use crate::{
    fixtures::{self, NUMBER_ID},
    graph::ACCESS_TOKEN,
    server::Server,
};

/// The request fixtures, and which operation sends each.
pub(crate) const REQUESTS: &[(&str, Operation)] = &[
    ("connect.request.json", Operation::Dial),
    ("connect.request.bsuid.json", Operation::Dial),
    ("connect.request.legacy_connection.json", Operation::Dial),
    ("pre_accept.request.json", Operation::PreAccept),
    ("accept.request.json", Operation::Accept),
    ("reject.request.json", Operation::Reject),
    ("terminate.request.json", Operation::Terminate),
];
/// What the names of the SDP fixtures begin with.
pub(crate) const SDP: &str = "sdp.";

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Dial,
    PreAccept,
    Accept,
    Reject,
    Terminate,
}

/// Sends what the fixture shows, with its own values, and returns what arrived.
async fn send(operation: Operation, wanted: &Value) -> Value {
    let text = |pointer: &str| {
        wanted
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or("")
    };
    let (id, sdp) = (text("/call_id"), text("/session/sdp"));
    let graph = Server::saying(br#"{"success":true,"calls":[{"id":"wacid.A"}]}"#).await;
    let meta = graph.meta();
    let outcome = match operation {
        Operation::Dial => {
            let to = format!("+{}", text("/to")).parse().expect("a number");
            let dialled = meta.dial(&to, sdp, text("/biz_opaque_callback_data")).await;
            dialled.map(|_| ())
        }
        Operation::PreAccept => meta.pre_accept(id, sdp).await,
        Operation::Accept => meta.accept(id, sdp).await,
        Operation::Reject => meta.reject(id).await,
        Operation::Terminate => meta.terminate(id).await,
    };
    outcome.expect("the server takes it");
    let request = graph.only_request();
    assert_eq!(request.method, "POST");
    assert_eq!(request.uri, format!("/v23.0/{NUMBER_ID}/calls").as_str());
    let bearer = format!("Bearer {ACCESS_TOKEN}");
    assert_eq!(request.header("authorization"), Some(bearer.as_str()));
    assert_eq!(request.header("content-type"), Some("application/json"));
    request.body
}

#[tokio::test]
async fn the_adapter_sends_what_metas_pages_show() {
    for (name, operation) in REQUESTS {
        let wanted = as_we_send_it(name, fixtures::json(name));
        assert_eq!(send(*operation, &wanted).await, wanted, "{name}");
    }
}

/// Two of the samples have forms that the adapter does not send, for the reasons said here.
fn as_we_send_it(name: &str, mut sample: Value) -> Value {
    let fields = sample.as_object_mut().expect("an object");
    match name {
        // A number and a user id: `to` wins (business-initiated-calls), so it alone is sent.
        "connect.request.bsuid.json" => {
            fields.remove("recipient").expect("the sample has it");
        }
        // `connection` is the old form of `session`: a JSON document in a string, and no action. The FAQ
        // says not to send it.
        "connect.request.legacy_connection.json" => {
            let connection = fields.remove("connection").expect("the sample has it");
            let old = connection.pointer("/webrtc/sdp").and_then(Value::as_str);
            let old: Value = serde_json::from_str(old.expect("a string")).expect("JSON in it");
            fields.insert("action".to_owned(), json!("connect"));
            fields.insert(
                "session".to_owned(),
                json!({"sdp_type": "offer", "sdp": old["sdp"]}),
            );
            fields.insert("biz_opaque_callback_data".to_owned(), json!("call_1"));
        }
        _ => {}
    }
    sample
}

#[tokio::test]
async fn sdp_is_passed_on_byte_for_byte() {
    for name in fixtures::beginning_with(SDP) {
        let sample = fixtures::json(&name);
        let (kind, sdp) = (&sample["type"], &sample["sdp"]);
        let text = sdp.as_str().expect("a string");
        assert!(text.ends_with("\r\n"), "{name} lost its last line break");
        let operation = match kind.as_str() {
            Some("offer") => Operation::Dial,
            Some("answer") => Operation::Accept,
            other => panic!("{name} is {other:?}"),
        };
        let session = json!({"sdp_type": kind, "sdp": sdp});
        let wanted = json!({"to": "14085551234", "call_id": "wacid.A", "session": session});
        assert_eq!(send(operation, &wanted).await["session"], session, "{name}");
    }
}

#[tokio::test]
async fn the_permission_is_asked_for_by_digits() {
    let graph = Server::saying(&fixtures::bytes("call_permissions.response.json")).await;
    let customer = "+14085551234".parse().expect("a number");
    graph.meta().permission(&customer).await.expect("an answer");
    let request = graph.only_request();
    assert_eq!(request.method, "GET");
    assert_eq!(
        request.uri,
        format!("/v23.0/{NUMBER_ID}/call_permissions?user_wa_id=14085551234").as_str()
    );
}
