//! The UDP sockets of one call: one on the configured address, and one for browsers that do not
//! talk to a loopback address.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use str0m::net::Transmit;
use tokio::net::UdpSocket;

/// An address that is reserved for documents (RFC 5737). Nothing is ever sent to it; it makes the
/// system say by which of its own addresses it would reach the network.
const ELSEWHERE: (Ipv4Addr, u16) = (Ipv4Addr::new(192, 0, 2, 1), 9);

/// One socket for each address that is a candidate.
#[derive(Debug)]
pub(crate) struct Sockets {
    first: Bound,
    second: Option<Bound>,
}

#[derive(Debug)]
struct Bound {
    socket: UdpSocket,
    address: SocketAddr,
}

/// Where a packet came from, where it went to, and how long it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) length: usize,
    pub(crate) source: SocketAddr,
    pub(crate) destination: SocketAddr,
}

impl Sockets {
    /// Binds to `address`. A loopback address is joined by the machine's own address where it has
    /// one: Firefox never pairs its network address with a loopback candidate.
    pub(crate) fn bind(address: IpAddr) -> io::Result<Self> {
        let second = if address.is_loopback() {
            own_address()
        } else {
            None
        };
        Ok(Self {
            first: Bound::new(address)?,
            second: second.and_then(|address| Bound::new(address).ok()),
        })
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        std::iter::once(&self.first)
            .chain(&self.second)
            .map(|bound| bound.address)
    }

    /// Waits for a packet on any of the sockets. Nothing is lost when the wait is given up.
    pub(crate) async fn receive(&self, buffer: &mut [u8]) -> io::Result<Arrival> {
        loop {
            let second = async {
                match &self.second {
                    Some(bound) => bound.socket.readable().await.map(|()| bound),
                    None => std::future::pending().await,
                }
            };
            let bound = tokio::select! {
                ready = self.first.socket.readable() => ready.map(|()| &self.first)?,
                ready = second => ready?,
            };
            match bound.socket.try_recv_from(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                received => {
                    let (length, source) = received?;
                    return Ok(Arrival {
                        length,
                        source,
                        destination: bound.address,
                    });
                }
            }
        }
    }

    /// Sends from the address that the packet names. An interface that went away must not end
    /// the call: errors are ignored.
    pub(crate) async fn send(&self, packet: &Transmit) {
        let second = self
            .second
            .as_ref()
            .filter(|bound| bound.address == packet.source);
        let bound = second.unwrap_or(&self.first);
        let _ = bound
            .socket
            .send_to(&packet.contents, packet.destination)
            .await;
    }
}

impl Bound {
    fn new(address: IpAddr) -> io::Result<Self> {
        let socket = std::net::UdpSocket::bind((address, 0))?;
        socket.set_nonblocking(true)?;
        let socket = UdpSocket::from_std(socket)?;
        let address = socket.local_addr()?;
        Ok(Self { socket, address })
    }
}

fn own_address() -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(ELSEWHERE).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Firefox heard nothing from a phone whose only candidate was 127.0.0.1.
    #[tokio::test]
    async fn a_loopback_address_is_joined_by_the_machines_own() {
        let sockets = Sockets::bind(IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
        let addresses: Vec<IpAddr> = sockets.addresses().map(|address| address.ip()).collect();
        let mut expected = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
        expected.extend(own_address());
        assert_eq!(addresses, expected);
    }

    #[tokio::test]
    async fn packets_arrive_on_each_socket() {
        let sockets = Sockets::bind(IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
        let mut buffer = [0; 16];
        for address in sockets.addresses().collect::<Vec<_>>() {
            let sender = std::net::UdpSocket::bind((address.ip(), 0)).unwrap();
            sender.send_to(b"hello", address).unwrap();
            let arrival = sockets.receive(&mut buffer).await.unwrap();
            assert_eq!((arrival.destination, arrival.length), (address, 5));
            assert_eq!(arrival.source, sender.local_addr().unwrap());
        }
    }
}
