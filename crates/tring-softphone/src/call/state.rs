//! The states of a call; each carries what it needs to go on, and nothing else.

use alloc::string::String;
use core::fmt;

use tring_protocol::{call::EndReason, phone::PhoneNumber};

use crate::{
    effect::Timer,
    input::{PreAccept, Request},
    key::CallKey,
    view::{End, EndCause, Phase},
};

use super::talking::Link;

/// A person may be reading the browser's question about the microphone.
const PREPARING_MILLIS: u32 = 60_000;
/// A request to the proxy that has not come back after this long is in doubt.
const REQUEST_MILLIS: u32 = 30_000;
/// How long a page waits for the socket to tell what became of a request in doubt.
const DOUBT_MILLIS: u32 = 15_000;
/// The claim, and the browser's answer: the customer's phone is ringing meanwhile.
const ANSWERING_MILLIS: u32 = 15_000;
/// How long `answer` waits for the media after `pre-accept`, so that its beginning is not clipped.
const PRE_ACCEPTED_MILLIS: u32 = 3_000;
/// Longer than any provider lets a phone ring.
const RINGING_MILLIS: u32 = 90_000;
/// Providers drop a call after 20 s without media (Meta's error 138021).
const MEDIA_MILLIS: u32 = 20_000;
/// A request for the end that has not come back after this long is made again.
const END_MILLIS: u32 = 15_000;

/// Where a call is.
#[derive(Clone, Debug)]
pub(crate) enum State {
    // Outbound.
    /// The microphone and the offer are being made; nobody has been asked anything.
    Preparing(Order),
    /// `initiate` is under way, or in doubt for the reason given; the call's id is unknown.
    Placing { doubt: Option<String> },
    /// The proxy has the call; the customer has not picked up.
    Dialled(Customer),

    // Inbound.
    /// It rings here.
    RingingHere,
    /// `claim` is under way.
    Claiming,
    /// The claim is ours; the answer and the microphone are being made.
    Answering(Draft),
    /// `pre-accept` is under way.
    PreAccepting { answer: Sdp },
    /// `pre-accept` succeeded; the media are being connected.
    PreAccepted { answer: Sdp },
    /// `answer` is under way, or in doubt for the reason given.
    Accepting {
        earlier: Commitment,
        doubt: Option<String>,
    },

    // Both.
    /// Both sides can talk.
    Talking,

    // The ways out.
    /// The end is wanted, and the call's id is not known yet.
    Cancelling(Wish),
    /// The end was asked for.
    Ending(Farewell),
    /// The same in the background: the person is done with the call.
    Leaving(Farewell),
    /// Answering did not work, for the reason given. Only while an input is being handled.
    GivenBack(String),
    /// Not to be shown any more. Only while an input is being handled.
    Gone,
    /// It is over.
    Ended(End),
}

/// What *Call* ordered, until the proxy is asked.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) number: PhoneNumber,
    pub(crate) channel_id: Option<String>,
    pub(crate) offer: Option<Sdp>,
}

/// What the customer's phone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Customer {
    Waits,
    Rings,
}

/// An answer in the making.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) pre_accept: PreAccept,
    pub(crate) answer: Option<Sdp>,
}

/// Whether a failed `answer` may let the call ring again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Commitment {
    /// Nothing was accepted before it.
    None,
    /// `pre-accept` succeeded or may have: the call is answered here or ends.
    PreAccepted,
}

/// Why a call is to end: for the proxy, and for the person.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) reason: Option<EndReason>,
    pub(crate) cause: EndCause,
}

/// A request for the end, until it is confirmed.
#[derive(Clone, Debug)]
pub(crate) struct Farewell {
    pub(crate) request: Request,
    pub(crate) wish: Wish,
    /// How often it has failed.
    pub(crate) failures: u32,
    pub(crate) progress: Progress,
}

/// Whether a request is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    UnderWay,
    Waiting,
}

/// One half of a session description; never in a log.
#[derive(Clone)]
pub(crate) struct Sdp(pub(crate) String);

impl fmt::Debug for Sdp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sdp(…)")
    }
}

impl Farewell {
    pub(crate) fn new(request: Request, wish: Wish) -> Self {
        Self {
            request,
            wish,
            failures: 0,
            progress: Progress::UnderWay,
        }
    }

    /// 1 s, 2 s, 4 s, 8 s, then every 15 s.
    fn wait_millis(&self) -> u32 {
        match self.progress {
            Progress::UnderWay => END_MILLIS,
            Progress::Waiting => {
                let doublings = self.failures.saturating_sub(1).min(4);
                (1_000 << doublings).min(END_MILLIS)
            }
        }
    }
}

