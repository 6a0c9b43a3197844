//! `frontdesk chat`: joins keyboard, screen, server and talk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use super::http::Url;
use super::kept::{self, Kept};
use super::keyboard::{Key, Keyboard};
use super::link::{Link, back_off};
use super::page::{Block, Paint};
use super::portal::Portal;
use super::screen::Screen;
use super::talk::{Ask, Do, Talk};
use crate::clock::SharedEntropy;
use crate::conversation::Audience;
use crate::web::protocol::{ClientFrame, ServerFrame};
use crate::web::secret::Secret;

/// How long a burst of lines may pause before it is the visitor's turn.
const QUIET: Duration = Duration::from_millis(60);
/// The same where an errand has said something and may go on by itself.
const QUIET_IN_ERRAND: Duration = Duration::from_millis(400);
/// Somebody at a terminal need not wait longer than this for the desk before typing on.
const PATIENCE_AT_TERMINAL: Duration = Duration::from_secs(8);
/// The same while there is no connection.
const PATIENCE_OFFLINE: Duration = Duration::from_millis(500);
/// A script gives up after this.
const PATIENCE_OF_SCRIPT: Duration = Duration::from_secs(60);

/// What a chat can be set to.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server.
    pub url: Url,
    /// Whom the page would be for.
    pub audience: Audience,
    /// Sign in as this user before anything is said.
    pub sign_in: Option<String>,
    /// Go on with the conversation that was kept.
    pub resume: bool,
    /// Keep what resumes the conversation.
    pub keep: bool,
}

/// Why a chat ended otherwise than by the visitor's leaving.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// Nothing answers.
    #[error("nothing answers at {0} ({1}); start it with `frontdesk`, or name another server with --url")]
    NoServer(Url, std::io::Error),
    /// Something else answers.
    #[error("what answers at {0} is no Frontdesk; name another server with --url")]
    OtherServer(Url),
    /// `--resume` without anything kept.
    #[error("no conversation with {0} is kept for this audience; begin one with --keep")]
    NothingKept(Url),
    /// There is nowhere to keep anything.
    #[error("there is no folder to keep the conversation in; set HOME or XDG_STATE_HOME")]
    NoFolder,
    /// A script waited too long.
    #[error("the desk has not answered for {} seconds; {unsent} lines were not sent", PATIENCE_OF_SCRIPT.as_secs())]
    NoAnswer {
        /// How many.
        unsent: usize,
    },
    /// The input ended, and what it said did not get there.
    #[error("{0} lines were not sent")]
    Unsent(usize),
    /// The keyboard can't be read.
    #[error("{0}")]
    Keyboard(String),
}

/// A chat from its first screen to the visitor's leaving.
///
/// # Errors
/// See [`Failed`].
pub async fn run(settings: Settings, keyboard: Keyboard, screen: Screen, entropy: SharedEntropy) -> Result<(), Failed> {
    let place = match settings.keep || settings.resume {
        true => Some(kept::place().ok_or(Failed::NoFolder)?),
        false => None,
    };
    let mut prefix = [0; 12];
    entropy.fill(&mut prefix);
    let mut talk = Talk::new(settings.audience, hex::encode(prefix), !screen.is_terminal());
    let portal = Portal::new(settings.url.clone(), settings.audience);
    let mut first = begin(&settings, place.as_deref(), &portal, &mut talk).await?;
    first.extend(
        settings
            .sign_in
            .clone()
            .map(|name| talk.begin_sign_in(Some(name)))
            .unwrap_or_default(),
    );
    let now = Instant::now();
    let session = Session {
        settings,
        place,
        keyboard,
        screen,
        entropy,
        talk,
        portal,
        link: None,
        tries: 0,
        try_at: now,
        said_lost: false,
        later: None,
        turn_at: now,
        cancelled: false,
        leaving: false,
    };
    session.run(first).await
}

/// The first screen, or the conversation that goes on.
async fn begin(settings: &Settings, place: Option<&Path>, portal: &Portal, talk: &mut Talk) -> Result<Vec<Do>, Failed> {
    let (greeting, errands) = portal.first_screen().await.map_err(|error| match error {
        Some(error) => Failed::NoServer(settings.url.clone(), error),
        None => Failed::OtherServer(settings.url.clone()),
    })?;
    if !settings.resume {
        return Ok(talk.greet(&greeting, errands));
    }
    let ours = |kept: &Kept| kept.url == settings.url.to_string() && kept.audience == settings.audience;
    let kept = place.and_then(kept::read).filter(ours);
    let kept = kept.ok_or_else(|| Failed::NothingKept(settings.url.clone()))?;
    talk.resume(kept.conversation, Secret::new(kept.token));
    Ok(Vec::new())
}

