//! What an SDP must have before a provider sees it: one audio line, opus, one sha-256 fingerprint.

/// Which half of the exchange an SDP is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// The one who calls makes it.
    Offer,
    /// The one who answers makes it.
    Answer,
}

/// Why an SDP cannot go to a provider; `Display` is the sentence for the developer who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// The field is not there.
    #[error("`{0}` is missing. Send the browser's gathered session description.")]
    Missing(&'static str),
    /// It does not begin with `v=0`, or has a line that is not `x=…`.
    #[error(
        "The SDP is not a session description: it must begin with `v=0` and have lines of the form `a=…`."
    )]
    NotSdp,
    /// No `m=` line at all, or not an audio one.
    #[error("The SDP has no audio. Add one audio transceiver before making it.")]
    NoAudio,
    /// More than one `m=` line.
    #[error("The SDP has {0} media lines. WhatsApp takes exactly one, and it must be audio.")]
    ManyMediaLines(usize),
    /// No opus codec.
    #[error("The SDP does not offer opus at 48000 Hz, the only codec that every provider takes.")]
    NoOpus,
    /// No whole sha-256 fingerprint, or several fingerprints.
    #[error("The SDP needs exactly one fingerprint, of kind sha-256 with 32 pairs of digits.")]
    Fingerprint,
    /// No ICE credentials.
    #[error("The SDP has no `a=ice-ufrag` and `a=ice-pwd`.")]
    NoIceCredentials,
    /// An offer must leave the DTLS role open, an answer must choose one.
    #[error(
        "The SDP's `a=setup` does not fit: an offer says `actpass`, an answer `active` or `passive`."
    )]
    Setup,
}

/// Checks `sdp` and returns it with CRLF line ends and a final CRLF, otherwise unchanged.
pub fn checked(sdp: &str, half: Half) -> Result<String, SdpError> {
    let lines: Vec<&str> = sdp.lines().filter(|line| !line.is_empty()).collect();
    // What `lines` leaves of CR would end a line in the eyes of the provider and not in ours.
    let stray = |line: &&str| line.contains(['\r', '\0']);
    if lines.iter().any(stray)
        || lines.first() != Some(&"v=0")
        || !lines.iter().all(|line| is_sdp_line(line))
    {
        return Err(SdpError::NotSdp);
    }
    let payloads = check_media(&lines)?;
    if !lines.iter().any(|line| is_opus(line, &payloads)) {
        return Err(SdpError::NoOpus);
    }
    check_transport(&lines, half)?;
    Ok(lines.iter().map(|line| format!("{line}\r\n")).collect())
}

fn is_sdp_line(line: &str) -> bool {
    let mut bytes = line.bytes();
    bytes.next().is_some_and(|kind| kind.is_ascii_lowercase()) && bytes.next() == Some(b'=')
}

/// Returns the payload types of the one audio line (RFC 8866, section 5.14: media, port, protocol, formats).
fn check_media<'a>(lines: &[&'a str]) -> Result<Vec<&'a str>, SdpError> {
    let media: Vec<_> = lines.iter().filter(|line| line.starts_with("m=")).collect();
    match media.as_slice() {
        [one] => match one.split(' ').collect::<Vec<_>>().as_slice() {
            // Port 0 means that the stream is refused (RFC 3264, section 6).
            ["m=audio", port, _, payloads @ ..] if *port != "0" => Ok(payloads.to_vec()),
            _ => Err(SdpError::NoAudio),
        },
        [] => Err(SdpError::NoAudio),
        many => Err(SdpError::ManyMediaLines(many.len())),
    }
}

fn is_opus(line: &str, payloads: &[&str]) -> bool {
    let map = line
        .strip_prefix("a=rtpmap:")
        .and_then(|rest| rest.split_once(' '));
    map.is_some_and(|(payload, codec)| {
        payloads.contains(&payload) && codec.to_ascii_lowercase().starts_with("opus/48000")
    })
}

