//! Creating the template that asks for the permission to call.

use serde_json::json;
use tring_providers::{
    error::{ErrorKind, Retry},
    meta::Meta,
    provider::{Provider as _, TemplateDraft},
};

use crate::{
    fixtures::{self, NUMBER_ID},
    graph::{ACCOUNT_ID, settings},
    server::Server,
};

const REQUEST: &str = "permission_request.template_create.request.json";
const ANSWER: &str = "permission_request.template_create.response.derived.json";

pub(crate) const DOCUMENTS: &[&str] = &[REQUEST, ANSWER];

fn draft() -> TemplateDraft {
    TemplateDraft {
        name: "sample_cpr_template".to_owned(),
        language: "en".to_owned(),
        body: "We would like to call you.".to_owned(),
    }
}

#[tokio::test]
async fn a_template_is_created_as_metas_page_shows() {
    let server = Server::saying(&fixtures::bytes(ANSWER)).await;
    server
        .meta()
        .create_template(&draft())
        .await
        .expect("created");
    let recorded = server.only_request();
    assert_eq!(recorded.method, "POST");
    let path = format!("/v23.0/{ACCOUNT_ID}/message_templates");
    assert_eq!(recorded.uri, path.as_str());
    let mut sample = fixtures::json(REQUEST);
    // Ours has a text and the request, without header, footer and placeholders.
    let components = sample["components"].as_array_mut().expect("a list");
    components.retain(|component| component["type"] == "call_permission_request");
    components.insert(
        0,
        json!({"type": "BODY", "text": "We would like to call you."}),
    );
    assert_eq!(recorded.body, sample);
}

#[tokio::test]
async fn without_an_account_nothing_is_asked() {
    let server = Server::saying(&fixtures::bytes(ANSWER)).await;
    let mut settings = settings(&server.base_url, NUMBER_ID);
    settings.account_id = String::new();
    let meta = Meta::new(&settings, reqwest::Client::new());
    let error = meta
        .create_template(&draft())
        .await
        .expect_err("no account");
    assert_eq!(
        (error.kind, error.retry),
        (ErrorKind::InvalidRequest, Retry::Never)
    );
    assert!(
        error.message.contains("WhatsApp Business Account ID"),
        "{error}"
    );
    assert_eq!(server.recorded().len(), 0, "nothing is sent");
}

#[tokio::test]
async fn a_refusal_says_what_to_do() {
    let mut said = String::new();
    for error in [
        r#"{"code":100,"error_subcode":2388024,"message":"Whatever"}"#,
        r#"{"code":100,"error_user_msg":"The language is not supported"}"#,
        r#"{"code":200,"message":"Whatever"}"#,
    ] {
        let server = Server::refusing(400, format!(r#"{{"error":{error}}}"#).as_bytes()).await;
        let error = server.meta().create_template(&draft()).await;
        said.push_str(&error.expect_err("refused").message);
        said.push('\n');
    }
    let server = Server::saying(b"{}").await;
    let error = server.meta().create_template(&draft()).await;
    said.push_str(&error.expect_err("nonsense").message);
    insta::assert_snapshot!(said);
}
