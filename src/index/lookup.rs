//! Rows by a text that they have, among any number: their names, or their ways to ask.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::rows::Row;

/// Something by words of the content. The hash is quicker than the usual one, which withstands words that were made up to
/// collide: nobody but editors adds any.
pub(super) type ByWord<K, V> = HashMap<K, V, FixedState>;

/// The same for words alone.
pub(super) type WordSet = HashSet<String, FixedState>;

/// The rows of texts, by the texts' hashes: no text is kept a second time, so whoever looks one up makes sure that a row has
/// it.
#[derive(Debug)]
pub(super) struct Lookup {
    /// Sorted, each once.
    rows: Vec<(u64, u32)>,
    /// Where the hashes with the same leading bits begin: about one for each beginning, so that none has to be searched for.
    begins: Vec<u32>,
    /// The bits that do not lead.
    rest: u32,
}

impl Lookup {
    /// The rows of each answer and errand, by its name.
    pub(super) fn by_name(rows: &[Row]) -> Self {
        Self::new((0..).zip(rows).map(|(number, row)| (row.name(), number)))
    }

    /// The rows of each normalized way to ask.
    pub(super) fn by_form(rows: &[Row]) -> Self {
        Self::new((0..).zip(rows).flat_map(forms))
    }

    fn new<'a>(texts: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut rows: Vec<(u64, u32)> = texts.map(|(text, row)| (hash(text), row)).collect();
        rows.sort_unstable();
        rows.dedup();
        let rest = u64::BITS - 1 - rows.len().max(2).ilog2();
        let mut begins = Vec::with_capacity(2 * rows.len() + 2);
        for (place, (hash, _)) in (0u32..).zip(&rows) {
            begins.resize(begins.len().max(leading(*hash, rest) + 1), place);
        }
        Self { rows, begins, rest }
    }

    /// The rows that may have `text`, in their order: those that have it, and seldom another one.
    pub(super) fn of(&self, text: &str) -> impl DoubleEndedIterator<Item = usize> {
        let hash = hash(text);
        let first = leading(hash, self.rest);
        let begin = |leading: usize| {
            self.begins
                .get(leading)
                .map_or(self.rows.len(), |begin| *begin as usize)
        };
        let about = self.rows.get(begin(first)..begin(first + 1)).unwrap_or_default();
        let same = about.iter().filter(move |(other, _)| *other == hash);
        same.map(|(_, row)| *row as usize)
    }
}

fn forms((number, row): (u32, &Row)) -> impl Iterator<Item = (&str, u32)> {
    row.forms.iter().map(move |form| (form.text.as_str(), number))
}

/// The bits of a hash but for the last `rest`.
fn leading(hash: u64, rest: u32) -> usize {
    usize::try_from(hash >> rest).unwrap_or(usize::MAX)
}

fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_a_text_come_in_their_order_each_once() {
        let lookup = Lookup::new([("pin", 7), ("card", 3), ("pin", 2), ("pin", 7), ("", 0)].into_iter());
        let of = |text: &str| lookup.of(text).collect::<Vec<_>>();
        assert_eq!(of("pin"), [2, 7]);
        assert_eq!(of("card"), [3]);
        assert_eq!(of(""), [0]);
        assert_eq!(of("bill"), [0; 0]);
        assert_eq!(Lookup::new(std::iter::empty()).of("pin").count(), 0);
    }

    #[test]
    fn each_of_many_texts_is_found() {
        let texts: Vec<String> = (0..5_000).map(|number| format!("question {number}")).collect();
        let lookup = Lookup::new(texts.iter().map(String::as_str).zip(0..));
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(lookup.of(text).collect::<Vec<_>>(), [number]);
        }
    }
}
