//! `cargo xtask start --lan`: the demo for other machines on the same network.
//!
//! Browsers give the microphone to https pages and to `localhost` only, so a handset needs TLS.
//! The servers stay where they are, on the loopback address; TLS ends in a door before each of them,
//! at the same port of the network's address, and the bytes go on as they are.

mod certificate;
mod door;

use std::{
    net::{IpAddr, Ipv4Addr, UdpSocket},
    path::Path,
};

use anyhow::{Context, Result, bail};
use qrcode::{QrCode, render::unicode::Dense1x2};

pub(crate) use self::door::Doors;

/// An address that is reserved for documents (RFC 5737). Nothing is ever sent to it; it makes the
/// system say by which of its own addresses it would reach the network.
const ELSEWHERE: (Ipv4Addr, u16) = (Ipv4Addr::new(192, 0, 2, 1), 9);

/// The address that was asked for, or the one by which this machine reaches its network.
pub(crate) fn address(wanted: Option<IpAddr>) -> Result<IpAddr> {
    let address = match wanted {
        Some(address) => address,
        None => own_address().context(
            "This machine is in no network. Connect it to one, or name its address: \
             `cargo xtask start --lan 192.168.1.20`.",
        )?,
    };
    if address.is_loopback() || address.is_unspecified() {
        bail!(
            "{address} is no address that other machines can reach. Name the one in your network."
        );
    }
    Ok(address)
}

/// The address as it is written in URLs.
pub(crate) fn https(address: IpAddr, port: u16) -> String {
    match address {
        IpAddr::V4(address) => format!("https://{address}:{port}"),
        IpAddr::V6(address) => format!("https://[{address}]:{port}"),
    }
}

/// Opens a door for each of `ports`; they close when the result is dropped.
pub(crate) fn open(address: IpAddr, ports: &[u16], data: &Path) -> Result<Doors> {
    let certificate = certificate::kept(data, address)?;
    Doors::open(address, ports, certificate)
}

/// `url` as a QR code for a terminal, which is mostly dark.
pub(crate) fn qr_code(url: &str) -> Result<String> {
    let code = QrCode::new(url).context("The address is too long for a QR code.")?;
    Ok(code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build())
}

fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(ELSEWHERE).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_nobody_else_reaches_is_refused() {
        for loopback in ["127.0.0.1", "0.0.0.0", "::1"] {
            let refused = address(Some(loopback.parse().unwrap())).unwrap_err();
            assert!(refused.to_string().contains("other machines"), "{refused}");
        }
        let named: IpAddr = "192.168.1.20".parse().unwrap();
        assert_eq!(address(Some(named)).unwrap(), named);
    }

    #[test]
    fn addresses_are_written_as_in_urls() {
        assert_eq!(
            https("192.168.1.20".parse().unwrap(), 7070),
            "https://192.168.1.20:7070"
        );
        assert_eq!(
            https("fd00::2".parse().unwrap(), 7070),
            "https://[fd00::2]:7070"
        );
    }

    #[test]
    fn the_qr_code_is_square() {
        let code = qr_code("https://192.168.1.20:7071/").unwrap();
        let lines: Vec<usize> = code.lines().map(|line| line.chars().count()).collect();
        assert!(lines.iter().all(|width| *width == lines[0]), "{code}");
        assert_eq!(lines.len(), lines[0].div_ceil(2), "two rows in a line");
    }
}
