//! Whole calls at each of the five providers, with real sound, and spoiled responses.

use serde_json::json;

use crate::{
    media::hears_the_tone,
    support::{
        CUSTOMER,
        browser::{Browser, Voice},
        client::Client,
        dialect::{ALL, Dialect},
        eventually, fixture, text,
    },
};

fn offer() -> String {
    text(&fixture("sdp.browser.chromium.offer_opus_dtmf.measured.json")["sdp"])
}

#[tokio::test]
async fn a_dialled_call_carries_sound_both_ways_at_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let business = &client.business;
        let (browser, offer) = Browser::offering(Voice::Silence).await;
        let response = client.dial(&offer).await;
        let connect = client.next_is("connect").await;
        let call_id = dialect.call_id(&connect);
        if let Some(id) = dialect.dialled_id(&response) {
            assert_eq!(id, client.own_id(&call_id).await, "{dialect:?}");
        }
        browser.set_answer(dialect.sdp(&connect));
        client.next_are(&["RINGING"]).await;
        business
            .call_when(&call_id, |call| call["state"] == "ringing")
            .await;
        let path = format!("/calls/{call_id}/answer");
        let (status, body) = business.sim_post(&path, json!({})).await;
        assert_eq!(status, 200, "{body}");
        client.next_are(&["ACCEPTED"]).await;
        browser.say(Voice::Tone(700));
        hears_the_tone(&browser, &business.call(&call_id).await).await;
        business
            .call_when(&call_id, |call| {
                call["rms_in_last_second"].as_f64() > Some(0.1)
            })
            .await;

        let (status, body) = client
            .act("terminate", &call_id, None)
            .await
            .expect("everybody can hang up");
        assert_eq!(status, 200, "{dialect:?}: {body}");
        let terminate = client.next_is("terminate").await;
        assert_eq!(dialect.call_id(&terminate), call_id);
        assert_eq!(terminate.entry["status"], "COMPLETED");
        assert!(terminate.entry["duration"].is_u64(), "{}", terminate.entry);
    }
}

#[tokio::test]
async fn an_inbound_call_carries_sound_both_ways_at_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let business = &client.business;
        let call_id = business.customer_calls(json!({})).await;
        let connect = client.next_is("connect").await;
        assert_eq!(dialect.call_id(&connect), call_id);
        let (browser, answer) = Browser::answering(&dialect.sdp(&connect), Voice::None).await;
        let prepared = client.act("pre_accept", &call_id, Some(&answer)).await;
        assert_eq!(prepared.is_none(), dialect == Dialect::Positus);
        if let Some((status, body)) = prepared {
            assert_eq!(status, 200, "{dialect:?}: {body}");
            let call = business.call(&call_id).await;
            assert_eq!(call["state"], "pre_accepted");
        }
        let (status, body) = client
            .act("accept", &call_id, Some(&answer))
            .await
            .expect("everybody can accept");
        assert_eq!(status, 200, "{dialect:?}: {body}");
        browser.say(Voice::Tone(1300));
        hears_the_tone(&browser, &business.call(&call_id).await).await;
        business
            .call_when(&call_id, |call| {
                call["rms_in_last_second"].as_f64() > Some(0.1)
            })
            .await;

        let path = format!("/calls/{call_id}/hangup");
        let (status, body) = business.sim_post(&path, json!({})).await;
        assert_eq!(status, 200, "{body}");
        let terminate = client.next_is("terminate").await;
        assert_eq!(terminate.entry["status"], "COMPLETED", "{dialect:?}");
    }
}

#[tokio::test]
async fn a_call_that_is_declined_ends_at_each_provider_as_its_documents_tell_it() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        client.business.script(json!({"answer": "reject"})).await;
        client.dial(&offer()).await;
        let kinds = ["connect", "RINGING", "REJECTED", "terminate"];
        let heard = client.next_are(&kinds).await;
        let terminate = heard.last().expect("an end");
        for time in ["start_time", "startTime", "duration"] {
            assert!(terminate.entry.get(time).is_none(), "{dialect:?}: {time}");
        }
    }
}

#[tokio::test]
async fn a_rejected_and_a_broken_call_end_at_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let call_id = client.business.customer_calls(json!({})).await;
        client.next_is("connect").await;
        let (status, body) = client
            .act("reject", &call_id, None)
            .await
            .expect("everybody can reject");
        assert_eq!(status, 200, "{dialect:?}: {body}");
        client.next_is("terminate").await;

        let script = json!({"answer": "after", "media_timeout_ms": 50});
        client.business.script(script).await;
        client.dial(&offer()).await;
        let kinds = ["connect", "RINGING", "ACCEPTED", "terminate"];
        let heard = client.next_are(&kinds).await;
        let terminate = heard.last().expect("an end");
        assert_eq!(terminate.entry["status"], "FAILED", "{dialect:?}");
        let told = terminate.value.get("errors").is_some();
        let tells = matches!(dialect, Dialect::Meta | Dialect::Dialog360 | Dialect::Vobiz);
        assert_eq!(told, tells, "{dialect:?}: {}", terminate.value);
    }
}