struct Session {
    settings: Settings,
    /// Where the conversation is kept, if it is to be.
    place: Option<PathBuf>,
    keyboard: Keyboard,
    screen: Screen,
    entropy: SharedEntropy,
    talk: Talk,
    portal: Portal,
    link: Option<Link>,
    /// Connections that were tried since the last one that worked.
    tries: u32,
    try_at: Instant,
    /// Whether the visitor has been told that the connection is gone.
    said_lost: bool,
    /// When the outbox may send again.
    later: Option<Instant>,
    /// When it is the visitor's turn, whatever the desk does.
    turn_at: Instant,
    /// The last key was a Ctrl-C.
    cancelled: bool,
    leaving: bool,
}

impl Session {
    async fn run(mut self, first: Vec<Do>) -> Result<(), Failed> {
        self.perform(first).await;
        self.await_desk(QUIET);
        while !self.leaving {
            self.connect_if_wanted().await;
            let due = self.due();
            tokio::select! {
                (key, ask) = self.keyboard.next(), if self.keyboard.is_asked() => self.key(key, &ask).await?,
                frame = next_frame(&mut self.link), if self.link.is_some() => self.frame(frame).await,
                () = tokio::time::sleep_until(due) => self.time_passed().await?,
                _ = tokio::signal::ctrl_c() => self.interrupted(),
            }
        }
        match self.talk.unsent() {
            0 => Ok(()),
            unsent => Err(Failed::Unsent(unsent)),
        }
    }

    /// The next time at which something is to be done unasked.
    fn due(&self) -> Instant {
        let connect = (self.link.is_none() && self.talk.wants_connection()).then_some(self.try_at);
        let turn = (!self.keyboard.is_asked()).then_some(self.turn_at);
        let times = [connect, turn, self.later];
        let far = Instant::now() + PATIENCE_OF_SCRIPT;
        times.into_iter().flatten().fold(far, Instant::min)
    }

    async fn time_passed(&mut self) -> Result<(), Failed> {
        let now = Instant::now();
        if self.later.is_some_and(|later| later <= now) {
            self.later = None;
            let done = self.talk.ready_again();
            self.perform(done).await;
        }
        if self.keyboard.is_asked() || self.turn_at > now {
            return Ok(());
        }
        let unsent = self.talk.unsent();
        if self.talk.awaiting() && !self.screen.is_terminal() {
            return Err(Failed::NoAnswer { unsent });
        }
        self.keyboard.ask(self.talk.ask());
        Ok(())
    }

    /// Sets the time of the visitor's turn: when the desk has said its piece, or has been waited for long enough.
    fn await_desk(&mut self, quiet: Duration) {
        let patience = match (self.talk.awaiting(), self.screen.is_terminal()) {
            (false, _) if self.talk.may_go_on() => QUIET_IN_ERRAND,
            (false, _) => quiet,
            (true, false) => PATIENCE_OF_SCRIPT,
            (true, true) if self.link.is_none() => PATIENCE_OFFLINE,
            (true, true) => PATIENCE_AT_TERMINAL,
        };
        self.turn_at = Instant::now() + patience;
    }

    // The connection.

    async fn connect_if_wanted(&mut self) {
        if self.link.is_some() || !self.talk.wants_connection() || self.try_at > Instant::now() {
            return;
        }
        let identity = self.portal.identity().await;
        let hello = self.talk.hello(identity);
        self.link = match Link::open(&self.settings.url).await {
            Ok(mut link) => link.send(&hello).await.then_some(link),
            Err(_) => None,
        };
        if self.link.is_none() {
            self.lost(Duration::ZERO);
        }
    }

    /// The connection is gone, or was not to be had; the next try comes after a while.
    fn lost(&mut self, at_least: Duration) {
        self.link = None;
        self.later = None;
        self.talk.lost();
        self.try_at = Instant::now() + at_least + back_off(self.tries, self.entropy.bits());
        self.tries = self.tries.saturating_add(1);
        if !self.said_lost && self.tries > 1 {
            self.said_lost = true;
            self.note("The connection is gone. I keep trying; what you type is kept and sent then.");
        }
        if self.screen.is_terminal() {
            self.await_desk(QUIET);
        }
    }

    async fn frame(&mut self, frame: Option<ServerFrame>) {
        let Some(frame) = frame else {
            return self.lost(Duration::ZERO);
        };
        let bye = match &frame {
            ServerFrame::Bye { retry_after_s, .. } => Some(Duration::from_secs((*retry_after_s).into())),
            _ => None,
        };
        if matches!(frame, ServerFrame::Welcome { .. }) {
            self.tries = 0;
            if std::mem::take(&mut self.said_lost) {
                self.note("Connected again.");
            }
        }
        let done = self.talk.heard(frame);
        self.perform(done).await;
        if let Some(after) = bye {
            self.lost(after);
        }
        self.await_desk(QUIET);
    }

