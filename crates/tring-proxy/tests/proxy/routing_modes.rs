//! Whose inbox rings, by the team's settings.

use std::time::Duration;

use serde_json::{Value, json};
use tring_protocol::{
    call::{Call, CallStatus, EndReason},
    events::MessageKind,
};

use crate::world::{
    ANSWER, Agent, CUSTOMER, OTHER_CUSTOMER, World, desk::Desk, initiate_json, nothing, until,
};

const THIRD_CUSTOMER: &str = "+4915100000003";

/// Ada, who may change the settings, and Bob, each with a page.
struct Team {
    world: World,
    ada: Agent,
    bob: Agent,
    adas: Desk,
    bobs: Desk,
}

impl Team {
    async fn with(settings: &Value) -> Self {
        Self::of(World::start().await, settings).await
    }

    async fn of(world: World, settings: &Value) -> Self {
        let ada = world.admin().await;
        let bob = world.agent("Bob").await;
        ada.put("/api/teams/settings/call-routing", settings)
            .await
            .ok();
        let (adas, bobs) = (ada.desk("ada-1").await, bob.desk("bob-1").await);
        Self {
            world,
            ada,
            bob,
            adas,
            bobs,
        }
    }

    /// The customer calls; the provider's id of the call.
    async fn called_by(&self, customer: &str) -> String {
        self.world
            .provider
            .customer_calls(customer, &nothing())
            .await
    }

    /// Waits until this customer's call rings exactly there.
    async fn until_rings_at(&mut self, customer: &str, agents: &[u64]) -> Call {
        let fits = |call: &Call| call.from_number == customer && call.ringing_agents == agents;
        self.adas.call_where(fits).await
    }

    /// Ada talks with this customer, for a moment.
    async fn ada_talks_with(&mut self, customer: &str) {
        self.called_by(customer).await;
        let call_id = self.until_rings_at(customer, &[self.ada.id]).await.call_id;
        self.ada
            .act(&call_id, "claim", &json!({"desk_id": "ada-1"}))
            .await
            .ok();
        let answer = json!({"desk_id": "ada-1", "sdp_answer": ANSWER});
        self.ada.act(&call_id, "answer", &answer).await.ok();
        self.ada.act(&call_id, "end", &nothing()).await.ok();
        self.ada.until_status(&call_id, CallStatus::Completed).await;
        self.world.provider.call_in("ended").await;
    }

    async fn available(&self, agent: &Agent, call_status: &str) {
        let status = json!({"call_status": call_status});
        agent.post("/api/agents/status", &status).await.ok();
    }
}

/// Sets what the API does not allow for people, so that a test can wait for it.
async fn ring_time_out_of_a_second(world: &World) {
    let store = world.store().await;
    let mut write = store.write().await.unwrap();
    sqlx::query("UPDATE call_routing SET ring_timeout_seconds = 1")
        .execute(write.db())
        .await
        .unwrap();
    write.commit().await.unwrap();
}

/// The steps of the routing in the call's timeline, with the agents whom they name.
async fn steps(world: &World, call_id: &str) -> Vec<(String, Option<u64>)> {
    let store = world.store().await;
    let rows: Vec<(String, Option<i64>)> = sqlx::query_as(
        "SELECT events.kind, events.agent_id FROM events JOIN calls ON calls.id = events.call \
         WHERE calls.call_id = $1 AND (events.kind LIKE 'agent_%' OR events.kind = 'nobody_left') \
         ORDER BY events.seq",
    )
    .bind(call_id)
    .fetch_all(store.readers())
    .await
    .unwrap();
    rows.into_iter()
        .map(|(kind, agent)| (kind, agent.map(i64::unsigned_abs)))
        .collect()
}

fn step(kind: &str, agent: &Agent) -> (String, Option<u64>) {
    (kind.to_owned(), Some(agent.id))
}

