//! `/metrics`: what operators see, for those who may.
//!
//! It says nothing about people, but it is nobody else's business how a node fares. With an address of its own
//! (`metrics.listen`) it is there for whoever can reach that; else on the common port, for the networks of
//! `metrics.allow`. To everybody else there is no such address.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::Web;
use super::problem::Problem;
use super::server::Peer;
use crate::config::Range;
use crate::metrics::{CONTENT_TYPE, Metrics};

/// What proxies add: a request that has one of these comes from somewhere else than its peer.
const FORWARDED: [&str; 4] = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];

/// The routes of an address of its own.
pub fn metrics_router(metrics: Arc<Metrics>) -> Router {
    Router::new()
        .route(
            "/metrics",
            get(|State(metrics): State<Arc<Metrics>>| async move { gathered(&metrics).await }),
        )
        .fallback(|| async { Problem::status(StatusCode::NOT_FOUND).into_response() })
        .with_state(metrics)
}

/// `GET /metrics` on the common port.
pub(super) async fn metrics(
    State(web): State<Arc<Web>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    if may_see(peer.ip().to_canonical(), &headers, &web.settings.metrics_for) {
        gathered(&web.metrics).await
    } else {
        Problem::status(StatusCode::NOT_FOUND).into_response()
    }
}

async fn gathered(metrics: &Metrics) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, metrics.gather().await).into_response()
}

/// Whether the peer itself asks and is one of those who may. A proxy on this machine that leaves no trace of itself is
/// told by the name that it asks for: not one of this machine.
fn may_see(peer: IpAddr, headers: &HeaderMap, allowed: &[Range]) -> bool {
    allowed.iter().any(|range| range.contains(peer))
        && FORWARDED.iter().all(|name| !headers.contains_key(*name))
        && (!peer.is_loopback() || names_this_machine(headers))
}

fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(six) => six.split(']').next(),
        None => host.split(':').next(),
    };
    let name = name.unwrap_or_default();
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sees(peer: &str, allowed: &[&str], headers: &[(&'static str, &str)]) -> bool {
        let allowed: Vec<Range> = allowed.iter().map(|range| range.parse().unwrap()).collect();
        let headers = headers
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        may_see(peer.parse().unwrap(), &headers, &allowed)
    }

    #[test]
    fn this_machine_sees_them_by_its_own_name() {
        const LOOPBACK: &[&str] = &["127.0.0.0/8", "::1"];
        for host in ["127.0.0.1:8080", "localhost:8080", "localhost", "[::1]:8080"] {
            assert!(sees("127.0.0.1", LOOPBACK, &[("host", host)]), "{host}");
        }
        assert!(sees("::1", LOOPBACK, &[("host", "[::1]:8080")]));
        for host in [
            "www.plan.example",
            "",
            "127.0.0.1.plan.example",
            "localhost.plan.example",
        ] {
            assert!(!sees("127.0.0.1", LOOPBACK, &[("host", host)]), "{host}");
        }
        assert!(!sees("127.0.0.1", LOOPBACK, &[]));
        assert!(!sees("10.0.0.9", LOOPBACK, &[("host", "127.0.0.1")]));
    }

    #[test]
    fn nobody_sees_them_through_a_proxy() {
        for name in FORWARDED {
            let headers = [("host", "127.0.0.1"), (name, "127.0.0.1")];
            assert!(!sees("127.0.0.1", &["127.0.0.0/8"], &headers), "{name}");
        }
    }

    #[test]
    fn a_network_that_is_named_sees_them_by_any_name() {
        assert!(sees("10.0.0.9", &["10.0.0.0/24"], &[("host", "desk.plan.example")]));
        assert!(!sees("10.0.1.9", &["10.0.0.0/24"], &[("host", "desk.plan.example")]));
    }
}
