//! Orders and pages of the history: the same calls by page number and by cursor, whatever the order.

use std::{cmp::Ordering, collections::HashMap};

use serde_json::Value;

use crate::world::{Agent, World, past};

/// Few enough for the limit of requests per minute.
const CALLS: i64 = 90;

/// All pages of `query` by the cursor.
async fn by_cursor(ada: &Agent, query: &str) -> Vec<Value> {
    let mut calls = Vec::new();
    let mut cursor = String::new();
    for page in 1.. {
        let list = ada
            .get(&format!("/api/calls?per_page=25&{query}{cursor}"))
            .await
            .ok();
        assert_eq!(list["pagination"]["current_page"], page, "{query}");
        calls.extend(list["data"].as_array().unwrap().clone());
        match list["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    calls
}

/// All pages of `query` by their numbers.
async fn by_number(ada: &Agent, query: &str) -> Vec<Value> {
    let mut calls = Vec::new();
    for page in 1.. {
        let list = ada
            .get(&format!("/api/calls?per_page=25&{query}&page={page}"))
            .await
            .ok();
        calls.extend(list["data"].as_array().unwrap().clone());
        let pagination = &list["pagination"];
        if pagination["last_page"] == page {
            assert_eq!(pagination["total"], calls.len(), "{query}");
            return calls;
        }
    }
    unreachable!("some page is the last")
}

/// Compares as the documentation says: without the field first, then by the field, the beginning, the row number.
fn compared(a: &Value, b: &Value, field: &str, durations: &HashMap<u64, Option<i64>>) -> Ordering {
    let id = |call: &Value| call["id"].as_u64().unwrap();
    let text = |call: &Value, field: &str| call[field].as_str().map(str::to_owned);
    let by_field = match field {
        // The API shows 0 where both sides never talked.
        "duration_seconds" => durations[&id(a)].cmp(&durations[&id(b)]),
        _ => text(a, field).cmp(&text(b, field)),
    };
    let by_beginning = match field {
        "status" | "direction" => text(a, "initiated_at").cmp(&text(b, "initiated_at")),
        _ => Ordering::Equal,
    };
    by_field.then(by_beginning).then(id(a).cmp(&id(b)))
}

fn ids(calls: &[Value]) -> Vec<u64> {
    calls
        .iter()
        .map(|call| call["id"].as_u64().unwrap())
        .collect()
}

async fn durations(world: &World) -> HashMap<u64, Option<i64>> {
    let rows: Vec<(i64, Option<i64>)> = sqlx::query_as("SELECT id, duration_seconds FROM calls")
        .fetch_all(world.store().await.readers())
        .await
        .unwrap();
    rows.into_iter()
        .map(|(id, seconds)| (u64::try_from(id).unwrap(), seconds))
        .collect()
}

#[tokio::test]
async fn every_order_is_the_same_by_number_and_by_cursor() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contacts = past::calls(&world, CALLS).await;
    let durations = durations(&world).await;
    let all = by_number(&ada, "").await;
    assert_eq!(all.len(), usize::try_from(CALLS).unwrap());
    let contact = format!("contact_id={}", contacts[1]);
    for field in [
        "created_at",
        "answered_at",
        "ended_at",
        "duration_seconds",
        "status",
        "direction",
    ] {
        for filter in [
            "",
            "direction=outbound",
            "status=no_answer",
            "direction=inbound&status=completed",
            "from_date=2026-01-27&to_date=2026-01-28",
            "status=completed&to_date=2026-01-27",
            &contact,
        ] {
            let column = if field == "created_at" {
                "initiated_at"
            } else {
                field
            };
            let mut expected: Vec<Value> = all
                .iter()
                .filter(|call| fits(call, filter))
                .cloned()
                .collect();
            assert!(!expected.is_empty(), "{filter} has calls");
            expected.sort_by(|a, b| compared(a, b, column, &durations));
            for order in ["asc", "desc"] {
                let query = format!("sort_by={field}&sort_order={order}&{filter}");
                assert_eq!(
                    ids(&by_cursor(&ada, &query).await),
                    ids(&expected),
                    "{query}"
                );
                assert_eq!(
                    ids(&by_number(&ada, &query).await),
                    ids(&expected),
                    "{query}"
                );
                expected.reverse();
            }
        }
    }
}

/// Whether the API's own words say that the call fits the filter.
fn fits(call: &Value, filter: &str) -> bool {
    let day = &call["initiated_at"].as_str().unwrap()[..10];
    filter
        .split('&')
        .filter(|part| !part.is_empty())
        .all(|part| {
            let (name, value) = part.split_once('=').unwrap();
            match name {
                "from_date" => day >= value,
                "to_date" => day <= value,
                "contact_id" => call["contact"]["id"].as_u64() == value.parse().ok(),
                _ => call[name] == value,
            }
        })
}

#[tokio::test]
async fn calls_that_come_meanwhile_do_not_move_what_a_cursor_leads_to() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    past::calls(&world, 30).await;
    let first = ada.get("/api/calls?per_page=10").await.ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    let before = ada
        .get(&format!("/api/calls?per_page=10&cursor={cursor}"))
        .await
        .ok();
    world.sql("INSERT INTO calls (call_id, team_id, channel_id, contact_id, version, direction, status, from_number, to_number, \
         initiated_at) SELECT 'call_new', team_id, channel_id, contact_id, 1, direction, 'failed', '', '', initiated_at + 1 \
         FROM calls ORDER BY initiated_at DESC LIMIT 1").await;
    let after = ada
        .get(&format!("/api/calls?per_page=10&cursor={cursor}"))
        .await
        .ok();
    assert_eq!(before["data"], after["data"]);
    let newest = ada.get("/api/calls?per_page=1").await.ok();
    assert_eq!(newest["data"][0]["call_id"], "call_new");
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list_alone() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    past::calls(&world, 30).await;
    let list = ada.get("/api/calls?status=completed&per_page=5").await.ok();
    let cursor = list["next_cursor"].as_str().unwrap().to_owned();
    for query in [
        format!("cursor={cursor}"),
        format!("status=failed&cursor={cursor}"),
        format!("status=completed&sort_order=asc&cursor={cursor}"),
        format!("status=completed&cursor={}", &cursor[1..]),
        format!("status=completed&cursor=A{cursor}"),
        "cursor=1".to_owned(),
        "cursor=%27%20OR%201%3D1".to_owned(),
    ] {
        let answer = ada.get(&format!("/api/calls?{query}")).await;
        let error = answer.refused(400, "invalid_request")["error"].clone();
        assert!(error.as_str().unwrap().contains("`cursor`"), "{error}");
    }
    let both = format!("/api/calls?status=completed&page=2&cursor={cursor}");
    ada.get(&both).await.refused(400, "invalid_request");
    let good = format!("/api/calls?status=completed&cursor={cursor}");
    ada.get(&good).await.ok();
}

#[tokio::test]
async fn days_that_do_not_exist_or_are_the_wrong_way_round_are_refused() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    for (query, named) in [
        ("from_date=2026-02-29", "from_date"),
        ("to_date=2026-04-31", "to_date"),
        ("from_date=2026-01-02&to_date=2026-01-01", "from_date"),
        ("to_date=2026-01-01T00:00:00Z", "to_date"),
        ("per_page=abc", "per_page"),
        ("sort_by=from_number", "sort_by"),
        ("contact_id=1.5", "contact_id"),
    ] {
        let answer = ada.get(&format!("/api/calls?{query}")).await;
        let error = answer.refused(400, "invalid_request")["error"].clone();
        assert!(error.as_str().unwrap().contains(named), "{error}");
    }
    for query in [
        "from_date=0001-01-01&to_date=9999-12-31",
        "from_date=2024-02-29",
        "page=9223372036854775807",
    ] {
        let list = ada.get(&format!("/api/calls?{query}")).await.ok();
        assert_eq!(list["next_cursor"], Value::Null);
    }
    ada.get("/api/calls?contact_id=999999")
        .await
        .refused(404, "not_found");
}
