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

use super::origin::Page;
use super::server::{Peer, Permit};
use super::upgrade::Upgrade;
use super::{Web, codes::Code};
use crate::chat::Origin;

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
    let foreign = web.page(&headers) == Page::Foreign;
    let frame_bytes = web.settings.limits.frame_bytes as usize;
    let serving = Arc::clone(&web);
    let (response, task) = upgrade.answer(frame_bytes, move |socket| async move {
        let _counted = permit;
        serve(serving, wire::Wire::new(socket), origin, foreign).await;
    });
    web.sockets.spawn(task);
    response
}

/// Everything that happens on one connection. What is only needed at its beginning and its end is in boxes, which are given
/// back: most connections are silent most of the time.
async fn serve(web: Arc<Web>, mut wire: wire::Wire, origin: Origin, foreign: bool) {
    let end = if foreign {
        // Told in a frame rather than by a refused handshake, because a page's script can see only the former.
        wire.refuse(Code::BadOrigin).await
    } else {
        let greeted = Box::pin(greeting::greet(&web, &mut wire, &origin)).await;
        match greeted {
            Ok(opened) => visit::Visit::new(web, &mut wire, origin, opened).run().await,
            Err(end) => end,
        }
    };
    Box::pin(wire.close(end)).await;
}
