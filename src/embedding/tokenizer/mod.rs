//! Texts to the numbers of word pieces: WordPiece as BERT's uncased models were trained with.
//!
//! The text is normalized (`letters`), split into words, and each word is cut into the longest pieces that the vocabulary
//! has, from the left. It gives what the `tokenizers` package gives (`tests/embedding/tokens.jsonl` has 1,000 texts), but for
//! one thing: `[SEP]` and its like, typed into a text, are brackets and letters as any others.

mod letters;

use std::collections::HashMap;

use letters::Letter;

/// Pieces of one text at most, with the marks of its beginning and end.
pub const MOST_PIECES: usize = 128;

/// Letters of one text that are looked at: many times what fills [`MOST_PIECES`].
const MOST_LETTERS: usize = 16_384;

/// Letters of the longest word that is cut into pieces; longer ones are unknown. BERT's own limit.
const LONGEST_WORD: usize = 100;

/// What the pieces of a vocabulary that continue a word begin with.
const CONTINUING: &str = "##";

/// The vocabulary, ready to cut texts.
pub struct Tokenizer {
    /// Pieces that begin a word.
    first: HashMap<&'static str, i32>,
    /// Pieces that continue one, without their mark.
    further: HashMap<&'static str, i32>,
    /// The longest piece, in bytes.
    longest: usize,
    begin: i32,
    end: i32,
    unknown: i32,
}

/// A vocabulary without one of the pieces that stand for something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the vocabulary has no {0}")]
pub struct Incomplete(&'static str);

impl Tokenizer {
    /// Reads a vocabulary: a piece in each line, numbered from 0.
    ///
    /// # Errors
    /// Where one of `[CLS]`, `[SEP]` and `[UNK]` is missing.
    pub fn read(vocabulary: &'static str) -> Result<Self, Incomplete> {
        let (mut first, mut further, mut longest) = (HashMap::new(), HashMap::new(), 0);
        for (number, piece) in (0..).zip(vocabulary.lines()) {
            match piece.strip_prefix(CONTINUING) {
                Some(rest) if !rest.is_empty() => further.insert(rest, number),
                _ => first.insert(piece, number),
            };
            longest = longest.max(piece.len());
        }
        let special = |name| first.get(name).copied().ok_or(Incomplete(name));
        let (begin, end, unknown) = (special("[CLS]")?, special("[SEP]")?, special("[UNK]")?);
        Ok(Self {
            first,
            further,
            longest,
            begin,
            end,
            unknown,
        })
    }

    /// The numbers of the pieces of `text`: 2 to [`MOST_PIECES`], whatever the text is. What does not fit is left out.
    pub fn pieces(&self, text: &str) -> Vec<i32> {
        let mut pieces = vec![self.begin];
        let mut word = String::new();
        for letter in letters::of(text.chars().take(MOST_LETTERS)) {
            if pieces.len() + 1 >= MOST_PIECES {
                break;
            }
            match letter {
                Letter::OfAWord(letter) => word.push(letter),
                Letter::Gap => self.cut(&mut word, &mut pieces),
                Letter::Alone(letter) => {
                    self.cut(&mut word, &mut pieces);
                    word.push(letter);
                    self.cut(&mut word, &mut pieces);
                }
            }
        }
        self.cut(&mut word, &mut pieces);
        pieces.truncate(MOST_PIECES - 1);
        pieces.push(self.end);
        pieces
    }

    /// Adds the pieces of `word`, and empties it.
    fn cut(&self, word: &mut String, pieces: &mut Vec<i32>) {
        let before = pieces.len();
        let mut rest = word.as_str();
        if rest.chars().count() > LONGEST_WORD {
            pieces.push(self.unknown);
            rest = "";
        }
        while !rest.is_empty() {
            let known = if pieces.len() == before {
                &self.first
            } else {
                &self.further
            };
            let Some((number, after)) = self.longest_piece(rest, known) else {
                pieces.truncate(before);
                pieces.push(self.unknown);
                break;
            };
            pieces.push(number);
            rest = after;
        }
        word.clear();
    }

    /// The longest piece that `rest` begins with, and what comes after it.
    fn longest_piece<'a>(&self, rest: &'a str, known: &HashMap<&str, i32>) -> Option<(i32, &'a str)> {
        let ends = (1..=rest.len().min(self.longest)).rev();
        ends.filter_map(|end| rest.split_at_checked(end))
            .find_map(|(piece, after)| Some((*known.get(piece)?, after)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOCABULARY: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\npin\n##s\n##ning\n.\na\n##a\n##";

    fn pieces(text: &str) -> Vec<i32> {
        Tokenizer::read(VOCABULARY).unwrap().pieces(text)
    }

    #[test]
    fn a_word_is_cut_into_the_longest_pieces() {
        assert_eq!(pieces("Pins, pinning."), [2, 4, 5, 1, 4, 6, 7, 3]);
        assert_eq!(pieces(""), [2, 3]);
    }

    #[test]
    fn a_word_with_an_unknown_part_is_unknown_as_a_whole() {
        assert_eq!(pieces("pinx pin"), [2, 1, 4, 3]);
    }

    #[test]
    fn a_word_of_more_than_100_letters_is_unknown() {
        assert_eq!(pieces(&"a".repeat(100)).len(), 102);
        assert_eq!(pieces(&"a".repeat(101)), [2, 1, 3]);
    }

    #[test]
    fn a_long_text_ends_where_the_model_does() {
        let long = pieces(&"pin ".repeat(1_000_000));
        assert_eq!((long.len(), long.last()), (MOST_PIECES, Some(&3)));
        assert_eq!(pieces(&" ".repeat(10_000_000)), [2, 3]);
        assert_eq!(pieces(&"a".repeat(10_000_000)), [2, 1, 3]);
    }

    #[test]
    fn a_typed_mark_is_nothing_special() {
        assert_eq!(pieces("[SEP]"), [2, 1, 1, 1, 3]);
    }

    #[test]
    fn a_vocabulary_must_be_whole() {
        assert_eq!(Tokenizer::read("[CLS]\n[UNK]").err(), Some(Incomplete("[SEP]")));
    }
}
