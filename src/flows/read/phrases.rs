//! The phrase files: `safety.yaml`, `small-talk.yaml`, `commands.yaml`. Each is a list of `{ id, phrases, say }`;
//! commands have no `say`.

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use super::{Fields, Reader, did_you_mean, is_name};
use crate::flaw::{Code, Flaw};
use crate::flows::keys;
use crate::flows::phrases::{Command, Phrases, Reply, holds, normalize};
use crate::flows::template::Template;
use crate::yaml::{self, Node};

/// All commands, as they are written.
const COMMANDS: [&str; 10] = [
    "cancel",
    "start_over",
    "back",
    "repeat",
    "why",
    "help",
    "agent",
    "sign_in",
    "yes",
    "no",
];

/// One block of a phrase file.
struct Block {
    id: String,
    line: u32,
    /// Normalized, with their lines.
    phrases: Vec<(String, u32)>,
    say: Option<Template>,
}

impl Block {
    fn texts(&self) -> Vec<String> {
        self.phrases.iter().map(|(phrase, _)| phrase.clone()).collect()
    }

    fn reply(self) -> Option<Reply> {
        Some(Reply {
            phrases: self.texts(),
            id: self.id,
            say: self.say?,
        })
    }
}

impl Phrases {
    /// Reads and checks the three files (their texts); `facts`: `contacts` and `policy`, which replies may quote. If one of
    /// the flaws is an error, the phrases are not complete and should not go live.
    pub fn read(safety: &str, small_talk: &str, commands: &str, facts: &Value) -> (Self, Vec<Flaw>) {
        let mut flaws = Vec::new();
        let blocks = |file: &str, source: &str, says: bool| {
            let mut reader = Reader::new(file.into());
            let blocks = blocks(&mut reader, source, says, facts);
            (reader, blocks)
        };
        let (mut safety_reader, safety) = blocks("flows/safety.yaml", safety, true);
        let (mut small_talk_reader, small_talk) = blocks("flows/small-talk.yaml", small_talk, true);
        let (mut commands_reader, commands) = blocks("flows/commands.yaml", commands, false);
        let commands = known(&mut commands_reader, commands);
        outranked(&mut small_talk_reader, &small_talk, &safety);
        outranked(&mut commands_reader, commands.iter().map(|(_, block)| block), &safety);
        shadowed(&mut small_talk_reader, &small_talk, &commands);
        for reader in [&mut safety_reader, &mut small_talk_reader, &mut commands_reader] {
            flaws.append(&mut reader.flaws);
        }
        flaws.sort();
        let phrases = Self {
            safety: safety.into_iter().filter_map(Block::reply).collect(),
            small_talk: small_talk.into_iter().filter_map(Block::reply).collect(),
            commands: commands
                .into_iter()
                .map(|(command, block)| (command, block.texts()))
                .collect(),
        };
        (phrases, flaws)
    }
}

/// The blocks of one file.
fn blocks(reader: &mut Reader, source: &str, says: bool, facts: &Value) -> Vec<Block> {
    let node = match yaml::parse(reader.file(), source) {
        Ok(node) => node,
        Err(flaw) => {
            reader.flaws.push(flaw);
            return Vec::new();
        }
    };
    let mut blocks: Vec<Block> = Vec::new();
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    for node in reader.list(&node, "the file") {
        let Some(block) = block(reader, node, says, facts, &mut known) else {
            continue;
        };
        if let Some(first) = blocks.iter().find(|other| other.id == block.id) {
            let what = format!("there are two blocks `{}`, the first in line {}", block.id, first.line);
            reader.error(
                Code::FlowName,
                block.line,
                what,
                "put their phrases together, or rename one",
            );
        } else {
            blocks.push(block);
        }
    }
    blocks
}

fn block(
    reader: &mut Reader,
    node: &Node,
    says: bool,
    facts: &Value,
    known: &mut BTreeMap<String, u32>,
) -> Option<Block> {
    let mut fields = Fields::new(reader, node, if says { &keys::REPLY } else { &keys::COMMAND })?;
    let line = fields.line;
    let id = fields.need(reader, "id").and_then(|node| {
        let id = reader.text(node, "the id")?;
        if !is_name(&id) {
            let remedy = "use lower-case letters, digits and `_`, a letter first";
            reader.error(Code::FlowName, node.line, format!("`{id}` can't be an id"), remedy);
        }
        Some(id)
    });
    let phrases = fields.need(reader, "phrases").map(|node| phrases(reader, node, known));
    let say = if says {
        fields.need(reader, "say").and_then(|node| reply(reader, node, facts))
    } else {
        None
    };
    fields.finish(reader);
    Some(Block {
        id: id?,
        line,
        phrases: phrases?,
        say,
    })
}

