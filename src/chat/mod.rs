//! The turn: load, understand, advance, call, commit, publish.

mod api;

pub use api::{Ack, Chat, ChatError, Command, Delivery, Hello, Opened, Origin, Posted, Subscription, Transcript};
