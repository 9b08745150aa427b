//! Every answer that a test sees is compared with the API's own description: a status that it does not name, or a
//! body that is not what it says, fails the test.

use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock, PoisonError},
};

use jsonschema::Validator;
use reqwest::{
    Method, StatusCode,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde_json::{Value, json};

/// Where nothing is described: what is not the API, and the description itself.
const APART: [&str; 2] = ["/api/openapi.json", "/api/docs"];

/// Headers that a client may build on, so that the description must have them; and all whose names begin with `x-rate`.
const TOLD: [&str; 4] = [
    "retry-after",
    "idempotent-replayed",
    "content-disposition",
    "set-cookie",
];

/// Fails where `status`, a header that clients read, the form of the body or `body` is not in the description of the
/// operation.
#[track_caller]
pub(crate) fn check(
    method: &Method,
    path: &str,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Value,
) {
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
    check_headers(&format!("{method} {template} {status}"), response, headers);
    let schema = &response["content"]["application/json"]["schema"];
    if schema.is_object() {
        compare(&format!("{method} {template} {status}"), schema, body);
    }
}

#[track_caller]
fn check_headers(name: &str, response: &Value, headers: &HeaderMap) {
    let described = response["headers"].as_object();
    let described: Vec<_> = described
        .into_iter()
        .flat_map(|headers| headers.keys().map(|name| name.to_lowercase()))
        .collect();
    for header in headers.keys().map(HeaderName::as_str) {
        let told = TOLD.contains(&header) || header.starts_with("x-rate");
        assert!(
            !told || described.iter().any(|name| name == header),
            "{name} has the header `{header}`, which its description does not name"
        );
    }
    if let Some(forms) = response["content"].as_object() {
        let form = headers.get(CONTENT_TYPE).map(HeaderValue::to_str);
        let form = form.and_then(Result::ok).unwrap_or_default();
        let essence = form.split(';').next().unwrap_or_default();
        assert!(
            forms.contains_key(essence),
            "{name} answers `{form}`, which its description does not name"
        );
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

pub(crate) fn validator(schema: &Value) -> Validator {
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [schema],
        "components": description()["components"],
    });
    jsonschema::options()
        .should_validate_formats(true)
        .build(&document)
        .expect("the description to be sound")
}

pub(crate) fn description() -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    DESCRIPTION.get_or_init(tring_proxy::http::description)
}

#[test]
#[should_panic(expected = "answers 418 I'm a teapot, which its description does not name")]
fn a_status_that_is_not_described_fails_the_test() {
    check(
        &Method::GET,
        "/api/calls",
        StatusCode::IM_A_TEAPOT,
        &HeaderMap::new(),
        &Value::Null,
    );
}

#[test]
#[should_panic(expected = "is not as described")]
fn a_body_that_is_not_as_described_fails_the_test() {
    let body = json!({"success": true, "data": [{"id": "one"}]});
    check(
        &Method::GET,
        "/api/calls",
        StatusCode::OK,
        &json_form(),
        &body,
    );
}

#[test]
#[should_panic(expected = "answers `text/html`, which its description does not name")]
fn a_form_that_is_not_described_fails_the_test() {
    let mut headers = json_form();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    let body = json!({"success": true, "data": []});
    check(
        &Method::GET,
        "/api/calls/active",
        StatusCode::OK,
        &headers,
        &body,
    );
}

// The headers of the request limit were in no description, and a generated client did not offer them.
#[test]
#[should_panic(expected = "has the header `x-ratelimit-surprise`")]
fn a_header_that_is_not_described_fails_the_test() {
    let mut headers = json_form();
    headers.insert("x-ratelimit-limit", HeaderValue::from_static("600"));
    headers.insert("x-ratelimit-surprise", HeaderValue::from_static("1"));
    let body = json!({"success": true, "data": []});
    check(
        &Method::GET,
        "/api/calls/active",
        StatusCode::OK,
        &headers,
        &body,
    );
}

fn json_form() -> HeaderMap {
    let form = HeaderValue::from_static("application/json");
    HeaderMap::from_iter([(CONTENT_TYPE, form)])
}

// Ids and times were described as `String` and `u64`: a generated client had types of these names.
#[test]
fn no_type_has_the_name_of_one_of_rusts() {
    let schemas = description()["components"]["schemas"].as_object();
    for name in schemas.expect("schemas").keys() {
        let is_a_name_of_ours = name.starts_with(char::is_uppercase) && name != "String";
        assert!(is_a_name_of_ours, "{name}");
    }
    let text = description().to_string();
    for name in ["String", "u64"] {
        let reference = format!("\"#/components/schemas/{name}\"");
        assert!(!text.contains(&reference), "something is still a `{name}`");
    }
}
