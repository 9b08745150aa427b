//! One page's event socket: a snapshot, then events in order, and a beat that the page answers.

use std::{sync::Arc, time::Duration};

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::Instant,
};
use tring_protocol::{
    call::Direction,
    events::{ClientMessage, MessageKind, ServerMessage},
};

use super::{
    bus::{self, Notice},
    log,
    presence::{Lease, Reachable, Seat},
};
use crate::{
    auth::{self, Caller},
    clock,
    dispatch::ringing,
    state::AppState,
    store::{calls, session_descriptions, teams, words::unsigned},
};

/// RFC 6455, section 7.4.1: the server goes away.
const GOING_AWAY: u16 = 1_001;
/// RFC 6455, section 7.4.1: the session does not allow it any more.
const POLICY: u16 = 1_008;
/// The registry of close codes: try again, from a snapshot.
const TRY_AGAIN: u16 = 1_013;

/// Why a program's socket is closed.
const REVOKED: &str = "the token is revoked or has expired";
/// Why a page's is.
const SIGNED_OUT: &str = "signed out";

/// How long a page may take to hear that it is closed.
const CLOSE_PATIENCE: Duration = Duration::from_secs(1);

/// Serves the socket until either side closes it.
pub async fn serve(state: AppState, caller: Caller, desk_id: Option<String>, socket: WebSocket) {
    let working = state.tasks.enter();
    let lease = caller.agent_id.map(|agent_id| {
        state.presence.enter(Seat {
            team_id: caller.team_id,
            agent_id,
            session_id: caller.session_id,
            desk_id: desk_id.clone(),
        })
    });
    let mut page = Page {
        notices: state.bus.subscribe(),
        state,
        caller,
        desk_id,
        socket,
        lease,
        seq: 0,
        beat: 0,
        answered_at: Instant::now(),
        reachable: Reachable::Yes,
    };
    let close = match page.open().await {
        Ok(()) => page.run().await,
        Err(close) => close,
    };
    page.close(close).await;
    drop(working);
}

/// Why a socket is closed.
enum Close {
    /// The page has closed it, or is gone.
    Gone,
    /// We close it, with this code and reason.
    Ours(u16, &'static str),
}

struct Page {
    state: AppState,
    caller: Caller,
    desk_id: Option<String>,
    socket: WebSocket,
    notices: Receiver<Arc<Notice>>,
    lease: Option<Lease>,
    seq: u64,
    beat: u32,
    answered_at: Instant,
    reachable: Reachable,
}

impl Page {
    /// Enters the routing, then sends the snapshot. The bus was subscribed to before, so nothing falls between.
    async fn open(&mut self) -> Result<(), Close> {
        self.reroute().await;
        let snapshot = self.snapshot().await.map_err(|error| {
            tracing::error!(%error, "no snapshot");
            Close::Ours(TRY_AGAIN, "the database did not answer")
        })?;
        for message in snapshot {
            self.send(&bus::text(&message)).await?;
        }
        Ok(())
    }

    async fn snapshot(&mut self) -> sqlx::Result<Vec<ServerMessage>> {
        let team_id = self.caller.team_id;
        let mut view = self.state.store.read().await?;
        self.seq = unsigned(teams::last_seq(&mut view, team_id).await?);
        let live = calls::live(&mut view, team_id).await?;
        let mut messages = vec![ServerMessage {
            seq: self.seq,
            calls: live.iter().map(calls::CallRow::to_call).collect(),
            ..log::message(MessageKind::Snapshot, clock::now())
        }];
        for call in &live {
            let ours = call.direction == Direction::Outbound
                && call.desk_id.is_some()
                && call.desk_id == self.desk_id;
            if !ours {
                continue;
            }
            let kind = session_descriptions::Kind::CustomerAnswer;
            if let Some(sdp) = session_descriptions::find(&mut view, call.id, kind).await? {
                messages.push(log::sdp_answer(call, sdp.expose()));
            }
        }
        Ok(messages)
    }

    async fn run(&mut self) -> Close {
        let timings = &self.state.config.timings;
        let patience = timings.beat_patience;
        let mut beats = tokio::time::interval(timings.beat_interval);
        let mut shutdown = self.state.shutdown.clone();
        loop {
            let silent_at = self.answered_at + patience;
            let step = tokio::select! {
                notice = self.notices.recv() => self.on_notice(notice).await,
                message = self.socket.recv() => self.on_message(message).await,
                _ = beats.tick() => self.on_beat().await,
                // Not only when a beat is due: that may be as long again.
                () = tokio::time::sleep_until(silent_at), if self.reachable == Reachable::Yes => {
                    self.set_reachable(Reachable::No).await;
                    Ok(())
                }
                () = shutdown.wanted() => {
                    Err(Close::Ours(GOING_AWAY, "the proxy is stopping"))
                }
            };
            if let Err(close) = step {
                return close;
            }
        }
    }

