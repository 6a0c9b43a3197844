//! What members ask.

use std::fs;
use std::path::Path;

use crate::Result;

/// The questions of all answers for members, word for word.
pub fn known(content: &Path) -> Result<Vec<String>> {
    let mut questions = Vec::new();
    collect(&content.join("faq/member"), &mut questions)?;
    questions.sort();
    Ok(questions)
}

fn collect(folder: &Path, questions: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, questions)?;
        } else {
            let text = fs::read_to_string(&path)?;
            let question = text.lines().find_map(|line| line.strip_prefix("question: "));
            questions.extend(question.map(|question| question.trim_matches('"').to_owned()));
        }
    }
    Ok(())
}

/// A question that nobody has asked: a known one with a word at its end that is like no other.
pub fn new(known: &str, number: usize) -> String {
    let mut rest = number;
    let letters = std::iter::from_fn(|| {
        let letter = char::from(b'a' + u8::try_from(rest % 26).ok()?);
        rest /= 26;
        Some(letter)
    });
    let word: String = letters.take(5).collect();
    format!("{} xq{word}", known.trim_end_matches('?'))
}
