//! Visitors who come: many at a time, again and again, or once and for good.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::{Instant, sleep};

use crate::Result;
use crate::drive::Turns;
use crate::server::{Frontdesk, Server};
use crate::visitor::{Script, Visitor};

/// Visitors who arrive at the same time.
const AT_ONCE: usize = 50;

/// So many visitors, all there.
pub async fn all(address: SocketAddr, script: &Script, visitors: usize) -> Result<Vec<Visitor>> {
    stream::iter(0..visitors)
        .map(|number| Visitor::arrive(address, script.clone(), number))
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

/// Somebody who comes, is greeted and goes, over and over: each time is a turn.
pub struct Passer {
    address: SocketAddr,
    script: Script,
}

impl Passer {
    /// So many of them.
    pub fn some(address: SocketAddr, script: &Script) -> Vec<Self> {
        let passer = || Self {
            address,
            script: script.clone(),
        };
        std::iter::repeat_with(passer).take(AT_ONCE).collect()
    }
}

impl Turns for Passer {
    async fn turn(&mut self) -> Result<()> {
        let mut visitor = Visitor::arrive(self.address, self.script.clone(), 0).await?;
        if let Script::Echo = self.script {
            // What `hello` is for Frontdesk.
            visitor.turn().await?;
        }
        visitor.hang_up()
    }
}

/// Bytes of the server for each of so many visitors who are there and silent.
pub async fn memory_each(server: &Server, script: &Script, visitors: usize) -> Result<f64> {
    // What is made once, at the first visitors, is not theirs.
    drop(all(server.address, script, AT_ONCE).await?);
    sleep(Duration::from_millis(200)).await;
    let before = server.memory()?;
    let there = all(server.address, script, visitors).await?;
    sleep(Duration::from_millis(200)).await;
    Ok((server.memory()? - before) / there.len() as f64)
}

/// A start.
pub struct Start {
    /// From the start of the process to the first answer.
    pub took: Duration,
    /// Bytes that the process then holds.
    pub memory: f64,
}

/// Starts Frontdesk and asks it something.
pub async fn first_answer(frontdesk: &Frontdesk, questions: &[String]) -> Result<Start> {
    let begun = Instant::now();
    let server = frontdesk.start()?;
    let mut visitor = Visitor::arrive(server.address, Script::Questions(questions.to_vec().into()), 0).await?;
    visitor.turn().await?;
    let took = begun.elapsed();
    sleep(Duration::from_millis(300)).await;
    Ok(Start {
        took,
        memory: server.memory()?,
    })
}
