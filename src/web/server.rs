//! The HTTP server: accepts, limits, serves, and goes down without cutting anyone off.
//!
//! hyper's own builder, because the framework's server has neither a time limit for headers nor a cap on connections.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http::{HeaderMap, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::bounds::{Bounds, Place};
use super::network::{network, this_machine};
use crate::config::Range;
use crate::metrics::{Metrics, One};

/// How long a client may take to send the head of a request, or to send another one.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
const MOST_HEADERS: usize = 64;
/// The most that is buffered of a request's head.
const HEAD_BYTES: usize = 16 * 1024;
/// How long to wait when the machine has no more sockets to give.
const RECOVERY: Duration = Duration::from_millis(100);

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub SocketAddr);

/// A connection that is counted: for as long as a copy of this lives.
#[derive(Clone)]
pub(super) struct Permit {
    _held: Arc<(OwnedSemaphorePermit, Place, One)>,
}

/// How many connections are let in.
pub struct Door {
    /// At once.
    pub most: usize,
    /// Of one network.
    pub bounds: Arc<Bounds>,
    /// Proxies, which stand for many networks.
    pub trusted: Vec<Range>,
    /// Where it counts.
    pub metrics: Arc<Metrics>,
}

impl Door {
    /// Lets a connection in, or says why not. Who stands behind a proxy is seen only later (`socket`); the proxy itself is
    /// not counted.
    fn admit(&self, places: &Arc<Semaphore>, peer: SocketAddr) -> Result<Permit, &'static str> {
        let permit = Arc::clone(places).try_acquire_owned().map_err(|_| "node_full")?;
        let is_proxy = self
            .trusted
            .iter()
            .any(|range| range.contains(peer.ip().to_canonical()));
        let network = match is_proxy {
            true => this_machine(),
            false => network(peer, &HeaderMap::new(), &[]),
        };
        let place = self.bounds.place(&network).ok_or("network_full")?;
        Ok(Permit {
            _held: Arc::new((permit, place, self.metrics.connections.one())),
        })
    }
}

/// Serves `routes` on `listener` until `stop`, and then until the requests that are under way are answered, `patience` at
/// the longest. WebSockets look after themselves.
pub async fn serve(listener: TcpListener, routes: Router, door: Door, stop: CancellationToken, patience: Duration) {
    let places = Arc::new(Semaphore::new(door.most));
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer)) => match door.admit(&places, peer) {
                Ok(permit) => {
                    connections.spawn(connection(stream, Peer(peer), permit, routes.clone(), stop.clone()));
                }
                Err(reason) => {
                    door.metrics.refused.add([reason]);
                    tracing::info!(reason, "a connection was refused");
                }
            },
            Err(error) => recover(&error).await,
        }
    }
    drop(listener);
    connections.close();
    if timeout(patience, connections.wait()).await.is_err() {
        tracing::warn!("some requests were still under way");
    }
}

async fn connection(stream: TcpStream, peer: Peer, permit: Permit, routes: Router, stop: CancellationToken) {
    // Without delay: an answer is short, and the visitor waits for it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(permit.clone());
        routes.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_headers(MOST_HEADERS)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection ended");
    }
}

/// A connection that failed before it was taken is the client's affair; a lack of sockets passes.
async fn recover(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(%error, "cannot take a connection");
        sleep(RECOVERY).await;
    }
}
