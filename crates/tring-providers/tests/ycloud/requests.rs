//! What the adapter sends is what YCloud's documents show.

use serde_json::{Value, json};
use tring_providers::{
    error::{ErrorKind, ProviderError},
    provider::{PermissionRequest, Provider as _, TemplateDraft},
};

use crate::{ACCOUNT, API_KEY, NUMBER, PHONE_ID, channel, fixtures, server::Server};

/// The request fixtures, and which operation sends each.
pub(crate) const REQUESTS: &[(&str, Operation)] = &[
    ("connect.request.json", Operation::Dial),
    ("connect.request.bsuid.json", Operation::Dial),
    ("pre_accept.request.json", Operation::PreAccept),
    ("accept.request.json", Operation::Accept),
    ("reject.request.json", Operation::Reject),
    ("terminate.request.json", Operation::Terminate),
    ("settings.update.request.json", Operation::ChangeSettings),
    (
        "permission_request.freeform.request.json",
        Operation::AskByMessage,
    ),
    (
        "permission_request.template_send.request.json",
        Operation::AskByTemplate,
    ),
    (
        "permission_request.template_create.request.json",
        Operation::CreateTemplate,
    ),
];

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Dial,
    PreAccept,
    Accept,
    Reject,
    Terminate,
    ChangeSettings,
    AskByMessage,
    AskByTemplate,
    CreateTemplate,
}

impl Operation {
    fn path(self) -> String {
        match self {
            Self::Dial => "/whatsapp/calls/connect".to_owned(),
            Self::PreAccept => "/whatsapp/calls/preAccept".to_owned(),
            Self::Accept => "/whatsapp/calls/accept".to_owned(),
            Self::Reject => "/whatsapp/calls/reject".to_owned(),
            Self::Terminate => "/whatsapp/calls/terminate".to_owned(),
            Self::ChangeSettings => {
                format!("/whatsapp/phoneNumbers/{ACCOUNT}/{NUMBER}/settings")
            }
            Self::AskByMessage | Self::AskByTemplate => {
                "/whatsapp/messages/sendDirectly".to_owned()
            }
            Self::CreateTemplate => "/whatsapp/templates".to_owned(),
        }
    }
}

/// Sends what the sample shows, with its own values, and returns what arrived.
async fn send(operation: Operation, wanted: &Value) -> Value {
    let text = |pointer: &str| {
        let value = wanted.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or("").to_owned()
    };
    let (id, sdp) = (text("/wacid"), text("/sdp"));
    let number = || text("/to").parse().expect("a number");
    let server = Server::saying(br#"{"success":true,"wacid":"wacid.A","id":"1"}"#).await;
    let ycloud = channel(&server.base_url);
    let outcome: Result<(), ProviderError> = match operation {
        Operation::Dial => ycloud.dial(&number(), &sdp, "call_1").await.map(|_| ()),
        Operation::PreAccept => ycloud.pre_accept(&id, &sdp).await,
        Operation::Accept => ycloud.accept(&id, &sdp).await,
        Operation::Reject => ycloud.reject(&id).await,
        Operation::Terminate => ycloud.terminate(&id).await,
        Operation::ChangeSettings => {
            let change = serde_json::from_value(json!({"enabled": true, "icon_visible": true}));
            let outcomes = ycloud.change_settings(&change.expect("settings")).await;
            assert!(
                outcomes.iter().all(|outcome| outcome.problem.is_none()),
                "{outcomes:?}"
            );
            Ok(())
        }
        Operation::AskByMessage => {
            let text = text("/interactive/body/text");
            let request = PermissionRequest::Message { text };
            ycloud.ask_permission(&number(), &request).await.map(|_| ())
        }
        Operation::AskByTemplate => {
            let (name, language) = (text("/template/name"), text("/template/language/code"));
            let request = PermissionRequest::Template { name, language };
            ycloud.ask_permission(&number(), &request).await.map(|_| ())
        }
        Operation::CreateTemplate => {
            let template = TemplateDraft {
                name: text("/name"),
                language: text("/language"),
                body: text("/components/0/text"),
            };
            ycloud.create_template(&template).await
        }
    };
    outcome.expect("the server takes it");
    let request = server.only_request();
    assert_eq!(request.line(), format!("POST /base{}", operation.path()));
    assert_eq!(request.header("x-api-key"), Some(API_KEY));
    assert_eq!(request.header("content-type"), Some("application/json"));
    request.body
}

#[tokio::test]
async fn the_adapter_sends_what_ycloud_documents() {
    for (name, operation) in REQUESTS {
        let wanted = as_we_send_it(name, fixtures::json(name));
        assert_eq!(send(*operation, &wanted).await, wanted, "{name}");
    }
}

/// Some samples have more than the adapter sends, or other values, for the reasons said here.
fn as_we_send_it(name: &str, mut sample: Value) -> Value {
    let fields = sample.as_object_mut().expect("an object");
    match name {
        // The schema says "string" and "E.164 format"; the samples' numbers lost their quotes and plus in YAML.
        "connect.request.json" => {
            for side in ["from", "to"] {
                let digits = fields[side].as_u64().expect("a number in the sample");
                fields.insert(side.to_owned(), json!(format!("+{digits}")));
            }
        }
        // A number and a user id: `to` takes precedence (OpenAPI document), and we dial numbers.
        "connect.request.bsuid.json" => {
            fields.remove("recipient").expect("the sample has it");
            fields.insert("from".to_owned(), json!(NUMBER));
            fields.insert("to".to_owned(), json!("+6281361905133"));
        }
        // The samples mix two numbers' ids; ours is configured.
        "reject.request.json" => {
            assert_eq!(fields["phoneId"], PHONE_ID);
        }
        // Our template has no parameters.
        "permission_request.template_send.request.json" => {
            let template = fields["template"].as_object_mut().expect("an object");
            template.remove("components").expect("the sample has it");
        }
        // Our template is a text and the request, nothing else; so the sample's other parts go.
        "permission_request.template_create.request.json" => {
            let text = fields["components"][1]["text"].clone();
            let components =
                json!([{"type": "BODY", "text": text}, {"type": "call_permission_request"}]);
            fields.insert("components".to_owned(), components);
        }
        _ => {}
    }
    sample
}

#[tokio::test]
async fn a_base_url_that_is_no_address_is_an_error_with_the_remedy() {
    for base_url in ["", "api.ycloud.com", "ftp://x/"] {
        let error = channel(base_url)
            .terminate("wacid.A")
            .await
            .expect_err("no address");
        assert_eq!(error.kind, ErrorKind::InvalidRequest, "{base_url}");
        assert!(
            error.message.contains("https://api.ycloud.com/v2"),
            "{}",
            error.message
        );
    }
}
