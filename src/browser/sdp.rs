//! The rules for SDP that comes and goes: what providers need, and what browsers refuse.
//!
//! All of it is text in, text out. Lines end in CRLF, also the last one: Chromium refuses an SDP whose
//! end was trimmed, and providers compare what we send byte by byte.

/// The customer's answer to our `offer` as a browser takes it. It must be right the first time: after
/// a refusal the same peer connection refuses the corrected text too.
pub fn answer_for_browser(answer: &str, offer: &str) -> String {
    let offered = extensions(offer);
    let mut fingerprints = Fingerprints::of(answer);
    rewritten(answer, |line| {
        // A provider may echo the offer's role; an answer has to choose one (RFC 8842, section 5.3).
        if line == "a=setup:actpass" {
            return Some("a=setup:active".to_owned());
        }
        // Firefox refuses header extensions that it did not offer, or not under this number.
        let is_foreign = extension(line).is_some_and(|found| !offered.contains(&found));
        (!is_foreign && fingerprints.keep(line)).then(|| line.to_owned())
    })
}

/// The customer's offer as a browser takes it.
pub fn offer_for_browser(offer: &str) -> String {
    let mut fingerprints = Fingerprints::of(offer);
    rewritten(offer, |line| {
        fingerprints.keep(line).then(|| line.to_owned())
    })
}

/// Our offer or answer as a provider takes it: opus and telephone-event only, one sha-256 fingerprint.
pub fn for_provider(local: &str) -> String {
    let mut fingerprints = Fingerprints::of(local);
    let wanted = wanted_payloads(local);
    rewritten(local, |line| {
        if !fingerprints.keep(line) {
            return None;
        }
        // Without opus there is nothing to keep; the provider's refusal says what is wrong.
        if wanted.is_empty() {
            return Some(line.to_owned());
        }
        if line.starts_with("m=audio ") {
            return Some(with_payloads(line, &wanted));
        }
        let is_unwanted = payload_of(line).is_some_and(|payload| !wanted.contains(&payload));
        (!is_unwanted).then(|| line.to_owned())
    })
}

/// Passes each line through `change`, which may drop it, and ends each with CRLF.
fn rewritten(sdp: &str, mut change: impl FnMut(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(sdp.len() + 2);
    for line in sdp
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
    {
        if let Some(line) = change(line) {
            text.push_str(&line);
            text.push_str("\r\n");
        }
    }
    text
}

/// Keeps the first sha-256 fingerprint and drops the others: with two, Meta refuses the call (138008).
struct Fingerprints {
    has_sha_256: bool,
    has_kept: bool,
}

impl Fingerprints {
    fn of(sdp: &str) -> Self {
        Self {
            has_sha_256: sdp.lines().any(is_sha_256),
            has_kept: false,
        }
    }

    fn keep(&mut self, line: &str) -> bool {
        if !line.starts_with("a=fingerprint:") || !self.has_sha_256 {
            return true;
        }
        let is_first = is_sha_256(line) && !self.has_kept;
        self.has_kept |= is_first;
        is_first
    }
}

fn is_sha_256(line: &str) -> bool {
    line.strip_prefix("a=fingerprint:")
        .and_then(|rest| rest.split_whitespace().next())
        .is_some_and(|hash| hash.eq_ignore_ascii_case("sha-256"))
}

/// The header extensions (number, URI) of an SDP (RFC 8285).
fn extensions(sdp: &str) -> Vec<(&str, &str)> {
    sdp.lines().filter_map(extension).collect()
}

fn extension(line: &str) -> Option<(&str, &str)> {
    let mut words = line.strip_prefix("a=extmap:")?.split_whitespace();
    // The number may carry a direction: `2/recvonly`.
    let number = words.next()?.split('/').next()?;
    Some((number, words.next()?))
}

/// The payload types to keep, in the order of the `m=audio` line; empty where opus is not among them.
fn wanted_payloads(sdp: &str) -> Vec<&str> {
    let kept: Vec<(&str, bool)> = sdp.lines().filter_map(wanted_payload).collect();
    if !kept.iter().any(|(_, is_opus)| *is_opus) {
        return Vec::new();
    }
    kept.into_iter().map(|(payload, _)| payload).collect()
}

/// The payload type of a line like `a=rtpmap:111 opus/48000/2`, and whether it is opus.
fn wanted_payload(line: &str) -> Option<(&str, bool)> {
    let (payload, codec) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
    let codec = codec.trim().to_ascii_lowercase();
    let is_opus = codec.starts_with("opus/48000");
    // The providers' telephone-event runs at 8000 Hz; the one at 48000 Hz is not supported.
    let is_digits = codec == "telephone-event/8000" || codec == "telephone-event/8000/1";
    (is_opus || is_digits).then_some((payload, is_opus))
}

/// The payload type that an attribute line is about.
fn payload_of(line: &str) -> Option<&str> {
    ["a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"]
        .iter()
        .find_map(|prefix| line.strip_prefix(prefix))
        .and_then(|rest| rest.split(' ').next())
        // `a=rtcp-fb:* nack` is about all of them.
        .filter(|payload| *payload != "*")
}

/// `m=audio 9 UDP/TLS/RTP/SAVPF 111 63 126` with only the wanted payload types.
fn with_payloads(line: &str, wanted: &[&str]) -> String {
    let words = line.split(' ').enumerate();
    let kept: Vec<&str> = words
        .filter(|(position, word)| *position < 3 || wanted.contains(word))
        .map(|(_, word)| word)
        .collect();
    kept.join(" ")
}

#[cfg(test)]
mod tests;
