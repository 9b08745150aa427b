//! The loop of one call's media: packets in and out, a frame of sound every 20 ms, commands.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use str0m::{
    Event, IceConnectionState, Input, Output, RtcError,
    format::CodecExtra,
    media::{Frequency, MediaData, MediaTime},
    net::{Protocol, Receive},
};
use tokio::{sync::mpsc, time::sleep_until};

use super::{
    Command,
    counters::{Counters, Link},
    ear::Ear,
    peer::Peer,
    sockets::Arrival,
    voice::{Sound, Voice},
};
use crate::clock::Clock;

/// The loop looks at its state at least this often.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Runs the media of one call until it is closed.
pub(crate) struct Session {
    peer: Peer,
    voice: Voice,
    ear: Ear,
    clock: Clock,
    commands: mpsc::UnboundedReceiver<Command>,
    counters: Arc<Mutex<Counters>>,
    interrupted_until: Option<Instant>,
    last_ssrc: Option<u32>,
}

impl Session {
    pub(crate) fn new(
        peer: Peer,
        voice: Voice,
        clock: Clock,
        commands: mpsc::UnboundedReceiver<Command>,
        counters: Arc<Mutex<Counters>>,
    ) -> Self {
        let ear = Ear::new();
        Self {
            peer,
            voice,
            ear,
            clock,
            commands,
            counters,
            interrupted_until: None,
            last_ssrc: None,
        }
    }

    pub(crate) async fn run(mut self) {
        if let Err(error) = self.run_until_closed().await {
            tracing::warn!("the media of a call stopped: {error}");
        }
        self.count(|counters| counters.link = Link::Closed);
    }

    async fn run_until_closed(&mut self) -> Result<(), RtcError> {
        let mut packet = vec![0; 2000];
        loop {
            let timeout = self.drain().await?;
            if !self.peer.rtc.is_alive() {
                return Ok(());
            }
            let now = Instant::now();
            if self.voice.due().is_some_and(|due| now >= due) {
                self.speak(now)?;
                continue;
            }
            let wake = [Some(timeout), self.voice.due(), Some(now + LONGEST_WAIT)];
            let wake = wake.into_iter().flatten().min().unwrap_or(now);
            tokio::select! {
                command = self.commands.recv() => match command {
                    Some(Command::Close) | None => return self.close().await,
                    Some(command) => self.obey(command),
                },
                received = self.peer.sockets.receive(&mut packet) => {
                    // An error is the ICMP echo of a closed browser port: nothing to do.
                    if let Ok(arrival) = received {
                        self.receive(packet.get(..arrival.length).unwrap_or(&[]), arrival)?;
                    }
                }
                () = sleep_until(wake.into()) => {
                    self.peer.rtc.handle_input(Input::Timeout(Instant::now()))?;
                }
            }
        }
    }

    /// Takes everything that str0m has to say; returns when it wants to be woken.
    async fn drain(&mut self) -> Result<Instant, RtcError> {
        loop {
            match self.peer.rtc.poll_output()? {
                Output::Timeout(at) => return Ok(at),
                Output::Transmit(transmit) => {
                    if !self.is_interrupted() {
                        self.peer.sockets.send(&transmit).await;
                    }
                }
                Output::Event(event) => self.notice(event),
            }
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most of str0m's events are not for audio"
    )]
    fn notice(&mut self, event: Event) {
        match event {
            Event::Connected => {
                self.voice.start(Instant::now());
                self.count(|counters| counters.link = Link::Connected);
            }
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                self.count(|counters| counters.link = Link::Disconnected);
            }
            // The first time DTLS has still to follow, which `Event::Connected` tells.
            Event::IceConnectionStateChange(IceConnectionState::Connected)
                if self.voice.due().is_some() =>
            {
                self.count(|counters| counters.link = Link::Connected);
            }
            Event::MediaAdded(added) => self.peer.speak_on(added.mid),
            Event::MediaData(data) => self.hear(&data),
            _ => {}
        }
    }

    fn hear(&mut self, data: &MediaData) {
        let now = self.clock.now();
        if let CodecExtra::Tele(key) = data.codec_extra {
            let rtp_time = data.time.numer();
            self.count(|counters| counters.key_arrived(key.event, key.end, rtp_time));
            return;
        }
        let pcm = self.ear.hear(&data.data);
        self.counters
            .lock()
            .expect("no panic while counting")
            .sound_arrived(now, pcm);
    }

    fn speak(&mut self, now: Instant) -> Result<(), RtcError> {
        let (rtp_time, payload) = self.voice.next_frame(now);
        let (Some((mid, payload_type)), Some(payload)) = (self.peer.voice, payload) else {
            return Ok(());
        };
        if let Some(writer) = self.peer.rtc.writer(mid) {
            let time = MediaTime::new(rtp_time, Frequency::FORTY_EIGHT_KHZ);
            writer.write(payload_type, now, time, payload)?;
            if !self.is_interrupted() {
                self.count(|counters| counters.packets_out += 1);
            }
        }
        Ok(())
    }

    fn receive(&mut self, packet: &[u8], arrival: Arrival) -> Result<(), RtcError> {
        if self.is_interrupted() {
            return Ok(());
        }
        if is_rtp(packet) {
            let now = self.clock.now();
            self.count(|counters| counters.packet_arrived(now));
            self.expect_stream(packet);
        }
        let Ok(contents) = packet.try_into() else {
            return Ok(());
        };
        let receive = Receive {
            proto: Protocol::Udp,
            source: arrival.source,
            destination: arrival.destination,
            contents,
        };
        self.peer
            .rtc
            .handle_input(Input::Receive(Instant::now(), receive))
    }

    /// Hears streams that no `a=ssrc` line announced; WhatsApp's own SDP has none either.
    fn expect_stream(&mut self, packet: &[u8]) {
        let ssrc = packet
            .get(8..12)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u32::from_be_bytes);
        if let (Some(ssrc), Some((mid, _))) = (ssrc, self.peer.voice)
            && self.last_ssrc.replace(ssrc) != Some(ssrc)
        {
            self.peer
                .rtc
                .direct_api()
                .expect_stream_rx(ssrc.into(), None, mid, None);
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Answer { sdp, done } => {
                // The request that waits for it may have been given up.
                let _ = done.send(self.peer.apply_answer(&sdp));
            }
            Command::PlayTone => self.voice.say(Sound::Tone),
            Command::Interrupt(duration) => {
                self.interrupted_until = Instant::now().checked_add(duration);
            }
            Command::Close => {}
        }
    }

    /// Says goodbye by DTLS, so that the other side need not wait for a time-out.
    async fn close(&mut self) -> Result<(), RtcError> {
        self.peer.rtc.close()?;
        self.drain().await?;
        self.peer.rtc.handle_input(Input::Timeout(Instant::now()))?;
        self.drain().await?;
        Ok(())
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted_until
            .is_some_and(|until| Instant::now() < until)
    }

    fn count(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut self.counters.lock().expect("no panic while counting"));
    }
}

/// Tells RTP from STUN, DTLS (RFC 7983) and RTCP (RFC 5761 section 4).
fn is_rtp(packet: &[u8]) -> bool {
    match packet {
        [first, second, ..] => (128..=191).contains(first) && !(192..=223).contains(second),
        [] | [_] => false,
    }
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
