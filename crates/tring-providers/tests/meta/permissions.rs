//! Asking a customer for the permission to call.

use serde_json::{Value, json};
use tring_providers::{
    error::{ErrorKind, Retry},
    provider::{Asked, PermissionRequest, Provider as _},
};

use crate::{
    fixtures::{self, NUMBER_ID},
    server::Server,
};

const ANSWER: &str = "permission_request.response.json";
const MESSAGE: &str = "permission_request.freeform.request.json";
const TEMPLATE: &str = "permission_request.template_send.request.json";

/// What is sent, and what comes back.
pub(crate) const REQUESTS: &[&str] = &[ANSWER, MESSAGE, TEMPLATE];

/// Asks with `request` and returns what arrived.
async fn ask(digits: &str, request: &PermissionRequest) -> Value {
    let server = Server::saying(&fixtures::bytes(ANSWER)).await;
    let customer = format!("+{digits}").parse().expect("a number");
    let asked = server.meta().ask_permission(&customer, request).await;
    let message_id = Some("wamid.gBGGFlaCmZ9plHrf2Mh-o".to_owned());
    assert_eq!(asked, Ok(Asked { message_id }));
    let recorded = server.only_request();
    assert_eq!(recorded.method, "POST");
    assert_eq!(
        recorded.uri,
        format!("/v23.0/{NUMBER_ID}/messages").as_str()
    );
    recorded.body
}

#[tokio::test]
async fn a_free_form_message_asks_as_metas_page_shows() {
    let sample = fixtures::json(MESSAGE);
    let text = sample["interactive"]["body"]["text"].as_str();
    let request = PermissionRequest::Message {
        text: text.expect("a text").to_owned(),
    };
    assert_eq!(ask("14085551234", &request).await, sample);
}

#[tokio::test]
async fn a_template_asks_as_metas_page_shows() {
    let mut sample = fixtures::json(TEMPLATE);
    let fields = sample.as_object_mut().expect("an object");
    // A number and a user id: `to` wins, so it alone is sent, as digits.
    fields.remove("recipient").expect("the sample has it");
    fields.insert("to".to_owned(), json!("13287759822"));
    // Our templates have no placeholders.
    let template = fields["template"].as_object_mut().expect("an object");
    template.remove("components").expect("the sample has them");
    let request = PermissionRequest::Template {
        name: "sample_cpr_template".to_owned(),
        language: "en".to_owned(),
    };
    assert_eq!(ask("13287759822", &request).await, sample);
}

#[tokio::test]
async fn an_answer_without_a_message_leaves_the_outcome_unknown() {
    let customer = "+14085551234".parse().expect("a number");
    let request = PermissionRequest::Message {
        text: "May we call you?".to_owned(),
    };
    for body in ["{}", r#"{"messages":[]}"#, r#"{"success":true}"#, "[]"] {
        let server = Server::saying(body.as_bytes()).await;
        let asked = server.meta().ask_permission(&customer, &request).await;
        let error = asked.expect_err(body);
        assert_eq!(
            (error.kind, error.retry),
            (ErrorKind::ProviderFailed, Retry::Unknown),
            "{body}"
        );
        assert!(error.message.contains("before you ask again"), "{error}");
        server.only_request();
    }
}

#[tokio::test]
async fn a_refusal_says_what_to_do() {
    let customer = "+14085551234".parse().expect("a number");
    let request = PermissionRequest::Template {
        name: "no_such_template".to_owned(),
        language: "en".to_owned(),
    };
    let mut said = String::new();
    for code in [100, 131_047, 132_001, 138_009, 138_017, 200] {
        let body = format!(r#"{{"error":{{"message":"Whatever","code":{code}}}}}"#);
        let server = Server::refusing(400, body.as_bytes()).await;
        let asked = server.meta().ask_permission(&customer, &request).await;
        said.push_str(&asked.expect_err("refused").message);
        said.push('\n');
    }
    insta::assert_snapshot!(said);
}
