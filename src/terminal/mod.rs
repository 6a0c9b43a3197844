//! `frontdesk chat`: the same conversation in a terminal, over the same wire as in a page.
//!
//! The pure part ([`Talk`], [`page`], [`said`], [`card`], `outbox`, [`commands`]) turns frames and typed lines into blocks
//! for the screen and frames for the server; it has no input or output, no clock and no randomness of its own. Around it lie
//! the edges: `keyboard` and `screen`, `link` (the WebSocket), `http` and `portal` (secrets, sign-in), `kept` (the file that
//! lets a conversation be resumed), and [`session`], which joins them.

pub mod card;
pub mod commands;
mod http;
mod kept;
mod keyboard;
mod link;
mod outbox;
pub mod page;
mod portal;
pub mod said;
mod screen;
pub mod session;
mod talk;
mod wrap;

pub use http::{BadUrl, Url};
pub use keyboard::{Key, Keyboard};
pub use screen::Screen;
pub use talk::{Answered, Ask, Do, Talk};