#[tokio::test]
async fn round_robin_goes_on_behind_the_last_one_and_asks_nobody_for_two_calls() {
    let mut team = Team::with(&json!({"mode": "round_robin"})).await;
    let (ada, bob) = (team.ada.id, team.bob.id);
    let first = team.called_by(CUSTOMER).await;
    team.until_rings_at(CUSTOMER, &[ada]).await;
    team.called_by(OTHER_CUSTOMER).await;
    team.until_rings_at(OTHER_CUSTOMER, &[bob]).await;
    // Nobody is left, so the third one waits for the first who is.
    team.called_by(THIRD_CUSTOMER).await;
    team.until_rings_at(THIRD_CUSTOMER, &[]).await;
    team.world.provider.press(&first, "hangup").await;
    team.until_rings_at(THIRD_CUSTOMER, &[ada]).await;
}

#[tokio::test]
async fn an_agent_who_does_not_answer_in_time_is_followed_by_the_next() {
    let mut team = Team::with(&json!({"mode": "round_robin"})).await;
    ring_time_out_of_a_second(&team.world).await;
    let (ada, bob) = (team.ada.id, team.bob.id);
    team.called_by(CUSTOMER).await;
    let call = team.until_rings_at(CUSTOMER, &[ada]).await;
    team.until_rings_at(CUSTOMER, &[bob]).await;
    team.until_rings_at(CUSTOMER, &[ada]).await;
    assert_eq!(
        steps(&team.world, &call.call_id).await,
        [
            step("agent_rung", &team.ada),
            step("agent_ring_timed_out", &team.ada),
            step("agent_rung", &team.bob),
            step("agent_ring_timed_out", &team.bob),
            step("agent_rung", &team.ada),
        ]
    );
}

#[tokio::test]
async fn when_everybody_declined_the_customer_is_told() {
    let mut team = Team::with(&json!({"mode": "longest_idle"})).await;
    team.called_by(CUSTOMER).await;
    let call = team.until_rings_at(CUSTOMER, &[team.ada.id]).await;
    team.ada.act(&call.call_id, "reject", &nothing()).await.ok();
    team.until_rings_at(CUSTOMER, &[team.bob.id]).await;
    team.bob.act(&call.call_id, "reject", &nothing()).await.ok();
    let ended = team
        .ada
        .until_status(&call.call_id, CallStatus::Rejected)
        .await;
    assert_eq!(ended["end_reason"], "declined");
    team.world.provider.until_asked("reject", 1).await;
    let steps = steps(&team.world, &call.call_id).await;
    assert_eq!(
        steps[..4],
        [
            step("agent_rung", &team.ada),
            step("agent_declined", &team.ada),
            step("agent_rung", &team.bob),
            step("agent_declined", &team.bob),
        ]
    );
    assert_eq!(steps[4], ("nobody_left".to_owned(), None));
}

#[tokio::test]
async fn longest_idle_asks_the_one_who_has_talked_least_recently() {
    let mut team = Team::with(&json!({"mode": "longest_idle"})).await;
    team.ada_talks_with(CUSTOMER).await;
    team.called_by(OTHER_CUSTOMER).await;
    team.until_rings_at(OTHER_CUSTOMER, &[team.bob.id]).await;
}

#[tokio::test]
async fn sticky_asks_the_one_who_talked_with_the_customer_before() {
    let mut team = Team::with(&json!({"mode": "sticky"})).await;
    team.ada_talks_with(CUSTOMER).await;
    team.called_by(CUSTOMER).await;
    team.until_rings_at(CUSTOMER, &[team.ada.id]).await;
    // Whom nobody knows goes to who is idle for longest: Ada is being asked.
    team.called_by(OTHER_CUSTOMER).await;
    team.until_rings_at(OTHER_CUSTOMER, &[team.bob.id]).await;
}

