//! Who may what: the table of the documentation, seen through HTTP and at the command line.

use reqwest::Method;
use serde_json::{Value, json};
use tring_proxy::auth::{Ability, Role};

use crate::world::{Answer, TEAM, World, agent::Agent};

const DOCUMENT: &str = include_str!("../../../../docs/api/tokens.md");

/// Addresses of each ability.
const ADDRESSES: &[(Method, &str, Ability)] = &[
    (Method::GET, "/api/calls", Ability::ReadCalls),
    (Method::GET, "/api/calls.csv", Ability::ReadCalls),
    (Method::GET, "/api/calls/active", Ability::ReadCalls),
    (Method::GET, "/api/calls/statistics", Ability::ReadCalls),
    (Method::GET, "/api/calls/none/events", Ability::ReadCalls),
    (Method::GET, "/api/agents", Ability::ReadCalls),
    (Method::GET, "/api/callbacks", Ability::ReadCalls),
    (Method::POST, "/api/calls/initiate", Ability::MakeCalls),
    (Method::POST, "/api/calls/none/end", Ability::MakeCalls),
    (Method::POST, "/api/calls/none/claim", Ability::MakeCalls),
    (Method::POST, "/api/permissions/request", Ability::MakeCalls),
    (Method::POST, "/api/callbacks/0/done", Ability::MakeCalls),
    (Method::GET, "/api/contacts", Ability::ReadContacts),
    (Method::GET, "/api/contacts/0", Ability::ReadContacts),
    (
        Method::GET,
        "/api/contacts/0/consent",
        Ability::ReadContacts,
    ),
    (Method::POST, "/api/contacts", Ability::WriteContacts),
    (Method::PATCH, "/api/contacts/0", Ability::WriteContacts),
    (Method::DELETE, "/api/contacts/0", Ability::WriteContacts),
    (
        Method::PUT,
        "/api/teams/settings/call-routing",
        Ability::ManageAgents,
    ),
    (Method::GET, "/api/channels", Ability::ManageChannels),
    (Method::POST, "/api/channels", Ability::ManageChannels),
    (
        Method::DELETE,
        "/api/channels/none",
        Ability::ManageChannels,
    ),
    (
        Method::GET,
        "/api/channels/none/prices",
        Ability::ManageChannels,
    ),
    (Method::GET, "/api/providers", Ability::ManageChannels),
    (
        Method::DELETE,
        "/api/teams/settings/calling/suspension",
        Ability::ManageSettings,
    ),
    (
        Method::GET,
        "/api/webhook-endpoints",
        Ability::ManageWebhooks,
    ),
    (
        Method::DELETE,
        "/api/webhook-endpoints/none",
        Ability::ManageWebhooks,
    ),
    (Method::GET, "/api/tokens", Ability::ManageTokens),
    (Method::POST, "/api/tokens", Ability::ManageTokens),
    (Method::DELETE, "/api/tokens/0", Ability::ManageTokens),
];

/// Read at each of them; nothing that a test would miss comes of it.
fn body() -> Value {
    json!({"desk_id": "desk-1", "name": "", "abilities": [], "phone_number": "", "mode": "ring_all"})
}

async fn signed_in(world: &World, role: Role) -> Agent {
    let name = role.as_str();
    let agent = world.agent(name).await;
    let email = format!("{name}@example.org");
    let user = [
        "user", "add", "--team", TEAM, "--name", name, "--email", &email,
    ];
    world
        .cli(&[&user[..], &["--role", name, "--if-absent"]].concat())
        .await;
    agent
}

