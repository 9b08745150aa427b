//! The loop of one call's media: packets in and out, a frame of sound every 20 ms, commands.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use str0m::{Event, IceConnectionState, RtcError, format::CodecExtra, media::MediaData};
use tokio::sync::mpsc;

use super::{
    Command,
    counters::{Counters, Link},
    ear::Ear,
    peer::Peer,
    splice::Place,
    talk::{Packet, Talker, TalkerId},
    voice::{Sound, Voice},
    wire::{Wire, Woken},
};
use crate::clock::Clock;

/// The loop looks at its state at least this often.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Runs the media of one call until it is closed.
pub(crate) struct Session {
    wire: Wire,
    voice: Voice,
    ear: Ear,
    clock: Clock,
    commands: mpsc::UnboundedReceiver<Command>,
    counters: Arc<Mutex<Counters>>,
    talker: Option<Talker>,
}

impl Session {
    pub(crate) fn new(
        peer: Peer,
        voice: Voice,
        clock: Clock,
        commands: mpsc::UnboundedReceiver<Command>,
        counters: Arc<Mutex<Counters>>,
    ) -> Self {
        Self {
            wire: Wire::new(peer),
            voice,
            ear: Ear::new(),
            clock,
            commands,
            counters,
            talker: None,
        }
    }

    pub(crate) async fn run(mut self) {
        if let Err(error) = self.run_until_closed().await {
            tracing::warn!("the media of a call stopped: {error}");
        }
        self.count(|counters| {
            counters.link = Link::Closed;
            counters.says = Sound::Nothing;
            counters.talker = None;
        });
    }

    async fn run_until_closed(&mut self) -> Result<(), RtcError> {
        loop {
            let (timeout, events) = self.wire.drain().await?;
            for event in events {
                self.notice(event);
            }
            if !self.wire.is_alive() {
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
                    Some(Command::Close) | None => return self.wire.close().await,
                    Some(command) => self.obey(command)?,
                },
                woken = self.wire.wait(wake) => if woken? == Woken::Rtp {
                    let now = self.clock.now();
                    self.count(|counters| counters.packet_arrived(now));
                }
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
        if let (Some(talker), Some(packet)) = (&self.talker, Packet::of(data)) {
            // A page that has gone is told of by its own end.
            let _ = talker.packets.send(packet);
        }
        let pcm = self.ear.hear(&data.data);
        self.counters
            .lock()
            .expect("no panic while counting")
            .sound_arrived(now, pcm);
    }

    fn speak(&mut self, now: Instant) -> Result<(), RtcError> {
        let frame = self.voice.next_frame(now);
        let sound = self.voice.sound(now);
        self.count(|counters| counters.says = sound);
        frame.map_or(Ok(()), |(place, opus)| self.say(now, place, opus))
    }

    fn say(&mut self, now: Instant, place: Place, opus: Arc<[u8]>) -> Result<(), RtcError> {
        if self.wire.say(now, place, opus)? {
            self.count(|counters| counters.packets_out += 1);
        }
        Ok(())
    }

    /// What the talking page says; others have lost their turn.
    fn pass(&mut self, talker: TalkerId, packet: Packet) -> Result<(), RtcError> {
        if self.talker.as_ref().map(|talker| talker.id) != Some(talker) {
            return Ok(());
        }
        let now = Instant::now();
        match self.voice.pass(now, packet.rtp_time) {
            Some(place) => self.say(now, place, packet.opus),
            None => Ok(()),
        }
    }

    /// Gives the customer's voice to a page, or takes it from the last one.
    fn change_talker(&mut self, talker: Option<Talker>) {
        self.voice.release();
        let id = talker.as_ref().map(|talker| talker.id);
        self.talker = talker;
        self.count(|counters| counters.talker = id);
    }

    fn obey(&mut self, command: Command) -> Result<(), RtcError> {
        match command {
            Command::Answer { sdp, done } => {
                // The request that waits for it may have been given up.
                let _ = done.send(self.wire.apply_answer(&sdp));
            }
            Command::PlayTone => self.voice.say(Sound::Tone),
            Command::Talk(talker) => self.change_talker(Some(talker)),
            Command::Pass(talker, packet) => return self.pass(talker, packet),
            Command::TalkEnded(id) => {
                if self.talker.as_ref().is_some_and(|talker| talker.id == id) {
                    self.change_talker(None);
                }
            }
            Command::Interrupt(duration) => self.wire.interrupt(duration),
            Command::Close => {}
        }
        Ok(())
    }

    fn count(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut self.counters.lock().expect("no panic while counting"));
    }
}
