//! The phone's end of the media: an ICE-lite WebRTC peer per call, another one for a page that
//! talks in it, and a handle to steer them.

pub(crate) mod counters;
mod ear;
mod peer;
mod session;
mod sockets;
mod splice;
pub(crate) mod talk;
pub(crate) mod tone;
pub(crate) mod voice;
mod wire;

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use tokio::sync::{mpsc, oneshot};

use self::{
    counters::Counters,
    peer::Peer,
    session::Session,
    talk::{Packet, Talk, Talker, TalkerId},
    voice::{Sound, Voice},
};
use crate::clock::Clock;

/// Why media could not be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MediaError {
    #[error("the session description cannot be used: {0}")]
    Description(String),
    #[error("no UDP socket for the media on {address}: {source}")]
    Socket {
        address: IpAddr,
        source: std::io::Error,
    },
    #[error("the media of this call has ended")]
    Ended,
}

/// What every call's media needs to know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) clock: Clock,
    pub(crate) address: IpAddr,
    pub(crate) tone_hz: u32,
}

/// Steers the media of one call; the media ends when it is closed or dropped.
#[derive(Debug, Clone)]
pub(crate) struct Media {
    commands: mpsc::UnboundedSender<Command>,
    counters: Arc<Mutex<Counters>>,
}

/// What the media of a call can be told while it runs.
#[derive(Debug)]
pub(crate) enum Command {
    /// The business's answer to our offer.
    Answer {
        sdp: String,
        done: oneshot::Sender<Result<(), MediaError>>,
    },
    PlayTone,
    /// From now on this page talks for the customer, and no other.
    Talk(Talker),
    /// A packet of the page that talks.
    Pass(TalkerId, Packet),
    /// The page is gone: the tone comes back.
    TalkEnded(TalkerId),
    /// Swallow all packets, in both directions, for this long.
    Interrupt(Duration),
    Close,
}

impl Media {
    /// Takes the business's offer; returns our answer. Sends silence until the tone starts.
    pub(crate) fn answer(setting: Setting, offer: &str) -> Result<(String, Self), MediaError> {
        let (peer, answer) = Peer::answer(setting.address, offer)?;
        Ok((answer, Self::start(setting, peer, Sound::Silence)))
    }

    /// Makes our offer. Sends nothing until the tone starts.
    pub(crate) fn offer(setting: Setting) -> Result<(String, Self), MediaError> {
        let (peer, offer) = Peer::offer(setting.address)?;
        Ok((offer, Self::start(setting, peer, Sound::Nothing)))
    }

    /// Takes the business's answer to our offer.
    pub(crate) async fn apply_answer(&self, sdp: String) -> Result<(), MediaError> {
        let (done, outcome) = oneshot::channel();
        self.tell(Command::Answer { sdp, done });
        outcome.await.unwrap_or(Err(MediaError::Ended))
    }

    /// Takes the offer of a page that wants to talk for the customer; returns our answer. The
    /// page that talked before falls silent.
    pub(crate) fn talk(
        &self,
        address: IpAddr,
        offer: &str,
    ) -> Result<(String, TalkerId), MediaError> {
        if self.commands.is_closed() {
            return Err(MediaError::Ended);
        }
        let (peer, answer) = Peer::answer(address, offer)?;
        let id = {
            let mut counters = self.counters();
            counters.talkers += 1;
            counters.talkers
        };
        self.tell(Command::Talk(Talk::start(id, peer, &self.commands)));
        Ok((answer, id))
    }

    pub(crate) fn tell(&self, command: Command) {
        // A session that has ended needs no commands any more.
        let _ = self.commands.send(command);
    }

    pub(crate) fn counters(&self) -> MutexGuard<'_, Counters> {
        self.counters.lock().expect("no panic while counting")
    }

    fn start(setting: Setting, peer: Peer, sound: Sound) -> Self {
        let (commands, inbox) = mpsc::unbounded_channel();
        let counters = Arc::new(Mutex::new(Counters::default()));
        let voice = Voice::new(setting.tone_hz, sound);
        let session = Session::new(peer, voice, setting.clock, inbox, Arc::clone(&counters));
        tokio::spawn(session.run());
        Self { commands, counters }
    }
}