    async fn on_notice(&mut self, notice: Result<Arc<Notice>, RecvError>) -> Result<(), Close> {
        let notice = match notice {
            Ok(notice) => notice,
            Err(RecvError::Lagged(_)) => return Err(Close::Ours(TRY_AGAIN, "too far behind")),
            Err(RecvError::Closed) => {
                return Err(Close::Ours(GOING_AWAY, "the proxy is stopping"));
            }
        };
        match &*notice {
            Notice::Team { team_id, seq, text } => {
                // What the snapshot already shows is not sent again.
                if *team_id == self.caller.team_id && *seq > self.seq {
                    self.seq = *seq;
                    self.send(text).await?;
                }
                Ok(())
            }
            Notice::Desk {
                team_id,
                desk_id,
                text,
            } => {
                let ours =
                    *team_id == self.caller.team_id && Some(desk_id) == self.desk_id.as_ref();
                if ours { self.send(text).await } else { Ok(()) }
            }
            Notice::TokenRevoked { token_id } => {
                if self.caller.token_id == Some(*token_id) {
                    Err(Close::Ours(POLICY, REVOKED))
                } else {
                    Ok(())
                }
            }
            Notice::SessionEnded { session_id } => {
                if self.caller.session_id == Some(*session_id) {
                    Err(Close::Ours(POLICY, SIGNED_OUT))
                } else {
                    Ok(())
                }
            }
        }
    }

    async fn on_message(
        &mut self,
        message: Option<Result<Message, axum::Error>>,
    ) -> Result<(), Close> {
        match message {
            Some(Ok(Message::Text(text))) => {
                if serde_json::from_str::<ClientMessage>(&text).is_ok() {
                    self.answered_at = Instant::now();
                    if self.reachable == Reachable::No {
                        return self.on_return().await;
                    }
                }
                Ok(())
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Close::Gone),
            // A ping is answered by the browser's network process even where the page is frozen: it proves nothing.
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) => Ok(()),
        }
    }

    async fn on_return(&mut self) -> Result<(), Close> {
        self.set_reachable(Reachable::Yes).await;
        let returned = log::message(MessageKind::Returned, clock::now());
        self.send(&bus::text(&returned)).await
    }

    async fn on_beat(&mut self) -> Result<(), Close> {
        self.require_validity().await?;
        self.beat = self.beat.wrapping_add(1);
        let beat = ServerMessage {
            beat: Some(self.beat),
            ..log::message(MessageKind::Beat, clock::now())
        };
        self.send(&bus::text(&beat)).await
    }

    /// Closes the socket of a token or session that has expired, or was ended at the command line: no notice tells of
    /// that.
    async fn require_validity(&mut self) -> Result<(), Close> {
        match auth::is_still_valid(&self.state.store, &self.caller).await {
            Ok(true) => Ok(()),
            Ok(false) if self.caller.is_agent() => Err(Close::Ours(POLICY, SIGNED_OUT)),
            Ok(false) => Err(Close::Ours(POLICY, REVOKED)),
            Err(error) => {
                tracing::error!(%error, "whether the caller is still let in is not known");
                Ok(())
            }
        }
    }

    async fn set_reachable(&mut self, reachable: Reachable) {
        self.reachable = reachable;
        if let Some(lease) = &self.lease {
            lease.set(reachable);
            self.reroute().await;
        }
    }

    async fn reroute(&mut self) {
        if self.caller.agent_id.is_none() {
            return;
        }
        if let Err(error) = ringing::reroute(&self.state, self.caller.team_id).await {
            tracing::error!(%error, "the routing could not be brought up to date");
        }
    }

    async fn send(&mut self, text: &str) -> Result<(), Close> {
        // A page that takes nothing any more must not hold its place in the routing for ever.
        let patience = self.state.config.timings.beat_patience;
        let sent = tokio::time::timeout(patience, self.socket.send(Message::text(text))).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Close::Gone),
        }
    }

    async fn close(mut self, close: Close) {
        if let Close::Ours(code, reason) = close {
            let frame = CloseFrame {
                code,
                reason: reason.into(),
            };
            // It may be gone by now, or take nothing any more: then there is nobody to tell.
            let told = self.socket.send(Message::Close(Some(frame)));
            let _ = tokio::time::timeout(CLOSE_PATIENCE, told).await;
        }
        if self.lease.take().is_some() {
            self.reroute().await;
        }
    }
}
