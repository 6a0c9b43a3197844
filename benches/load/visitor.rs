//! What visitors do, turn by turn.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::json;

use crate::client::Client;
use crate::drive::Turns;
use crate::{Result, questions};

/// A script of frames.
#[derive(Clone)]
pub enum Script {
    /// The bare echo: a frame of 105 bytes and back.
    Echo,
    /// An errand's cards, round and round: a choice, a card of five fields, and "back" twice. Two events a turn, the
    /// visitor's and the next prompt, and a state with personal values, all of which the store keeps.
    Form,
    /// Questions for members, from a list that begins again at its end.
    Questions(Arc<Vec<String>>),
    /// The same, but no question is asked twice.
    NewQuestions(Arc<Vec<String>>),
}

/// What is filled in on the cards of [`Script::Form`]: the first alone, the others together.
pub const FIELDS: [(&str, &str); 6] = [
    ("id_kind", "tax_id"),
    ("claim_1_reference", "CLM-2026-004711"),
    ("claim_1_first_name", "Ruth"),
    ("claim_1_last_name", "Miller"),
    ("claim_1_service_date", "11/5/2026"),
    ("claim_1_billed", "$1,240.50"),
];

/// One visitor on a connection of their own.
pub struct Visitor {
    client: Client,
    script: Script,
    /// Turns so far.
    turns: usize,
    /// Where in the list of questions this visitor began.
    first: usize,
    /// The prompt that is open.
    prompt: String,
    /// The last thing that the bot said.
    pub heard: String,
}

/// The frame of the echo: as long as a short question's.
const ECHO: &str =
    r#"{"type":"say","id":"01JD8Z6M1Q0000000000000000","text":"how do i get a new pin, and how long does it take?"}"#;

/// The turns of [`Script::Form`].
const ROUND: usize = 4;

impl Visitor {
    /// Connects, says hello, and comes to where the script's rounds begin. `number` tells visitors apart.
    pub async fn arrive(address: SocketAddr, script: Script, number: usize) -> Result<Self> {
        let mut visitor = Self {
            client: Client::connect(address).await?,
            script,
            turns: 0,
            first: number * 7,
            prompt: String::new(),
            heard: String::new(),
        };
        if let Script::Echo = visitor.script {
            return Ok(visitor);
        }
        visitor.hello().await?;
        if let Script::Form = visitor.script {
            visitor.say("verify ownership").await?;
        }
        Ok(visitor)
    }

    async fn hello(&mut self) -> Result<()> {
        let audience = match self.script {
            Script::Form => "provider",
            _ => "member",
        };
        let hello = json!({ "type": "hello", "audience": audience });
        self.client.send(&hello.to_string()).await?;
        let welcome = self.client.next().await?;
        match welcome.starts_with(r#"{"type":"welcome""#) {
            true => Ok(()),
            false => Err(format!("not welcome: {welcome}").into()),
        }
    }

    /// Says something and waits until it is committed and answered.
    pub async fn say(&mut self, text: &str) -> Result<()> {
        let id = self.new_id();
        self.deliver(&json!({ "type": "say", "id": id, "text": text }).to_string())
            .await
    }

    /// Goes without a word.
    pub fn hang_up(self) -> Result<()> {
        self.client.hang_up()
    }

    fn new_id(&mut self) -> String {
        self.turns += 1;
        format!("m{}", self.turns)
    }

    async fn form_turn(&mut self) -> Result<()> {
        let fields = match self.turns % ROUND {
            1 => &FIELDS[..1],
            2 => &FIELDS[1..],
            _ => return self.say("back").await,
        };
        let values: BTreeMap<&str, &str> = fields.iter().copied().collect();
        let id = self.new_id();
        let fill = json!({ "type": "fill", "id": id, "prompt": self.prompt, "values": values });
        self.deliver(&fill.to_string()).await
    }

    /// Sends a frame; the turn is over when its ack and the bot's line have come, in either order.
    async fn deliver(&mut self, frame: &str) -> Result<()> {
        self.client.send(frame).await?;
        let (mut acknowledged, mut answered) = (false, false);
        while !(acknowledged && answered) {
            let reply = self.client.next().await?;
            if reply.starts_with(r#"{"type":"ack""#) {
                acknowledged = true;
            } else if reply.starts_with(r#"{"type":"error""#) {
                return Err(format!("{frame} was answered with {reply}").into());
            } else if reply.contains(r#""from":{"kind":"bot"}"#) {
                answered = true;
                self.heard.clear();
                self.heard.push_str(reply);
                if let Some((_, prompt)) = reply.split_once(r#""kind":"prompt","prompt":""#) {
                    self.prompt = prompt.chars().take_while(|letter| *letter != '"').collect();
                }
            }
        }
        Ok(())
    }
}

impl Turns for Visitor {
    async fn turn(&mut self) -> Result<()> {
        match &self.script {
            Script::Echo => {
                self.client.send(ECHO).await?;
                self.client.next().await.map(drop)
            }
            Script::Form => self.form_turn().await,
            Script::Questions(questions) => {
                let questions = Arc::clone(questions);
                self.say(&questions[(self.first + self.turns) % questions.len()]).await
            }
            Script::NewQuestions(questions) => {
                let known = &questions[self.turns % questions.len()];
                let question = questions::new(known, self.first * 10_000 + self.turns);
                self.say(&question).await
            }
        }
    }
}
