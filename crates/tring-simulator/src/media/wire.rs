//! A peer on the network: its packets in and out, for the loops that own one.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use str0m::{
    Event, Input, Output, RtcError,
    media::{Frequency, MediaTime},
    net::{Protocol, Receive},
};
use tokio::time::sleep_until;

use super::{MediaError, peer::Peer, sockets::Arrival, splice::Place};

/// A peer with its packets.
#[derive(Debug)]
pub(crate) struct Wire {
    peer: Peer,
    packet: Vec<u8>,
    interrupted_until: Option<Instant>,
    last_ssrc: Option<u32>,
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Woken {
    /// An RTP packet came.
    Rtp,
    /// Another packet, or the time that str0m wanted to be woken at.
    Other,
}

impl Wire {
    pub(crate) fn new(peer: Peer) -> Self {
        Self {
            peer,
            packet: vec![0; 2000],
            interrupted_until: None,
            last_ssrc: None,
        }
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.peer.rtc.is_alive()
    }

    /// Takes the other side's answer to our offer.
    pub(crate) fn apply_answer(&mut self, sdp: &str) -> Result<(), MediaError> {
        self.peer.apply_answer(sdp)
    }

    /// Swallows all packets, in both directions, for this long.
    pub(crate) fn interrupt(&mut self, duration: Duration) {
        self.interrupted_until = Instant::now().checked_add(duration);
    }

    /// Takes everything that str0m has to say: when it wants to be woken, and what happened.
    pub(crate) async fn drain(&mut self) -> Result<(Instant, Vec<Event>), RtcError> {
        let mut events = Vec::new();
        loop {
            match self.peer.rtc.poll_output()? {
                Output::Timeout(at) => return Ok((at, events)),
                Output::Transmit(transmit) => {
                    if !self.is_interrupted() {
                        self.peer.sockets.send(&transmit).await;
                    }
                }
                Output::Event(Event::MediaAdded(added)) => self.peer.speak_on(added.mid),
                Output::Event(event) => events.push(event),
            }
        }
    }

    /// Waits for one packet, or until `wake`. Nothing is lost when the wait is given up.
    pub(crate) async fn wait(&mut self, wake: Instant) -> Result<Woken, RtcError> {
        let received = tokio::select! {
            received = self.peer.sockets.receive(&mut self.packet) => received,
            () = sleep_until(wake.into()) => {
                self.peer.rtc.handle_input(Input::Timeout(Instant::now()))?;
                return Ok(Woken::Other);
            }
        };
        match received {
            Ok(arrival) => self.take(arrival),
            // The ICMP echo of a closed browser port: nothing to do.
            Err(_) => Ok(Woken::Other),
        }
    }

    /// Sends an Opus packet; returns whether it left.
    pub(crate) fn say(
        &mut self,
        now: Instant,
        place: Place,
        opus: Arc<[u8]>,
    ) -> Result<bool, RtcError> {
        let Some((mid, payload_type)) = self.peer.voice else {
            return Ok(false);
        };
        let Some(writer) = self.peer.rtc.writer(mid) else {
            return Ok(false);
        };
        let time = MediaTime::new(place.at, Frequency::FORTY_EIGHT_KHZ);
        writer
            .start_of_talkspurt(place.is_first)
            .write(payload_type, now, time, opus)?;
        Ok(!self.is_interrupted())
    }

    /// Says goodbye by DTLS, so that the other side need not wait for a time-out.
    pub(crate) async fn close(&mut self) -> Result<(), RtcError> {
        self.peer.rtc.close()?;
        self.drain().await?;
        self.peer.rtc.handle_input(Input::Timeout(Instant::now()))?;
        self.drain().await?;
        Ok(())
    }

    fn take(&mut self, arrival: Arrival) -> Result<Woken, RtcError> {
        if self.is_interrupted() {
            return Ok(Woken::Other);
        }
        let packet = self.packet.get(..arrival.length).unwrap_or(&[]);
        let woken = if is_rtp(packet) {
            Woken::Rtp
        } else {
            Woken::Other
        };
        if let (Woken::Rtp, Some(ssrc)) = (woken, ssrc(packet)) {
            self.expect_stream(ssrc);
        }
        let packet = self.packet.get(..arrival.length).unwrap_or(&[]);
        if let Ok(contents) = packet.try_into() {
            let receive = Receive {
                proto: Protocol::Udp,
                source: arrival.source,
                destination: arrival.destination,
                contents,
            };
            self.peer
                .rtc
                .handle_input(Input::Receive(Instant::now(), receive))?;
        }
        Ok(woken)
    }

    /// Hears streams that no `a=ssrc` line announced; WhatsApp's own SDP has none either.
    fn expect_stream(&mut self, ssrc: u32) {
        if let Some((mid, _)) = self.peer.voice
            && self.last_ssrc.replace(ssrc) != Some(ssrc)
        {
            self.peer
                .rtc
                .direct_api()
                .expect_stream_rx(ssrc.into(), None, mid, None);
        }
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted_until
            .is_some_and(|until| Instant::now() < until)
    }
}

/// Tells RTP from STUN, DTLS (RFC 7983) and RTCP (RFC 5761 section 4).
fn is_rtp(packet: &[u8]) -> bool {
    match packet {
        [first, second, ..] => (128..=191).contains(first) && !(192..=223).contains(second),
        [] | [_] => false,
    }
}

fn ssrc(packet: &[u8]) -> Option<u32> {
    let bytes = packet.get(8..12)?.try_into().ok()?;
    Some(u32::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::is_rtp;

    #[test]
    fn only_rtp_counts_as_rtp() {
        assert!(is_rtp(&[0x80, 111, 0, 1]), "RTP");
        assert!(is_rtp(&[0x80, 0xef, 0, 1]), "RTP with the marker");
        assert!(!is_rtp(&[0x80, 200, 0, 1]), "RTCP sender report");
        assert!(!is_rtp(&[0x00, 0x01, 0, 0]), "STUN");
        assert!(!is_rtp(&[22, 254, 253]), "DTLS");
        assert!(!is_rtp(&[]), "nothing");
    }
}
