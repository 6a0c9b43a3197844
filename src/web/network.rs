//! Where a request comes from: the peer's address, or what a trusted proxy says about it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;

use crate::accounts::contract::Network;
use crate::config::Range;

/// The network that a request is counted under: an IPv4 address, or the /64 of an IPv6 address.
///
/// `X-Forwarded-For` counts only as far as it was written by proxies that are trusted: from its end backwards, the first
/// address that is not one of theirs is the client's.
pub(super) fn network(peer: SocketAddr, headers: &HeaderMap, trusted: &[Range]) -> Network {
    let trusts = |address: IpAddr| trusted.iter().any(|range| range.contains(address));
    let mut address = peer.ip().to_canonical();
    for hop in hops(headers).rev() {
        if !trusts(address) {
            break;
        }
        let Some(next) = hop else { break };
        address = next.to_canonical();
    }
    Network(named(address))
}

/// What this machine is counted under.
pub(super) fn this_machine() -> Network {
    Network(named(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST)))
}

/// The addresses of `X-Forwarded-For` in the order in which they were added; nothing for what is not an address.
fn hops(headers: &HeaderMap) -> impl DoubleEndedIterator<Item = Option<IpAddr>> {
    headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|value| value.to_str().unwrap_or("?").split(','))
        .map(|hop| {
            let hop = hop.trim();
            hop.parse()
                .ok()
                .or_else(|| hop.parse().ok().map(|socket: SocketAddr| socket.ip()))
        })
}

fn named(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let prefix = Ipv6Addr::from_bits(address.to_bits() >> 64 << 64);
            format!("{prefix}/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, forwarded: &[&str], trusted: &[&str], expected: &str) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<Range> = trusted.iter().map(|range| range.parse().unwrap()).collect();
        assert_eq!(network(peer.parse().unwrap(), &headers, &trusted).0, expected);
    }

    #[test]
    fn an_address_is_counted_by_itself_or_by_its_64() {
        check("203.0.113.7:9999", &[], &[], "203.0.113.7");
        check("[2001:db8:1:2:3:4:5:6]:9", &[], &[], "2001:db8:1:2::/64");
        check("[::ffff:203.0.113.7]:9", &[], &[], "203.0.113.7");
    }

    #[test]
    fn a_stranger_cannot_say_that_it_is_someone_else() {
        check("203.0.113.7:1", &["10.9.9.9"], &[], "203.0.113.7");
        check("203.0.113.7:1", &["10.9.9.9"], &["10.0.0.0/8"], "203.0.113.7");
    }

    #[test]
    fn a_trusted_proxy_says_who_came() {
        check("10.0.0.1:1", &["198.51.100.4"], &["10.0.0.0/8"], "198.51.100.4");
        check(
            "10.0.0.1:1",
            &["6.6.6.6, 198.51.100.4, 10.0.0.9"],
            &["10.0.0.0/8"],
            "198.51.100.4",
        );
        check(
            "10.0.0.1:1",
            &["6.6.6.6", "198.51.100.4:5555"],
            &["10.0.0.0/8"],
            "198.51.100.4",
        );
        check("[fd00::1]:1", &["2001:db8::5"], &["fd00::/8"], "2001:db8::/64");
    }

    #[test]
    fn nonsense_from_a_proxy_counts_as_the_proxy() {
        check("10.0.0.1:1", &["unknown"], &["10.0.0.0/8"], "10.0.0.1");
        check("10.0.0.1:1", &["1.2.3.4, unknown"], &["10.0.0.0/8"], "10.0.0.1");
    }
}
