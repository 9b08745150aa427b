//! Every field of every body and every parameter of every query, one after the other, with what nobody should send.
//!
//! The table of addresses is the API's own description, so a new one is tried without being named here. Whatever
//! comes in, the answer is one that the description names (see `world::described`), never a 5xx; where it is a
//! refusal it has a sentence; and what is stored is text, not SQL.

use reqwest::{Method, header};
use serde_json::{Map, Value, json};

use crate::world::{ANSWER, Answer, CUSTOMER, OFFER, World, initiate_json};

/// One operation of the description.
struct Operation {
    method: Method,
    path: String,
    description: &'static Value,
}

/// Who tries, and what there is to be named.
struct Fuzz {
    world: World,
    token: String,
    call_id: String,
    channel_id: String,
    schemas: Value,
}

#[tokio::test]
async fn whatever_a_field_holds_the_answer_is_a_described_one() {
    let fuzz = Fuzz::new().await;
    let mut tried = 0;
    for operation in operations() {
        for (name, value) in fuzz.bodies(&operation) {
            fuzz.send(&operation, "", Some(value), &name).await;
            tried += 1;
        }
        for query in queries(&operation) {
            fuzz.send(&operation, &query, None, &query).await;
            tried += 1;
        }
    }
    assert!(tried > 500, "the description has lost its fields: {tried}");
    let teams = fuzz.world.count("teams").await;
    assert_eq!(teams, 1, "the tables are still there");
}

// An integrator sends what it has; a field that we do not know must not break its call.
#[tokio::test]
async fn a_field_that_nobody_knows_is_ignored() {
    let fuzz = Fuzz::new().await;
    let mut body = initiate_json("+4915199999999");
    body["favourite_colour"] = json!("blue");
    body["options"] = json!({"caller_id": "crm-1", "shoe_size": 43});
    let path = "/api/calls/initiate";
    fuzz.world.post_with(&fuzz.token, path, &body).await.ok();
}

fn operations() -> Vec<Operation> {
    let description = serde_json::to_value(tring_proxy::http::description()).expect("JSON");
    let description: &'static Value = Box::leak(Box::new(description));
    let paths = description["paths"].as_object().expect("paths");
    let mut found = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("operations") {
            if let Ok(method) = method.to_uppercase().parse() {
                found.push(Operation {
                    method,
                    path: path.clone(),
                    description: operation,
                });
            }
        }
    }
    found
}

impl Fuzz {
    async fn new() -> Self {
        let world = World::start().await;
        let token = world.token(&[]).await;
        let call = world
            .post_with(&token, "/api/calls/initiate", &initiate_json(CUSTOMER))
            .await
            .ok();
        let channels = world.get_with(&token, "/api/channels").await.ok();
        let description = serde_json::to_value(tring_proxy::http::description()).expect("JSON");
        Self {
            call_id: text(&call["call_id"]),
            channel_id: text(&channels["data"][0]["id"]),
            schemas: description["components"]["schemas"].clone(),
            world,
            token,
        }
    }

    /// A body that could be meant, with one field at a time replaced by something else.
    fn bodies(&self, operation: &Operation) -> Vec<(String, Value)> {
        let content = &operation.description["requestBody"]["content"]["application/json"];
        let schema = self.resolved(&content["schema"]);
        let Some(properties) = schema["properties"].as_object() else {
            return Vec::new();
        };
        let usual: Map<String, Value> = properties
            .iter()
            .filter(|(name, _)| is_required(&schema, name))
            .map(|(name, _)| (name.clone(), self.usual(name)))
            .collect();
        let mut bodies = Vec::new();
        for name in properties.keys() {
            for odd in odd_values() {
                let mut body = usual.clone();
                body.insert(name.clone(), odd.clone());
                bodies.push((format!("{name} = {}", short(&odd)), Value::Object(body)));
            }
            let mut body = usual.clone();
            body.remove(name);
            bodies.push((format!("without {name}"), Value::Object(body)));
        }
        bodies
    }