#[tokio::test]
async fn an_agent_in_a_call_is_not_asked_where_one_is_asked_after_the_other() {
    let mut team = Team::with(&json!({"mode": "round_robin"})).await;
    team.world
        .provider
        .script(CUSTOMER, &json!({"answer": "after", "answer_after_ms": 10}))
        .await;
    let mut dialled = initiate_json(CUSTOMER);
    dialled["desk_id"] = json!("ada-1");
    let dialled = team.ada.post("/api/calls/initiate", &dialled).await.ok();
    team.called_by(OTHER_CUSTOMER).await;
    let call = team.until_rings_at(OTHER_CUSTOMER, &[team.bob.id]).await;
    team.bob.act(&call.call_id, "reject", &nothing()).await.ok();
    // She is not asked, and has not declined: the call waits for her.
    team.until_rings_at(OTHER_CUSTOMER, &[]).await;
    let hers = dialled["call_id"].as_str().unwrap();
    team.ada.act(hers, "end", &nothing()).await.ok();
    team.until_rings_at(OTHER_CUSTOMER, &[team.ada.id]).await;
}

#[tokio::test]
async fn only_agents_with_the_role_are_rung() {
    let mut team = Team::with(&json!({"role": "agent"})).await;
    team.called_by(CUSTOMER).await;
    team.until_rings_at(CUSTOMER, &[team.bob.id]).await;
    team.ada
        .put(
            "/api/teams/settings/call-routing",
            &json!({"role": "admin"}),
        )
        .await
        .ok();
    team.called_by(OTHER_CUSTOMER).await;
    team.until_rings_at(OTHER_CUSTOMER, &[team.ada.id]).await;
}

#[tokio::test]
async fn after_a_talk_an_agent_is_left_alone_for_the_cooldown() {
    for mode in ["ring_all", "longest_idle"] {
        let settings = json!({"mode": mode, "cooldown_seconds": 3_600});
        let mut team = Team::with(&settings).await;
        team.available(&team.bob, "dnd").await;
        team.ada_talks_with(CUSTOMER).await;
        let agents = team.ada.get("/api/agents").await.ok();
        assert!(agents["data"][0]["cooldown_until"].is_u64(), "{agents}");
        team.called_by(OTHER_CUSTOMER).await;
        team.until_rings_at(OTHER_CUSTOMER, &[]).await;
        let path = "/api/teams/settings/call-routing";
        team.ada
            .put(path, &json!({"cooldown_seconds": 0}))
            .await
            .ok();
        team.until_rings_at(OTHER_CUSTOMER, &[team.ada.id]).await;
    }
}

#[tokio::test]
async fn who_does_not_want_to_be_disturbed_rings_no_longer_and_again_when_she_does() {
    let mut team = Team::with(&json!({"mode": "ring_all"})).await;
    let (ada, bob) = (team.ada.id, team.bob.id);
    team.called_by(CUSTOMER).await;
    let call = team.until_rings_at(CUSTOMER, &[ada, bob]).await;
    team.available(&team.ada, "dnd").await;
    team.until_rings_at(CUSTOMER, &[bob]).await;
    team.available(&team.ada, "available").await;
    team.until_rings_at(CUSTOMER, &[bob, ada]).await;
    let disabled = json!({"agent_id": bob, "is_call_enabled": false});
    team.ada.post("/api/agents/status", &disabled).await.ok();
    team.until_rings_at(CUSTOMER, &[ada]).await;
    assert_eq!(
        steps(&team.world, &call.call_id).await[2..],
        [
            step("agent_gone", &team.ada),
            step("agent_rung", &team.ada),
            step("agent_gone", &team.bob),
        ]
    );
    team.called_by(OTHER_CUSTOMER).await;
    team.until_rings_at(OTHER_CUSTOMER, &[ada]).await;
}

#[tokio::test]
async fn a_claim_that_is_given_back_rings_at_the_same_agent_and_then_goes_on() {
    let world = World::with(|timings| timings.claim = Duration::from_millis(100)).await;
    let mut team = Team::of(world, &json!({"mode": "round_robin"})).await;
    ring_time_out_of_a_second(&team.world).await;
    team.called_by(CUSTOMER).await;
    let call = team.until_rings_at(CUSTOMER, &[team.ada.id]).await;
    let claim = json!({"desk_id": "ada-1"});
    team.ada.act(&call.call_id, "claim", &claim).await.ok();
    let released = team.adas.next_of(MessageKind::CallReleased).await;
    assert_eq!(released.call.unwrap().ringing_agents, [team.ada.id]);
    team.until_rings_at(CUSTOMER, &[team.bob.id]).await;
}

