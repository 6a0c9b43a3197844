//! What people write for the words that answers use: `index/synonyms.txt`.

use std::borrow::Borrow;
use std::collections::HashMap;

use super::analyzer::{Analyzer, Word, lines};
use super::lookup::ByWord;
use crate::flaw::{Code, Flaw};

/// Words at most on the right side of a synonym.
const LONGEST: usize = 6;

/// From what is written to what it stands for, in questions and in the content alike: whoever writes what stands on a right
/// side finds the left one, and whoever writes the left one finds ways to ask that have a right side. Two right sides of one
/// line do not find each other.
#[derive(Debug, Default)]
pub(super) struct Synonyms {
    /// By the stems of what is written, parted by spaces: the stems of each thing it can stand for.
    meanings: HashMap<String, Vec<Vec<String>>>,
    /// By the first stem of what is written: how many words that has at most.
    longest: ByWord<String, usize>,
    /// The single words on the right sides, for the correction of slips.
    words: Vec<String>,
    /// What stands on the left sides.
    left: Vec<Left>,
}

/// The left side of a line.
#[derive(Debug)]
struct Left {
    line: u32,
    text: String,
    stems: Vec<String>,
}

impl Synonyms {
    /// Reads lines such as `password = passcode, pass word`. A line without `=` or with an empty side is an error, and what is
    /// left out of a right side a warning.
    pub(super) fn read(text: &str, analyzer: &Analyzer) -> (Self, Vec<Flaw>) {
        let mut synonyms = Self::default();
        let mut flaws = Vec::new();
        for (number, line) in lines(text) {
            let sides = line.split_once('=').map(|(left, right)| (analyzer.stems(left), right));
            match sides {
                Some((left, right)) if !left.is_empty() && !right.trim().is_empty() => {
                    for written in right.split(',') {
                        let words = analyzer.words(written);
                        match ignored(&words) {
                            Some(why) => flaws.push(left_out(number, written.trim(), why)),
                            None => synonyms.add(&words, &left),
                        }
                    }
                    synonyms.left.push(Left {
                        line: number,
                        text: line.split('=').next().unwrap_or_default().trim().to_owned(),
                        stems: left,
                    });
                }
                _ => flaws.push(Flaw::error(
                    Code::BadSynonym,
                    super::SYNONYMS_FILE,
                    number,
                    "this is not a synonym",
                    "write it as `password = passcode, pass word`",
                )),
            }
        }
        (synonyms, flaws)
    }

    fn add(&mut self, written: &[Word], meaning: &[String]) {
        if let Some(first) = written.first() {
            let longest = self.longest.entry(first.stem.clone()).or_default();
            *longest = written.len().max(*longest);
        }
        let meanings = self.meanings.entry(key(written)).or_default();
        if !meanings.iter().any(|known| known == meaning) {
            meanings.push(meaning.to_vec());
        }
        if let [word] = written {
            self.words.push(word.text.clone());
        }
    }

    /// What other words stand for, as it is written.
    pub(super) fn left(&self) -> impl Iterator<Item = &str> {
        self.left.iter().map(|left| left.text.as_str())
    }

    /// The longest run at the start of `words` that stands for something else: its length and what it can stand for.
    pub(super) fn at_start<W: Borrow<Word>>(&self, words: &[W]) -> Option<(usize, &[Vec<String>])> {
        let longest = *self.longest.get(&words.first()?.borrow().stem)?;
        (1..=words.len().min(longest)).rev().find_map(|length| {
            let run = words.get(..length)?;
            self.meanings
                .get(&key(run))
                .map(|meanings| (length, meanings.as_slice()))
        })
    }

    /// A warning for each line whose left side no answer and no errand has, as far as the index `knows` its stems.
    pub(super) fn unused(&self, knows: impl Fn(&str) -> bool) -> Vec<Flaw> {
        let unused = self
            .left
            .iter()
            .filter(|left| left.stems.iter().any(|stem| !knows(stem)));
        unused
            .map(|left| {
                let what = format!(
                    "no answer and no errand has the words `{}`: the synonym finds nothing",
                    left.text
                );
                let remedy = "write on the left what they say, or remove the line";
                Flaw::warning(Code::UnusedSynonym, super::SYNONYMS_FILE, left.line, what, remedy)
            })
            .collect()
    }

    /// The single words that stand for something else.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }
}

/// Why what is written on a right side is left out, if it is.
fn ignored(written: &[Word]) -> Option<&'static str> {
    if written.is_empty() {
        Some("it has no letters")
    } else if written.len() > LONGEST {
        Some("it has more than six words")
    } else if written.iter().all(|word| word.stop) {
        Some("all its words are stop words, which are not looked for")
    } else {
        None
    }
}

fn left_out(line: u32, written: &str, why: &str) -> Flaw {
    let what = format!("`{written}` stands for nothing: {why}");
    let remedy = "take it out, or write something with a word that tells what is meant";
    Flaw::warning(Code::BadSynonym, super::SYNONYMS_FILE, line, what, remedy)
}

fn key<W: Borrow<Word>>(words: &[W]) -> String {
    words
        .iter()
        .map(|word| word.borrow().stem.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flaw::Severity;

    #[test]
    fn the_longest_written_run_counts() {
        let analyzer = Analyzer::new("on", "");
        let (synonyms, flaws) =
            Synonyms::read("password = pass word, pw\nlog in = log on\nregister = log\n", &analyzer);
        assert_eq!(flaws, []);
        let at_start = |text: &str| {
            synonyms
                .at_start(&analyzer.words(text))
                .map(|(length, meanings)| (length, meanings.concat()))
        };
        assert_eq!(at_start("pass word"), Some((2, vec!["password".to_owned()])));
        assert_eq!(
            at_start("log on now"),
            Some((2, vec!["log".to_owned(), "in".to_owned()]))
        );
        assert_eq!(at_start("logs"), Some((1, vec!["regist".to_owned()])));
        assert_eq!(at_start("password"), None);
    }

    #[test]
    fn a_line_that_is_none_is_a_flaw_with_its_place() {
        let (_, flaws) = Synonyms::read("# ok\n\npassword\n= x\n", &Analyzer::new("", ""));
        assert_eq!(flaws.iter().map(|flaw| flaw.line).collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn what_stands_for_nothing_is_told() {
        let analyzer = Analyzer::new("get\nhere\nit", "");
        let text = "arrive = come, get here, it, , one two three four five six seven\nmail = post";
        let (synonyms, flaws) = Synonyms::read(text, &analyzer);
        let told: Vec<&str> = flaws.iter().map(|flaw| flaw.what.as_str()).collect();
        assert_eq!(
            told,
            [
                "`get here` stands for nothing: all its words are stop words, which are not looked for",
                "`it` stands for nothing: all its words are stop words, which are not looked for",
                "`` stands for nothing: it has no letters",
                "`one two three four five six seven` stands for nothing: it has more than six words",
            ]
        );
        assert!(
            flaws
                .iter()
                .all(|flaw| flaw.severity == Severity::Warning && flaw.line == 1)
        );
        assert_eq!(synonyms.at_start(&analyzer.words("get here")), None);
        assert!(synonyms.at_start(&analyzer.words("post")).is_some());
    }
}
