//! What a desk shows: everything that a page needs to draw a call, and nothing that it has to work out.

use alloc::string::String;

use tring_protocol::call::{CallId, Direction, EndReason, Millis};

use crate::{
    input::{Microphone, MicrophoneError, Pickup},
    key::CallKey,
};

/// One call as a page draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallView {
    /// The desk's name for it.
    pub key: CallKey,
    /// The proxy's id, once there is one.
    pub call_id: Option<CallId>,
    /// Who started it.
    pub direction: Direction,
    /// The number of the other side, as it came.
    pub number: Option<String>,
    /// The name of the other side, where one is known.
    pub name: Option<String>,
    /// Through which channel, for people.
    pub channel: Option<String>,
    /// The id of that channel; until the proxy has told, `None` is the team's default.
    pub channel_id: Option<String>,
    /// How one learns that the customer has picked up.
    pub pickup: Pickup,
    /// Who asked for it, where it was a program or another agent.
    pub requested_by: Option<String>,
    /// Where it stands. An outbound call that rings here is one that somebody asked for: it waits for an agent who
    /// starts it.
    pub phase: Phase,
    /// When this phase began, on the page's clock; in progress and reconnecting, when the
    /// conversation began; ringing here, when the customer began to call.
    pub since: Millis,
    /// Whether the media connection is up.
    pub media: Media,
}

/// Where a call stands, in the words that the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// *Calling…*: our side is being set up, or the provider has been asked.
    Calling,
    /// *Ringing…*: the customer's phone rings.
    RingingThere,
    /// *Incoming call*, or an outgoing one that somebody asked for: our inbox rings.
    RingingHere,
    /// *Connecting…*: answered here, and the audio is being connected.
    Connecting,
    /// *In progress*.
    InProgress,
    /// *Reconnecting…*: was in progress, and the audio is interrupted.
    Reconnecting,
    /// *Ending…*: the end was asked for and is not yet confirmed.
    Ending,
    /// *Call ended*.
    Ended(End),
}

impl Phase {
    /// Whether the call holds this desk: it is ours and not over. One at a time.
    pub fn is_engaged(&self) -> bool {
        match self {
            Self::Calling
            | Self::RingingThere
            | Self::Connecting
            | Self::InProgress
            | Self::Reconnecting
            | Self::Ending => true,
            Self::RingingHere | Self::Ended(_) => false,
        }
    }
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Why.
    pub reason: EndCause,
    /// How long both sides talked, in milliseconds.
    pub talked: Millis,
}

/// Why a call ended, as far as the page knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndCause {
    /// The proxy's reason.
    Reason(EndReason),
    /// The microphone could not be opened.
    Microphone(MicrophoneError),
    /// A sentence from the proxy or about it.
    Message(String),
    /// Another agent answers it, or this agent in another tab.
    AnsweredElsewhere(Option<String>),
    /// The browser could not make the connection.
    Browser,
}

/// Whether audio can flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// Not yet.
    New,
    /// Yes.
    Connected,
    /// It did, and may again.
    Interrupted,
}

/// The mute switch: what the person wants, and what the track is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mute {
    /// What the person wants.
    pub desired: Microphone,
    /// What the track is.
    pub confirmed: Microphone,
}

impl Mute {
    /// Whether the track is not yet as wanted (`aria-busy`).
    pub fn is_pending(self) -> bool {
        self.desired != self.confirmed
    }
}

/// Whether the page hears from the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocketState {
    /// Not yet, since the page was loaded.
    Connecting,
    /// Yes.
    Online,
    /// Not any more; it tries again.
    Offline,
}

/// Something that went wrong and is not the end of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// *Call* or *Answer* was pressed while another call holds the desk.
    AlreadyInACall,
    /// The same, while a call holds another tab of this browser.
    InACallInAnotherTab,
    /// Nobody knows yet whether the call came about; what is known, as a sentence.
    PlacingInDoubt(String),
    /// *Answer* or *Start call* did not work, and it rings on.
    AnswerFailed(String),
    /// *Hang up* or *Decline* did not get through; it is tried again.
    EndNotConfirmed,
    /// The microphone has gone in the middle of a call.
    MicrophoneLost,
    /// The page was asleep and could not be rung; it can again.
    WasAsleep,
}
