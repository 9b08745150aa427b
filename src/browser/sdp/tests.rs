//! The rules over real SDP: what Meta and browsers were seen to send.

use std::{fs, path::Path};

use super::*;

/// The SDP of one of Meta's fixtures.
fn fixture(name: &str) -> String {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/tring-providers/tests/fixtures/meta");
    let text =
        fs::read_to_string(folder.join(["sdp.", name, ".json"].concat())).expect("a fixture");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    // Requests wrap the session as Meta's API does, measured ones stand alone.
    let session = value.get("session").unwrap_or(&value);
    session["sdp"].as_str().expect("an SDP").to_owned()
}

const OURS: [&str; 6] = [
    "browser.chromium.offer_default.measured",
    "browser.chromium.offer_opus_dtmf.measured",
    "browser.chromium.answer_to_meta_offer.measured",
    "browser.firefox.offer_default.measured",
    "browser.firefox.offer_opus_dtmf.measured",
    "browser.firefox.answer_to_meta_offer.measured",
];

const THEIRS: [&str; 3] = [
    "business_initiated.answer.from_meta",
    "user_initiated.offer.from_meta",
    "user_initiated.offer.from_meta.capture_2026",
];

fn media_line(sdp: &str) -> &str {
    sdp.lines()
        .find(|line| line.starts_with("m="))
        .expect("a media line")
}

fn fingerprints(sdp: &str) -> usize {
    sdp.lines()
        .filter(|line| line.starts_with("a=fingerprint:"))
        .count()
}

fn has_whole_lines(sdp: &str) -> bool {
    sdp.ends_with("\r\n") && sdp.matches('\n').count() == sdp.matches("\r\n").count()
}

#[test]
fn what_we_send_has_opus_and_telephone_event_only() {
    for name in OURS {
        let sent = for_provider(&fixture(name));
        let codecs: Vec<&str> = sent
            .lines()
            .filter_map(|line| line.strip_prefix("a=rtpmap:"))
            .collect();
        assert_eq!(codecs.len(), 2, "{name}: {codecs:?}");
        assert!(
            codecs.iter().any(|codec| codec.ends_with(" opus/48000/2")),
            "{name}"
        );
        assert!(
            codecs
                .iter()
                .any(|codec| codec.ends_with(" telephone-event/8000")),
            "{name}"
        );
        assert_eq!(
            media_line(&sent).split(' ').count(),
            5,
            "{name}: {}",
            media_line(&sent)
        );
        for dropped in ["a=fmtp:63", "a=rtcp-fb:9 ", "red/48000", "PCMU"] {
            assert!(!sent.contains(dropped), "{name} keeps {dropped}");
        }
    }
}

#[test]
fn the_browsers_own_payload_types_stay() {
    let chromium = for_provider(&fixture("browser.chromium.offer_default.measured"));
    assert_eq!(media_line(&chromium), "m=audio 9 UDP/TLS/RTP/SAVPF 111 126");
    let firefox = for_provider(&fixture("browser.firefox.offer_default.measured"));
    assert_eq!(media_line(&firefox), "m=audio 9 UDP/TLS/RTP/SAVPF 109 101");
}

#[test]
fn an_offer_that_is_right_already_is_sent_unchanged() {
    for name in OURS.into_iter().filter(|name| !name.contains("default")) {
        let local = fixture(name);
        assert_eq!(for_provider(&local), local, "{name}");
    }
}

#[test]
fn every_sdp_has_one_fingerprint_and_whole_lines_on_its_way() {
    for name in OURS {
        let sent = for_provider(&fixture(name));
        assert!(has_whole_lines(&sent), "{name}");
        assert_eq!(fingerprints(&sent), 1, "{name}");
    }
    for name in THEIRS {
        let offer = fixture("browser.chromium.offer_default.measured");
        for taken in [
            offer_for_browser(&fixture(name)),
            answer_for_browser(&fixture(name), &offer),
        ] {
            assert!(has_whole_lines(&taken), "{name}");
            assert_eq!(fingerprints(&taken), 1, "{name}");
        }
    }
}

