//! What `check-eligibility` says is what `initiate` does, whoever asks in whatever state of the team.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

use crate::{
    block_reasons::{CHECK, rules},
    world::{Agent, Answer, CUSTOMER, OFFER, World, nothing},
};

const INITIATE: &str = "/api/calls/initiate";
const ROUTING: &str = "/api/teams/settings/call-routing";

/// Who asks: with a session, or with a token.
enum Asks<'a> {
    Session(&'a Agent),
    Token(&'a World, &'a str),
}

impl Asks<'_> {
    async fn post(&self, path: &str, body: &Value) -> Answer {
        match self {
            Self::Session(agent) => agent.post(path, body).await,
            Self::Token(world, token) => world.post_with(token, path, body).await,
        }
    }

    /// Asks and calls; the reason of the refusal that both give, or nothing.
    async fn both(&self, number: &str, media: bool, options: &Value) -> Option<String> {
        let mut question = options.clone();
        question["phone_number"] = json!(number);
        question["with_media"] = json!(media);
        let told = self.post(CHECK, &question).await.ok();
        let mut call = json!({"phone_number": number, "options": options});
        if media {
            call["sdp_offer"] = json!(OFFER);
        }
        let answer = self.post(INITIATE, &call).await;
        let reason = told["data"]["block_reason"].as_str().map(str::to_owned);
        assert_eq!(
            answer.json["block_reason"].as_str(),
            reason.as_deref(),
            "{question}: {told} but {}",
            answer.text
        );
        if reason.is_some() {
            assert_eq!(answer.json["code"], "blocked", "{}", answer.text);
        } else {
            let call = answer.ok()["call_id"].as_str().unwrap().to_owned();
            let end = format!("/api/calls/{call}/end");
            self.post(&end, &nothing()).await.ok();
        }
        reason
    }
}

// A signed-in page was told that it may call, and its call without media was refused: nobody had the inbox open.
#[tokio::test]
async fn a_page_without_media_is_told_that_nobody_is_there() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let asks = Asks::Session(&ada);
    let reason = asks.both(CUSTOMER, false, &nothing()).await;
    assert_eq!(reason.as_deref(), Some("NO_AGENTS_AVAILABLE"));
    assert_eq!(asks.both(CUSTOMER, true, &nothing()).await, None);
    let _desk = ada.desk("ada-1").await;
    assert_eq!(asks.both(CUSTOMER, false, &nothing()).await, None);
}

// Calls of the team went to those with the role `agent`. An administrator who asked for a call from another page was
// told that no agent has the inbox open, while she had, and would have been rung: whoever asks is, whatever her role.
#[tokio::test]
async fn who_is_rung_by_name_counts_as_available_whatever_her_role() {
    let world = World::start().await;
    let ada = world.admin().await;
    let token = world.token(&[]).await;
    ada.put(ROUTING, &json!({"role": "agent"})).await.ok();
    let _desk = ada.desk("ada-1").await;
    let page = Asks::Session(&ada);
    assert_eq!(page.both(CUSTOMER, false, &nothing()).await, None);
    let program = Asks::Token(&world, &token);
    let named = json!({"agent_id": ada.id});
    assert_eq!(program.both(CUSTOMER, false, &named).await, None);
    let reason = program.both(CUSTOMER, false, &nothing()).await;
    assert_eq!(reason.as_deref(), Some("NO_AGENTS_AVAILABLE"));
}

// A team without a channel was told of that when it called, and of its wrong trigger when it asked.
#[tokio::test]
async fn a_team_without_a_channel_is_told_the_same_in_the_same_order() {
    let world = World::start().await;
    world.cli(&["team", "add", "New team"]).await;
    let eve = Agent::sign_in(&world, "New team", "Eve").await;
    for media in [true, false] {
        let asks = Asks::Session(&eve);
        let reason = asks.both(CUSTOMER, media, &nothing()).await;
        assert_eq!(reason.as_deref(), Some("CALLING_NOT_ENABLED_FOR_NUMBER"));
        let wrong = json!({"trigger_type": "whim"});
        let reason = asks.both(CUSTOMER, media, &wrong).await;
        assert_eq!(reason.as_deref(), Some("INVALID_TRIGGER_TYPE"));
    }
}

#[tokio::test]
#[expect(
    clippy::print_stdout,
    reason = "the seed, for who wants to see a failure again"
)]
async fn in_whatever_state_the_team_is_the_question_and_the_call_agree() {
    let seed = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let world = World::start().await;
    let (ada, bob) = (world.admin().await, world.agent("Bob").await);
    let token = world.token(&[]).await;
    let mut reasons = Vec::new();
    for round in 0..10 {
        // At first nothing is set and nobody is there: one call goes out, another is refused.
        let mut pick = |of: &[Value]| match round {
            0 => of[0].clone(),
            _ => of[dice.random_range(0..of.len())].clone(),
        };
        let limits = pick(&[json!({}), json!({}), json!({"calls_per_hour": 0})]);
        rules(&world, &limits).await;
        let roles = [json!("any"), json!("agent"), json!("admin")];
        let modes = [json!("ring_all"), json!("round_robin")];
        let routing = json!({"role": pick(&roles), "mode": pick(&modes)});
        ada.put(ROUTING, &routing).await.ok();
        let wishes = [json!("available"), json!("available"), json!("dnd")];
        for agent in [&ada, &bob] {
            let status = json!({"call_status": pick(&wishes)});
            agent.post("/api/agents/status", &status).await.ok();
        }
        let open = pick(&[json!(0), json!(1), json!(2), json!(3)]).as_u64();
        let mut desks = Vec::new();
        for (bit, agent) in [(1, &ada), (2, &bob)] {
            if open.is_some_and(|open| open & bit > 0) {
                desks.push(agent.desk(&format!("desk-{round}-{bit}")).await);
            }
        }
        let options = pick(&[
            json!({}),
            json!({"agent_id": ada.id}),
            json!({"agent_id": bob.id}),
            json!({"trigger_type": "keyword", "trigger_message": "hello"}),
        ]);
        for media in [true, false] {
            let token = Asks::Token(&world, &token);
            for asks in [Asks::Session(&ada), Asks::Session(&bob), token] {
                // A phone takes a moment to hear that a call has ended.
                let number = format!("+4915110{:06}", reasons.len());
                reasons.push(asks.both(&number, media, &options).await);
            }
        }
    }
    reasons.sort_unstable();
    reasons.dedup();
    assert!(reasons.len() > 1, "the states differ: {reasons:?}");
}
