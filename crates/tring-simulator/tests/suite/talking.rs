//! A page talks for the customer: its peer is joined with the call, packet by packet.

use serde_json::{Value, json};

use crate::support::{
    Business,
    browser::{Browser, Voice, share_at},
    eventually, text,
};

/// A business that talks at 700 Hz, in a call that was answered.
async fn conversation(business: &Business) -> (Browser, String) {
    business.script(json!({"answer": "after"})).await;
    let (browser, offer) = Browser::offering(Voice::Tone(700)).await;
    let call_id = business.dial(&offer).await;
    browser.set_answer(business.webhooks.next_is("connect").await.sdp());
    business
        .call_when(&call_id, |call| call["says"] == "tone")
        .await;
    (browser, call_id)
}

/// A page that joins the call with `voice`; also what the simulator calls it.
async fn page(business: &Business, call_id: &str, voice: Voice) -> (Browser, Value) {
    let (page, offer) = Browser::offering(voice).await;
    let (status, body) = business
        .sim_post(
            &format!("/calls/{call_id}/talk"),
            json!({"sdp_offer": offer}),
        )
        .await;
    assert_eq!(status, 200, "{body}");
    page.set_answer(text(&body["sdp_answer"]));
    (page, body["talker"].clone())
}

/// Waits until half a second of nothing but this frequency was heard.
async fn hears(browser: &Browser, hz: u32) {
    eventually(&format!("{hz} Hz"), || async {
        let share = browser.last_sound().map_or(0.0, |pcm| share_at(hz, &pcm));
        if share > 0.9 {
            Ok(())
        } else {
            Err(format!("{share} of the energy is at {hz} Hz"))
        }
    })
    .await;
}

async fn hears_the_tone(business: &Business, browser: &Browser, call_id: &str) {
    let call = business.call(call_id).await;
    let tone_hz = call["tone_hz"].as_u64().expect("a tone");
    hears(browser, u32::try_from(tone_hz).expect("small")).await;
}

async fn ends(browser: &Browser) {
    eventually("the peer to be closed", || async {
        if browser.is_over() {
            Ok(())
        } else {
            Err("it is open".to_owned())
        }
    })
    .await;
}

#[tokio::test]
async fn page_and_business_hear_each_other() {
    let business = Business::open().await;
    let (browser, call_id) = conversation(&business).await;
    hears_the_tone(&business, &browser, &call_id).await;
    let (page, talker) = page(&business, &call_id, Voice::Tone(1300)).await;
    hears(&browser, 1300).await;
    hears(&page, 700).await;
    let call = business.call(&call_id).await;
    assert_eq!(call["says"], "microphone", "{call}");
    assert_eq!(call["talker"], talker, "{call}");
    // Both directions are counted on, and the business's voice is still measured.
    let later = business
        .call_when(&call_id, |later| {
            let grows = |field: &str| later[field].as_f64() > call[field].as_f64();
            grows("packets_out") && grows("packets_in") && grows("energy_in")
        })
        .await;
    assert!(
        later["rms_in_last_second"].as_f64() > Some(0.1),
        "{later}: the tone of 700 Hz"
    );
}

#[tokio::test]
async fn a_customer_who_calls_talks_too() {
    let business = Business::open().await;
    let call_id = business.customer_calls(json!({})).await;
    // The page joins while it still rings.
    let (page, _) = page(&business, &call_id, Voice::Tone(1300)).await;
    let offer = business.webhooks.next_is("connect").await.sdp();
    let (browser, answer) = Browser::answering(&offer, Voice::None).await;
    business.answer("pre_accept", &call_id, &answer).await;
    eventually("both peers", || async {
        if browser.is_connected() && page.is_connected() {
            Ok(())
        } else {
            Err("not connected".to_owned())
        }
    })
    .await;
    assert_eq!(browser.packets(), 0, "nobody is heard before the accept");
    let (status, body) = business.answer("accept", &call_id, &answer).await;
    assert_eq!(status, 200, "{body}");
    browser.say(Voice::Tone(700));
    hears(&browser, 1300).await;
    hears(&page, 700).await;
}

#[tokio::test]
async fn on_the_wire_the_change_of_the_speaker_is_not_seen() {
    let business = Business::open().await;
    let (browser, call_id) = conversation(&business).await;
    hears_the_tone(&business, &browser, &call_id).await;
    let (page, _) = page(&business, &call_id, Voice::Tone(1300)).await;
    hears(&browser, 1300).await;
    page.close();
    hears_the_tone(&business, &browser, &call_id).await;
    let headers = browser.headers();
    for pair in headers.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        assert_eq!(after.ssrc, before.ssrc);
        assert_eq!(after.payload_type, before.payload_type);
        assert_eq!(after.sequence, before.sequence.wrapping_add(1));
        let step = after.time.wrapping_sub(before.time);
        assert!((1..48_000 * 2).contains(&step), "{before:?}, {after:?}");
    }
}

