//! The files of a set, as everyone gets them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use frontdesk::accounts::contract::Policy;
use frontdesk::content;
use frontdesk::conversation::Audience;
use frontdesk::faq;

use crate::Result;
use crate::questions::{self, Entry, Question};
use crate::sets::Set;

/// The files of a set.
pub struct Files {
    /// The questions about our own content that the product gets; nothing for the other sets.
    pub own: Option<PathBuf>,
    /// The banks that questions are asked of: one, or for our own content one for each audience.
    pub banks: Vec<Bank>,
    /// Whether thresholds are chosen for the best mean of both kinds of questions, as there are both in `dev`.
    pub balanced: bool,
}

/// A bank and what it is asked.
pub struct Bank {
    /// What can be found.
    pub bank: PathBuf,
    /// What is asked.
    pub questions: PathBuf,
    /// What thresholds are chosen on.
    pub dev: Option<PathBuf>,
}

/// The files of a set below `data`; nothing where it is not there. What is made of them is written to `scratch`.
pub fn of(set: &Set, data: &Path, scratch: &Path) -> Result<Option<Files>> {
    let Some(folder) = set.folder.map(|folder| data.join(folder)) else {
        return own(scratch).map(Some);
    };
    let there = |name: &str| Some(folder.join(name)).filter(|file| file.is_file());
    let (Some(bank), Some(mut questions)) = (there("bank.jsonl"), there("test.jsonl")) else {
        return Ok(None);
    };
    if set.typos {
        let slipped = scratch.join(format!("{}.jsonl", set.name));
        questions::with_typos(&questions, &slipped)?;
        questions = slipped;
    }
    let dev = there("dev.jsonl");
    let balanced = dev.as_deref().map(any_out_of_scope).transpose()?;
    Ok(Some(Files {
        own: None,
        balanced: balanced.unwrap_or(false),
        banks: vec![Bank { bank, questions, dev }],
    }))
}

fn any_out_of_scope(file: &Path) -> Result<bool> {
    let questions: Vec<Question> = questions::read(file)?;
    Ok(questions.iter().any(|question| question.expect.is_empty()))
}

/// Our own content with the questions that nothing is chosen by, and for the peers, who know of no audiences, a bank for each.
fn own(scratch: &Path) -> Result<Files> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let asked = root.join("tests/questions/reporting.jsonl");
    let entries = entries(root)?;
    let mut banks = Vec::new();
    for audience in [Audience::Member, Audience::Provider] {
        let name = audience.as_str();
        let bank = scratch.join(format!("{name}-bank.jsonl"));
        let theirs: Vec<&Entry> = entries
            .iter()
            .filter(|(whose, _)| *whose == audience)
            .map(|(_, entry)| entry)
            .collect();
        questions::write(&bank, &theirs)?;
        let questions = scratch.join(format!("{name}.jsonl"));
        let mut theirs: Vec<Question> = questions::read(&asked)?;
        theirs.retain(|question| question.audience == name);
        questions::write(&questions, &theirs)?;
        banks.push(Bank {
            bank,
            questions,
            dev: None,
        });
    }
    Ok(Files {
        own: Some(asked),
        banks,
        balanced: false,
    })
}

/// The answers and errands below `root`, as entries of a bank.
fn entries(root: &Path) -> Result<Vec<(Audience, Entry)>> {
    let flows = content::flows(root, &Policy::default());
    let names: BTreeSet<_> = flows.set.flows.keys().cloned().collect();
    let mut texts = BTreeMap::new();
    read_below(&root.join("faq"), "", &mut texts)?;
    let filled = |text: &str| {
        Ok(faq::Filled {
            text: text.to_owned(),
            names: BTreeSet::new(),
        })
    };
    let known = faq::Names {
        flows: &names,
        sources: None,
    };
    let answers = faq::read(&texts, known, &filled, &mut faq::Kept::default()).entries;
    let answers = answers.into_iter().map(|answer| {
        let entry = Entry {
            id: format!("faq:{}", answer.id),
            question: answer.question.text,
            also: answer.also.into_iter().map(|phrase| phrase.text).collect(),
            answer: answer.text,
        };
        (answer.audience, entry)
    });
    let errands = flows.set.flows.values().filter_map(|closure| {
        let (question, also) = closure.flow.start.split_first()?;
        let entry = Entry {
            id: format!("flow:{}", closure.flow.id),
            question: question.clone(),
            also: also.to_vec(),
            answer: String::new(),
        };
        Some((closure.flow.audience, entry))
    });
    Ok(answers.chain(errands).collect())
}

/// The Markdown files below a folder, by their path from it.
fn read_below(folder: &Path, path: &str, texts: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{path}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_below(&entry.path(), &format!("{name}/"), texts)?;
        } else if name.ends_with(".md") {
            texts.insert(name, fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}
