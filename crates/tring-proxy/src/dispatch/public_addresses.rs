//! Which addresses are public: what a row says of a provider or a webhook must not reach into our own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves names to public addresses only. The connection is made to what was checked here, so a name that points
/// elsewhere a moment later changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct PublicAddresses;

/// A name has none.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the name has no public address")]
pub struct NoPublicAddress;

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let public = of(name.as_str()).await?;
            if public.is_empty() {
                return Err(NoPublicAddress.into());
            }
            let public: Addrs = Box::new(public.into_iter());
            Ok(public)
        })
    }
}

/// The public addresses of a host; an error where there is no such host.
pub async fn of(host: &str) -> std::io::Result<Vec<SocketAddr>> {
    // Port 0 stands for the one in the address.
    let found = tokio::net::lookup_host((host, 0)).await?;
    Ok(found.filter(|address| !is_private(address.ip())).collect())
}

/// Whether a host is a private address, or a name that always is one. Addresses written out are never resolved, so
/// they are looked at here.
pub fn is_private_host(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let host = host.strip_suffix('.').unwrap_or(host);
    if let Ok(address) = host.parse() {
        return is_private(address);
    }
    let name = host.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => {
            is_private_v6(address) || embedded_v4(address).is_some_and(is_private_v4)
        }
    }
}

/// The IPv4 address that a translator or a tunnel connects to for this IPv6 address.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match address.segments() {
        // RFC 4291, IPv4-compatible and IPv4-mapped.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        // RFC 6052, 64:ff9b::/96.
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        // RFC 3056, 2002::/16.
        | [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    }?;
    let [[first, second], [third, fourth]] = [high.to_be_bytes(), low.to_be_bytes()];
    Some(Ipv4Addr::new(first, second, third, fourth))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    address.is_loopback()
        || address.is_unspecified()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.is_multicast()
        // fec0::/10: RFC 3879, site-local.
        || address.segments().first().is_some_and(|first| first & 0xffc0 == 0xfec0)
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    // 100.64.0.0/10: RFC 6598, shared between a carrier and its customers.
    let carrier = first == 100 && (64..128).contains(&second);
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_multicast()
        // 0.0.0.0/8: RFC 791, this network.
        || first == 0
        // 240.0.0.0/4: RFC 1112, reserved.
        || first >= 240
        // 192.0.0.0/24: RFC 6890; 198.18.0.0/15: RFC 2544, for measurements.
        || [first, second, third] == [192, 0, 0]
        || (first == 198 && matches!(second, 18 | 19))
        || carrier
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_points_into_our_own_network_is_not_resolved() {
        let name: Name = "localhost".parse().unwrap();
        let error = PublicAddresses.resolve(name).await.err().unwrap();
        assert!(error.to_string().contains("no public address"), "{error}");
    }

    // A translator of addresses connects 64:ff9b::a00:1 to 10.0.0.1.
    #[test]
    fn a_private_address_within_another_one_is_private() {
        for host in [
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "fec0::1",
            "198.18.0.1",
            "192.0.0.1",
            "240.0.0.1",
            "localhost.",
        ] {
            assert!(is_private_host(host), "{host}");
        }
        for host in [
            "64:ff9b::5db8:d70e",
            "2002:5db8:d70e::",
            "2606:2800:220:1::",
            "192.0.2.1",
            "crm.example.",
        ] {
            assert!(!is_private_host(host), "{host}");
        }
    }
}
