//! What WhatsApp accepts as session description, and small repairs of our own.
//!
//! The rules are those of Meta's calling reference ("SDP" and its samples); all providers pass
//! SDP through to Meta unchanged.

use std::fmt::Write as _;

use crate::script::Script;

/// Which half of the exchange a session description is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Offer,
    Answer,
}

/// Why a session description is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    /// Several fingerprints, or none that is sha-256.
    #[error("SDP Validation error: {0}")]
    Fingerprint(String),
    #[error("SDP Validation error: {0}")]
    Other(String),
}

/// Checks `sdp` by Meta's rules: one audio m-line with Opus, one sha-256 fingerprint at session
/// or media level, CRLF line ends up to the last, ICE credentials, a fitting `a=setup:`.
pub(crate) fn check(sdp: &str, half: Half) -> Result<(), Problem> {
    check_line_ends(sdp)?;
    let lines: Vec<&str> = sdp.lines().collect();
    check_media(&lines)?;
    check_fingerprint(&lines)?;
    check_ice(&lines)?;
    check_setup(&lines, half)
}

fn other(text: &str) -> Problem {
    Problem::Other(text.to_owned())
}

fn check_line_ends(sdp: &str) -> Result<(), Problem> {
    if !sdp.starts_with("v=0\r\n") {
        return Err(other("it does not begin with the line `v=0`"));
    }
    if !sdp.ends_with("\r\n") {
        return Err(other("the last line does not end with CRLF"));
    }
    if sdp.replace("\r\n", "").contains(['\r', '\n']) {
        return Err(other("a line does not end with CRLF"));
    }
    Ok(())
}

fn check_media(lines: &[&str]) -> Result<(), Problem> {
    let media: Vec<&str> = values(lines, "m=").collect();
    let [media] = media.as_slice() else {
        return Err(Problem::Other(format!(
            "it has {} m-lines, not one",
            media.len()
        )));
    };
    let mut words = media.split(' ');
    if words.next() != Some("audio") {
        return Err(other("its m-line is not audio"));
    }
    if words.nth(1) != Some("UDP/TLS/RTP/SAVPF") {
        return Err(other("its m-line does not say UDP/TLS/RTP/SAVPF"));
    }
    let payload_types: Vec<&str> = words.collect();
    let has_opus = values(lines, "a=rtpmap:")
        .filter_map(|rtpmap| rtpmap.split_once(' '))
        .any(|(payload_type, codec)| {
            payload_types.contains(&payload_type) && codec.eq_ignore_ascii_case("opus/48000/2")
        });
    if has_opus {
        Ok(())
    } else {
        Err(other("it does not list the codec opus/48000/2"))
    }
}

fn check_fingerprint(lines: &[&str]) -> Result<(), Problem> {
    let fingerprints: Vec<&str> = values(lines, "a=fingerprint:").collect();
    let [fingerprint] = fingerprints.as_slice() else {
        let text = format!("it has {} fingerprints, not one", fingerprints.len());
        return Err(Problem::Fingerprint(text));
    };
    let is_sha_256 = fingerprint.split_once(' ').is_some_and(|(hash, digest)| {
        let bytes: Vec<&str> = digest.split(':').collect();
        hash.eq_ignore_ascii_case("sha-256")
            && bytes.len() == 32
            && bytes
                .iter()
                .all(|byte| byte.len() == 2 && u8::from_str_radix(byte, 16).is_ok())
    });
    if is_sha_256 {
        Ok(())
    } else {
        Err(Problem::Fingerprint(
            "its fingerprint is not a sha-256 digest".to_owned(),
        ))
    }
}

fn check_ice(lines: &[&str]) -> Result<(), Problem> {
    // RFC 8839 section 5.4 gives the shortest lengths.
    for (attribute, name, shortest) in [
        ("a=ice-ufrag:", "ice-ufrag", 4),
        ("a=ice-pwd:", "ice-pwd", 22),
    ] {
        if !values(lines, attribute).any(|value| value.len() >= shortest) {
            return Err(Problem::Other(format!("it lacks a valid {name}")));
        }
    }
    Ok(())
}

fn check_setup(lines: &[&str], half: Half) -> Result<(), Problem> {
    let setup = values(lines, "a=setup:").next();
    let fits = match (setup, half) {
        (Some("active" | "passive"), _) | (Some("actpass"), Half::Offer) => true,
        (_, Half::Offer | Half::Answer) => false,
    };
    if fits {
        return Ok(());
    }
    let setup = setup.unwrap_or("nothing");
    let wanted = match half {
        Half::Offer => "actpass, active or passive",
        Half::Answer => "active or passive",
    };
    Err(Problem::Other(format!(
        "its a=setup says {setup}, it must say {wanted}"
    )))
}

fn values<'a>(lines: &[&'a str], prefix: &'a str) -> impl Iterator<Item = &'a str> {
    lines
        .iter()
        .filter_map(move |line| line.strip_prefix(prefix))
}

/// What the inbound offers of 2026 do not have.
const NOT_IN_METAS_OFFERS: [&str; 7] = [
    "a=ssrc:",
    "a=msid:",
    "a=extmap:",
    "a=extmap-allow-mixed",
    "a=ice-options:",
    "a=rtcp-fb:126 ",
    "a=fmtp:126 ",
];

/// Makes our offer look like the inbound offers of 2026: wideband Opus in frames of 20 ms, no ssrc,
/// no msid, no header extensions.
pub(crate) fn in_metas_form(offer: &str) -> String {
    let mut text = String::with_capacity(offer.len() + 64);
    for line in offer.lines() {
        let line = match line {
            "a=rtpmap:126 telephone-event/8000/1" => "a=rtpmap:126 telephone-event/8000",
            _ if line.starts_with("a=fmtp:111 ") => {
                "a=fmtp:111 maxaveragebitrate=20000;maxplaybackrate=16000;minptime=20;\
                 sprop-maxcapturerate=16000;useinbandfec=1"
            }
            _ if NOT_IN_METAS_OFFERS
                .iter()
                .any(|prefix| line.starts_with(prefix)) =>
            {
                continue;
            }
            _ => line,
        };
        // Writing to a String cannot fail.
        let _ = write!(text, "{line}\r\n");
    }
    text.push_str("a=maxptime:20\r\na=ptime:20\r\n");
    text
}

/// Spoils our own SDP as `script` wants it.
pub(crate) fn scripted(sdp: String, half: Half, script: &Script) -> String {
    let mut sdp = sdp;
    if let (Half::Answer, Some(setup)) = (half, script.answer_setup) {
        sdp = sdp
            .split_inclusive("\r\n")
            .map(|line| {
                if line.starts_with("a=setup:") {
                    format!("a=setup:{}\r\n", setup.as_str())
                } else {
                    line.to_owned()
                }
            })
            .collect();
    }
    if script.drop_final_crlf {
        sdp.truncate(sdp.trim_end().len());
    }
    sdp
}

#[cfg(test)]
mod tests;
