//! The first frame: `hello` opens a conversation or resumes one.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::super::Web;
use super::super::codes::Code;
use super::super::protocol::{ClientFrame, ServerFrame};
use super::wire::{Incoming, Wire};
use super::{CLOSE_RESTART, End};
use crate::chat::{ChatError, Hello, Opened, Origin};
use crate::conversation::{ConversationId, Seq};

/// How long a client may take to say `hello`.
const PATIENCE: Duration = Duration::from_secs(10);

/// Waits for `hello` and opens what it asks for. A frame that can't be read is answered, and the wait goes on.
pub(super) async fn greet(web: &Arc<Web>, wire: &mut Wire, origin: &Origin) -> Result<Opened, End> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let incoming = tokio::select! {
            incoming = timeout_at(deadline, wire.next()) => incoming,
            () = web.draining.cancelled() => return Err(End::Close(CLOSE_RESTART, "restarting")),
        };
        match incoming {
            Ok(Incoming::Frame(Ok(frame))) => return opened(web, wire, frame, origin).await,
            Ok(Incoming::Frame(Err(unreadable))) => {
                wire.unreadable(unreadable).await?;
                wire.flush().await?;
            }
            Ok(Incoming::Alive) => {}
            Ok(Incoming::End(end)) => return Err(end),
            Err(_) => return Err(wire.refuse(Code::NoHello).await),
        }
    }
}

async fn opened(web: &Arc<Web>, wire: &mut Wire, frame: ClientFrame, origin: &Origin) -> Result<Opened, End> {
    let ClientFrame::Hello {
        audience,
        locale,
        conversation,
        token,
        after,
        identity,
    } = frame
    else {
        return Err(wire.refuse(Code::NoHello).await);
    };
    if let Err(retry_after_s) = web.bounds.hello(&origin.network, web.clock.millis()) {
        return Err(refused(wire, &ChatError::TooFast { retry_after_s }).await);
    }
    let Ok(resume) = resumes(conversation, token, after) else {
        return Err(wire.refuse(Code::BadFrame).await);
    };
    let Ok(session) = identity.map(|token| web.session_of(&token)).transpose() else {
        return Err(wire.refuse(Code::BadIdentity).await);
    };
    let hello = Hello {
        audience,
        locale: locale.unwrap_or_default(),
        resume,
        session,
        origin: origin.clone(),
    };
    match web.chat.open(hello).await {
        Ok(opened) => Ok(opened),
        Err(error) => Err(refused(wire, &error).await),
    }
}

type Resume = Option<(ConversationId, String, Seq)>;

/// What is to be resumed: conversation and token come together or not at all.
fn resumes(conversation: Option<ConversationId>, token: Option<String>, after: Option<Seq>) -> Result<Resume, ()> {
    match (conversation, token) {
        (Some(conversation), Some(token)) => Ok(Some((conversation, token, after.unwrap_or(0)))),
        (None, None) if after.is_none_or(|seq| seq == 0) => Ok(None),
        _ => Err(()),
    }
}

async fn refused(wire: &mut Wire, error: &ChatError) -> End {
    let code = Code::from(error);
    let retry_after_s = match error {
        ChatError::TooFast { retry_after_s } => Some(*retry_after_s),
        _ => None,
    };
    let frame = ServerFrame::Error {
        code,
        message: error.to_string(),
        id: None,
        retry_after_s,
    };
    match wire.write(&frame).await {
        Ok(()) => End::code(code),
        Err(end) => end,
    }
}
