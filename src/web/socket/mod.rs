//! `/ws`: one WebSocket, from the handshake to its end.
//!
//! [`greet`](greeting::greet) waits for `hello` and opens the conversation; [`Visit`](visit::Visit) then attends to it;
//! [`Wire`](wire::Wire) reads and writes frames. However it ends, [`Wire::close`](wire::Wire::close) says why.

mod greeting;
mod visit;
mod wire;

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

use super::bounds::Place;
use super::origin::Page;
use super::server::{Peer, Permit};
use super::upgrade::Upgrade;
use super::{Web, codes::Code};
use crate::chat::{Opened, Origin};

/// Why a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The client is gone.
    Gone,
    /// We close it: close code and reason.
    Close(u16, &'static str),
}

/// Close codes of RFC 6455 and its registry.
const CLOSE_PROTOCOL: u16 = 1002;
const CLOSE_NOT_UTF8: u16 = 1007;
const CLOSE_TOO_BIG: u16 = 1009;
const CLOSE_RESTART: u16 = 1012;
const CLOSE_TRY_LATER: u16 = 1013;

impl End {
    fn code(code: Code) -> Self {
        Self::Close(code.close(), code.as_str())
    }

    /// Why, in a word or two.
    fn reason(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Close(_, reason) => reason,
        }
    }
}

/// `GET /ws`
pub(super) async fn upgrade(
    State(web): State<Arc<Web>>,
    Extension(peer): Extension<Peer>,
    Extension(permit): Extension<Permit>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Response {
    let origin = Origin {
        network: web.network(peer, &headers),
    };
    let behind = behind_a_proxy(&web, peer, &origin);
    let refusal = match (web.page(&headers), &behind) {
        (Page::Foreign, _) => Some(Code::BadOrigin),
        (_, Err(NetworkFull)) => Some(Code::TooFast),
        _ => None,
    };
    let frame_bytes = web.settings.limits.frame_bytes as usize;
    let serving = Arc::clone(&web);
    let (response, task) = upgrade.answer(frame_bytes, move |socket| async move {
        let _counted = (permit, behind);
        let wire = wire::Wire::new(socket, Arc::clone(&serving.metrics));
        serve(serving, wire, origin, refusal).await;
    });
    web.sockets.spawn(task);
    response
}

/// The network behind a proxy has as many connections as it may.
struct NetworkFull;

/// The place of who comes through a proxy; whoever comes by themselves has theirs already.
fn behind_a_proxy(web: &Web, peer: Peer, origin: &Origin) -> Result<Option<Place>, NetworkFull> {
    if web.network(peer, &HeaderMap::new()) == origin.network {
        return Ok(None);
    }
    web.bounds.place(&origin.network).map(Some).ok_or(NetworkFull)
}

/// Everything that happens on one connection. A refusal is told in a frame rather than by a refused handshake, because a
/// page's script can see only the former. What is only needed at its beginning and its end is in boxes, which are given
/// back: most connections are silent most of the time.
async fn serve(web: Arc<Web>, mut wire: wire::Wire, origin: Origin, refusal: Option<Code>) {
    let greeted = match refusal {
        Some(code) => Err(wire.refuse(code).await),
        None => Box::pin(greeting::greet(&web, &mut wire, &origin)).await,
    };
    let end = match greeted {
        Ok(opened) => welcomed(web, &mut wire, origin, opened).await,
        Err(end) => {
            web.metrics.refused.add([end.reason()]);
            tracing::info!(reason = end.reason(), "a visitor was not let in");
            end
        }
    };
    Box::pin(wire.close(end)).await;
}

async fn welcomed(web: Arc<Web>, wire: &mut wire::Wire, origin: Origin, opened: Opened) -> End {
    let metrics = Arc::clone(&web.metrics);
    let (_open, conversation) = (metrics.sockets.one(), opened.conversation.clone());
    metrics.sockets_opened.add([if opened.resumed { "yes" } else { "no" }]);
    tracing::debug!(%conversation, resumed = opened.resumed, "a visitor is here");
    let end = visit::Visit::new(web, wire, origin, opened).run().await;
    metrics.sockets_closed.add([end.reason()]);
    tracing::debug!(%conversation, reason = end.reason(), "a visitor has gone");
    end
}
