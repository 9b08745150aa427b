//! Servers that we start: waited for until they answer, and stopped when we stop.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a server may take to stop before it is killed.
const FAREWELL: Duration = Duration::from_secs(6);

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub(crate) struct Service {
    name: &'static str,
    child: Child,
}

impl Service {
    /// Starts `command` and waits until `GET {health}` on `port` answers 200.
    pub(crate) fn start(
        name: &'static str,
        command: &mut Command,
        port: u16,
        health: &str,
    ) -> Result<Self> {
        let child = command
            .spawn()
            .with_context(|| format!("The {name} could not be started."))?;
        let mut service = Self { name, child };
        let started = Instant::now();
        while !answers(port, health) {
            if let Some(status) = service.child.try_wait()? {
                bail!("The {name} stopped at once ({status}); its own words are above.");
            }
            if started.elapsed() > PATIENCE {
                bail!(
                    "The {name} did not answer on port {port} within {} s.",
                    PATIENCE.as_secs()
                );
            }
            thread::sleep(Duration::from_millis(30));
        }
        Ok(service)
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Fails when the server has stopped by itself.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!(
                "The {} stopped ({status}); its own words are above.",
                self.name
            ),
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let asked = ask_to_stop(&self.child);
        let started = Instant::now();
        while asked && started.elapsed() < FAREWELL {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        // It did not go by itself; whatever these two say, there is nothing more to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends SIGTERM, where there are signals; whether it was sent.
#[cfg(unix)]
fn ask_to_stop(child: &Child) -> bool {
    use nix::{
        sys::signal::{Signal, kill},
        unistd::Pid,
    };
    i32::try_from(child.id()).is_ok_and(|pid| kill(Pid::from_raw(pid), Signal::SIGTERM).is_ok())
}

#[cfg(not(unix))]
fn ask_to_stop(_: &Child) -> bool {
    false
}

/// Says in one sentence what to do when a port is taken.
pub(crate) fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(_) => bail!(
            "Port {port} is in use. Stop the program that uses it, or choose another: \
             `cargo xtask start --port {}`.",
            port.saturating_add(100)
        ),
    }
}

/// Whether `GET {path}` on `port` answers 200.
pub(crate) fn answers(port: u16, path: &str) -> bool {
    ask_for(port, path).is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// Whether `PUT {path}` with a JSON `body` on `port` answers 200.
pub(crate) fn put(port: u16, path: &str, body: &str) -> bool {
    let head = format!(
        "PUT {path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {}",
        body.len()
    );
    ask(port, &head, body).is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// The body of what `GET {path}` on `port` answers.
pub(crate) fn get(port: u16, path: &str) -> Option<String> {
    let answer = ask_for(port, path)?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    Some(body.to_owned())
}

fn ask_for(port: u16, path: &str) -> Option<String> {
    ask(port, &format!("GET {path} HTTP/1.1"), "")
}

/// What is answered to a request with this head and body on `port`, as it comes.
pub(crate) fn ask(port: u16, head: &str, body: &str) -> Option<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    write!(
        stream,
        "{head}\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}