/// Whether a fingerprint is of kind sha-256 and has its 32 pairs of hexadecimal digits (RFC 8122, section 5).
fn is_sha_256(fingerprint: &str) -> bool {
    let Some((kind, digits)) = fingerprint.split_once(' ') else {
        return false;
    };
    let is_pair =
        |pair: &str| pair.len() == 2 && pair.bytes().all(|digit| digit.is_ascii_hexdigit());
    kind.eq_ignore_ascii_case("sha-256")
        && digits.split(':').count() == 32
        && digits.split(':').all(is_pair)
}

fn check_transport(lines: &[&str], half: Half) -> Result<(), SdpError> {
    let all = |name: &'static str| lines.iter().filter_map(move |line| line.strip_prefix(name));
    let mut fingerprints = all("a=fingerprint:");
    if !fingerprints.next().is_some_and(is_sha_256) || fingerprints.next().is_some() {
        return Err(SdpError::Fingerprint);
    }
    let filled = |name| {
        all(name)
            .next()
            .is_some_and(|value| !value.trim().is_empty())
    };
    if !filled("a=ice-ufrag:") || !filled("a=ice-pwd:") {
        return Err(SdpError::NoIceCredentials);
    }
    let fits = |setup: &str| match half {
        Half::Offer => setup == "actpass",
        Half::Answer => matches!(setup, "active" | "passive"),
    };
    if all("a=setup:").next().is_some_and(fits) {
        Ok(())
    } else {
        Err(SdpError::Setup)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = include_str!("../tests/proxy/sdp/browser.chromium.offer_opus_dtmf.sdp");

    /// The offer with every line that begins with `start` replaced.
    fn with(start: &str, line: &str) -> String {
        let lines = OFFER
            .lines()
            .map(|old| if old.starts_with(start) { line } else { old });
        lines.map(|line| format!("{line}\r\n")).collect()
    }

    #[test]
    fn what_browsers_and_meta_make_is_taken() {
        for (sdp, half) in [
            (OFFER, Half::Offer),
            (
                include_str!("../tests/proxy/sdp/browser.chromium.offer_default.sdp"),
                Half::Offer,
            ),
            (
                include_str!("../tests/proxy/sdp/browser.firefox.offer_opus_dtmf.sdp"),
                Half::Offer,
            ),
            (
                include_str!("../tests/proxy/sdp/browser.firefox.answer_to_meta_offer.sdp"),
                Half::Answer,
            ),
            (
                include_str!("../tests/proxy/sdp/user_initiated.answer.from_business.sdp"),
                Half::Answer,
            ),
        ] {
            assert_eq!(checked(sdp, half).map(|_| ()), Ok(()), "{sdp}");
        }
    }

    // These went to the provider as they were, and its refusal was a riddle to who had sent them.
    #[test]
    fn what_only_looks_like_an_offer_is_refused() {
        let fingerprint = "a=fingerprint:";
        let short = ["AB"; 31].join(":");
        let wrong = ["XY"; 32].join(":");
        for (start, line, expected) in [
            ("s=", "s=a\0b", SdpError::NotSdp),
            ("s=", "s=a\ra=b", SdpError::NotSdp),
            (
                "m=audio",
                "m=audio 0 UDP/TLS/RTP/SAVPF 111",
                SdpError::NoAudio,
            ),
            ("m=audio", "m=audio", SdpError::NoAudio),
            ("m=audio", "m=audio 9 UDP/TLS/RTP/SAVPF 8", SdpError::NoOpus),
            (
                fingerprint,
                "a=fingerprint:sha-256 AB",
                SdpError::Fingerprint,
            ),
            (
                fingerprint,
                &format!("a=fingerprint:sha-256 {short}"),
                SdpError::Fingerprint,
            ),
            (
                fingerprint,
                &format!("a=fingerprint:sha-256 {wrong}"),
                SdpError::Fingerprint,
            ),
            ("a=ice-ufrag:", "a=ice-ufrag:", SdpError::NoIceCredentials),
            ("a=ice-pwd:", "a=ice-pwd: ", SdpError::NoIceCredentials),
        ] {
            assert_eq!(
                checked(&with(start, line), Half::Offer),
                Err(expected),
                "{line}"
            );
        }
    }
}
