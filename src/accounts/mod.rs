//! The account service: who is who, what they may change, and the letters that follow.
//!
//! Another service, with its own database, that happens to ship in the same binary. The rest of Frontdesk knows only
//! [`contract`]; everything secret is opened only here.

pub mod contract;
pub mod embedded;
