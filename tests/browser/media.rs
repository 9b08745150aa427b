//! Two of our peer connections talk to each other.

use std::{cell::RefCell, rc::Rc};

use tring::browser::{
    audio::{AudioGraph, AudioTrack, RemoteAudio},
    microphone::Microphone,
    peer_connection::{PeerConnection, PeerEvent},
    silence::Silence,
    speaker::Speaker,
};
use tring_protocol::api::IceServer;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::ground::{Ear, Tone, a_moment, count, until, until_async, until_it_is_quiet};

/// One end of a call, with all that it reported.
pub(crate) struct End {
    pub(crate) connection: PeerConnection,
    events: Rc<RefCell<Vec<PeerEvent>>>,
}

impl End {
    pub(crate) fn new() -> Self {
        let events = Rc::new(RefCell::new(Vec::new()));
        let noted = Rc::clone(&events);
        let connection = PeerConnection::new(&[], move |event| noted.borrow_mut().push(event))
            .expect("a browser with WebRTC");
        Self { connection, events }
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.events.borrow().contains(&PeerEvent::Connected)
    }

    pub(crate) fn remote_audio(&self) -> Option<RemoteAudio> {
        self.events.borrow().iter().find_map(|event| match event {
            PeerEvent::RemoteAudio(audio) => Some(audio.clone()),
            PeerEvent::Connected | PeerEvent::Disconnected | PeerEvent::Failed => None,
        })
    }

    /// Plays the other side: browsers decode only what is played.
    pub(crate) fn listen(&self) -> (Speaker, Ear) {
        let audio = self.remote_audio().expect("the other side has audio");
        let speaker = Speaker::play(&audio, |_| {}).expect("a document");
        (speaker, Ear::on(audio.stream()))
    }

    pub(crate) async fn send(&self, track: &AudioTrack) {
        self.connection
            .send(track)
            .await
            .expect("a sender takes a track");
    }

    pub(crate) async fn packets_sent(&self) -> u64 {
        self.connection
            .sample()
            .await
            .expect("statistics")
            .packets_sent
    }

    pub(crate) async fn packets_received(&self) -> u64 {
        self.connection
            .sample()
            .await
            .expect("statistics")
            .packets_received
    }
}

/// An agent and a customer whose media are connected, without any track yet.
pub(crate) async fn a_connected_pair() -> (End, End) {
    let (agent, customer) = (End::new(), End::new());
    let offer = agent.connection.offer().await.expect("an offer");
    let answer = customer.connection.answer(&offer).await.expect("an answer");
    agent
        .connection
        .apply_answer(&answer)
        .await
        .expect("the answer fits");
    until("both ends are connected", || {
        agent.is_connected() && customer.is_connected()
    })
    .await;
    (agent, customer)
}

#[wasm_bindgen_test]
async fn each_side_hears_the_others_own_tone() {
    let (agent, customer) = a_connected_pair().await;
    let (low, high) = (Tone::of(440.0), Tone::of(1_000.0));
    agent.send(&low.track()).await;
    customer.send(&high.track()).await;
    let (_speaker_of_agent, ear_of_agent) = agent.listen();
    let (_speaker_of_customer, ear_of_customer) = customer.listen();
    until("the agent hears 1000 Hz", || ear_of_agent.hears(1_000.0)).await;
    until("the customer hears 440 Hz", || ear_of_customer.hears(440.0)).await;
}

#[wasm_bindgen_test]
async fn a_microphone_is_heard_at_the_other_end_and_not_when_muted() {
    let (agent, customer) = a_connected_pair().await;
    let microphone = Microphone::open(|| {}).await.expect("the fake microphone");
    agent.send(&microphone.track()).await;
    let (_speaker, ear) = customer.listen();
    until("the fake microphone beeps", || ear.hertz() > 0.0).await;

    microphone.mute();
    until_it_is_quiet(&ear).await;
    let before = customer.packets_received().await;
    until_async("silence still comes in packets", || async {
        customer.packets_received().await > before + 20
    })
    .await;
}

// The caller's timer starts with the first packet that it gets. An answer without a track is how a
// claimed call stays free of charge until `accept` has returned.
#[wasm_bindgen_test]
async fn an_end_without_a_track_sends_no_packet() {
    let (agent, customer) = a_connected_pair().await;
    let tone = Tone::of(440.0);
    agent.send(&tone.track()).await;
    a_moment(500).await;
    assert_eq!(
        customer.packets_sent().await,
        0,
        "the customer has no track yet"
    );
}

#[wasm_bindgen_test]
async fn an_offer_has_opus_and_telephone_event_only() {
    let offer = End::new().connection.offer().await.expect("an offer");
    let codecs: Vec<&str> = offer
        .lines()
        .filter_map(|line| line.strip_prefix("a=rtpmap:")?.split_once(' '))
        .map(|(_, codec)| codec)
        .collect();
    assert_eq!(codecs, ["opus/48000/2", "telephone-event/8000"]);
    assert_eq!(offer.matches("m=audio").count(), 1);
    assert_eq!(offer.matches("a=fingerprint:sha-256").count(), 1);
    assert!(offer.contains("a=sendrecv\r\n"), "audio both ways");
    assert!(offer.contains("a=candidate:"), "the offer is gathered");
}