#[tokio::test]
async fn each_role_reaches_what_the_table_gives_it() {
    let world = World::start().await;
    for role in Role::ALL {
        let agent = signed_in(&world, role).await;
        for (method, path, ability) in ADDRESSES {
            let request = agent.request(method.clone(), path).json(&body());
            let answer = Answer::of(request).await;
            let allowed = answer.status != 403;
            assert_eq!(
                allowed,
                role.may(*ability),
                "{role} at {method} {path}: {}",
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn each_token_reaches_what_its_abilities_name_and_nothing_else() {
    let world = World::start().await;
    for ability in Ability::ALL {
        let token = world.token(&[ability.as_str()]).await;
        for (method, path, needed) in ADDRESSES {
            let request = world.http.request(method.clone(), world.url() + path);
            let answer = Answer::of(request.bearer_auth(&token).json(&body())).await;
            let allowed = answer.status != 403;
            let name = ability.as_str();
            assert_eq!(
                allowed,
                ability == *needed,
                "{name} at {method} {path}: {}",
                answer.text
            );
        }
    }
}

/// Something that is as this schema says.
fn sample(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = document.pointer(name.trim_start_matches('#'));
        return sample(document, schema.expect("the schema that is named"));
    }
    let first_of = |name: &str| schema[name].as_array().and_then(|list| list.last());
    if let Some(one) = first_of("oneOf").or(first_of("anyOf")) {
        return sample(document, one);
    }
    if let Some(word) = first_of("enum") {
        return word.clone();
    }
    let kind = &schema["type"];
    match kind.as_str().or(kind[0].as_str()) {
        Some("string") => json!("none"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        _ => object(document, schema),
    }
}

fn object(document: &Value, schema: &Value) -> Value {
    let required = schema["required"].as_array().into_iter().flatten();
    let fields = required.map(|name| {
        let name = name.as_str().expect("a name");
        (
            name.to_owned(),
            sample(document, &schema["properties"][name]),
        )
    });
    Value::Object(fields.collect())
}

/// Whether somebody must be signed in there.
fn is_guarded(operation: &Value) -> bool {
    let open = |way: &Value| way.as_object().is_some_and(serde_json::Map::is_empty);
    !operation["security"]
        .as_array()
        .is_some_and(|ways| ways.iter().any(open))
}

// Whoever adds an address forgets to ask who may: the token of a display could have placed calls.
#[tokio::test]
async fn no_address_lets_a_token_in_that_may_nothing() {
    let world = World::start().await;
    let token = world.token(&["calls:read"]).await;
    world.sql("UPDATE tokens SET abilities = '[]'").await;
    let document = tring_proxy::http::description();
    let mut seen = 0;
    for (template, item) in document["paths"].as_object().unwrap() {
        // The session is a person's own.
        if template == "/api/session" {
            continue;
        }
        for (method, operation) in item.as_object().unwrap() {
            if !is_guarded(operation) {
                continue;
            }
            let path = template.replace(['{', '}'], "");
            let method: Method = method.to_uppercase().parse().unwrap();
            let mut request = world.http.request(method.clone(), world.url() + &path);
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if schema.is_object() {
                request = request.json(&sample(&document, schema));
            }
            let answer = Answer::of(request.bearer_auth(&token)).await;
            assert_eq!(answer.status, 403, "{method} {template}: {}", answer.text);
            seen += 1;
        }
    }
    assert!(
        seen > 40,
        "the description has {seen} addresses that are guarded"
    );
}

#[test]
fn the_document_has_the_table_that_holds() {
    for ability in Ability::ALL {
        let word = ability.as_str();
        let row = DOCUMENT
            .lines()
            .find(|line| line.starts_with(&format!("| `{word}` |")));
        let row = row.unwrap_or_else(|| panic!("`{word}` is not in the table"));
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let said = cells.iter().skip(2).map(|cell| *cell == "yes");
        let holds = Role::ALL.iter().map(|role| role.may(ability));
        assert!(said.eq(holds), "{row}");
    }
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_with_the_next_request() {
    let world = World::start().await;
    let admin = world.admin().await;
    admin.get("/api/tokens").await.ok();
    world.sql("UPDATE users SET role = 'agent'").await;
    admin.get("/api/tokens").await.refused(403, "forbidden");
    // A word of a later version, or a slip of somebody's pen: it must not be taken for an administrator's.
    world.sql("UPDATE users SET role = 'Owner'").await;
    admin.get("/api/tokens").await.refused(403, "forbidden");
    admin.get("/api/calls").await.refused(403, "forbidden");
}

#[tokio::test]
async fn the_last_owner_stays_an_owner() {
    let world = World::start().await;
    let set = async |name: &'static str, role: &'static str| {
        let email = format!("{}@example.org", name.to_lowercase());
        let user = [
            "user", "add", "--team", TEAM, "--name", name, "--email", &email,
        ];
        world
            .try_cli(&[&user[..], &["--role", role, "--if-absent"]].concat())
            .await
    };
    set("Ada", "owner").await.unwrap();
    let refused = set("Ada", "agent").await.unwrap_err().to_string();
    assert!(refused.contains("the last owner"), "{refused}");
    set("Ada", "owner").await.expect("to stay one");
    set("Bob", "owner").await.unwrap();
    set("Ada", "admin").await.expect("another owner is there");
    let refused = set("Bob", "admin").await.unwrap_err().to_string();
    assert!(refused.contains("the last owner"), "{refused}");
}