fn phrases(reader: &mut Reader, node: &Node, known: &mut BTreeMap<String, u32>) -> Vec<(String, u32)> {
    let mut phrases = Vec::new();
    for item in reader.list(node, "`phrases`") {
        let Some(text) = reader.plain(item, "a phrase") else {
            continue;
        };
        let phrase = normalize(&text);
        if phrase.is_empty() {
            reader.error(Code::FlowPhrase, item.line, "a phrase has no words", "remove it");
        } else if let Some(first) = known.get(&phrase) {
            let what = format!("the phrase `{phrase}` stands twice, first in line {first}");
            reader.error(Code::FlowPhrase, item.line, what, "remove one of them");
        } else {
            known.insert(phrase.clone(), item.line);
            phrases.push((phrase, item.line));
        }
    }
    if phrases.is_empty() && !reader.gaps {
        reader.error(
            Code::FlowPhrase,
            node.line,
            "the block has no phrases",
            "add some, or remove the block",
        );
    }
    phrases
}

fn reply(reader: &mut Reader, node: &Node, facts: &Value) -> Option<Template> {
    let template = reader.template(node, "`say`")?;
    if let Err(error) = template.render(facts) {
        let remedy = "a reply can hold only `contacts` and `policy`, by their names";
        reader.error(
            Code::BadTemplate,
            node.line,
            format!("`say` can't be filled in: {error}"),
            remedy,
        );
    }
    Some(template)
}

/// The blocks that are commands, each command once.
fn known(reader: &mut Reader, blocks: Vec<Block>) -> Vec<(Command, Block)> {
    let mut commands = Vec::new();
    let mut missing = COMMANDS.to_vec();
    for block in blocks {
        match Command::deserialize(StrDeserializer::<Error>::new(&block.id)) {
            Ok(command) => {
                missing.retain(|name| *name != block.id);
                commands.push((command, block));
            }
            Err(_) => {
                let remedy = did_you_mean(&block.id, COMMANDS);
                reader.error(
                    Code::FlowName,
                    block.line,
                    format!("there is no command `{}`", block.id),
                    remedy,
                );
            }
        }
    }
    if !missing.is_empty() && !reader.gaps {
        let names: Vec<_> = missing.iter().map(|name| format!("`{name}`")).collect();
        let what = format!("the file lacks {}", names.join(", "));
        reader.error(
            Code::FlowPhrase,
            0,
            what,
            "add a block with `id` and `phrases` for each",
        );
    }
    commands
}

/// Phrases that never get their turn, because a safety phrase stands in them.
fn outranked<'a>(reader: &mut Reader, blocks: impl IntoIterator<Item = &'a Block>, safety: &[Block]) {
    let safety: Vec<_> = safety.iter().flat_map(|block| &block.phrases).collect();
    for (phrase, line) in blocks.into_iter().flat_map(|block| &block.phrases) {
        if let Some((other, _)) = safety.iter().find(|(other, _)| holds(phrase, other)) {
            let what = format!("`{phrase}` holds the safety phrase `{other}`, which outranks it");
            reader.error(
                Code::FlowPhrase,
                *line,
                what,
                "remove it here, or make the safety phrase longer",
            );
        }
    }
}

/// Small talk that never gets its turn, because it is a command. Yes and no are commands only where a question is open,
/// and asking for the sign-in only where an errand waits for it.
fn shadowed(reader: &mut Reader, small_talk: &[Block], commands: &[(Command, Block)]) {
    for (phrase, line) in small_talk.iter().flat_map(|block| &block.phrases) {
        let command = commands.iter().find(|(command, block)| {
            !matches!(command, Command::Yes | Command::No | Command::SignIn)
                && block.phrases.iter().any(|(other, _)| other == phrase)
        });
        if let Some((_, block)) = command {
            let what = format!("`{phrase}` is also the command `{}`, which comes first", block.id);
            reader.error(Code::FlowPhrase, *line, what, "remove it from one of the files");
        }
    }
}
