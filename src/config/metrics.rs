//! Who sees the metrics, and where.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::raw::{RawMetrics, RawWeb};
use super::{ConfigError, MetricsConfig, NotARange, Range, value};

/// What is written, checked. Where nobody is named, this machine sees them, unless a proxy stands in front of it: then
/// everybody seems to come from the proxy.
pub(super) fn checked(raw: &RawMetrics, web: &RawWeb) -> Result<MetricsConfig, ConfigError> {
    let listen = raw.listen.as_deref().map(address).transpose()?;
    let allow = match &raw.allow {
        Some(named) => named.iter().map(|text| range(text)).collect::<Result<_, _>>()?,
        None if web.public_url.is_some() || !web.trusted_proxies.is_empty() => Vec::new(),
        None => this_machine(),
    };
    Ok(MetricsConfig { listen, allow })
}

fn address(text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| {
        let remedy = format!("`{text}` is not an address with a port, such as 127.0.0.1:9090");
        value("metrics.listen", remedy)
    })
}

fn range(text: &str) -> Result<Range, ConfigError> {
    text.parse()
        .map_err(|error: NotARange| value("metrics.allow", error.to_string()))
}

fn this_machine() -> Vec<Range> {
    vec![
        Range::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8),
        Range::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
    ]
}
