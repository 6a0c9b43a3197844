//! An account service that keeps its promise about keys and counts what it really did.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use frontdesk::accounts::contract::{AccountService, Call, Outcome};
use tokio::sync::Semaphore;

/// Carries each call out once for its key. Sessions, and what goes wrong, are set by the test.
pub struct ScriptedAccounts {
    inner: Mutex<Inner>,
    /// Calls pass while it has permits; without any they hang.
    gate: Semaphore,
}

#[derive(Default)]
struct Inner {
    /// What was done, by key.
    done: BTreeMap<String, Outcome>,
    /// All calls that came, in order.
    calls: Vec<Call>,
    /// Subject by live session.
    sessions: BTreeMap<String, String>,
    /// So many calls are carried out, but their answers get lost.
    lost_answers: usize,
    /// So many calls are not carried out at all.
    refused: usize,
}

impl Default for ScriptedAccounts {
    fn default() -> Self {
        Self {
            inner: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        }
    }
}

impl ScriptedAccounts {
    /// Somebody signs in.
    pub fn sign_in(&self, session: &str, subject: &str) {
        let mut inner = self.inner.lock().unwrap();
        inner.sessions.insert(session.into(), subject.into());
    }

    /// A session ends.
    pub fn end(&self, session: &str) {
        self.inner.lock().unwrap().sessions.remove(session);
    }

    /// The answers to the next calls get lost on the way.
    pub fn lose_answers(&self, count: usize) {
        self.inner.lock().unwrap().lost_answers = count;
    }

    /// The next calls do not even arrive.
    pub fn refuse(&self, count: usize) {
        self.inner.lock().unwrap().refused = count;
    }

    /// From now on calls hang, until [`Self::let_through`].
    pub fn hold(&self) {
        self.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    /// So many calls that hang go on.
    pub fn let_through(&self, count: usize) {
        self.gate.add_permits(count);
    }

    /// How many letters were really sent.
    pub fn letters(&self) -> usize {
        self.inner.lock().unwrap().done.len()
    }

    /// How many calls of an operation came.
    pub fn calls(&self, operation: &str) -> Vec<Call> {
        let inner = self.inner.lock().unwrap();
        inner
            .calls
            .iter()
            .filter(|call| call.operation == operation)
            .cloned()
            .collect()
    }
}

#[async_trait]
impl AccountService for ScriptedAccounts {
    async fn call(&self, call: Call) -> Outcome {
        self.gate.acquire().await.unwrap().forget();
        let mut inner = self.inner.lock().unwrap();
        inner.calls.push(call.clone());
        match call.operation.as_str() {
            "session.look_up" => inner.look_up(&call),
            "sealed.deposit" => deposit(&call),
            _ => inner.send_letter(&call),
        }
    }
}

impl Inner {
    fn look_up(&self, call: &Call) -> Outcome {
        let session = call.context.session.clone().unwrap();
        match self.sessions.get(&session.0) {
            Some(subject) => Outcome::new(
                "active",
                [
                    ("subject", subject.as_str().into()),
                    ("audience", "member".into()),
                    ("name", "Robin".into()),
                    ("how", "pwd".into()),
                ],
            ),
            None => Outcome::new("ended", []),
        }
    }

    fn send_letter(&mut self, call: &Call) -> Outcome {
        if self.refused > 0 {
            self.refused -= 1;
            return Outcome::unavailable();
        }
        let next = format!("R{}", self.done.len() + 1);
        let outcome = Outcome::new("issued", [("receipt", next.into())]);
        let outcome = self.done.entry(call.key.as_str().to_owned()).or_insert(outcome).clone();
        if self.lost_answers > 0 {
            self.lost_answers -= 1;
            return Outcome::unavailable();
        }
        outcome
    }
}

fn deposit(call: &Call) -> Outcome {
    match call.arguments["secret"].as_str().unwrap() {
        "short" => Outcome::new("malformed", [("why", "A password has 6 characters or more.".into())]),
        "many" => Outcome::new("too_many", []),
        _ => Outcome::new("kept", [("handle", "h1".into())]),
    }
}
