//! `GET /sim/events`: a WebSocket that pushes the state whenever it changes.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    response::Response,
};

use crate::world::World;

/// At most one push in this time, and one each time while somebody talks: the meters move.
const BEAT: Duration = Duration::from_millis(100);

/// Opens the socket.
pub(crate) async fn events(State(world): State<Arc<World>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|socket| push(world, socket))
}

async fn push(world: Arc<World>, mut socket: WebSocket) {
    let mut changes = world.watch();
    loop {
        let Ok(state) = serde_json::to_string(&world.page_report()) else {
            return;
        };
        if socket.send(Message::Text(state.into())).await.is_err() {
            return;
        }
        tokio::time::sleep(BEAT).await;
        if world.has_live_calls() {
            // Counters move without a change of state; only a closed socket ends this.
            changes.mark_unchanged();
            continue;
        }
        tokio::select! {
            end = changes.changed() => if end.is_err() { return },
            message = socket.recv() => if !matches!(message, Some(Ok(_))) { return },
        }
    }
}
