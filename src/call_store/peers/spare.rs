//! A connection whose offer is made before anybody has pressed *Call*.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use tring_softphone::key::CallKey;

use super::{Peers, peer::Peer};
use crate::browser::{
    peer_connection::{PeerConnection, PeerError},
    timer::Timer,
};

/// How long a spare is kept, in milliseconds: its addresses on the network grow old.
const LIFETIME: u32 = 30_000;

type Offer = Result<String, PeerError>;

/// A connection with an offer, made or still being made, that belongs to a call from some moment on.
pub(super) struct OfferedPeer {
    peer: Peer,
    owner: Rc<Cell<Option<CallKey>>>,
    offer: Rc<RefCell<Option<Offer>>>,
}

impl OfferedPeer {
    /// Makes the connection and starts to make its offer.
    pub(super) fn make(peers: &Rc<Peers>) -> Result<Self, PeerError> {
        let owner = Rc::new(Cell::new(None));
        let (events_of, weak) = (Rc::clone(&owner), Rc::downgrade(peers));
        let connection = PeerConnection::new(&peers.ice_servers, move |event| {
            if let (Some(call), Some(peers)) = (events_of.get(), weak.upgrade()) {
                peers.reported(call, event);
            }
        })?;
        let offer = Rc::new(RefCell::new(None));
        let (made, offer_of) = (Rc::clone(&offer), Rc::clone(&owner));
        peers.when_done(connection.offer(), move |peers, outcome| {
            match offer_of.get() {
                Some(call) => peers.offer_made(call, outcome),
                None => *made.borrow_mut() = Some(outcome),
            }
        });
        Ok(Self {
            peer: Peer::new(connection),
            owner,
            offer,
        })
    }

    /// From now on it is this call's: the connection, and the offer where it is made already.
    pub(super) fn give_to(self, call: CallKey) -> (Peer, Option<Offer>) {
        self.owner.set(Some(call));
        let offer = self.offer.take();
        (self.peer, offer)
    }
}

/// A connection for the next call. It throws itself away when it is too old.
pub(super) struct Spare {
    peer: OfferedPeer,
    _expiry: Timer,
}

impl Spare {
    pub(super) fn keep(peer: OfferedPeer, peers: Weak<Peers>) -> Self {
        let expiry = Timer::after(LIFETIME, move || {
            if let Some(peers) = peers.upgrade() {
                peers.cool();
            }
        });
        Self {
            peer,
            _expiry: expiry,
        }
    }

    /// The connection, unless its offer came to nothing.
    pub(super) fn into_usable(self) -> Option<OfferedPeer> {
        let has_failed = matches!(&*self.peer.offer.borrow(), Some(Err(_)));
        (!has_failed).then_some(self.peer)
    }
}
