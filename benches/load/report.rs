//! What was measured, against what is aimed at.
//!
//! Rates are held against each other per second of the server's processor time: everything that serves has one core, so on
//! a machine with nothing else to do that is what the clock would say, and on a busy one it is still the same. What the
//! clock said stands beside it.

use serde::Serialize;

use crate::drive::Measured;
use crate::reload::QUIET;
use crate::stages::{Figures, median, name};

/// The peers' figures, measured once on another machine of two cores (the client on one, the server on one), and the bare
/// echo's there: they are scaled by the echo's figure of this run.
mod peers {
    /// Bare axum with 4 KiB buffers, echoes a second on 100 connections.
    pub const ECHO: f64 = 272_000.0;
    /// botbuilder 4.23, steps of a waterfall dialogue a second; stores nothing.
    pub const BOTBUILDER: f64 = 9_200.0;
    /// Rasa Open Source 3.6, steps of a form a second.
    pub const RASA_FORM: f64 = 86.0;
    /// Rasa, questions a second of visitors who are new; fewer in long chats.
    pub const RASA_QUESTIONS: f64 = 101.0;
    /// nlp.js 4.27 behind npm's ws, questions a second; stores nothing.
    pub const NLP_JS: f64 = 17_500.0;
    /// Socket.IO 4.8, bytes for each idle connection. Memory is not scaled.
    pub const SOCKET_IO: f64 = 13_850.0;
}

/// The whole run.
#[derive(Serialize)]
pub struct Report {
    machine: String,
    /// Threads that wanted to run before the run began.
    load: f64,
    rounds: usize,
    aims: Vec<Aim>,
    measured: Vec<Row>,
    once: Vec<(&'static str, f64)>,
}

/// Above this load other work takes the servers' time, and even their own is not what it would be: they wake up for fewer
/// turns at a time, with cold caches.
const QUIET_LOAD: f64 = 0.7;

/// One aim.
#[derive(Serialize)]
struct Aim {
    figure: &'static str,
    measured: String,
    aim: String,
    /// 1 is just met, more is better.
    reached: f64,
    met: bool,
}

/// What was measured in rounds: medians.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    per_second: f64,
    p50_us: f64,
    p99_us: f64,
    cpu_us: f64,
}

impl Report {
    /// The report on `figures`.
    pub fn new(machine: String, load: f64, rounds: usize, figures: &Figures) -> Self {
        Self {
            machine,
            load,
            rounds,
            aims: aims(figures),
            measured: rows(figures),
            once: figures.once.iter().map(|(name, value)| (*name, *value)).collect(),
        }
    }

    /// As `docs/speed.md` has it.
    pub fn markdown(&self) -> String {
        let quiet = if self.load < QUIET_LOAD {
            "quiet"
        } else {
            "**busy with other work: take no figure from this run but the memory**"
        };
        let mut lines = vec![
            format!("{}; medians of {}.", self.machine, self.rounds),
            format!("The machine was {quiet} (load {:.1} before the run).", self.load),
            String::new(),
            "| figure | measured | aim | reached | met |".into(),
            "| --- | --- | --- | --- | --- |".into(),
        ];
        lines.extend(self.aims.iter().map(|aim| {
            let met = if aim.met { "yes" } else { "**no**" };
            format!(
                "| {} | {} | {} | {:.2} | {met} |",
                aim.figure, aim.measured, aim.aim, aim.reached
            )
        }));
        lines.extend([
            String::new(),
            "| by the clock | per second | p50 µs | p99 µs | server's CPU µs each |".into(),
            "| --- | --- | --- | --- | --- |".into(),
        ]);
        lines.extend(self.measured.iter().map(|row| {
            format!(
                "| {} | {:.0} | {:.0} | {:.0} | {:.1} |",
                row.name, row.per_second, row.p50_us, row.p99_us, row.cpu_us
            )
        }));
        lines.extend(
            self.once
                .iter()
                .map(|(name, value)| format!("| {name} | {value:.1} | | | |")),
        );
        lines.join("\n")
    }
}

fn rows(figures: &Figures) -> Vec<Row> {
    let rows = figures.rounds.iter().map(|(name, rounds)| {
        let of = |part: fn(&Measured) -> f64| median(rounds.iter().map(part).collect());
        Row {
            name,
            per_second: of(|one| one.per_second),
            p50_us: of(|one| one.p50),
            p99_us: of(|one| one.p99),
            cpu_us: of(|one| one.cpu),
        }
    });
    rows.collect()
}

impl Figures {
    fn middle(&self, name: &str, part: fn(&Measured) -> f64) -> Option<f64> {
        let rounds = self.rounds.get(name)?;
        Some(median(rounds.iter().map(part).collect()))
    }

    /// Turns in a second of the server's processor time.
    fn rate(&self, name: &str) -> Option<f64> {
        self.middle(name, |one| 1e6 / one.cpu)
    }

    fn p99(&self, name: &str) -> Option<f64> {
        self.middle(name, |one| one.p99 / 1e3)
    }

