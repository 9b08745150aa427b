//! One open page: its event socket, with a reader that answers the beats while it is not frozen.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::{Duration, Instant, timeout, timeout_at},
};
use tokio_tungstenite::tungstenite::{
    self, Message, client::IntoClientRequest, http::HeaderValue, protocol::CloseFrame,
};
use tring_protocol::{
    call::Call,
    events::{ClientMessage, MessageKind, ServerMessage},
};

use super::Agent;

/// How long a message may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open page.
pub(crate) struct Desk {
    pub(crate) id: String,
    messages: mpsc::UnboundedReceiver<Result<ServerMessage, Option<CloseFrame>>>,
    frozen: Arc<AtomicBool>,
    reader: JoinHandle<()>,
}

impl Desk {
    pub(crate) async fn open(agent: &Agent, desk_id: &str) -> Self {
        let headers = [
            ("cookie", agent.cookie.clone()),
            ("origin", agent.origin.clone()),
        ];
        Self::with(&agent.origin, desk_id, &headers).await
    }

    /// A program that follows the events with a token.
    pub(crate) async fn of_program(origin: &str, token: &str) -> Self {
        let headers = [("authorization", format!("Bearer {token}"))];
        Self::with(origin, "program-1", &headers).await
    }

    async fn with(origin: &str, desk_id: &str, headers: &[(&'static str, String)]) -> Self {
        let socket = connect(origin, desk_id, headers)
            .await
            .expect("an open socket");
        let (sender, messages) = mpsc::unbounded_channel();
        let frozen = Arc::new(AtomicBool::new(false));
        let (first, came) = oneshot::channel();
        let reader = tokio::spawn(read(socket, (sender, first), Arc::clone(&frozen)));
        // What happens before the snapshot is in the snapshot: a test that goes on earlier may wait in vain for an
        // event of its own.
        let _ = timeout(PATIENCE, came).await.expect("a snapshot in time");
        Self {
            id: desk_id.to_owned(),
            messages,
            frozen,
            reader,
        }
    }

    /// The page's code stops, as in a frozen tab; the browser keeps the socket open.
    pub(crate) fn freeze(&self) {
        self.frozen.store(true, Ordering::SeqCst);
    }

    /// The page's code runs again.
    pub(crate) fn thaw(&self) {
        self.frozen.store(false, Ordering::SeqCst);
    }

    /// The next message that is no beat.
    pub(crate) async fn next(&mut self) -> ServerMessage {
        // Beats keep coming: they must not make the patience endless.
        let deadline = Instant::now() + PATIENCE;
        loop {
            let message = timeout_at(deadline, self.messages.recv())
                .await
                .expect("a message in time")
                .expect("an open socket")
                .expect("no close");
            if message.kind != MessageKind::Beat {
                return message;
            }
        }
    }

    /// The next message of this kind; others before it are passed over.
    pub(crate) async fn next_of(&mut self, kind: MessageKind) -> ServerMessage {
        loop {
            let message = self.next().await;
            if message.kind == kind {
                return message;
            }
        }
    }

    /// The call of the next event that fits.
    pub(crate) async fn call_where(&mut self, fits: impl Fn(&Call) -> bool) -> Call {
        loop {
            if let Some(call) = self.next().await.call.filter(|call| fits(call)) {
                return call;
            }
        }
    }

    /// The messages that have come already, apart from beats, and from what becomes of agents: that one is here, busy or free
    /// again is told when there is time.
    pub(crate) fn come_already(&mut self) -> Vec<ServerMessage> {
        let mut come = Vec::new();
        while let Ok(Ok(message)) = self.messages.try_recv() {
            if !matches!(message.kind, MessageKind::Beat | MessageKind::AgentChanged) {
                come.push(message);
            }
        }
        come
    }

    /// The frame with which the proxy closes the socket.
    pub(crate) async fn closed(&mut self) -> CloseFrame {
        loop {
            let message = timeout(PATIENCE, self.messages.recv())
                .await
                .expect("a close in time")
                .expect("a close before the end");
            if let Err(frame) = message {
                return frame.expect("a code and a reason");
            }
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// Opens a socket with these headers.
pub(crate) async fn connect(
    origin: &str,
    desk_id: &str,
    headers: &[(&'static str, String)],
) -> Result<Socket, tungstenite::Error> {
    let address = origin.replacen("http", "ws", 1) + "/api/events?desk=" + desk_id;
    let mut request = address.into_client_request()?;
    for (name, value) in headers {
        request
            .headers_mut()
            .insert(*name, HeaderValue::from_str(value)?);
    }
    Ok(tokio_tungstenite::connect_async(request).await?.0)
}

async fn read(
    mut socket: Socket,
    (messages, first): (
        mpsc::UnboundedSender<Result<ServerMessage, Option<CloseFrame>>>,
        oneshot::Sender<()>,
    ),
    frozen: Arc<AtomicBool>,
) {
    let mut first = Some(first);
    while let Some(Ok(message)) = socket.next().await {
        let message = match message {
            Message::Text(text) => {
                serde_json::from_str::<ServerMessage>(&text).expect("a message of the protocol")
            }
            Message::Close(frame) => {
                let _ = messages.send(Err(frame));
                return;
            }
            Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => {
                continue;
            }
        };
        if let (Some(beat), false) = (message.beat, frozen.load(Ordering::SeqCst)) {
            let answer = serde_json::to_string(&ClientMessage { beat }).expect("a number");
            if socket.send(Message::text(answer)).await.is_err() {
                return;
            }
        }
        let opened = message.kind == MessageKind::Snapshot;
        if messages.send(Ok(message)).is_err() {
            return;
        }
        if let Some(first) = first.take_if(|_| opened) {
            // Whoever opened the page may be gone.
            let _ = first.send(());
        }
    }
}