#[tokio::test]
async fn a_script_spoils_the_responses_of_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let dial = dialect.dial(CUSTOMER, &offer());
        for status in [401, 429, 500, 503] {
            let script = json!({"response": {"status": status}, "response_for": "connect"});
            client.business.script(script).await;
            let (answered, body) = client.post(&dial).await;
            assert_eq!(answered, status, "{dialect:?}: {body}");
            assert!(dialect.is_error(&body), "{dialect:?}: {body}");
        }
        let script = json!({"response": {"status": 418, "body": {"tea": true}}});
        client.business.script(script).await;
        let (answered, body) = client.post(&dial).await;
        assert_eq!((answered.as_u16(), body), (418, json!({"tea": true})));
        // Nothing of that dialled; this does, and the response is lost.
        client
            .business
            .script(json!({"response": "nonsense"}))
            .await;
        let (answered, body) = client.post(&dial).await;
        assert_eq!(answered, 200, "{dialect:?}: {body}");
        assert!(body.is_string(), "{dialect:?}: {body}");
        let call_id = dialect.call_id(&client.next_is("connect").await);
        let calls = client.business.sim_get("/state").await["calls"].clone();
        assert_eq!(calls.as_array().map(Vec::len), Some(1), "{dialect:?}");

        let own_id = client.own_id(&call_id).await;
        let hang_up = dialect.act("terminate", &own_id, None).expect("an action");
        let url = client.business.url(&hang_up.path);
        let mut request = client.business.http.post(url).json(&hang_up.body);
        for (name, value) in dialect.credentials() {
            request = request.header(name, value);
        }
        // The call keeps the script that it began with, so the body is spoiled again.
        let answer = request.send().await.expect("a response");
        assert_eq!(
            answer.text().await.expect("text"),
            "<html><body>Bad gateway</body></html>"
        );
        let ended = client
            .business
            .call_when(&call_id, |call| call["state"] == "ended")
            .await;
        assert_eq!(ended["end"]["by"], "business", "{dialect:?}");
    }
}

#[tokio::test]
async fn a_script_spoils_only_the_request_that_it_names_at_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        for word in ["reject", "accept", "pre_accept"] {
            let script = json!({"response": {"status": 503}, "response_for": word});
            let call_id = client.business.customer_calls(script).await;
            let offer = dialect.sdp(&client.next_is("connect").await);
            let (_browser, answer) = Browser::answering(&offer, Voice::None).await;
            let sdp = (word != "reject").then_some(answer.as_str());
            if let Some((status, body)) = client.act(word, &call_id, sdp).await {
                assert_eq!(status, 503, "{dialect:?} {word}: {body}");
            }
            let (status, body) = client
                .act("terminate", &call_id, None)
                .await
                .expect("everybody can hang up");
            assert_eq!(status, 200, "{dialect:?} {word}: {body}");
            client.next_is("terminate").await;
        }
        let script = json!({"response": {"status": 503}, "response_for": "messages"});
        client.business.script(script).await;
        client.permission("no_permission").await;
        let (status, body) = client.post(&dialect.ask(CUSTOMER)).await;
        assert_eq!(status, 503, "{dialect:?}: {body}");
        let script = json!({"response": {"status": 503}, "response_for": "call_permissions"});
        client.business.script(script).await;
        if let Some(path) = dialect.permission_path(CUSTOMER) {
            let (status, body) = client.get(&path).await;
            assert_eq!(status, 503, "{dialect:?}: {body}");
        }
    }
}

#[tokio::test]
async fn the_answer_can_beat_the_response_and_come_twice_at_each_provider() {
    for dialect in ALL {
        let client = Client::open(dialect).await;
        let script = json!({"webhook_before_response": true, "webhook_twice": true});
        client.business.script(script).await;
        client.dial(&offer()).await;
        let kinds = client.business.webhooks.kinds();
        assert_eq!(kinds[..2], ["connect", "connect"], "{dialect:?}");
        let first = client.business.webhooks.next().await;
        let second = client.business.webhooks.next().await;
        assert_eq!(first.body, second.body, "{dialect:?}: the same bytes");
        eventually("the phone to ring", || async {
            let state = client.business.sim_get("/state").await;
            let state = state["calls"][0]["state"].clone();
            (state == "ringing").then_some(()).ok_or(state.to_string())
        })
        .await;
    }
}
