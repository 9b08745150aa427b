//! What is accepted, and what each broken rule is called.

use super::*;

const OFFER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 111 63 126\r\nc=IN IP4 0.0.0.0\r\n\
    a=ice-ufrag:4g1c\r\na=ice-pwd:qY/Bb+jQzg5ICn6X4fhJQetk\r\n\
    a=fingerprint:sha-256 35:47:24:24:9F:93:C4:3E:DB:37:7F:BB:ED:F8:20:B5:AD:AC:DC:35:C2:7D:67:EE:6C:35:54:DF:A6:00:5C:4A\r\n\
    a=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\n\
    a=rtpmap:111 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\na=rtpmap:126 telephone-event/8000\r\n";

fn problem(sdp: &str, half: Half) -> String {
    check(sdp, half).expect_err("it is broken").to_string()
}

fn broken(from: &str, to: &str) -> String {
    assert!(OFFER.contains(from), "{from} is in the sample");
    problem(&OFFER.replacen(from, to, 1), Half::Offer)
}

#[test]
fn other_codecs_beside_opus_are_fine() {
    assert_eq!(check(OFFER, Half::Offer), Ok(()));
}

#[test]
fn a_fingerprint_at_session_level_is_fine() {
    let fingerprint = OFFER
        .lines()
        .find(|line| line.starts_with("a=fingerprint:"))
        .unwrap();
    let line = format!("{fingerprint}\r\n");
    let at_session_level =
        OFFER
            .replacen(&line, "", 1)
            .replacen("t=0 0\r\n", &format!("t=0 0\r\n{line}"), 1);
    assert_eq!(check(&at_session_level, Half::Offer), Ok(()));
}

#[test]
fn any_payload_types_are_fine() {
    let firefox = OFFER
        .replace("111 63 126", "109 63 101")
        .replace("rtpmap:111", "rtpmap:109")
        .replace("rtpmap:126", "rtpmap:101");
    assert_eq!(check(&firefox, Half::Offer), Ok(()));
}

#[test]
fn line_ends_are_crlf_to_the_last() {
    assert!(problem(OFFER.trim_end(), Half::Offer).contains("last line"));
    assert!(broken("s=-\r\n", "s=-\n").contains("CRLF"));
    assert!(problem(&OFFER.replace("\r\n", "\n"), Half::Offer).contains("v=0"));
}

#[test]
fn there_is_one_audio_line_with_opus() {
    assert!(broken("m=audio", "m=video").contains("not audio"));
    let two = format!("{OFFER}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n");
    assert!(problem(&two, Half::Offer).contains("2 m-lines"));
    assert!(broken("m=audio 9 UDP/TLS/RTP/SAVPF 111 63 126\r\n", "").contains("0 m-lines"));
    assert!(broken("opus/48000/2", "speex/16000").contains("opus"));
    assert!(
        broken("SAVPF 111 63", "SAVPF 63").contains("opus"),
        "rtpmap alone is not enough"
    );
    assert!(broken("UDP/TLS/RTP/SAVPF", "RTP/AVP").contains("SAVPF"));
}

#[test]
fn there_is_one_sha_256_fingerprint() {
    let fingerprint = OFFER
        .lines()
        .find(|line| line.starts_with("a=fingerprint:"))
        .unwrap();
    let doubled = OFFER.replacen(fingerprint, &format!("{fingerprint}\r\n{fingerprint}"), 1);
    assert!(matches!(
        check(&doubled, Half::Offer),
        Err(Problem::Fingerprint(_))
    ));
    for broken in ["sha-1 35:47", "sha-256 35:47:24", "sha-512 35"] {
        let sdp = OFFER.replacen(fingerprint, &format!("a=fingerprint:{broken}"), 1);
        assert!(
            matches!(check(&sdp, Half::Offer), Err(Problem::Fingerprint(_))),
            "{broken}"
        );
    }
    let none = OFFER.replacen(fingerprint, "a=x", 1);
    assert!(problem(&none, Half::Offer).contains("0 fingerprints"));
}

#[test]
fn ice_needs_its_credentials() {
    assert!(broken("a=ice-ufrag:4g1c\r\n", "").contains("ice-ufrag"));
    assert!(
        broken("a=ice-pwd:qY/Bb+jQzg5ICn6X4fhJQetk\r\n", "a=ice-pwd:x\r\n").contains("ice-pwd")
    );
}

#[test]
fn an_answer_chooses_its_dtls_role() {
    assert!(problem(OFFER, Half::Answer).contains("actpass"));
    for role in ["active", "passive"] {
        let answer = OFFER.replace("setup:actpass", &format!("setup:{role}"));
        assert_eq!(check(&answer, Half::Answer), Ok(()), "{role}");
    }
    assert!(problem(&OFFER.replace("a=setup:actpass\r\n", ""), Half::Answer).contains("nothing"));
}

#[test]
fn our_offer_takes_the_form_of_2026() {
    let offer = format!("{OFFER}a=ssrc:1 cname:x\r\na=msid:a b\r\na=extmap:1 urn:x\r\n");
    let offer = in_metas_form(&offer);
    assert_eq!(check(&offer, Half::Offer), Ok(()));
    assert!(!offer.contains("ssrc") && !offer.contains("msid") && !offer.contains("extmap"));
    assert!(offer.ends_with("a=ptime:20\r\n"));
}

#[test]
fn a_script_spoils_the_role_and_the_last_line_end() {
    let script = Script {
        answer_setup: Some(crate::script::AnswerSetup::Actpass),
        drop_final_crlf: true,
        ..Script::default()
    };
    let answer = OFFER.replace("setup:actpass", "setup:passive");
    let spoiled = scripted(answer.clone(), Half::Answer, &script);
    assert!(spoiled.contains("a=setup:actpass\r\na=mid:0"), "{spoiled}");
    assert!(spoiled.ends_with("telephone-event/8000"), "{spoiled}");
    assert!(scripted(answer, Half::Offer, &script).contains("setup:passive"));
}
