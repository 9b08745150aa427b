//! Every field of every body and every parameter of every query, one after the other, with what nobody should send.
//!
//! The table of addresses is the API's own description, so that a new one is tried without being named here, and so are
//! the answers: what a field's schema does not allow must be refused with 400 and a sentence that names the field; all
//! else gets an answer that the description names (see `world::described`), never a 5xx. What is stored is text.

use reqwest::{Method, StatusCode, header};
use serde_json::{Map, Value, json};

use self::{
    odd::{HTML, SQL},
    usual::Things,
};
use crate::world::{
    Answer, CUSTOMER,
    described::{description, validator},
    initiate_json,
};

mod odd;
mod usual;

/// One operation of the description.
struct Operation {
    method: Method,
    path: String,
    description: Value,
}

impl Operation {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The schema of its JSON body, where that is an object with fields.
    fn body(&self) -> Option<&Value> {
        let schema = &self.description["requestBody"]["content"]["application/json"]["schema"];
        let has_fields = schema["$ref"].is_string() || schema["oneOf"].is_array();
        has_fields.then_some(schema)
    }
}

#[tokio::test]
async fn what_a_field_may_not_hold_is_refused_by_name() {
    let things = Things::new().await;
    let (mut refused, mut taken, mut wrong) = (0, 0, Vec::new());
    for operation in operations() {
        let Some(schema) = operation.body() else {
            continue;
        };
        let allows = validator(schema);
        let usual = things.body(&operation);
        if !allows.is_valid(&usual) {
            wrong.push(format!("{}: {usual} is not usual", operation.name()));
        }
        // The state of things may not allow it, but it is read.
        let answer = send(&things, &operation, "", Some(&usual)).await;
        let code = answer.json["code"].as_str().unwrap_or_default();
        if code.starts_with("invalid_") {
            wrong.push(format!("{}: {}", operation.name(), answer.text));
        }
        for field in fields(schema) {
            for (what, change) in odd_changes() {
                let mut body = things.body(&operation);
                change(place(&mut body, &field));
                let answer = send(&things, &operation, "", Some(&body)).await;
                let what = format!("{}: {} {what}", operation.name(), field.join("."));
                if allows.is_valid(&body) {
                    taken += 1;
                    continue;
                }
                refused += 1;
                if answer.status != 400 || !is_named(&answer, &field) {
                    wrong.push(format!("{what}: {} {}", answer.status, answer.text));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        refused > 1_500,
        "the description has lost its fields: {refused}"
    );
    assert!(taken > 300, "the description allows nothing: {taken}");
    let teams = things.world.count("teams").await;
    assert_eq!(teams, 1, "the tables are still there");
}

#[tokio::test]
async fn what_a_parameter_may_not_hold_is_refused_by_name() {
    let things = Things::new().await;
    let mut refused = 0;
    for operation in operations() {
        let parameters = operation.description["parameters"].as_array().cloned();
        for parameter in parameters.unwrap_or_default() {
            let name = parameter["name"].as_str().expect("a name");
            if parameter["in"] != "query" {
                continue;
            }
            let allows = validator(&parameter["schema"]);
            for text in odd::texts() {
                let query = query_of(name, &text);
                let answer = send(&things, &operation, &query, None).await;
                let what = format!("{}?{query}", operation.name());
                if text.is_empty() && parameter["allowEmptyValue"] == true {
                    assert_ne!(answer.status, 400, "{what}: {}", answer.text);
                    continue;
                }
                if allows.is_valid(&read(&parameter["schema"], &text)) {
                    continue;
                }
                refused += 1;
                assert_eq!(answer.status, 400, "{what} is taken: {}", answer.text);
                assert!(
                    is_named(&answer, &[name.to_owned()]),
                    "{what}: {}",
                    answer.text
                );
            }
        }
    }
    assert!(
        refused > 150,
        "the description has lost its parameters: {refused}"
    );
}

// An integrator sends what it has; a field that we do not know must not break its call.
#[tokio::test]
async fn a_field_that_nobody_knows_is_ignored() {
    let things = Things::new().await;
    for operation in operations() {
        if operation.body().is_none() || REFUSE_UNKNOWN.contains(&operation.name().as_str()) {
            continue;
        }
        let usual = things.body(&operation);
        let before = send(&things, &operation, "", Some(&usual)).await.status;
        let mut body = things.body(&operation);
        body["favourite_colour"] = json!("blue");
        body["favourite_numbers"] = json!([{"a": [1]}]);
        let answer = send(&things, &operation, "", Some(&body)).await;
        assert_eq!(
            answer.status,
            before,
            "{}: {}",
            operation.name(),
            answer.text
        );
    }
    let mut body = initiate_json("+4915199999999");
    body["options"] = json!({"caller_id": "crm-1", "shoe_size": 43});
    let path = "/api/calls/initiate";
    things
        .world
        .post_with(&things.token, path, &body)
        .await
        .ok();
}

/// Where a slip of the pen would otherwise look like a change that was made.
const REFUSE_UNKNOWN: [&str; 1] = ["PATCH /api/channels/{id}/settings"];

#[tokio::test]
async fn sql_and_html_are_stored_and_shown_as_text() {
    let things = Things::new().await;
    let (world, token) = (&things.world, &things.token);
    for (text, phone) in [(SQL, CUSTOMER), (HTML, "+4915187654321")] {
        let contact = json!({"name": text, "phone_number": phone, "tags": [text], "bsuid": text});
        let answer = world.post_with(token, "/api/contacts", &contact).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let contact = &answer.json["data"];
        assert_eq!(
            (&contact["name"], &contact["tags"][0], &contact["bsuid"]),
            (&json!(text), &json!(text), &json!(text))
        );
        let mut call = initiate_json(phone);
        call["options"] = json!({"caller_id": text});
        call["desk_id"] = json!(text);
        call["attempt_id"] = json!(text);
        let call = world
            .post_with(token, "/api/calls/initiate", &call)
            .await
            .ok();
        let call_id = call["call_id"].as_str().expect("an id");
        let shown = async |path: &str| world.get_with(token, path).await.ok()["data"].clone();
        let details = shown(&format!("/api/calls/{call_id}")).await;
        assert_eq!(
            (&details["caller_id"], &details["contact"]["name"]),
            (&json!(text), &json!(text))
        );
        assert_eq!(shown("/api/calls/active").await[0]["contact_name"], text);
        assert_eq!(
            shown("/api/calls?per_page=1").await[0]["contact"]["name"],
            text
        );
        let found = url_of("/api/contacts", &query_of("q", text));
        assert_eq!(shown(&found).await[0]["name"], text);
        let tagged = url_of("/api/contacts", &query_of("tag", text));
        assert_eq!(shown(&tagged).await[0]["name"], text);
        let export = world.get_with(token, "/api/calls.csv").await.text;
        assert!(export.contains(&format!(",{text},")), "{export}");
    }
    assert_eq!(world.count("teams").await, 1, "the tables are still there");
}

/// Sends it, and checks what is true of every answer.
async fn send(things: &Things, operation: &Operation, query: &str, body: Option<&Value>) -> Answer {
    let path = url_of(&things.path(operation), query);
    let request = things
        .world
        .http
        .request(operation.method.clone(), things.world.url() + &path);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {}", things.token));
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    let answer = Answer::of(request).await;
    let ours = answer.status.is_server_error() && answer.status != StatusCode::BAD_GATEWAY;
    assert!(
        !ours,
        "{} {path}: {body:?}: {}",
        operation.method, answer.text
    );
    if answer.status.is_client_error() {
        assert!(
            sentence(&answer).ends_with(['.', '…']),
            "{path}: no sentence: {}",
            answer.text
        );
        assert_eq!(answer.json["success"], false, "{path}");
        assert_ne!(answer.json["code"], "unknown", "{path}");
    }
    answer
}

/// Whether the refusal leads to the field: a number or an SDP has a code of its own, and hours are judged as a whole.
fn is_named(answer: &Answer, field: &[String]) -> bool {
    let own = ["invalid_phone_number", "invalid_sdp"];
    let by_code = own.iter().any(|code| answer.json["code"] == *code);
    by_code || field.iter().any(|step| sentence(answer).contains(step))
}

fn sentence(answer: &Answer) -> &str {
    answer.json["error"].as_str().unwrap_or_default()
}

fn operations() -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in description()["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            if let Ok(method) = method.to_uppercase().parse() {
                found.push(Operation {
                    method,
                    path: path.clone(),
                    description: operation.clone(),
                });
            }
        }
    }
    found
}