#[wasm_bindgen_test]
async fn every_line_of_an_offer_ends_in_crlf_also_the_last() {
    let offer = End::new().connection.offer().await.expect("an offer");
    assert!(offer.ends_with("\r\n"));
    assert_eq!(offer.matches('\n').count(), offer.matches("\r\n").count());
}

// A provider may echo the offer's `a=setup:actpass`. Browsers refuse that in an answer, and after the
// refusal they refuse the corrected text too: it has to be right the first time.
#[wasm_bindgen_test]
async fn an_answer_that_says_actpass_is_accepted() {
    let (agent, customer) = (End::new(), End::new());
    let offer = agent.connection.offer().await.expect("an offer");
    let answer = customer.connection.answer(&offer).await.expect("an answer");
    let echoed = answer.replace("a=setup:active", "a=setup:actpass");
    assert_ne!(echoed, answer, "the customer chose a role");
    agent
        .connection
        .apply_answer(&echoed)
        .await
        .expect("rewritten before the first try");
    until("both ends are connected", || {
        agent.is_connected() && customer.is_connected()
    })
    .await;
}

// A tool on the way trimmed the SDP: Chromium then fails to parse the last line.
#[wasm_bindgen_test]
async fn an_answer_that_lost_its_line_ends_is_accepted() {
    let (agent, customer) = (End::new(), End::new());
    let offer = agent.connection.offer().await.expect("an offer");
    let answer = customer.connection.answer(&offer).await.expect("an answer");
    let worn = answer.replace("\r\n", "\n");
    agent
        .connection
        .apply_answer(worn.trim())
        .await
        .expect("lines are mended");
}

#[wasm_bindgen_test]
async fn nonsense_is_refused_with_the_browsers_words() {
    let agent = End::new();
    agent.connection.offer().await.expect("an offer");
    let refusal = agent
        .connection
        .apply_answer("nonsense")
        .await
        .expect_err("no SDP");
    assert!(refusal.to_string().contains("Error"), "{refusal}");
}

// With a STUN server that does not answer Chromium still gathers after 20 s, and the claim runs out.
#[wasm_bindgen_test]
async fn gathering_ends_at_the_cap_when_a_stun_server_is_dead() {
    let dead = IceServer {
        urls: vec!["stun:127.0.0.1:61999".to_owned()],
        username: None,
        credential: None,
    };
    let connection = PeerConnection::new(&[dead], |_| {}).expect("a browser with WebRTC");
    let begin = js_sys::Date::now();
    let offer = connection.offer().await.expect("an offer");
    let waited = js_sys::Date::now() - begin;
    // Earlier would mean that the server was not waited for, and this shows nothing.
    assert!((1_400.0..3_000.0).contains(&waited), "waited {waited} ms");
    assert!(
        offer.contains("a=candidate:"),
        "what was gathered by then is sent"
    );
}

// An unplugged microphone ends its track, and an ended track sends no packet at all: the provider
// drops such a call after 20 s.
#[wasm_bindgen_test]
async fn silence_keeps_packets_flowing_when_the_microphone_has_gone() {
    let (agent, customer) = a_connected_pair().await;
    let microphone = Microphone::open(|| {}).await.expect("the fake microphone");
    agent.send(&microphone.track()).await;
    until_async("packets flow", || async {
        customer.packets_received().await > 10
    })
    .await;
    drop(microphone);

    let graph = Rc::new(AudioGraph::new().expect("Web Audio"));
    let silence = Silence::start(graph).expect("Web Audio");
    agent.send(&silence.track()).await;
    let before = customer.packets_received().await;
    until_async("packets still flow", || async {
        customer.packets_received().await > before + 50
    })
    .await;

    agent
        .connection
        .send_nothing()
        .await
        .expect("a sender can rest");
    a_moment(200).await;
    let rested = customer.packets_received().await;
    a_moment(400).await;
    assert!(
        customer.packets_received().await <= rested + 2,
        "it was the silence that flowed"
    );
}

#[wasm_bindgen_test]
async fn a_dropped_connection_is_closed_and_the_other_side_learns_it() {
    let (agent, customer) = a_connected_pair().await;
    drop(agent);
    until("the customer is told", || {
        let events = customer.events.borrow();
        let last = events.last();
        matches!(last, Some(PeerEvent::Disconnected | PeerEvent::Failed))
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_speakers_element_is_removed_with_it() {
    let (agent, customer) = a_connected_pair().await;
    let tone = Tone::of(440.0);
    customer.send(&tone.track()).await;
    let before = count("audio");
    let (speaker, _ear) = agent.listen();
    assert_eq!(count("audio"), before + 1);
    drop(speaker);
    assert_eq!(count("audio"), before);
}
