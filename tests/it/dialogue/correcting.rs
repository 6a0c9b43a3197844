//! correcting
