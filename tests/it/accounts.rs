//! The embedded account service, through its contract.

mod bench;
mod deposit;
mod locks;
mod once;
mod ownership;
mod pin;
mod recovery;
mod secrets;
mod sign_in;
mod unknown_names;
