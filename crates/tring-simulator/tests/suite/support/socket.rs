//! A WebSocket client that is just enough to read what the phone page is pushed.

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::Business;

/// The open socket.
pub(crate) struct Socket {
    stream: TcpStream,
}

impl Socket {
    pub(crate) async fn open(business: &Business) -> Self {
        let address = business.simulator.base_url().replace("http://", "");
        let mut stream = TcpStream::connect(&address).await.expect("connected");
        let request = format!(
            "GET /sim/events HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("written");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a response"));
        }
        assert!(
            head.starts_with(b"HTTP/1.1 101"),
            "{}",
            String::from_utf8_lossy(&head)
        );
        Self { stream }
    }

    /// The next pushed state (an unmasked text frame, RFC 6455 section 5.2).
    pub(crate) async fn next_state(&mut self) -> Value {
        let read = async {
            let [_, length] = self.stream.read_u16().await.expect("a frame").to_be_bytes();
            let length = match length {
                126 => u64::from(self.stream.read_u16().await.expect("a length")),
                127 => self.stream.read_u64().await.expect("a length"),
                length => u64::from(length),
            };
            let mut text = vec![0; usize::try_from(length).expect("small")];
            self.stream.read_exact(&mut text).await.expect("a payload");
            serde_json::from_slice(&text).expect("JSON")
        };
        tokio::time::timeout(Duration::from_secs(5), read)
            .await
            .expect("pushed in time")
    }
}