// aiortc and others send three; Meta refuses more than one, and browsers pick the wrong one.
#[test]
fn of_several_fingerprints_the_sha_256_is_kept() {
    let offer = "v=0\r\na=fingerprint:sha-512 AA\r\na=fingerprint:SHA-256 BB\r\na=fingerprint:sha-256 CC\r\n";
    assert_eq!(
        offer_for_browser(offer),
        "v=0\r\na=fingerprint:SHA-256 BB\r\n"
    );
}

#[test]
fn a_lonely_other_fingerprint_is_left_for_the_browser_to_judge() {
    let offer = "v=0\r\na=fingerprint:sha-1 AA\r\n";
    assert_eq!(offer_for_browser(offer), offer);
}

// Browsers refuse `actpass` in an answer, and refuse the corrected text after that.
#[test]
fn an_answer_chooses_a_role() {
    let echoed =
        fixture("business_initiated.answer.from_meta").replace("setup:active", "setup:actpass");
    let taken = answer_for_browser(&echoed, &fixture("browser.chromium.offer_default.measured"));
    assert!(taken.contains("a=setup:active\r\n"));
    assert!(!taken.contains("actpass"));
}

#[test]
fn a_role_that_was_chosen_stays() {
    let answer =
        fixture("business_initiated.answer.from_meta").replace("setup:active", "setup:passive");
    let taken = answer_for_browser(&answer, &fixture("browser.chromium.offer_default.measured"));
    assert!(taken.contains("a=setup:passive\r\n"));
}

// In an offer `actpass` is right: the browser answers `active`.
#[test]
fn an_offer_keeps_its_actpass() {
    for name in [
        "user_initiated.offer.from_meta",
        "user_initiated.offer.from_meta.capture_2026",
    ] {
        assert!(
            offer_for_browser(&fixture(name)).contains("a=setup:actpass\r\n"),
            "{name}"
        );
    }
}

// "Answer changed id for extmap attribute … from 7 to 3": Meta's documented answer is one to an offer
// of Chrome's, and Firefox offers other numbers.
#[test]
fn header_extensions_that_were_not_offered_are_dropped_from_an_answer() {
    let answer = fixture("business_initiated.answer.from_meta");
    let extensions_to = |offer: &str| {
        let taken = answer_for_browser(&answer, &fixture(offer));
        taken
            .lines()
            .filter(|line| line.starts_with("a=extmap:"))
            .count()
    };
    assert_eq!(extensions_to("browser.chromium.offer_default.measured"), 3);
    assert_eq!(extensions_to("browser.firefox.offer_default.measured"), 1);
}

#[test]
fn a_direction_behind_the_number_of_an_extension_does_not_matter() {
    assert_eq!(extension("a=extmap:2/recvonly urn:x"), Some(("2", "urn:x")));
    assert_eq!(extension("a=extmap:2 urn:x"), Some(("2", "urn:x")));
    assert_eq!(extension("a=extmap-allow-mixed"), None);
}

// Chromium: "Failed to parse SessionDescription … Invalid SDP line".
#[test]
fn a_lost_final_line_break_is_added() {
    let answer = fixture("business_initiated.answer.from_meta");
    let offer = fixture("browser.chromium.offer_default.measured");
    let whole = answer_for_browser(&answer, &offer);
    assert_eq!(answer_for_browser(answer.trim(), &offer), whole);
    assert_eq!(
        answer_for_browser(&answer.replace("\r\n", "\n"), &offer),
        whole
    );
}

#[test]
fn an_sdp_without_opus_is_sent_as_it_is() {
    let local = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0 126\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:126 telephone-event/8000\r\n";
    assert_eq!(for_provider(local), local);
}

#[test]
fn feedback_for_all_payload_types_stays() {
    let local = "m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:0 PCMU/8000\r\na=rtcp-fb:* nack\r\n";
    let sent = for_provider(local);
    assert_eq!(
        sent,
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:* nack\r\n"
    );
}