#[tokio::test]
async fn the_tone_comes_back_when_the_page_closes_its_peer() {
    let business = Business::open().await;
    let (browser, call_id) = conversation(&business).await;
    let (page, _) = page(&business, &call_id, Voice::Tone(1300)).await;
    hears(&browser, 1300).await;
    page.close();
    hears_the_tone(&business, &browser, &call_id).await;
    let call = business
        .call_when(&call_id, |call| call["talker"].is_null())
        .await;
    assert_eq!(call["says"], "tone", "{call}");
}

// A tab that is closed or crashes says nothing: only its packets stop.
#[tokio::test]
async fn the_tone_comes_back_when_the_page_vanishes() {
    let business = Business::open().await;
    let (browser, call_id) = conversation(&business).await;
    let (page, _) = page(&business, &call_id, Voice::Tone(1300)).await;
    hears(&browser, 1300).await;
    drop(page);
    hears_the_tone(&business, &browser, &call_id).await;
}

#[tokio::test]
async fn a_microphone_that_pauses_is_heard_again_and_a_muted_one_stays() {
    let business = Business::open().await;
    let (browser, call_id) = conversation(&business).await;
    let (page, talker) = page(&business, &call_id, Voice::Tone(1300)).await;
    hears(&browser, 1300).await;
    page.say(Voice::None);
    hears_the_tone(&business, &browser, &call_id).await;
    page.say(Voice::Tone(1100));
    hears(&browser, 1100).await;
    page.say(Voice::Silence);
    eventually("silence in place of the tone", || async {
        let sound = browser.last_sound().unwrap_or_default();
        let loudest = sound.iter().map(|sample| sample.abs()).max();
        if loudest.is_some_and(|loudest| loudest < 50) {
            Ok(())
        } else {
            Err(format!("{loudest:?}"))
        }
    })
    .await;
    assert_eq!(business.call(&call_id).await["talker"], talker);
}

#[tokio::test]
async fn the_page_that_talked_last_has_the_call() {
    let business = Business::open().await;
    let (browser, call_id) = conversation(&business).await;
    let (first, first_talker) = page(&business, &call_id, Voice::Tone(1300)).await;
    hears(&browser, 1300).await;
    let (second, talker) = page(&business, &call_id, Voice::Tone(1100)).await;
    hears(&browser, 1100).await;
    hears(&second, 700).await;
    ends(&first).await;
    assert_ne!(talker, first_talker);
    let call = business.call(&call_id).await;
    assert_eq!(
        call["talker"], talker,
        "the end of the first changes nothing"
    );
}

#[tokio::test]
async fn the_pages_peer_ends_with_the_call() {
    let business = Business::open().await;
    let (browser, call_id) = conversation(&business).await;
    let (page, _) = page(&business, &call_id, Voice::Tone(1300)).await;
    hears(&browser, 1300).await;
    let (status, _) = business
        .sim_post(&format!("/calls/{call_id}/hangup"), json!({}))
        .await;
    assert_eq!(status, 200);
    ends(&page).await;
    let call = business
        .call_when(&call_id, |call| call["media"] == "closed")
        .await;
    assert_eq!(
        (&call["says"], &call["talker"]),
        (&json!("nothing"), &Value::Null)
    );
}

#[tokio::test]
async fn who_cannot_talk_is_told_why() {
    let business = Business::open().await;
    let (_browser, call_id) = conversation(&business).await;
    let (_page, offer) = Browser::offering(Voice::Silence).await;
    let two_lines = offer.replace("m=audio", "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nm=audio");
    for (path, offer, expected, sentence) in [
        ("wacid.x", offer.as_str(), 404, "there is no call"),
        (&call_id, "nonsense", 400, "`v=0`"),
        (&call_id, &two_lines, 400, "2 m-lines"),
    ] {
        let (status, body) = business
            .sim_post(&format!("/calls/{path}/talk"), json!({"sdp_offer": offer}))
            .await;
        assert_eq!(status, expected, "{body}");
        assert!(text(&body["error"]).contains(sentence), "{body}");
    }
    business
        .sim_post(&format!("/calls/{call_id}/hangup"), json!({}))
        .await;
    let (status, body) = business
        .sim_post(
            &format!("/calls/{call_id}/talk"),
            json!({"sdp_offer": offer}),
        )
        .await;
    assert_eq!(status, 409, "{body}");
    assert!(text(&body["error"]).contains("has ended"), "{body}");
}
