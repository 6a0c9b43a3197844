//! What is measured, in which order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::arrivals::{self, Passer};
use crate::drive::{self, Measured, Span};
use crate::progress::Progress;
use crate::report::Report;
use crate::server::{self, Frontdesk, Model, Server};
use crate::store::{self, Commits, Load};
use crate::visitor::Script;
use crate::{Result, content, machine, questions, reload, seconds};

/// Connections in the closed loops.
pub const FEW: usize = 100;
/// Connections in the open loop, and turns that are due a second.
pub const MANY: usize = 1_000;
/// See [`MANY`].
pub const DUE: f64 = 5_000.0;

/// A part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Stage {
    /// Cards of an errand, as fast as they can be filled in
    Form,
    /// Known questions, as fast as they can be asked
    Questions,
    /// Visitors who come and go
    Accepts,
    /// 5,000 turns a second on 1,000 connections
    Latency,
    /// What a silent visitor costs
    Memory,
    /// From the start to the first answer
    Start,
    /// A changed answer among 1,000
    Reload,
}

const STAGES: [Stage; 7] = [
    Stage::Form,
    Stage::Questions,
    Stage::Accepts,
    Stage::Latency,
    Stage::Memory,
    Stage::Start,
    Stage::Reload,
];

/// How long and how often.
pub struct Plan {
    stages: Vec<Stage>,
    rounds: usize,
    span: Span,
    silent: usize,
    starts: usize,
    changes: usize,
}

impl Plan {
    /// `only`: these stages; nothing for all.
    pub fn new(quick: bool, only: Vec<Stage>) -> Self {
        let stages = if only.is_empty() { STAGES.to_vec() } else { only };
        let span = |warm, measured| Span {
            warm: seconds(warm),
            measured: seconds(measured),
        };
        match quick {
            true => Self {
                stages,
                rounds: 1,
                span: span(0.7, 2.0),
                silent: 1_000,
                starts: 3,
                changes: 5,
            },
            false => Self {
                stages,
                rounds: 3,
                span: span(1.0, 4.0),
                silent: 5_000,
                starts: 5,
                changes: 9,
            },
        }
    }

    fn has(&self, stages: &[Stage]) -> bool {
        stages.iter().any(|stage| self.stages.contains(stage))
    }

    /// How many steps the progress has.
    fn steps(&self) -> usize {
        let each = |stages: &[Stage], steps: usize| if self.has(stages) { steps } else { 0 };
        let rounds = each(&[Stage::Form, Stage::Questions], 1)
            + each(&[Stage::Form], 2)
            + each(&[Stage::Questions], 3)
            + each(&[Stage::Accepts], 2)
            + each(&[Stage::Latency], 3);
        self.rounds * rounds + each(&[Stage::Memory], 2) + each(&[Stage::Start], 3) + each(&[Stage::Reload], 1)
    }
}

/// Everything that was measured.
#[derive(Default)]
pub struct Figures {
    /// What was measured in rounds, by name: one for each round.
    pub rounds: BTreeMap<&'static str, Vec<Measured>>,
    /// What was measured once, by name.
    pub once: BTreeMap<&'static str, f64>,
}

/// Names of figures.
pub mod name {
    pub const ECHO: &str = "echo, 100 connections";
    pub const STORE_FORM: &str = "the store alone, form steps";
    pub const FORM: &str = "form steps, 100 connections";
    pub const STORE_QUESTIONS: &str = "the store alone, known questions";
    pub const QUESTIONS: &str = "known questions, 100 connections";
    pub const NEW_QUESTIONS: &str = "new questions, 100 connections";
    pub const ECHO_ACCEPTS: &str = "echo, accepts";
    pub const ACCEPTS: &str = "accepts, hello answered";
    pub const ECHO_OPEN: &str = "echo, 5,000/s on 1,000 connections";
    pub const STORE_OPEN: &str = "the store alone, 5,000 form steps/s";
    pub const OPEN: &str = "form steps, 5,000/s on 1,000 connections";
    pub const ECHO_MEMORY: &str = "bytes per silent connection, echo";
    pub const MEMORY: &str = "bytes per silent visitor";
    pub const START: &str = "start to first answer, ms";
    pub const IDLE_MEMORY: &str = "memory after the first answer, MB";
    pub const FIRST_START: &str = "the very first start to first answer, ms";
    pub const FIRST_MEMORY: &str = "memory after the very first answer, MB";
    pub const START_BY_WORDS: &str = "start to first answer by words alone, ms";
    pub const MEMORY_BY_WORDS: &str = "memory after the first answer by words alone, MB";
    pub const LIVE_AFTER: &str = "a changed answer is live after, ms";
    pub const P99_QUIET: &str = "p99 of questions while nothing changes, ms";
    pub const P99_CHANGING: &str = "p99 of questions while answers change, ms";
}

/// Measures what the plan says. `machine`: what it is measured on.
pub async fn run(plan: &Plan, frontdesk: &Frontdesk, machine: String) -> Result<Report> {
    let load = machine::load();
    let mut runner = Runner {
        plan,
        frontdesk,
        questions: Arc::new(questions::known(&content::shipped())?),
        progress: Progress::new(plan.steps()),
        figures: Figures::default(),
    };
    for _ in 0..plan.rounds {
        runner.round().await?;
    }
    runner.once().await?;
    Ok(Report::new(machine, load, plan.rounds, &runner.figures))
}

