//! Calls with sound: the shop's browser, the customer's phone, and what the two hear.

use serde_json::{Value, json};
use tring_protocol::{call::CallStatus, events::MessageKind};

use crate::{
    media::browser::{Browser, Voice, share_at},
    shop::Shop,
    world::{Answer, CUSTOMER, initiate, until},
};

/// What the shop's microphone gives, in Hz; the customer's tone is another one in each call.
const OUR_TONE: u32 = 440;

/// Waits until media can flow, which is before the call is answered.
pub(crate) async fn is_connected(browser: &Browser) {
    until("media before the answer", async || {
        browser.is_connected().then_some(())
    })
    .await;
}

/// A call that the shop places.
pub(crate) struct Outgoing {
    pub(crate) call_id: String,
    pub(crate) browser: Browser,
}

/// A customer's call that the agent has claimed.
pub(crate) struct Incoming {
    pub(crate) call_id: String,
    /// The provider's id.
    pub(crate) theirs: String,
    pub(crate) browser: Browser,
    /// The browser's answer.
    pub(crate) answer: Value,
}

impl Shop {
    /// What the page sends to call the customer.
    pub(crate) fn attempt(&self, offer: String) -> Value {
        let mut request = initiate(CUSTOMER);
        request.sdp_offer = Some(offer);
        request.desk_id = Some(self.desk.id.clone());
        request.channel_id = Some(self.channel_id.clone());
        serde_json::to_value(&request).expect("strings to be serialisable")
    }

    /// Calls the customer.
    pub(crate) async fn dials(&self) -> Outgoing {
        let (browser, offer) = Browser::offering(Voice::Silence).await;
        let call = self.initiates(&self.attempt(offer)).await.ok();
        let call_id = call["call_id"].as_str().expect("an id").to_owned();
        Outgoing { call_id, browser }
    }

    /// Sends this attempt.
    pub(crate) async fn initiates(&self, attempt: &Value) -> Answer {
        self.ada.post("/api/calls/initiate", attempt).await
    }

    /// Waits for the customer's answer to reach the page, and gives it to the browser.
    pub(crate) async fn takes_the_answer(&mut self, browser: &Browser) {
        let message = self.desk.next_of(MessageKind::SdpAnswer).await;
        browser.set_answer(message.sdp.expect("the customer's SDP"));
    }

    /// Waits until the customer's phone rings; the provider's id of the call.
    pub(crate) async fn rings_there(&self) -> String {
        let call = self.world.provider.call_in("ringing").await;
        call["id"].as_str().expect("an id").to_owned()
    }

    /// Waits until the call that we placed is answered here as well. Where the provider does not say so, the first
    /// sound does.
    pub(crate) async fn is_answered(&self, call: &Outgoing) {
        if !self.can().status_events {
            until("sound from the customer", async || {
                (call.browser.packets() > 0).then_some(())
            })
            .await;
            let heard = json!({"desk_id": self.desk.id});
            self.ada.act(&call.call_id, "heard", &heard).await.ok();
        }
        self.ada
            .until_status(&call.call_id, CallStatus::InProgress)
            .await;
    }

    /// A call that we placed and in which both talk; the provider's id of it.
    pub(crate) async fn talks(&mut self) -> (Outgoing, String) {
        let call = self.dials().await;
        self.takes_the_answer(&call.browser).await;
        let theirs = self.rings_there().await;
        self.world.provider.press(&theirs, "answer").await;
        self.is_answered(&call).await;
        (call, theirs)
    }

    /// Checks that each hears the other: the call's own tone here, ours there.
    pub(crate) async fn both_hear(&self, browser: &Browser, theirs: &str) {
        browser.say(Voice::Tone(OUR_TONE));
        let heard = |call: &Value| call["rms_in_last_second"].as_f64().unwrap_or(0.0) > 0.05;
        let call = self.until_theirs(theirs, heard).await;
        let tone = call["tone_hz"].as_u64().expect("a frequency");
        let tone = u32::try_from(tone).expect("a tone that can be heard");
        until("the customer's tone", async || {
            let sound = browser.last_sound()?;
            (share_at(tone, &sound) > 0.8).then_some(())
        })
        .await;
    }

    /// The agent hangs up, and so does the provider.
    pub(crate) async fn hangs_up(&self, call_id: &str, theirs: &str) {
        self.ada.act(call_id, "end", &json!({})).await.ok();
        self.until_theirs(theirs, |call| call["state"] == "ended")
            .await;
    }

    /// A customer calls, and the agent claims the call.
    pub(crate) async fn claims(&mut self) -> Incoming {
        let theirs = self.customer_calls().await;
        let call_id = self.rings().await;
        let claim = json!({"desk_id": self.desk.id});
        let claimed = self.ada.act(&call_id, "claim", &claim).await.ok();
        assert_eq!(claimed["pre_accept"], self.can().pre_accept, "{claimed}");
        let offer = claimed["sdp_offer"].as_str().expect("the offer");
        let (browser, answer) = Browser::answering(offer, Voice::None).await;
        let answer = json!({"desk_id": self.desk.id, "sdp_answer": answer});
        Incoming {
            call_id,
            theirs,
            browser,
            answer,
        }
    }

    /// The browser's answer goes out early, where the provider takes it.
    pub(crate) async fn prepares(&self, call: &Incoming) {
        if self.can().pre_accept {
            self.does(call, "pre-accept").await.ok();
        }
    }

    /// `pre-accept` or `answer`, with the browser's answer.
    pub(crate) async fn does(&self, call: &Incoming, action: &str) -> Answer {
        self.ada.act(&call.call_id, action, &call.answer).await
    }

    /// A customer's call in which both can talk.
    pub(crate) async fn answers(&mut self) -> Incoming {
        let call = self.claims().await;
        self.prepares(&call).await;
        self.does(&call, "answer").await.ok();
        call
    }
}