impl State {
    /// Which timer runs in this state, and for how long.
    pub(crate) fn deadline(&self, call: CallKey, link: Link) -> Option<(Timer, u32)> {
        match self {
            Self::Preparing(_) => Some((Timer::SetUp(call), PREPARING_MILLIS)),
            Self::Placing { doubt: None } | Self::Accepting { doubt: None, .. } => {
                Some((Timer::SetUp(call), REQUEST_MILLIS))
            }
            Self::Placing { doubt: Some(_) }
            | Self::Accepting { doubt: Some(_), .. }
            | Self::Cancelling(_) => Some((Timer::SetUp(call), DOUBT_MILLIS)),
            Self::Claiming | Self::Answering(_) | Self::PreAccepting { .. } => {
                Some((Timer::SetUp(call), ANSWERING_MILLIS))
            }
            Self::PreAccepted { .. } => Some((Timer::SetUp(call), PRE_ACCEPTED_MILLIS)),
            Self::Dialled(_) | Self::RingingHere => Some((Timer::Ring(call), RINGING_MILLIS)),
            Self::Talking => {
                (link != Link::Connected).then_some((Timer::Media(call), MEDIA_MILLIS))
            }
            Self::Ending(farewell) | Self::Leaving(farewell) => {
                Some((Timer::End(call), farewell.wait_millis()))
            }
            Self::GivenBack(_) | Self::Gone | Self::Ended(_) => None,
        }
    }

    /// The word that a page shows.
    pub(crate) fn phase(&self, link: Link) -> Phase {
        match self {
            Self::Preparing(_) | Self::Placing { .. } | Self::Dialled(Customer::Waits) => {
                Phase::Calling
            }
            Self::Dialled(Customer::Rings) => Phase::RingingThere,
            Self::RingingHere => Phase::RingingHere,
            Self::Claiming
            | Self::Answering(_)
            | Self::PreAccepting { .. }
            | Self::PreAccepted { .. }
            | Self::Accepting { .. } => Phase::Connecting,
            Self::Talking => match link {
                Link::New => Phase::Connecting,
                Link::Connected => Phase::InProgress,
                Link::Interrupted => Phase::Reconnecting,
            },
            Self::Cancelling(_)
            | Self::Ending(_)
            | Self::Leaving(_)
            | Self::GivenBack(_)
            | Self::Gone => Phase::Ending,
            Self::Ended(end) => Phase::Ended(end.clone()),
        }
    }

    /// Whether a page does not show the call any more.
    pub(crate) fn is_hidden(&self) -> bool {
        matches!(self, Self::Leaving(_) | Self::GivenBack(_) | Self::Gone)
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self, Self::Ended(_) | Self::Gone)
    }

    pub(crate) fn rings_here(&self) -> bool {
        matches!(self, Self::RingingHere)
    }

    pub(crate) fn rings_there(&self) -> bool {
        matches!(self, Self::Dialled(Customer::Rings))
    }

    /// Whether the peer connection stays, once there is one.
    pub(crate) fn needs_peer(&self) -> bool {
        self.needs_microphone()
    }

    /// Whether the microphone is needed; it is closed with the person's wish to end.
    pub(crate) fn needs_microphone(&self) -> bool {
        match self {
            Self::Preparing(_)
            | Self::Placing { .. }
            | Self::Dialled(_)
            | Self::Claiming
            | Self::Answering(_)
            | Self::PreAccepting { .. }
            | Self::PreAccepted { .. }
            | Self::Accepting { .. }
            | Self::Talking => true,
            Self::RingingHere
            | Self::Cancelling(_)
            | Self::Ending(_)
            | Self::Leaving(_)
            | Self::GivenBack(_)
            | Self::Gone
            | Self::Ended(_) => false,
        }
    }

    /// Whether somebody on the other side would notice that the page is left.
    pub(crate) fn warns_before_unload(&self) -> bool {
        match self {
            Self::Placing { .. }
            | Self::Dialled(_)
            | Self::Answering(_)
            | Self::PreAccepting { .. }
            | Self::PreAccepted { .. }
            | Self::Accepting { .. }
            | Self::Talking
            | Self::Cancelling(_)
            | Self::Ending(_) => true,
            Self::Preparing(_)
            | Self::RingingHere
            | Self::Claiming
            | Self::Leaving(_)
            | Self::GivenBack(_)
            | Self::Gone
            | Self::Ended(_) => false,
        }
    }

    /// The state's name, for logs and tests.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Preparing(_) => "preparing",
            Self::Placing { doubt: None } => "placing",
            Self::Placing { doubt: Some(_) } => "placing, in doubt",
            Self::Dialled(Customer::Waits) => "dialled",
            Self::Dialled(Customer::Rings) => "ringing there",
            Self::RingingHere => "ringing here",
            Self::Claiming => "claiming",
            Self::Answering(_) => "answering",
            Self::PreAccepting { .. } => "pre-accepting",
            Self::PreAccepted { .. } => "pre-accepted",
            Self::Accepting { doubt: None, .. } => "accepting",
            Self::Accepting { doubt: Some(_), .. } => "accepting, in doubt",
            Self::Talking => "talking",
            Self::Cancelling(_) => "cancelling",
            Self::Ending(_) => "ending",
            Self::Leaving(_) => "leaving",
            Self::GivenBack(_) => "given back",
            Self::Gone => "gone",
            Self::Ended(_) => "ended",
        }
    }
}