    // The visitor.

    async fn key(&mut self, key: Key, ask: &Ask) -> Result<(), Failed> {
        let twice = std::mem::replace(&mut self.cancelled, matches!(key, Key::Cancelled));
        match key {
            Key::Line(line) => {
                let done = self.talk.typed(&line, ask);
                self.perform(done).await;
            }
            Key::Cancelled if twice => self.leaving = true,
            Key::Cancelled => self.note("Ctrl-C again, or Ctrl-D, leaves."),
            Key::End => self.leaving = true,
            Key::NotHidden => {
                self.note("This terminal can't hide what is typed (TERM=dumb), so nothing secret is asked here.");
                self.leaving = true;
            }
            Key::Broken(why) => return Err(Failed::Keyboard(why)),
        }
        self.await_desk(Duration::ZERO);
        Ok(())
    }

    /// Ctrl-C while no line is asked for: it is the visitor's turn now.
    fn interrupted(&mut self) {
        self.leaving |= std::mem::replace(&mut self.cancelled, true) || !self.screen.is_terminal();
        self.turn_at = Instant::now();
    }

    fn note(&mut self, text: &str) {
        self.screen.show(&Block::Note(text.to_owned()));
    }

    // What the talk wants done.

    async fn perform(&mut self, done: Vec<Do>) {
        let mut waiting: std::collections::VecDeque<Do> = done.into();
        while let Some(next) = waiting.pop_front() {
            waiting.extend(self.perform_one(next).await);
        }
    }

    /// Does one thing; what follows from it.
    async fn perform_one(&mut self, what: Do) -> Vec<Do> {
        match what {
            Do::Show(block) => self.screen.show(&block),
            Do::Send(frame) => self.send(&frame).await,
            Do::Later(wait) => self.later = Some(Instant::now() + wait),
            Do::Seal { prompt, slot, secret } => {
                let Some(opened) = self.talk.opened() else {
                    return Vec::new();
                };
                let handle = self.portal.seal(opened, &prompt, &slot, &secret).await;
                return self.talk.sealed(&slot, handle);
            }
            Do::SignIn { user_name, password } => {
                let answered = self.portal.sign_in(&user_name, &password).await;
                return self.talk.answered(answered);
            }
            Do::Confirm { code } => {
                let answered = self.portal.confirm(&code).await;
                return self.talk.answered(answered);
            }
            Do::Identify => {
                // Without a connection the next `hello` says who it is.
                if self.link.is_some()
                    && let Some(identity) = self.portal.identity().await
                {
                    self.send(&ClientFrame::Identify { identity }).await;
                }
            }
            Do::Reconnect => self.reconnect(),
            Do::Keep => self.keep(),
            Do::Forget => self.place.iter().for_each(|place| kept::forget(place)),
            Do::Print(file) => self.print(&file),
            Do::Quit => self.leaving = true,
        }
        Vec::new()
    }

    async fn send(&mut self, frame: &ClientFrame) {
        if let Some(link) = self.link.as_mut()
            && !link.send(frame).await
        {
            self.lost(Duration::ZERO);
        }
    }

    fn reconnect(&mut self) {
        self.link = None;
        self.talk.lost();
        self.try_at = Instant::now() + back_off(self.tries, self.entropy.bits());
        self.tries = self.tries.saturating_add(1);
    }

    fn keep(&mut self) {
        let (Some(place), Some((conversation, token))) = (&self.place, self.talk.opened()) else {
            return;
        };
        let kept = Kept {
            url: self.settings.url.to_string(),
            audience: self.settings.audience,
            conversation: conversation.clone(),
            token: token.reveal().to_owned(),
        };
        if let Err(error) = kept::write(place, &kept) {
            let text = format!("The conversation can't be kept in {} ({error}).", place.display());
            self.screen.show(&Block::Trouble(text));
        }
    }

    fn print(&mut self, file: &Path) {
        let text: String = self
            .talk
            .pages()
            .iter()
            .map(|block| Paint::PLAIN.block(block))
            .collect();
        let written = kept::private(file).and_then(|mut out| std::io::Write::write_all(&mut out, text.as_bytes()));
        self.screen.show(&match written {
            Ok(()) => Block::Note(format!("Written to {}.", file.display())),
            Err(error) => Block::Trouble(format!("{} was not written ({error}).", file.display())),
        });
    }
}

async fn next_frame(link: &mut Option<Link>) -> Option<ServerFrame> {
    link.as_mut()?.next().await
}
