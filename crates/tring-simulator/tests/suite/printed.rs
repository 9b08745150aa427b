//! Each request that the four wrappers' documents print is taken as printed: only ids and numbers
//! are put in place. Meta's have tests of their own.

use serde_json::{Value, json};

use crate::support::{
    client::Client,
    dialect::{Asked, DISPLAY, Dialect},
    fixture_of, text,
};

/// The provider, the file, and what it asks for: an action, or a path below the simulator.
const PRINTED: &[(Dialect, &str, &str)] = &[
    (
        Dialect::Dialog360,
        "pre_accept.request.derived.json",
        "pre_accept",
    ),
    (Dialect::Dialog360, "accept.request.derived.json", "accept"),
    (Dialect::Dialog360, "reject.request.derived.json", "reject"),
    (
        Dialect::Dialog360,
        "terminate.request.derived.json",
        "terminate",
    ),
    (
        Dialect::Dialog360,
        "connect.request.derived.json",
        "connect",
    ),
    (Dialect::YCloud, "pre_accept.request.json", "pre_accept"),
    (Dialect::YCloud, "accept.request.json", "accept"),
    (Dialect::YCloud, "reject.request.json", "reject"),
    (Dialect::YCloud, "terminate.request.json", "terminate"),
    (Dialect::YCloud, "connect.request.json", "connect"),
    (Dialect::YCloud, "connect.request.bsuid.json", "connect"),
    (
        Dialect::YCloud,
        "settings.update.request.json",
        "/ycloud/v2/whatsapp/phoneNumbers/188234691048809/%2B15550001111/settings",
    ),
    (
        Dialect::YCloud,
        "permission_request.freeform.request.json",
        "/ycloud/v2/whatsapp/messages/sendDirectly",
    ),
    (
        Dialect::YCloud,
        "permission_request.template_create.request.json",
        "/ycloud/v2/whatsapp/templates",
    ),
    (
        Dialect::Vobiz,
        "action.pre_accept.request.derived.json",
        "pre_accept",
    ),
    (Dialect::Vobiz, "action.accept.request.json", "accept"),
    (
        Dialect::Vobiz,
        "action.reject.request.derived.json",
        "reject",
    ),
    (Dialect::Vobiz, "action.terminate.request.json", "terminate"),
    (Dialect::Vobiz, "connect.request.json", "connect"),
    (
        Dialect::Vobiz,
        "webhook_subscription.create.request.json",
        "/vobiz/api/v1/messaging/webhooks",
    ),
    (Dialect::Positus, "accept.request.json", "accept"),
    (Dialect::Positus, "reject.request.json", "reject"),
    (Dialect::Positus, "hang_up.request.json", "terminate"),
    (Dialect::Positus, "make.request.json", "connect"),
    (
        Dialect::Positus,
        "make.request.offer.derived.json",
        "connect",
    ),
];

/// Requests that are not taken as printed, with the reason.
const REFUSED: &[(Dialect, &str, &str, &str)] = &[
    (
        Dialect::Dialog360,
        "settings.update.request.derived.json",
        "/dialog360/calling/settings",
        "it sets two features, the schema says one",
    ),
    (
        Dialect::YCloud,
        "permission_request.template_send.request.json",
        "/ycloud/v2/whatsapp/messages/sendDirectly",
        "its template has to be created first, as another test does",
    ),
    (
        Dialect::Positus,
        "call_button.template_send.request.json",
        "/positus/v2/whatsapp/numbers/5dbbbf01-2f92-4389-b512-45de86c4a66f/messages",
        "its template does not exist",
    ),
];

/// The request with the ids of a running simulator in place of the printed ones.
async fn in_place(client: &Client, file: &str, what: &str) -> Asked {
    let dialect = client.dialect;
    let mut body = fixture_of(dialect.name(), file);
    let mut own_id = String::new();
    let path = match what {
        path if path.starts_with('/') => path.to_owned(),
        "connect" => dialect.dial("+14085551234", "").path,
        action => {
            let call_id = client.business.customer_calls(json!({})).await;
            own_id = client.own_id(&call_id).await;
            dialect.act(action, &own_id, None).expect("an action").path
        }
    };
    for (name, value) in [
        ("call_id", own_id.as_str()),
        ("wacid", own_id.as_str()),
        ("phoneId", dialect.number_id()),
        ("channel_id", dialect.number_id()),
        ("from", DISPLAY),
    ] {
        if body.get(name).is_some() {
            body[name] = json!(value);
        }
    }
    if body["to"].is_u64() {
        // YCloud's schema prints a text as a number.
        body["to"] = json!(format!("+{}", body["to"]));
    }
    if let Some(to) = body.get("to").and_then(Value::as_str) {
        let customer = format!("+{}", to.trim_start_matches('+'));
        let asks = what.starts_with('/');
        let status = if asks { "no_permission" } else { "permanent" };
        let permission = format!("/permissions/{customer}");
        let set = client
            .business
            .sim_put(&permission, json!({ "status": status }));
        assert_eq!(set.await.0, 200, "{customer}");
    }
    Asked { path, body }
}

#[tokio::test]
async fn documented_requests_are_taken_as_printed() {
    for (dialect, file, what) in PRINTED {
        let client = Client::open(*dialect).await;
        let asked = in_place(&client, file, what).await;
        let (status, answer) = client.post(&asked).await;
        assert!(status.is_success(), "{dialect:?} {file}: {status} {answer}");
        assert!(answer.get("error").is_none(), "{file}: {answer}");
    }
}

#[tokio::test]
async fn the_known_errors_of_the_documents_are_refused() {
    for (dialect, file, path, reason) in REFUSED {
        let client = Client::open(*dialect).await;
        let asked = in_place(&client, file, path).await;
        let (status, answer) = client.post(&asked).await;
        assert!(status.is_client_error(), "{file} ({reason}): {status}");
        assert!(dialect.is_error(&answer), "{file} ({reason}): {answer}");
    }
}

#[test]
fn every_request_fixture_has_its_test() {
    for dialect in [
        Dialect::Dialog360,
        Dialect::YCloud,
        Dialect::Vobiz,
        Dialect::Positus,
    ] {
        let root = env!("CARGO_MANIFEST_DIR");
        let folder = format!("{root}/tests/fixtures/{}", dialect.name());
        let mut requests = 0;
        for entry in std::fs::read_dir(folder).expect("the fixtures") {
            let name = entry.expect("an entry").file_name();
            let name = text(&json!(name.to_str().expect("UTF-8")));
            if name.contains(".request.") {
                let printed = PRINTED.iter().map(|(of, file, _)| (of, file));
                let refused = REFUSED.iter().map(|(of, file, ..)| (of, file));
                let mut known = printed.chain(refused);
                let is_known = known.any(|(of, file)| *of == dialect && *file == name);
                assert!(is_known, "{dialect:?}: {name} is not tested");
                requests += 1;
            }
        }
        assert!(requests >= 6, "{dialect:?}: only {requests}");
    }
}