    fn once(&self, name: &str) -> Option<f64> {
        self.once.get(name).copied()
    }
}

/// More is better.
fn at_least(figure: &'static str, value: f64, aim: f64, words: &str) -> Aim {
    Aim {
        figure,
        measured: format!("{value:.0} per core-second"),
        aim: format!("at least {aim:.0}: {words}"),
        reached: value / aim,
        met: value >= aim,
    }
}

/// Less is better.
fn at_most(figure: &'static str, value: f64, aim: f64, unit: &str, words: &str) -> Aim {
    Aim {
        figure,
        measured: format!("{value:.1} {unit}"),
        aim: format!("at most {aim:.1} {unit}{words}"),
        reached: aim / value,
        met: value <= aim,
    }
}

/// The aims of which everything was measured.
fn aims(figures: &Figures) -> Vec<Aim> {
    let groups = [
        form(figures),
        questions(figures),
        accepts(figures),
        latency(figures),
        memory(figures),
        start(figures),
        reload(figures),
    ];
    groups.into_iter().flatten().flatten().collect()
}

fn form(figures: &Figures) -> Option<Vec<Aim>> {
    let (value, echo, store) = (
        figures.rate(name::FORM)?,
        figures.rate(name::ECHO)?,
        figures.rate(name::STORE_FORM)?,
    );
    let scale = echo / peers::ECHO;
    let figure = "form steps, everything durable";
    Some(vec![
        at_least(
            figure,
            value,
            0.5 * echo.min(store),
            "half of the slower of echo and store",
        ),
        at_least(figure, value, scale * peers::BOTBUILDER, "botbuilder, scaled"),
        at_least(
            figure,
            value,
            scale * 100.0 * peers::RASA_FORM,
            "100 times Rasa, scaled",
        ),
    ])
}

fn questions(figures: &Figures) -> Option<Vec<Aim>> {
    let (value, store) = (figures.rate(name::QUESTIONS)?, figures.rate(name::STORE_QUESTIONS)?);
    let new = figures.rate(name::NEW_QUESTIONS)?;
    let scale = figures.rate(name::ECHO)? / peers::ECHO;
    let figure = "known questions, everything durable";
    Some(vec![
        at_least(figure, value, 0.5 * store, "half of the store alone"),
        at_least(figure, value, scale * 0.5 * peers::NLP_JS, "half of nlp.js, scaled"),
        at_least(
            figure,
            value,
            scale * 100.0 * peers::RASA_QUESTIONS,
            "100 times Rasa, scaled",
        ),
        at_least(
            "new questions by meaning, everything durable",
            new,
            scale * 2.5 * peers::RASA_QUESTIONS,
            "2.5 times Rasa, scaled",
        ),
    ])
}

fn accepts(figures: &Figures) -> Option<Vec<Aim>> {
    let (value, echo) = (figures.rate(name::ACCEPTS)?, figures.rate(name::ECHO_ACCEPTS)?);
    Some(vec![at_least(
        "accepts, hello answered",
        value,
        0.5 * echo,
        "half of the echo's, first echo answered",
    )])
}

fn latency(figures: &Figures) -> Option<Vec<Aim>> {
    let (value, echo, store) = (
        figures.p99(name::OPEN)?,
        figures.p99(name::ECHO_OPEN)?,
        figures.p99(name::STORE_OPEN)?,
    );
    Some(vec![at_most(
        "p99, 5,000 form steps/s due on 1,000 connections",
        value,
        5.0 * echo + 2.0 * store,
        "ms",
        ": 5 times the echo's and twice the store's",
    )])
}

fn memory(figures: &Figures) -> Option<Vec<Aim>> {
    let value = figures.once(name::MEMORY)?;
    let figure = "memory per silent visitor, session included";
    Some(vec![
        at_most(figure, value, 9_000.0, "bytes", ""),
        at_most(figure, value, peers::SOCKET_IO, "bytes", ": Socket.IO"),
    ])
}

fn start(figures: &Figures) -> Option<Vec<Aim>> {
    Some(vec![
        at_most("start to first answer", figures.once(name::START)?, 1_000.0, "ms", ""),
        at_most("memory then", figures.once(name::IDLE_MEMORY)?, 200.0, "MB", ""),
        at_most(
            "start to first answer, by words alone",
            figures.once(name::START_BY_WORDS)?,
            300.0,
            "ms",
            "",
        ),
        at_most("memory then", figures.once(name::MEMORY_BY_WORDS)?, 60.0, "MB", ""),
    ])
}

fn reload(figures: &Figures) -> Option<Vec<Aim>> {
    let wait = QUIET.as_secs_f64() * 1e3;
    Some(vec![
        at_most(
            "a changed answer of 1,000 is live",
            figures.once(name::LIVE_AFTER)?,
            250.0 + wait,
            "ms",
            ": 250 after the wait for further saves",
        ),
        at_most(
            "p99 of questions meanwhile",
            figures.once(name::P99_CHANGING)?,
            2.0 * figures.once(name::P99_QUIET)?,
            "ms",
            ": twice that of before",
        ),
    ])
}
