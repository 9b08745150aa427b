//! Sound in both directions, counted and recognised.

use serde_json::{Value, json};

use crate::support::{
    Business,
    browser::{Browser, Voice, share_at},
    eventually,
};

/// Waits until the browser hears half a second of the call's own tone.
pub(crate) async fn hears_the_tone(browser: &Browser, call: &Value) {
    let tone_hz = u32::try_from(call["tone_hz"].as_u64().expect("a tone")).expect("small");
    eventually("the call's tone", || async {
        let share = browser
            .last_sound()
            .map_or(0.0, |pcm| share_at(tone_hz, &pcm));
        if share > 0.9 {
            Ok(())
        } else {
            Err(format!("{share} of the energy is at {tone_hz} Hz"))
        }
    })
    .await;
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

#[tokio::test]
async fn a_dialled_call_rings_in_silence_and_carries_sound_both_ways_once_answered() {
    let business = Business::open().await;
    let (browser, offer) = Browser::offering(Voice::Silence).await;
    let call_id = business.dial(&offer).await;
    browser.set_answer(business.webhooks.next_is("connect").await.sdp());
    business.webhooks.next_is("RINGING").await;

    // While it rings, media connects and both sides send silence.
    let ringing = business
        .call_when(&call_id, |call| {
            call["media"] == "connected" && number(&call["packets_in"]) > 20.0
        })
        .await;
    assert_eq!(ringing["state"], "ringing");
    assert_eq!(ringing["packets_in"], ringing["packets_in_before_accept"]);
    assert!(number(&ringing["rms_in_last_second"]) < 0.001, "{ringing}");
    let silence = eventually("half a second of silence", || async {
        browser
            .last_sound()
            .ok_or_else(|| format!("{} packets", browser.packets()))
    })
    .await;
    assert!(
        silence.iter().all(|sample| sample.abs() < 50),
        "it rings without a tone"
    );

    let (status, _) = business
        .sim_post(&format!("/calls/{call_id}/answer"), json!({}))
        .await;
    assert_eq!(status, 200);
    business.webhooks.next_is("ACCEPTED").await;
    browser.say(Voice::Tone(700));
    hears_the_tone(&browser, &ringing).await;
    let talking = business
        .call_when(&call_id, |call| number(&call["rms_in_last_second"]) > 0.1)
        .await;
    assert_eq!(talking["state"], "in_progress");
    assert!(number(&talking["energy_in"]) > 0.01, "{talking}");
    assert!(number(&talking["packets_out"]) > 20.0, "{talking}");
    assert!(
        number(&talking["packets_in"]) > number(&talking["packets_in_before_accept"]),
        "{talking}"
    );
}

#[tokio::test]
async fn an_inbound_call_counts_no_packet_before_the_accept_and_sound_both_ways_after_it() {
    let business = Business::open().await;
    let call_id = business.customer_calls(json!({})).await;
    let offer = business.webhooks.next_is("connect").await.sdp();
    let (browser, answer) = Browser::answering(&offer, Voice::None).await;
    let (status, body) = business.answer("pre_accept", &call_id, &answer).await;
    assert_eq!(status, 200, "{body}");
    let prepared = business
        .call_when(&call_id, |call| call["media"] == "connected")
        .await;
    assert_eq!(prepared["state"], "pre_accepted");
    eventually("the browser's media", || async {
        if browser.is_connected() {
            Ok(())
        } else {
            Err("not connected".to_owned())
        }
    })
    .await;
    assert_eq!(browser.packets(), 0, "nothing comes before the accept");

    let (status, body) = business.answer("accept", &call_id, &answer).await;
    assert_eq!(status, 200, "{body}");
    browser.say(Voice::Tone(1300));
    hears_the_tone(&browser, &prepared).await;
    let talking = business
        .call_when(&call_id, |call| number(&call["rms_in_last_second"]) > 0.1)
        .await;
    assert_eq!(talking["state"], "in_progress");
    assert_eq!(talking["packets_in_before_accept"], 0);
}

#[tokio::test]
async fn packets_before_the_accept_was_answered_are_told_apart() {
    let business = Business::open().await;
    let script = json!({"response": {"delay_ms": 300}, "response_for": "accept"});
    let call_id = business.customer_calls(script).await;
    let offer = business.webhooks.next_is("connect").await.sdp();
    let (_browser, answer) = Browser::answering(&offer, Voice::Silence).await;
    business.answer("pre_accept", &call_id, &answer).await;
    business
        .call_when(&call_id, |call| call["media"] == "connected")
        .await;
    // The browser talks at once and does not wait for the response, which takes 300 ms.
    let (status, _) = business.answer("accept", &call_id, &answer).await;
    assert_eq!(status, 200);
    let call = business
        .call_when(&call_id, |call| number(&call["packets_in"]) > 20.0)
        .await;
    assert!(number(&call["packets_in_before_accept"]) >= 10.0, "{call}");
}

#[tokio::test]
async fn a_muted_microphone_sends_packets_without_energy() {
    let business = Business::open().await;
    business.script(json!({"answer": "after"})).await;
    let (browser, offer) = Browser::offering(Voice::Tone(900)).await;
    let call_id = business.dial(&offer).await;
    browser.set_answer(business.webhooks.next_is("connect").await.sdp());
    business
        .call_when(&call_id, |call| number(&call["rms_in_last_second"]) > 0.1)
        .await;
    browser.say(Voice::Silence);
    let muted = business
        .call_when(&call_id, |call| number(&call["rms_in_last_second"]) < 0.001)
        .await;
    business
        .call_when(&call_id, |call| {
            number(&call["packets_in"]) > number(&muted["packets_in"]) + 20.0
        })
        .await;
}

#[tokio::test]
async fn each_key_is_counted_once() {
    let business = Business::open().await;
    business.script(json!({"answer": "after"})).await;
    let (browser, offer) = Browser::offering(Voice::Silence).await;
    let call_id = business.dial(&offer).await;
    browser.set_answer(business.webhooks.next_is("connect").await.sdp());
    business
        .call_when(&call_id, |call| call["media"] == "connected")
        .await;
    for (key, digits) in [(1, "1"), (5, "15"), (11, "15#")] {
        browser.press(key);
        business
            .call_when(&call_id, |call| call["digits"] == digits)
            .await;
    }
}

#[tokio::test]
async fn two_calls_at_once_have_different_tones() {
    let business = Business::open().await;
    let mut tones = Vec::new();
    for customer in ["4915112345671", "4915112345672"] {
        let (_browser, offer) = Browser::offering(Voice::None).await;
        let (status, body) = business
            .calls(&crate::support::connect(customer, &offer))
            .await;
        assert_eq!(status, 200, "{body}");
        let call = business
            .call(body["calls"][0]["id"].as_str().expect("an id"))
            .await;
        tones.push(number(&call["tone_hz"]));
    }
    assert!((tones[0] - tones[1]).abs() >= 60.0, "{tones:?}");
}

#[tokio::test]
async fn a_call_without_media_from_the_business_fails_as_at_meta() {
    let business = Business::open().await;
    business
        .script(json!({"answer": "after", "media_timeout_ms": 200}))
        .await;
    let (_browser, offer) = Browser::offering(Voice::None).await;
    let call_id = business.dial(&offer).await;
    for kind in ["connect", "RINGING", "ACCEPTED"] {
        business.webhooks.next_is(kind).await;
    }
    let webhook = business.webhooks.next_is("terminate").await;
    assert_eq!(webhook.entry["status"], "FAILED");
    assert_eq!(webhook.value["errors"][0]["code"], 138_021);
    assert!(
        webhook.entry["start_time"].is_string(),
        "it was picked up: {}",
        webhook.entry
    );
    let call = business.call(&call_id).await;
    assert_eq!(
        call["end"],
        json!({"by": "network", "reason": "media_timeout"})
    );
}

#[tokio::test]
async fn the_network_can_swallow_all_packets_for_a_while() {
    let business = Business::open().await;
    business.script(json!({"answer": "after"})).await;
    let (browser, offer) = Browser::offering(Voice::Tone(900)).await;
    let call_id = business.dial(&offer).await;
    browser.set_answer(business.webhooks.next_is("connect").await.sdp());
    business
        .call_when(&call_id, |call| number(&call["packets_in"]) > 20.0)
        .await;
    let body = json!({"silent_ms": 1500});
    let (status, _) = business
        .sim_post(&format!("/calls/{call_id}/media"), body)
        .await;
    assert_eq!(status, 200);
    // The level falls because nothing arrives, and it comes back by itself.
    business
        .call_when(&call_id, |call| number(&call["rms_in_last_second"]) == 0.0)
        .await;
    let (in_silence, out_in_silence) = {
        let call = business.call(&call_id).await;
        (number(&call["packets_in"]), browser.packets())
    };
    let back = business
        .call_when(&call_id, |call| {
            number(&call["packets_in"]) > in_silence + 20.0
        })
        .await;
    assert_eq!(back["state"], "in_progress");
    eventually("packets to the browser", || async {
        let packets = browser.packets();
        if packets > out_in_silence {
            Ok(())
        } else {
            Err(format!("{packets}"))
        }
    })
    .await;
}

#[tokio::test]
async fn the_media_ends_with_the_call() {
    let business = Business::open().await;
    business.script(json!({"answer": "after"})).await;
    let (browser, offer) = Browser::offering(Voice::Silence).await;
    let call_id = business.dial(&offer).await;
    browser.set_answer(business.webhooks.next_is("connect").await.sdp());
    business
        .call_when(&call_id, |call| call["media"] == "connected")
        .await;
    let (status, _) = business.act("terminate", &call_id).await;
    assert_eq!(status, 200);
    let call = business
        .call_when(&call_id, |call| call["media"] == "closed")
        .await;
    assert_eq!(call["state"], "ended");
    let before = browser.packets();
    // Whether it was accepted before it was ended is not the point.
    while business.webhooks.next().await.kind != "terminate" {}
    // As long as another conversation takes to bring ten packets, the ended one brings none.
    let (other, offer) = Browser::offering(Voice::Silence).await;
    let call_id = business.dial(&offer).await;
    other.set_answer(business.webhooks.next_is("connect").await.sdp());
    business
        .call_when(&call_id, |call| call["packets_out"].as_u64() >= Some(10))
        .await;
    assert!(browser.packets() <= before + 1, "no sound after the end");
}