struct Runner<'a> {
    plan: &'a Plan,
    frontdesk: &'a Frontdesk,
    questions: Arc<Vec<String>>,
    progress: Progress,
    figures: Figures,
}

impl Runner<'_> {
    /// One of each, close together, so that what else the machine does hits all alike.
    async fn round(&mut self) -> Result<()> {
        if self.plan.has(&[Stage::Form, Stage::Questions]) {
            self.closed(name::ECHO, Script::Echo).await?;
        }
        if self.plan.has(&[Stage::Form]) {
            self.store(name::STORE_FORM, Commits::Form, FEW, None)?;
            self.closed(name::FORM, Script::Form).await?;
        }
        if self.plan.has(&[Stage::Questions]) {
            self.store(name::STORE_QUESTIONS, Commits::Questions, FEW, None)?;
            let known = Script::Questions(Arc::clone(&self.questions));
            self.closed(name::QUESTIONS, known).await?;
            let new = Script::NewQuestions(Arc::clone(&self.questions));
            self.closed(name::NEW_QUESTIONS, new).await?;
        }
        if self.plan.has(&[Stage::Accepts]) {
            self.accepts(name::ECHO_ACCEPTS, Script::Echo).await?;
            self.accepts(name::ACCEPTS, Script::Questions(Arc::default())).await?;
        }
        if self.plan.has(&[Stage::Latency]) {
            self.open(name::ECHO_OPEN, Script::Echo).await?;
            self.store(name::STORE_OPEN, Commits::Form, MANY, Some(DUE))?;
            self.open(name::OPEN, Script::Form).await?;
        }
        Ok(())
    }

    /// What does not depend on how busy the machine is, or is a median by itself.
    async fn once(&mut self) -> Result<()> {
        if self.plan.has(&[Stage::Memory]) {
            for (name, script) in [
                (name::ECHO_MEMORY, Script::Echo),
                (name::MEMORY, Script::Questions(Arc::default())),
            ] {
                self.progress.step(name);
                let server = self.server(&script)?;
                let each = arrivals::memory_each(&server, &script, self.plan.silent).await?;
                self.figures.once.insert(name, each);
            }
        }
        if self.plan.has(&[Stage::Start]) {
            self.start(Model::Shipped, name::START, name::IDLE_MEMORY).await?;
            self.start(Model::First, name::FIRST_START, name::FIRST_MEMORY).await?;
            self.start(Model::None, name::START_BY_WORDS, name::MEMORY_BY_WORDS)
                .await?;
        }
        if self.plan.has(&[Stage::Reload]) {
            self.progress.step("a changed answer among 1,000");
            let change = reload::measure(self.frontdesk, &self.questions, self.plan.changes).await?;
            let once = &mut self.figures.once;
            once.insert(name::LIVE_AFTER, millis(change.live_after));
            once.insert(name::P99_QUIET, change.p99_quiet / 1e3);
            once.insert(name::P99_CHANGING, change.p99_changing / 1e3);
        }
        Ok(())
    }

    /// How long a start takes (`took`), and what the process then holds (`memory`).
    async fn start(&mut self, model: Model, took: &'static str, memory: &'static str) -> Result<()> {
        self.progress.step(took);
        let frontdesk = Frontdesk {
            model,
            ..self.frontdesk.clone()
        };
        let mut starts = Vec::new();
        for _ in 0..self.plan.starts {
            starts.push(arrivals::first_answer(&frontdesk, &self.questions).await?);
        }
        // The quickest: whatever else the machine does can only slow it.
        let quickest = starts
            .iter()
            .map(|start| millis(start.took))
            .fold(f64::INFINITY, f64::min);
        let held = median(starts.iter().map(|start| start.memory / 1e6).collect());
        self.figures.once.extend([(took, quickest), (memory, held)]);
        Ok(())
    }

    async fn closed(&mut self, name: &'static str, script: Script) -> Result<()> {
        self.progress.step(name);
        let server = self.server(&script)?;
        let visitors = arrivals::all(server.address, &script, FEW).await?;
        let (measured, _) = drive::closed(visitors, self.plan.span, || server.cpu_time()).await?;
        self.enter(name, measured);
        Ok(())
    }

    async fn open(&mut self, name: &'static str, script: Script) -> Result<()> {
        self.progress.step(name);
        let server = self.server(&script)?;
        let visitors = arrivals::all(server.address, &script, MANY).await?;
        let (measured, _) = drive::open(visitors, DUE, self.plan.span, || server.cpu_time()).await?;
        self.enter(name, measured);
        Ok(())
    }

    async fn accepts(&mut self, name: &'static str, script: Script) -> Result<()> {
        self.progress.step(name);
        let server = self.server(&script)?;
        let passers = Passer::some(server.address, &script);
        let (measured, _) = drive::closed(passers, self.plan.span, || server.cpu_time()).await?;
        self.enter(name, measured);
        Ok(())
    }

    fn store(&mut self, name: &'static str, script: Commits, conversations: usize, rate: Option<f64>) -> Result<()> {
        self.progress.step(name);
        let load = Load {
            script,
            conversations,
            rate,
            span: self.plan.span,
        };
        let measured = store::measure(load, &self.frontdesk.content)?;
        self.enter(name, measured);
        Ok(())
    }

    fn server(&self, script: &Script) -> Result<Server> {
        match script {
            Script::Echo => server::echo(),
            _ => self.frontdesk.start(),
        }
    }

    fn enter(&mut self, name: &'static str, measured: Measured) {
        self.figures.rounds.entry(name).or_default().push(measured);
    }
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
