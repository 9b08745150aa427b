//! Every request of Meta's documents is taken as printed, and refused with anything broken in it.

use serde_json::{Value, json};

use crate::support::{ACCOUNT_ID, Business, DIGITS, NUMBER_ID, TOKEN, fixture};

/// A documented request: where it goes, what it cannot do without, and how it can be wrong.
struct Case {
    file: &'static str,
    endpoint: &'static str,
    required: &'static [&'static str],
    wrong: &'static [(&'static str, &'static str, u64)],
}

const CONNECT: &[&str] = &[
    "/messaging_product",
    "/to",
    "/action",
    "/session",
    "/session/sdp_type",
    "/session/sdp",
];
const ANSWER: &[&str] = &[
    "/messaging_product",
    "/call_id",
    "/action",
    "/session",
    "/session/sdp_type",
    "/session/sdp",
];
const PLAIN: &[&str] = &["/messaging_product", "/call_id", "/action"];

const WRONG_ANSWER: &[(&str, &str, u64)] = &[
    ("/call_id", "wacid.unknown", 100),
    ("/session/sdp_type", "offer", 100),
    ("/session/sdp", "v=0", 100),
    ("/action", "answer", 100),
];

const CASES: &[Case] = &[
    Case {
        file: "connect.request.json",
        endpoint: "calls",
        required: CONNECT,
        wrong: &[
            ("/messaging_product", "sms", 100),
            ("/to", "+14085551234", 100),
            ("/to", "1 408 555 1234", 100),
            ("/to", "0408555", 100),
            ("/action", "dial", 100),
            ("/session/sdp_type", "answer", 100),
            ("/session/sdp", "no description", 100),
        ],
    },
    Case {
        file: "connect.request.bsuid.json",
        endpoint: "calls",
        // `to` may be missing here: `recipient` is enough.
        required: &["/messaging_product", "/action", "/session", "/session/sdp"],
        wrong: &[
            ("/recipient", "13491208655302741918", 100),
            ("/to", "+14085551234", 100),
        ],
    },
    Case {
        file: "pre_accept.request.json",
        endpoint: "calls",
        required: ANSWER,
        wrong: WRONG_ANSWER,
    },
    Case {
        file: "accept.request.json",
        endpoint: "calls",
        required: ANSWER,
        wrong: WRONG_ANSWER,
    },
    Case {
        file: "reject.request.json",
        endpoint: "calls",
        required: PLAIN,
        wrong: &[("/call_id", "wacid.unknown", 100)],
    },
    Case {
        file: "terminate.request.json",
        endpoint: "calls",
        required: PLAIN,
        wrong: &[("/call_id", "wacid.unknown", 100)],
    },
    Case {
        file: "permission_request.freeform.request.json",
        endpoint: "messages",
        required: &[
            "/messaging_product",
            "/to",
            "/type",
            "/interactive",
            "/interactive/type",
            "/interactive/action",
            "/interactive/action/name",
        ],
        wrong: &[
            ("/to", "Mia", 100),
            ("/interactive/action/name", "voice_call", 100),
        ],
    },
    Case {
        file: "permission_request.template_send.request.json",
        endpoint: "messages",
        required: &[
            "/messaging_product",
            "/type",
            "/template",
            "/template/name",
            "/template/language",
            "/template/language/code",
        ],
        wrong: &[
            ("/template/name", "unknown_template", 132_001),
            ("/to", "Mia", 100),
        ],
    },
    Case {
        file: "permission_request.template_create.request.json",
        endpoint: "message_templates",
        required: &["/name", "/language", "/category", "/components"],
        wrong: &[("/category", "AUTHENTICATION", 100)],
    },
    Case {
        file: "call_button.interactive.request.json",
        endpoint: "messages",
        required: &[
            "/messaging_product",
            "/to",
            "/type",
            "/interactive",
            "/interactive/body",
        ],
        wrong: &[("/type", "audio", 100)],
    },
    Case {
        file: "settings.update.request.json",
        endpoint: "settings",
        required: &["/calling"],
        wrong: &[("/calling/status", "ON", 100)],
    },
];

