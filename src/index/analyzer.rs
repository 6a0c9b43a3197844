//! Words to stems: what two texts have in common whatever their endings, case and accents.

use std::borrow::Borrow;
use std::rc::Rc;

use frostem::{Algorithm, Stemmer};

use super::lookup::{ByWord, WordSet};
use crate::words::normalize;

/// Words at most of one text; the others are not looked at.
pub(super) const MOST_WORDS: usize = 64;

/// Letters at most of one text; the others are not looked at.
pub(super) const MOST_LETTERS: usize = 2_000;

/// Bytes of the longest word that is looked at.
const LONGEST_WORD: usize = 40;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is compared.
    pub(super) text: String,
    /// Without its ending.
    pub(super) stem: String,
    /// Whether it says nothing about what the text is about.
    pub(super) stop: bool,
}

/// Turns texts into words.
pub(super) struct Analyzer {
    stemmer: Stemmer,
    stop: WordSet,
    /// Everyday words.
    common: Vec<Word>,
}

impl Analyzer {
    /// An analyzer with the stop words of `index/stopwords.txt`: one a line, `#` begins a remark.
    pub(super) fn new(stopwords: &str, common: &str) -> Self {
        let stop = lines(stopwords).flat_map(|(_, line)| words(line)).collect();
        let mut analyzer = Self {
            stemmer: Stemmer::new(Algorithm::English),
            stop,
            common: Vec::new(),
        };
        analyzer.common = lines(common)
            .flat_map(|(_, line)| words(line))
            .map(|word| analyzer.word(word))
            .collect();
        analyzer
    }

    /// The words of `text`, in order; the first [`MOST_WORDS`] of its first 2,000 letters.
    pub(super) fn words(&self, text: &str) -> Vec<Word> {
        words(text)
            .into_iter()
            .take(MOST_WORDS)
            .map(|word| self.word(word))
            .collect()
    }

    /// One word.
    pub(super) fn word(&self, text: String) -> Word {
        Word {
            stem: self.stemmer.stem(&text).into_owned(),
            stop: self.stop.contains(&text),
            text,
        }
    }

    /// The everyday words.
    pub(super) fn common(&self) -> &[Word] {
        &self.common
    }

    /// The words that say nothing.
    pub(super) fn stop(&self) -> impl Iterator<Item = &str> {
        self.stop.iter().map(String::as_str)
    }

    /// The stems of `text` that say something; all of them, where none does.
    pub(super) fn stems(&self, text: &str) -> Vec<String> {
        Self::stems_of(&self.words(text)).map(str::to_owned).collect()
    }

    /// The stems of `words` that say something; all of them, where none does.
    pub(super) fn stems_of<W: Borrow<Word>>(words: &[W]) -> impl Iterator<Item = &str> {
        let words = words.iter().map(W::borrow);
        let all_stop = words.clone().all(|word| word.stop);
        let telling = words.filter(move |word| all_stop || !word.stop);
        telling.map(|word| word.stem.as_str())
    }
}

/// Turns many texts into words: each word is looked at once, however often it comes.
pub(super) struct Dictionary<'a> {
    analyzer: &'a Analyzer,
    words: ByWord<String, Rc<Word>>,
}

impl<'a> Dictionary<'a> {
    pub(super) fn new(analyzer: &'a Analyzer) -> Self {
        Self {
            analyzer,
            words: ByWord::default(),
        }
    }

    /// The words of `text`, as [`Analyzer::words`] has them.
    pub(super) fn words(&mut self, text: &str) -> Vec<Rc<Word>> {
        let normal = normalized_start(text);
        let mut words = Vec::with_capacity(MOST_WORDS);
        words.extend(parted(&normal).take(MOST_WORDS).map(|word| self.word(word)));
        words
    }

    fn word(&mut self, text: &str) -> Rc<Word> {
        if let Some(known) = self.words.get(text) {
            return Rc::clone(known);
        }
        let word = Rc::new(self.analyzer.word(text.to_owned()));
        self.words.insert(text.to_owned(), Rc::clone(&word));
        word
    }
}

/// The normalized words of a text that may be of any length.
fn words(text: &str) -> Vec<String> {
    parted(&normalized_start(text)).map(str::to_owned).collect()
}

/// As much of a text as is looked at, normalized.
fn normalized_start(text: &str) -> String {
    let end = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(end, _)| end);
    normalize(text.get(..end).unwrap_or_default())
}

/// The words of a normalized text that are not too long.
fn parted(normal: &str) -> impl Iterator<Item = &str> {
    let words = normal.split_ascii_whitespace();
    words.filter(|word| word.len() <= LONGEST_WORD)
}

/// The lines of an editors' list that say something, each with its number from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1..)
        .zip(text.lines())
        .map(|(number, line)| (number, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_case_and_stop_words_do_not_count() {
        let analyzer = Analyzer::new("# nothing\nmy\nthe\nis\n", "gets");
        assert_eq!(analyzer.stems("Resetting my PASSWORDS"), ["reset", "password"]);
        assert_eq!(analyzer.stems("the"), ["the"]);
        assert_eq!(analyzer.stems("?!"), [""; 0]);
    }

    #[test]
    fn a_dictionary_reads_as_the_analyzer_does() {
        let analyzer = Analyzer::new("my", "");
        let mut dictionary = Dictionary::new(&analyzer);
        let long = ["pin ".repeat(100), "x".repeat(41), "é".repeat(3_000)];
        for text in [
            "Resetting my PASSWORDS",
            "my passwords",
            "",
            "?!",
            &long[0],
            &long[1],
            &long[2],
        ] {
            let words = dictionary.words(text);
            assert!(words.iter().map(Rc::as_ref).eq(&analyzer.words(text)), "{text}");
        }
    }

    #[test]
    fn a_long_text_is_cut() {
        let analyzer = Analyzer::new("", "");
        assert_eq!(analyzer.words(&"pin ".repeat(1_000)).len(), MOST_WORDS);
        assert!(analyzer.words(&"x".repeat(100_000)).is_empty());
    }
}