#[tokio::test]
async fn the_maximum_wait_is_the_teams() {
    let mut team = Team::with(&json!({"mode": "round_robin", "max_wait_seconds": 5})).await;
    team.called_by(CUSTOMER).await;
    let call = team.until_rings_at(CUSTOMER, &[team.ada.id]).await;
    let wait = call.rings_until.unwrap() - call.initiated_at;
    assert_eq!(wait, 5_000);
    let ended = team
        .bobs
        .next_of(MessageKind::CallEnded)
        .await
        .call
        .unwrap();
    assert_eq!(ended.status, CallStatus::Missed);
    assert_eq!(ended.end_reason, Some(EndReason::NoAnswer));
}

// The proxy was killed while the second agent was asked, and after the start it asked the first one again, who had
// declined.
#[tokio::test]
async fn a_routing_goes_on_after_a_kill_where_it_was() {
    let world = World::apart().await;
    let mut team = Team::of(world, &json!({"mode": "round_robin"})).await;
    team.called_by(CUSTOMER).await;
    let call = team.until_rings_at(CUSTOMER, &[team.ada.id]).await;
    team.ada.act(&call.call_id, "reject", &nothing()).await.ok();
    team.until_rings_at(CUSTOMER, &[team.bob.id]).await;
    team.world.kill().await;
    team.world.start_apart_again().await;
    team.adas = team.ada.desk("ada-1").await;
    let snapshot = team.adas.next_of(MessageKind::Snapshot).await;
    assert_eq!(snapshot.calls[0].ringing_agents, Vec::<u64>::new());
    team.bobs = team.bob.desk("bob-1").await;
    team.until_rings_at(CUSTOMER, &[team.bob.id]).await;
}

#[tokio::test]
async fn a_requested_call_is_routed_like_one_that_came_in_and_fails_when_nobody_takes_it() {
    let mut team = Team::with(&json!({"mode": "round_robin"})).await;
    let token = team.world.token(&["calls:write"]).await;
    let wanted = json!({"phone_number": CUSTOMER});
    let asked = team
        .world
        .post_with(&token, "/api/calls/initiate", &wanted)
        .await
        .ok();
    let call_id = asked["call_id"].as_str().unwrap().to_owned();
    let rings_at = |agent: u64| move |call: &Call| call.ringing_agents == [agent];
    team.adas.call_where(rings_at(team.ada.id)).await;
    team.ada.act(&call_id, "reject", &nothing()).await.ok();
    team.adas.call_where(rings_at(team.bob.id)).await;
    team.bob.act(&call_id, "reject", &nothing()).await.ok();
    let ended = team.ada.until_status(&call_id, CallStatus::Failed).await;
    assert_eq!(ended["end_reason"], "no_agent");
    let sentence = ended["failure_reason"].as_str().unwrap();
    assert!(
        sentence.starts_with("No agent took this call"),
        "{sentence}"
    );
    assert_eq!(team.world.provider.asked("connect").await, 0);
}

#[tokio::test]
async fn a_requested_call_that_nobody_starts_fails_at_the_end_of_the_wait() {
    let world = World::with(|timings| timings.ring = Duration::from_millis(100)).await;
    let team = Team::of(world, &json!({"mode": "ring_all"})).await;
    let token = team.world.token(&["calls:write"]).await;
    let wanted = json!({"phone_number": CUSTOMER});
    let asked = team
        .world
        .post_with(&token, "/api/calls/initiate", &wanted)
        .await
        .ok();
    let call_id = asked["call_id"].as_str().unwrap();
    let ended = team.ada.until_status(call_id, CallStatus::Failed).await;
    assert_eq!(ended["end_reason"], "no_agent");
    let none = until("the row to be settled", async || {
        let open = team.world.count("provider_actions").await;
        (open == 0).then_some(open)
    })
    .await;
    assert_eq!(
        none, 0,
        "the provider is not told of what it never heard of"
    );
}
