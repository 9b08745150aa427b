//! A page that talks for the customer: a peer of its own, joined with the call packet by packet.
//!
//! Opus goes from one peer to the other as it came; SSRC, sequence, time and payload type are
//! those of the stream that it leaves on.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use str0m::{Event, IceConnectionState, RtcError, format::CodecExtra, media::MediaData};
use tokio::sync::mpsc;

use super::{Command, peer::Peer, splice::Splice, wire::Wire};

/// The loop looks at its state at least this often.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Tells the pages of one call apart that talk, or talked, for the customer.
pub(crate) type TalkerId = u64;

/// An Opus packet on its way from one peer to the other.
#[derive(Debug)]
pub(crate) struct Packet {
    /// In its sender's time, at 48 kHz.
    pub(crate) rtp_time: u64,
    pub(crate) opus: Arc<[u8]>,
}

impl Packet {
    /// The packet in `data`; none for a key.
    pub(crate) fn of(data: &MediaData) -> Option<Self> {
        let is_sound = !matches!(data.codec_extra, CodecExtra::Tele(_));
        is_sound.then(|| Self {
            rtp_time: data.time.numer(),
            opus: Arc::clone(&data.data),
        })
    }
}

/// The page that talks, as its call sees it. Dropping it closes the page's peer.
#[derive(Debug)]
pub(crate) struct Talker {
    pub(crate) id: TalkerId,
    /// To the page.
    pub(crate) packets: mpsc::UnboundedSender<Packet>,
}

/// Runs the page's peer until the page, another page or the call ends it.
pub(crate) struct Talk {
    id: TalkerId,
    wire: Wire,
    call: mpsc::WeakUnboundedSender<Command>,
    packets: mpsc::UnboundedReceiver<Packet>,
    splice: Splice,
    connected: Option<Instant>,
}

/// Whether a page's peer is still of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Goes,
    Ends,
}

impl Talk {
    /// Joins the page's `peer` with the call that `call` steers.
    pub(crate) fn start(id: TalkerId, peer: Peer, call: &mpsc::UnboundedSender<Command>) -> Talker {
        let (packets, inbox) = mpsc::unbounded_channel();
        let talk = Self {
            id,
            wire: Wire::new(peer),
            // The call must not live on because somebody would like to talk in it.
            call: call.downgrade(),
            packets: inbox,
            splice: Splice::default(),
            connected: None,
        };
        tokio::spawn(talk.run());
        Talker { id, packets }
    }

    async fn run(mut self) {
        if let Err(error) = self.run_until_over().await {
            tracing::warn!("the media of a talking page stopped: {error}");
        }
        self.tell(Command::TalkEnded(self.id));
    }

    async fn run_until_over(&mut self) -> Result<(), RtcError> {
        loop {
            let (timeout, events) = self.wire.drain().await?;
            for event in events {
                if self.notice(event) == Outcome::Ends {
                    return self.wire.close().await;
                }
            }
            if !self.wire.is_alive() {
                return Ok(());
            }
            let wake = timeout.min(Instant::now() + LONGEST_WAIT);
            tokio::select! {
                packet = self.packets.recv() => match packet {
                    Some(packet) => self.say(packet)?,
                    // Another page talks, or the call is over.
                    None => return self.wire.close().await,
                },
                woken = self.wire.wait(wake) => { woken?; }
            }
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most of str0m's events are not for audio"
    )]
    fn notice(&mut self, event: Event) -> Outcome {
        match event {
            Event::Connected => self.connected = Some(Instant::now()),
            // A tab that was closed says no goodbye; a page that comes back talks anew.
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                return Outcome::Ends;
            }
            Event::MediaData(data) => {
                if let Some(packet) = Packet::of(&data) {
                    self.tell(Command::Pass(self.id, packet));
                }
            }
            _ => {}
        }
        Outcome::Goes
    }

    /// What the business says.
    fn say(&mut self, packet: Packet) -> Result<(), RtcError> {
        let Some(connected) = self.connected else {
            return Ok(());
        };
        let now = Instant::now();
        let samples = now.duration_since(connected).as_millis() * 48;
        let ours = u64::try_from(samples).unwrap_or(u64::MAX);
        let place = self.splice.place(packet.rtp_time, ours);
        self.wire.say(now, place, packet.opus).map(|_| ())
    }

    fn tell(&self, command: Command) {
        if let Some(call) = self.call.upgrade() {
            // A call that has ended does not listen any more.
            let _ = call.send(command);
        }
    }
}