/// Requests that the documents print and that the simulator refuses, with the reason.
const SOURCE_ERRORS: &[(&str, &str)] = &[(
    "connect.request.legacy_connection.json",
    "it has no `action` and no `session`; the FAQ says not to use `connection`",
)];

/// A request put on a running simulator, in a state in which it fits.
struct Scene {
    business: Business,
    request: Value,
}

impl Scene {
    async fn of(case: &Case) -> Self {
        let business = Business::open().await;
        let mut request = fixture(case.file);
        if let Some(date) = request.pointer_mut("/calling/call_hours/holiday_schedule/0/date") {
            // The printed one is in the past by now, which is an error of its own.
            *date = json!("2099-01-01");
        }
        if request.get("call_id").is_some() {
            request["call_id"] = json!(business.customer_calls(json!({})).await);
        }
        for customer in ["14085551234", "13287759822"] {
            let path = format!("/permissions/+{customer}");
            let status = if case.endpoint == "messages" {
                "no_permission"
            } else {
                "permanent"
            };
            business.sim_put(&path, json!({ "status": status })).await;
        }
        Self { business, request }
    }

    /// What a refused request must not change.
    async fn state(&self) -> Value {
        let state = self.business.sim_get("/state").await;
        let calls: Vec<Value> = state["calls"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|call| json!([call["id"], call["state"]]))
            .collect();
        json!([calls, state["permission_requests"], state["numbers"]])
    }

    async fn send(&self, case: &Case, body: &Value) -> (u16, Value) {
        let (status, answer) = self.business.graph(case.endpoint, body).await;
        (status.as_u16(), answer)
    }

    async fn is_refused(&self, case: &Case, body: &Value, code: u64, what: &str) {
        let (status, answer) = self.send(case, body).await;
        assert!(
            (400..500).contains(&status),
            "{}: {what}: {status} {answer}",
            case.file
        );
        assert_eq!(
            answer["error"]["code"], code,
            "{}: {what}: {answer}",
            case.file
        );
        for field in ["message", "type", "fbtrace_id"] {
            assert!(answer["error"][field].is_string(), "{field} in {answer}");
        }
    }
}

fn without(request: &Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let mut broken = request.clone();
    let parent = broken
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .expect("an object");
    parent
        .remove(name)
        .unwrap_or_else(|| panic!("{pointer} is not in the fixture"));
    broken
}

fn with(request: &Value, pointer: &str, value: Value) -> Value {
    let mut broken = request.clone();
    *broken
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("no {pointer}")) = value;
    broken
}

#[tokio::test]
async fn each_documented_request_is_refused_with_a_field_missing_and_taken_as_printed() {
    for case in CASES {
        let scene = Scene::of(case).await;
        let before = scene.state().await;
        for pointer in case.required {
            let what = format!("without {pointer}");
            scene
                .is_refused(case, &without(&scene.request, pointer), 100, &what)
                .await;
            let what = format!("with a number as {pointer}");
            scene
                .is_refused(case, &with(&scene.request, pointer, json!(7)), 100, &what)
                .await;
        }
        for (pointer, value, code) in case.wrong {
            let what = format!("with {value} as {pointer}");
            let body = with(&scene.request, pointer, json!(value));
            scene.is_refused(case, &body, *code, &what).await;
        }
        assert_eq!(
            scene.state().await,
            before,
            "{}: nothing changed",
            case.file
        );

        let (status, answer) = scene.send(case, &scene.request).await;
        assert_eq!(status, 200, "{}: as printed: {answer}", case.file);
        let error = answer.get("error");
        assert!(error.is_none(), "{}: {answer}", case.file);
    }
}

