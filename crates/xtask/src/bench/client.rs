//! A client that keeps its connection and measures: a request's time is from its first byte sent to its last byte read.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A connection.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    port: u16,
    token: String,
}

/// An answer of any length, read to its end.
pub(crate) struct Long {
    /// Until the first line of its body.
    pub(crate) first: Duration,
    /// Until its end.
    pub(crate) whole: Duration,
}

impl Client {
    /// Connects to this machine's `port`.
    pub(crate) fn connect(port: u16, token: &str) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            port,
            token: token.to_owned(),
        })
    }

    /// What `GET {path}` answers, and how long that took.
    pub(crate) fn get(&mut self, path: &str) -> Result<(Duration, Value)> {
        let started = Instant::now();
        self.ask(path, "keep-alive")?;
        let length = self.head(path)?.context("an answer of a known length")?;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        let took = started.elapsed();
        Ok((took, serde_json::from_slice(&body)?))
    }

    /// Sends `body` with one more header line, and reads the answer to its end.
    pub(crate) fn post(&mut self, path: &str, header: &str, body: &[u8]) -> Result<()> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n{header}\r\n\r\n",
            self.port,
            body.len()
        );
        let request = [head.as_bytes(), body].concat();
        self.stream.get_mut().write_all(&request)?;
        let length = self.head(path)?.context("an answer of a known length")?;
        self.stream.read_exact(&mut vec![0; length])?;
        Ok(())
    }

    /// How long `GET {path}` takes on a connection of its own.
    pub(crate) fn long(&self, path: &str) -> Result<Long> {
        let mut client = Self::connect(self.port, &self.token)?;
        let started = Instant::now();
        client.ask(path, "close")?;
        client.head(path)?;
        client.stream.read_until(b'\n', &mut Vec::new())?;
        let first = started.elapsed();
        std::io::copy(&mut client.stream, &mut std::io::sink())?;
        Ok(Long {
            first,
            whole: started.elapsed(),
        })
    }

    fn ask(&mut self, path: &str, connection: &str) -> Result<()> {
        let (port, token) = (self.port, &self.token);
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {token}\r\n\
             Connection: {connection}\r\n\r\n"
        );
        self.stream.get_mut().write_all(head.as_bytes())?;
        Ok(())
    }

    /// Reads the head of an answer; the length of the body where it says so.
    fn head(&mut self, path: &str) -> Result<Option<usize>> {
        let mut length = None;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 200") {
            bail!("`{path}` was answered `{}`.", line.trim());
        }
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            match line.trim().split_once(": ") {
                None => return Ok(length),
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = Some(value.parse()?);
                }
                Some(_) => {}
            }
        }
    }
}
