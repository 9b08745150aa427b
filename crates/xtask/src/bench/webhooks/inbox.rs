//! An agent's inbox: signs in, opens the event socket, answers the beats and notes when what came.

use std::{
    collections::HashMap,
    io::ErrorKind,
    net::{Ipv4Addr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tungstenite::{
    Error, Message, WebSocket,
    client::{IntoClientRequest, client},
    http::HeaderValue,
};

use super::{
    calls::{Webhook, What, call_of},
    joined,
};
use crate::services::ask;

/// How long a read waits before it is seen whether the end has come.
const GLANCE: Duration = Duration::from_millis(100);

/// An open inbox.
pub(crate) struct Inbox(JoinHandle<Result<Seen>>);

/// When what was first seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    rings: HashMap<u32, Instant>,
    ended: HashMap<u32, Instant>,
}

impl Seen {
    /// When that which the webhook tells was on the socket.
    pub(crate) fn at(&self, webhook: Webhook) -> Option<Instant> {
        let seen = match webhook.what {
            What::Rings => &self.rings,
            What::Ends => &self.ended,
        };
        seen.get(&webhook.call).copied()
    }

    fn note(&mut self, message: &Value, at: Instant) {
        let seen = match message.get("kind").and_then(Value::as_str) {
            Some("call_ringing") => &mut self.rings,
            Some("call_ended") => &mut self.ended,
            Some(_) | None => return,
        };
        let customer = message.pointer("/call/contact_phone");
        if let Some(call) = customer.and_then(Value::as_str).and_then(call_of) {
            seen.entry(call).or_insert(at);
        }
    }
}

impl Inbox {
    /// Signs in with `link` and waits for the snapshot; closes the socket and opens it again as often as is said.
    pub(crate) fn open(
        port: u16,
        link: &str,
        reconnect: Option<Duration>,
        stop: Arc<AtomicBool>,
    ) -> Result<Self> {
        let page = Page::sign_in(port, link)?;
        let socket = page.connect()?;
        let reader = Reader {
            page,
            socket,
            seen: Seen::default(),
        };
        Ok(Self(thread::spawn(move || reader.run(reconnect, &stop))))
    }

    /// What it has seen, once it was told to stop.
    pub(crate) fn join(self) -> Result<Seen> {
        joined(self.0)
    }
}

/// A signed-in page.
struct Page {
    port: u16,
    cookie: String,
}

impl Page {
    fn sign_in(port: u16, link: &str) -> Result<Self> {
        let (_, token) = link.split_once("#sign-in=").context("a sign-in link")?;
        let body = json!({"token": token}).to_string();
        let head = format!(
            "POST /api/session HTTP/1.1\r\nOrigin: http://localhost:{port}\r\nContent-Type: application/json\r\n\
             Content-Length: {}",
            body.len()
        );
        let answer = ask(port, &head, &body).context("The proxy does not answer.")?;
        let cookie = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let (cookie, _) = value.split_once(';')?;
            name.eq_ignore_ascii_case("set-cookie").then_some(cookie)
        });
        let cookie = cookie.context("The agent could not sign in.")?.to_owned();
        Ok(Self { port, cookie })
    }

    fn connect(&self) -> Result<WebSocket<TcpStream>> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_nodelay(true)?;
        let origin = format!("http://localhost:{}", self.port);
        let address = format!("ws://localhost:{}/api/events?desk=bench", self.port);
        let mut request = address.into_client_request()?;
        for (name, value) in [("cookie", &self.cookie), ("origin", &origin)] {
            let value = HeaderValue::from_str(value)?;
            request.headers_mut().insert(name, value);
        }
        let (mut socket, _) = client(request, stream)?;
        // The snapshot: from here on it is one of those who are told.
        socket.read()?;
        socket.get_mut().set_read_timeout(Some(GLANCE))?;
        Ok(socket)
    }
}

struct Reader {
    page: Page,
    socket: WebSocket<TcpStream>,
    seen: Seen,
}

impl Reader {
    fn run(mut self, reconnect: Option<Duration>, stop: &AtomicBool) -> Result<Seen> {
        let mut since = Instant::now();
        while !stop.load(Ordering::SeqCst) {
            if reconnect.is_some_and(|after| since.elapsed() > after) {
                since = Instant::now();
                self.socket = self.page.connect()?;
            }
            let message = self.socket.read();
            let at = Instant::now();
            match message {
                Ok(Message::Text(text)) => self.read(text.as_str(), at)?,
                Ok(Message::Close(frame)) => bail!("The proxy closed a socket: {frame:?}."),
                Ok(_) => {}
                Err(Error::Io(error))
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(error) => return Err(error).context("A socket broke."),
            }
        }
        Ok(self.seen)
    }

    fn read(&mut self, text: &str, at: Instant) -> Result<()> {
        let message: Value = serde_json::from_str(text)?;
        if let Some(beat) = message.get("beat") {
            let answer = json!({"beat": beat}).to_string();
            self.socket.send(Message::text(answer))?;
        }
        self.seen.note(&message, at);
        Ok(())
    }
}