    async fn send(&self, operation: &Operation, query: &str, body: Option<Value>, what: &str) {
        // The thing itself is tried last by the next operation: it stays.
        let path = self.filled(&operation.path, operation.method == Method::DELETE);
        let url = format!("{}{path}{query}", self.world.url());
        let request = self.world.http.request(operation.method.clone(), url);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = Answer::of(request).await;
        let place = format!("{} {path}: {what}", operation.method);
        assert!(
            !answer.status.is_server_error() || answer.status == 502,
            "{place}: {}",
            answer.text
        );
        if answer.status.is_client_error() {
            let sentence = text(&answer.json["error"]);
            assert!(
                sentence.ends_with(['.', '…']),
                "{place}: no sentence: {}",
                answer.text
            );
            assert_eq!(answer.json["success"], false, "{place}");
            assert_ne!(answer.json["code"], "unknown", "{place}");
        }
    }

    /// The path with ids of things that are there, or of none.
    fn filled(&self, template: &str, nothing: bool) -> String {
        let segments = template.split('/').map(|segment| match segment {
            "{call_id}" | "{callId}" if !nothing => self.call_id.as_str(),
            "{id}" if !nothing && template.starts_with("/api/channels") => &self.channel_id,
            "{id}" | "{contactId}" | "{contact_id}" if !nothing => "1",
            named if named.starts_with('{') => "999999",
            other => other,
        });
        segments.collect::<Vec<_>>().join("/")
    }

    fn usual(&self, name: &str) -> Value {
        match name {
            "phone_number" | "phone" | "number" => json!("+4915112340000"),
            "sdp_offer" => json!(OFFER),
            "sdp_answer" => json!(ANSWER),
            "desk_id" => json!("a desk"),
            "channel_id" => json!(self.channel_id),
            "contact_id" => json!(1),
            "url" => json!("https://hooks.example.com/tring"),
            _ => json!("usual"),
        }
    }

    fn resolved(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap_or_default();
            return self.schemas[name].clone();
        }
        let choices = schema["oneOf"].as_array().into_iter().flatten();
        let mut named = choices.filter(|choice| choice["$ref"].is_string());
        named
            .next()
            .map_or_else(|| schema.clone(), |choice| self.resolved(choice))
    }
}

fn queries(operation: &Operation) -> Vec<String> {
    let parameters = operation.description["parameters"].as_array();
    let mut queries = Vec::new();
    for parameter in parameters.into_iter().flatten() {
        if parameter["in"] == "query" {
            let name = text(&parameter["name"]);
            queries.extend(odd_texts().map(|odd| format!("?{name}={odd}")));
        }
    }
    queries
}

fn is_required(schema: &Value, name: &str) -> bool {
    let required = schema["required"].as_array();
    required.is_some_and(|names| names.iter().any(|one| one == name))
}

fn odd_values() -> Vec<Value> {
    let mut values = vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!([]),
        json!({}),
        json!([null]),
        json!("x".repeat(5_000)),
        json!("with\u{0}nothing"),
    ];
    values.extend(ODD_TEXTS.map(|text| json!(text)));
    values
}

const ODD_TEXTS: [&str; 9] = [
    "",
    " ",
    "0",
    "-1",
    "2026-02-30",
    "'; DROP TABLE teams; --",
    "<script>alert(1)</script>",
    "no such word",
    "\u{202e}\u{1f4de}\u{fffd}",
];

fn odd_texts() -> impl Iterator<Item = String> {
    let long = "9".repeat(400);
    let encoded = |text: &str| {
        let pairs = [("q", text)];
        let url = reqwest::Url::parse_with_params("http://x", pairs).expect("a URL");
        url.query().unwrap_or_default()[2..].to_owned()
    };
    let texts = ODD_TEXTS.map(encoded);
    texts
        .into_iter()
        .chain([long, "%00".to_owned(), "101".to_owned(), "abc".to_owned()])
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(40).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
