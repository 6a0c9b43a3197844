//! The vectors of the content that are at hand, by the hash of their texts.

use std::sync::Arc;

use super::keys::{ByKey, Key};
use super::numbers::Numbers;

/// A vector is in use if one of the last so many requests asked for it, or was made while somebody still used it: those that
/// make one set of content, and the set before.
const IN_USE: u64 = 32;

/// So many are kept whether they are in use or not: 16 MB.
const KEPT_ANYWAY: usize = 20_000;

/// Vectors at most: 800 MB.
pub(super) const MOST: usize = 1_000_000;

/// The vectors.
#[derive(Default)]
pub(super) struct Table {
    places: ByKey<usize>,
    rows: Vec<Row>,
    requests: u64,
}

#[derive(Clone)]
struct Row {
    numbers: Arc<Numbers>,
    /// The last request that asked for it.
    asked: u64,
}

impl Table {
    /// A new request begins.
    pub(super) fn begin(&mut self) {
        self.requests += 1;
    }

    /// The vector of a text, which is then in use.
    pub(super) fn get(&mut self, key: &Key) -> Option<&Arc<Numbers>> {
        let row = self.rows.get_mut(*self.places.get(key)?)?;
        row.asked = self.requests;
        Some(&row.numbers)
    }

    /// Whoever asked for these once still uses them.
    pub(super) fn still_uses<'a>(&mut self, keys: impl Iterator<Item = &'a Key>) {
        for key in keys {
            self.get(key);
        }
    }

    /// Adds a vector. One that is there stays as it is.
    pub(super) fn add(&mut self, key: Key, numbers: Arc<Numbers>) {
        if self.rows.len() >= MOST {
            return;
        }
        let asked = self.requests;
        self.places.entry(key).or_insert_with(|| {
            self.rows.push(Row { numbers, asked });
            self.rows.len() - 1
        });
    }

    /// Whether more than twice as many are here as are in use.
    pub(super) fn is_untidy(&self) -> bool {
        self.rows.len() > KEPT_ANYWAY && self.rows.len() > 2 * self.rows.iter().filter(|row| self.uses(row)).count()
    }

    /// Leaves only those in use.
    pub(super) fn tidy(&mut self) {
        let (old, mut rows) = (std::mem::take(&mut self.places), Vec::new());
        for (key, place) in old {
            if let Some(row) = self.rows.get(place).filter(|row| self.uses(row)) {
                self.places.insert(key, rows.len());
                rows.push(row.clone());
            }
        }
        self.rows = rows;
    }

    fn uses(&self, row: &Row) -> bool {
        row.asked + IN_USE > self.requests
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Key, &Arc<Numbers>)> {
        self.places
            .iter()
            .filter_map(|(key, place)| Some((key, &self.rows.get(*place)?.numbers)))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::keys::key;
    use crate::embedding::vector::DIMENSIONS;

    fn some() -> Arc<Numbers> {
        Arc::new([1; DIMENSIONS])
    }

    fn many(count: usize) -> Table {
        let mut table = Table::default();
        table.begin();
        (0..count).for_each(|number| table.add(key(&number.to_string()), some()));
        table
    }

    #[test]
    fn what_nobody_asks_for_any_more_goes_once_it_is_the_greater_part() {
        let mut table = many(KEPT_ANYWAY + 1);
        for _ in 0..IN_USE {
            assert!(!table.is_untidy());
            table.begin();
            (0..7).for_each(|number| assert!(table.get(&key(&number.to_string())).is_some()));
        }
        assert!(table.is_untidy());
        table.tidy();
        assert_eq!((table.len(), table.all().count()), (7, 7));
        assert_eq!(table.get(&key("3")), Some(&some()));
        assert_eq!(table.get(&key("8")), None);
    }

    #[test]
    fn what_is_still_used_stays_though_nobody_asks_for_it_again() {
        let mut table = many(KEPT_ANYWAY + 1);
        let used: Vec<Key> = (0..7).map(|number: u8| key(&number.to_string())).collect();
        for _ in 0..IN_USE {
            table.begin();
            table.still_uses(used.iter());
        }
        assert!(table.is_untidy());
        table.tidy();
        assert!(used.iter().all(|key| table.get(key).is_some()));
        assert_eq!(table.len(), 7);
    }

    #[test]
    fn a_few_stay_whether_they_are_in_use_or_not() {
        let mut table = many(100);
        (0..2 * IN_USE).for_each(|_| table.begin());
        assert!(!table.is_untidy());
    }
}
