//! Every answer that a test sees is compared with the API's own description: a status that it does not name, or a
//! body that is not what it says, fails the test.

use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock, PoisonError},
};

use jsonschema::Validator;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Where nothing is described: what is not the API, and the description itself.
const APART: [&str; 2] = ["/api/openapi.json", "/api/docs"];

/// Fails where `status` or `body` is not in the description of the operation.
#[track_caller]
pub(crate) fn check(method: &Method, path: &str, status: StatusCode, body: &Value) {
    let described = path == "/health" || path.starts_with("/api/");
    if !described || APART.iter().any(|apart| path.starts_with(apart)) {
        return;
    }
    let Some((template, operation)) = operation(method, path) else {
        let unknown = status == StatusCode::NOT_FOUND || status == StatusCode::METHOD_NOT_ALLOWED;
        assert!(
            unknown,
            "{method} {path} is not described, and answers {status}"
        );
        return;
    };
    let response = &operation["responses"][status.as_str()];
    assert!(
        response.is_object(),
        "{method} {template} answers {status}, which its description does not name"
    );
    let schema = &response["content"]["application/json"]["schema"];
    if schema.is_object() {
        compare(&format!("{method} {template} {status}"), schema, body);
    }
}

/// The operation at `path`, and its path's template; one without parameters comes first.
fn operation(method: &Method, path: &str) -> Option<(&'static str, &'static Value)> {
    let method = method.as_str().to_lowercase();
    let paths = description()["paths"].as_object().expect("paths");
    let mut found: Vec<_> = paths
        .iter()
        .filter(|(template, item)| fits(template, path) && item[&method].is_object())
        .map(|(template, item)| (template.as_str(), &item[&method]))
        .collect();
    found.sort_by_key(|(template, _)| template.matches('{').count());
    found.into_iter().next()
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    let same = |(wanted, given): (&str, &str)| wanted.starts_with('{') || wanted == given;
    template.clone().count() == path.clone().count() && template.zip(path).all(same)
}

#[track_caller]
fn compare(name: &str, schema: &Value, body: &Value) {
    static VALIDATORS: OnceLock<Mutex<HashMap<String, Validator>>> = OnceLock::new();
    let validators = VALIDATORS.get_or_init(Mutex::default);
    let mut validators = validators.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = validators
        .entry(name.to_owned())
        .or_insert_with(|| validator(schema));
    let errors: Vec<_> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    drop(validators);
    assert!(
        errors.is_empty(),
        "{name} is not as described: {errors:?}\n{body}"
    );
}

fn validator(schema: &Value) -> Validator {
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": description()["components"],
    });
    jsonschema::validator_for(&document).expect("the description to be sound")
}

fn description() -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        serde_json::to_value(tring_proxy::http::description()).expect("a description as JSON")
    })
}

#[test]
#[should_panic(expected = "answers 418 I'm a teapot, which its description does not name")]
fn a_status_that_is_not_described_fails_the_test() {
    check(
        &Method::GET,
        "/api/calls",
        StatusCode::IM_A_TEAPOT,
        &Value::Null,
    );
}

#[test]
#[should_panic(expected = "is not as described")]
fn a_body_that_is_not_as_described_fails_the_test() {
    let body = json!({"success": true, "data": [{"id": "one"}]});
    check(&Method::GET, "/api/calls", StatusCode::OK, &body);
}
