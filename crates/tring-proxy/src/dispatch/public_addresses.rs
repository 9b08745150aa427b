//! Which addresses are public: what a channel's row says must not reach into our own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves names to public addresses only. The connection is made to what was checked here, so a name that points
/// elsewhere a moment later changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct PublicAddresses;

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let public = of(name.as_str()).await?;
            if public.is_empty() {
                return Err("the provider's name has no public address".into());
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
    if let Ok(address) = host.parse() {
        return is_private(address);
    }
    let name = host.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_private_v4(mapped),
            None => is_private_v6(address),
        },
    }
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    address.is_loopback()
        || address.is_unspecified()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.is_multicast()
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    // 100.64.0.0/10: RFC 6598, shared between a carrier and its customers.
    let carrier = first == 100 && (64..128).contains(&second);
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_multicast()
        // 0.0.0.0/8: RFC 791, this network.
        || first == 0
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
}
