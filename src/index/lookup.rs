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
#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// Sorted, each once.
    rows: Vec<(u64, u32)>,
}

impl Lookup {
    /// The rows of each answer and errand, by its name.
    pub(super) fn by_name(rows: &[Row]) -> Self {
        Self::new((0..).zip(rows).map(|(number, row)| (row.name(), number)))
    }

    /// The rows of each normalized way to ask.
    pub(super) fn by_form<'a>(rows: &'a [Row]) -> Self {
        let forms = |(number, row): (u32, &'a Row)| row.forms.iter().map(move |form| (form.text.as_str(), number));
        Self::new((0..).zip(rows).flat_map(forms))
    }

    fn new<'a>(texts: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut rows: Vec<(u64, u32)> = texts.map(|(text, row)| (hash(text), row)).collect();
        rows.sort_unstable();
        rows.dedup();
        Self { rows }
    }

    /// The rows that may have `text`, in their order: those that have it, and seldom another one.
    pub(super) fn of(&self, text: &str) -> impl DoubleEndedIterator<Item = usize> {
        let hash = hash(text);
        let begin = self.rows.partition_point(|(other, _)| *other < hash);
        let rest = self.rows.get(begin..).unwrap_or_default();
        let same = rest.partition_point(|(other, _)| *other == hash);
        rest.iter().take(same).map(|(_, row)| *row as usize)
    }
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
    }
}