#[tokio::test]
async fn each_documented_request_needs_the_right_token_number_and_version() {
    for case in CASES {
        let scene = Scene::of(case).await;
        let path = |version: &str, number: &str| {
            scene
                .business
                .url(&format!("/meta/{version}/{number}/{}", case.endpoint))
        };
        let post = async |url: String, authorization: Option<&str>| {
            let mut request = scene.business.http.post(url).json(&scene.request);
            if let Some(authorization) = authorization {
                request = request.header("authorization", authorization);
            }
            let response = request.send().await.expect("the simulator answers");
            let status = response.status().as_u16();
            let body: Value = response.json().await.expect("JSON");
            (status, body["error"]["code"].as_u64())
        };
        let owner = if case.endpoint == "message_templates" {
            ACCOUNT_ID
        } else {
            NUMBER_ID
        };
        let right = format!("Bearer {TOKEN}");
        let lowercase = format!("bearer {TOKEN}");
        for authorization in [
            None,
            Some("Bearer wrong"),
            Some(TOKEN),
            Some(lowercase.as_str()),
        ] {
            let refused = post(path("v25.0", owner), authorization).await;
            assert_eq!(
                refused,
                (401, Some(190)),
                "{}: {authorization:?}",
                case.file
            );
        }
        for version in ["25.0", "v25", "vX.0", "api"] {
            let refused = post(path(version, owner), Some(&right)).await;
            assert_eq!(refused, (400, Some(2500)), "{}: {version}", case.file);
        }
        let refused = post(path("v25.0", "1"), Some(&right)).await;
        assert_eq!(refused, (400, Some(100)), "{}: another number", case.file);
    }
}

#[tokio::test]
async fn the_known_errors_of_the_documents_are_refused() {
    let business = Business::open().await;
    for (file, reason) in SOURCE_ERRORS {
        let (status, answer) = business.calls(&fixture(file)).await;
        assert_eq!(status, 400, "{file} ({reason}): {answer}");
        assert_eq!(answer["error"]["code"], 100, "{file} ({reason}): {answer}");
    }
}

#[test]
fn every_request_fixture_has_its_test() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/meta");
    let mut requests = 0;
    for entry in std::fs::read_dir(folder).expect("the fixtures") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("UTF-8");
        if name.contains(".request.") {
            let is_known = CASES.iter().any(|case| case.file == name)
                || SOURCE_ERRORS.iter().any(|(file, _)| *file == name);
            assert!(is_known, "{name} is not tested");
            requests += 1;
        }
    }
    assert_eq!(requests, CASES.len() + SOURCE_ERRORS.len());
}

#[tokio::test]
async fn unknown_fields_long_data_and_other_kinds_of_bodies_are_refused() {
    let business = Business::open().await;
    let mut unknown = fixture("connect.request.json");
    unknown["phone_number"] = json!(DIGITS);
    let mut long = fixture("connect.request.json");
    long["biz_opaque_callback_data"] = json!("x".repeat(513));
    for body in [unknown, long, json!([]), json!("connect")] {
        let (status, answer) = business.calls(&body).await;
        assert_eq!(
            (status.as_u16(), answer["error"]["code"].clone()),
            (400, json!(100)),
            "{answer}"
        );
    }
    let mut longest = fixture("connect.request.json");
    longest["biz_opaque_callback_data"] = json!("x".repeat(512));
    let (status, answer) = business.calls(&longest).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn a_number_without_calling_refuses_calls() {
    let business = Business::open().await;
    let (status, _) = business
        .graph("settings", &json!({"calling": {"status": "DISABLED"}}))
        .await;
    assert_eq!(status, 200);
    let (status, answer) = business.calls(&fixture("connect.request.json")).await;
    assert_eq!(
        (status.as_u16(), answer["error"]["code"].clone()),
        (401, json!(138_000))
    );
    let (status, answer) = business
        .sim_post("/calls", json!({"customer": "+14085551234"}))
        .await;
    assert_eq!(status, 409, "{answer}");
}
