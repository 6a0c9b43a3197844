//! The turn: load, understand, advance, call, commit, publish.
//!
//! One direction, and each step in one room: `turns` works a turn out and commits it, `calls` asks the account service
//! and brings the outcome back as the next turn, `hub` shows committed events to whoever follows. Nothing is shown before
//! it is committed, and no lock is held across a call.

mod api;
mod calls;
mod choices;
mod copies;
mod draft;
mod engine;
mod faults;
mod figures;
mod hub;
mod identity;
mod limits;
mod live;
mod measure;
mod messages;
mod opening;
mod sealed;
mod service;
mod subscription;
mod talks;
mod timers;
mod tokens;
mod turns;
mod unborn;

pub use api::{Ack, ChatError, Command, Delivery, Hello, Opened, Origin, Posted, Transcript};
pub use engine::{Advanced, Engine, Mind, Moment};
pub use faults::{FaultPoint, Faults, NoFaults};
pub use hub::Follower;
pub use limits::Limits;
pub use live::LiveEngine;
pub use service::{Chat, ChatParts};
pub use subscription::Subscription;