/// Where the fields of a body are, those of its parts too; `0` is the first of a list.
fn fields(schema: &Value) -> Vec<Vec<String>> {
    let schema = resolved(schema);
    let mut found = Vec::new();
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        found.push(vec![name.clone()]);
        let (part, step) = match resolved(schema) {
            list if list["items"].is_object() => (list["items"].clone(), Some("0")),
            part => (part, None),
        };
        for inner in fields(&part) {
            let step = step.map(str::to_owned);
            found.push([vec![name.clone()], step.into_iter().collect(), inner].concat());
        }
    }
    found
}

/// The object that has the field, and the field's name. Parts that are missing on the way are made.
fn place<'a>(body: &'a mut Value, field: &'a [String]) -> (&'a mut Map<String, Value>, &'a str) {
    let (last, way) = field.split_last().expect("a field");
    let mut inner = body;
    for step in way {
        inner = match step.as_str() {
            "0" => {
                if !inner.is_array() {
                    *inner = json!([{}]);
                }
                &mut inner[0]
            }
            step => &mut inner[step],
        };
    }
    if inner.is_null() {
        *inner = json!({});
    }
    (inner.as_object_mut().expect("an object"), last)
}

type Change = Box<dyn Fn((&mut Map<String, Value>, &str))>;

fn odd_changes() -> Vec<(String, Change)> {
    let odd = odd::values().into_iter().map(|value| {
        let what: String = format!("= {value}").chars().take(40).collect();
        let change: Change = Box::new(move |(part, name)| {
            part.insert(name.to_owned(), value.clone());
        });
        (what, change)
    });
    let gone: Change = Box::new(|(part, name)| {
        part.remove(name);
    });
    odd.chain([("is missing".to_owned(), gone)]).collect()
}

/// A parameter's text as the kind of value that its schema speaks of.
fn read(schema: &Value, text: &str) -> Value {
    if schema["type"] == "integer" {
        return text
            .parse::<u64>()
            .map_or_else(|_| json!(text), Value::from);
    }
    json!(text)
}

fn resolved(schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches('#');
        return description().pointer(name).cloned().unwrap_or_default();
    }
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let mut named = choices.filter(|choice| choice["$ref"].is_string());
    named.next().map_or_else(|| schema.clone(), resolved)
}

fn query_of(name: &str, text: &str) -> String {
    let url = reqwest::Url::parse_with_params("http://x", [(name, text)]).expect("a URL");
    url.query().unwrap_or_default().to_owned()
}

fn url_of(path: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{path}{mark}{query}")
}
