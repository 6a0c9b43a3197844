//! Frontdesk: the front desk of a health insurer's web site.
//!
//! A visitor types a question and gets the approved answer, is walked through an errand, or learns how to reach a
//! person. ARCHITECTURE.md is the map; the modules below stand in the order in which they may import each other
//! (`tests/it/layering.rs`).

pub mod background;
pub mod clock;
pub mod conversation;
pub mod evaluation;
pub mod flaw;
pub mod markdown;
pub mod messages;
pub mod words;
pub mod yaml;

pub mod faq;
pub mod flows;

pub mod dialogue;

pub mod embedding;

pub mod index;

pub mod metrics;

pub mod content;

pub mod schemas;

pub mod accounts;
pub mod mail;
pub mod store;

pub mod chat;

pub mod config;
pub mod web;

pub mod app;
pub mod terminal;

pub mod cli;
