//! How SQLite finds what is asked for all the time: never by reading a table that grows with the years.
//!
//! The real binary writes down each statement that it runs, and SQLite is asked how it would run it. Nothing of it depends on
//! how many rows there are: the database keeps no statistics of them.

use std::collections::BTreeSet;

use serde_json::json;
use sqlx::{AssertSqlSafe, Row};
use tring_protocol::events::MessageKind;

use crate::world::{CUSTOMER, OTHER_CUSTOMER, World, initiate, past, webhook};

/// Tables that grow with every call.
const GROWING: [&str; 9] = [
    "calls",
    "contacts",
    "events",
    "outgoing_deliveries",
    "provider_actions",
    "provider_calls",
    "session_descriptions",
    "webhook_deliveries",
    "webhook_items",
];

/// Indexes of the few rows that something is still to be done about: these may be read from end to end.
const OF_FEW: [&str; 6] = [
    "calls_live",
    "calls_live_of_agent",
    "calls_live_of_team",
    "contacts_not_findable",
    "outgoing_deliveries_due",
    "outgoing_deliveries_next",
];

/// What a statement that reads begins with. A row that is only added reads nothing: what SQLite says of foreign keys there
/// is for a transaction that has broken one before.
const VERBS: [&str; 4] = ["SELECT", "UPDATE", "DELETE", "WITH"];

/// The statements that the proxy has logged.
fn statements(log: &str) -> BTreeSet<String> {
    let logged = log.split("db.statement=").skip(1);
    let texts = logged.filter_map(|rest| rest.split("\" rows_affected=").next());
    let read = texts.filter_map(|text| {
        let quoted = format!("{text}\"").replace("\\'", "'");
        serde_json::from_str::<String>(&quoted).ok()
    });
    read.map(|statement| statement.trim().to_owned())
        .filter(|statement| VERBS.iter().any(|verb| statement.starts_with(verb)))
        .collect()
}

async fn plan(world: &World, statement: &str) -> Vec<String> {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let store = world.store().await;
    let rows = sqlx::query(explain)
        .fetch_all(store.readers())
        .await
        .unwrap_or_else(|error| panic!("{error}: {statement}"));
    rows.iter().map(|row| row.get("detail")).collect()
}

/// Whether a step of a plan becomes slower with the years.
fn reads_too_much(step: &str) -> bool {
    // The calls that no webhook has named are many; those of them that live or have just ended are few.
    if step.contains("calls_unreported") && !step.contains("ended_at") {
        return true;
    }
    let mut words = step.split(' ');
    let (Some("SCAN"), Some(table)) = (words.next(), words.next()) else {
        return false;
    };
    let is_of_few = |word: &str| OF_FEW.contains(&word);
    GROWING.contains(&table) && !words.any(is_of_few)
}

/// Whether a statement puts rows in order that an index has in order already: all but the few that live.
fn sorts_too_much(statement: &str, plan: &[String]) -> bool {
    let is_of_few = |step: &String| OF_FEW.iter().any(|index| step.contains(index));
    let sorts = plan
        .iter()
        .any(|step| step == "USE TEMP B-TREE FOR ORDER BY");
    let of_calls = statement.contains("FROM calls ");
    sorts && of_calls && !plan.iter().any(is_of_few)
}

/// Everything that happens all the time, once.
async fn everyday(world: &World) {
    let ada = world.agent("Ada").await;
    let mut desk = ada.desk("ada-1").await;
    let contact = past::calls(world, 40).await[0];
    for query in [
        "",
        "?direction=inbound",
        "?status=missed",
        "?from_date=2026-01-01&status=failed",
    ] {
        ada.get(&format!("/api/calls{query}")).await.ok();
    }
    ada.get(&format!("/api/calls?contact_id={contact}"))
        .await
        .ok();
    let history = format!("/api/calls/contacts/{contact}/history");
    ada.get(&history).await.ok();
    ada.get("/api/calls/active").await.ok();
    ada.get("/api/calls/statistics?period=year").await.ok();
    let now = webhook::now_seconds();
    let connect = webhook::customer_connects("wacid.plan", CUSTOMER, now);
    webhook::send(world, &connect).await.ok();
    desk.next_of(MessageKind::CallRinging).await;
    let over = webhook::terminates("wacid.plan", "USER_INITIATED");
    webhook::send(world, &over).await.ok();
    desk.next_of(MessageKind::CallEnded).await;
    // A call that nobody knows, and one of ours.
    let stranger = webhook::terminates("wacid.stranger", "BUSINESS_INITIATED");
    webhook::send(world, &stranger).await.ok();
    world
        .provider
        .script(
            OTHER_CUSTOMER,
            &json!({"answer": "after", "answer_after_ms": 10}),
        )
        .await;
    let mut request = initiate(OTHER_CUSTOMER);
    request.desk_id = Some(desk.id.clone());
    let request = serde_json::to_value(&request).unwrap();
    let call = ada.post("/api/calls/initiate", &request).await.ok();
    desk.next_of(MessageKind::CallAnswered).await;
    let id = call["call_id"].as_str().unwrap();
    ada.act(id, "end", &json!({})).await.ok();
    desk.next_of(MessageKind::CallEnded).await;
}

#[tokio::test]
async fn nothing_that_happens_all_the_time_reads_a_table_that_grows() {
    let mut world = World::start().await;
    world.stop().await;
    world.log_levels = "sqlx=debug";
    world.start_apart_again().await;
    everyday(&world).await;
    world.stop().await;
    let log = std::fs::read_to_string(world.data.join("log")).unwrap();
    let statements = statements(&log);
    assert!(statements.len() > 60, "{} statements", statements.len());
    let mut wrong = Vec::new();
    for statement in &statements {
        let plan = plan(&world, statement).await;
        if plan.iter().any(|step| reads_too_much(step)) || sorts_too_much(statement, &plan) {
            wrong.push(format!("{statement}\n  {}", plan.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
