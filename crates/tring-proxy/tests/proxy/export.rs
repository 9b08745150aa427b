//! The history as CSV.

use reqwest::Method;

use crate::world::{Agent, World, past};

async fn csv(ada: &Agent, query: &str) -> Vec<String> {
    let answer = ada.get(&format!("/api/calls.csv{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text.split("\r\n").map(str::to_owned).collect()
}

#[tokio::test]
async fn the_export_has_a_header_a_line_for_each_call_and_a_name() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    past::calls(&world, 1_100).await;
    let answer = ada.get("/api/calls.csv").await;
    assert_eq!(
        answer.headers["content-type"],
        "text/csv; charset=utf-8; header=present"
    );
    let name = answer.headers["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"calls-2"), "{name}");
    let lines = csv(&ada, "").await;
    assert_eq!(
        lines[0],
        "id,call_id,direction,status,from_number,to_number,contact_id,contact_name,contact_phone,channel_id,\
         channel_name,agent_name,initiated_at,answered_at,ended_at,ring_seconds,duration_seconds,cost_amount,currency,\
         end_reason,failure_reason,conversation_id,caller_id"
    );
    assert_eq!(
        lines.len(),
        1 + 1_100 + 1,
        "a header, the calls, and nothing after the last end of line"
    );
    let ids = |lines: &[String]| -> Vec<String> {
        let calls = lines.iter().skip(1).filter(|line| !line.is_empty());
        calls
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect()
    };
    let (newest, oldest) = (ids(&lines), ids(&csv(&ada, "?sort_order=asc").await));
    assert_eq!(newest, oldest.into_iter().rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn the_export_has_the_lists_filters_and_refusals() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contacts = past::calls(&world, 300).await;
    for query in [
        "direction=inbound",
        "status=completed&sort_by=duration_seconds",
        "from_date=2026-01-27&to_date=2026-01-28",
        &format!("contact_id={}", contacts[2]),
    ] {
        let total =
            ada.get(&format!("/api/calls?{query}")).await.ok()["pagination"]["total"].clone();
        let lines = csv(&ada, &format!("?{query}")).await;
        assert_eq!(total, lines.len() - 2, "{query}");
    }
    for (query, status, code) in [
        ("status=asleep", 400, "invalid_request"),
        ("from_date=2026-02-30", 400, "invalid_request"),
        ("sort_by=secret_hash", 400, "invalid_request"),
        ("contact_id=999999", 404, "not_found"),
    ] {
        let answer = ada.get(&format!("/api/calls.csv?{query}")).await;
        answer.refused(status, code);
    }
    let token = world.token(&["channels"]).await;
    let answer = world.get_with(&token, "/api/calls.csv").await;
    answer.refused(403, "forbidden");
}

#[tokio::test]
async fn what_people_wrote_cannot_become_a_formula_or_a_column() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    past::calls(&world, 3).await;
    world.sql("UPDATE contacts SET name = '=HYPERLINK(\"http://example.org\",\"Click\")', phone = '+49151000' || id").await;
    let lines = csv(&ada, "").await;
    for line in &lines[1..4] {
        let name = "\"'=HYPERLINK(\"\"http://example.org\"\",\"\"Click\"\")\",+49151000";
        assert!(line.contains(name), "{line}");
    }
}

/// A million calls once stood in memory before the first byte went out.
#[tokio::test]
async fn a_long_export_is_read_while_it_is_taken() {
    const CALLS: i64 = 120_000;
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    past::calls(&world, CALLS).await;
    let request = ada.request(Method::GET, "/api/calls.csv");
    let mut response = request.send().await.unwrap();
    let mut text = response.chunk().await.unwrap().unwrap().to_vec();
    // Far less than all fits between the proxy and us: the oldest call, which comes last, has not been read yet.
    world
        .sql("UPDATE calls SET integrator_id = 'read late' WHERE id = (SELECT MIN(id) FROM calls)")
        .await;
    while let Some(chunk) = response.chunk().await.unwrap() {
        text.extend_from_slice(&chunk);
    }
    let text = String::from_utf8(text).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.clone().count(), usize::try_from(CALLS).unwrap() + 1);
    let last = lines.next_back().unwrap();
    assert!(last.ends_with(",read late"), "{last}");
}
