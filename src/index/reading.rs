//! A text as the index reads it: what it asks for, each thing with how much it tells.

use std::collections::HashSet;

use super::analyzer::Word;
use super::stems::{StemId, Stems};
use super::synonyms::Synonyms;

/// How much a word counts that stands for another one.
pub(super) const SYNONYM: f32 = 0.85;

/// How much a mended word counts.
const MENDED: f32 = 0.9;

/// What a text asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    groups: Vec<Group>,
    /// All that the text tells: the sum of the weights.
    mass: f32,
    /// All stems that may be found for it, sorted, each once: sums over them are the same in every call to the last bit.
    stems: Vec<StemId>,
}

/// A word, or a run of words that stands for something else.
#[derive(Debug, Clone)]
struct Group {
    /// The stems of the words themselves, to know a repetition by.
    words: Vec<String>,
    weight: f32,
    /// The words themselves, then what they can stand for.
    alternatives: Vec<Alternative>,
}

#[derive(Debug, Clone)]
struct Alternative {
    stems: Vec<StemId>,
    /// What its stems tell, unknown ones included.
    mass: f32,
    /// What a match counts.
    value: f32,
    /// Whether the index knows all of its stems.
    known: bool,
}

impl Reading {
    /// Reads `words`. Those that say nothing are left out, unless there are no others. `mended` words count a little less.
    pub(super) fn new(words: &[Word], mended: &HashSet<String>, synonyms: &Synonyms, stems: &Stems) -> Self {
        let all_stop = words.iter().all(|word| word.stop);
        let mut reading = Self::default();
        let mut rest = words;
        while let Some(word) = rest.first() {
            let (length, meanings) = synonyms.at_start(rest).unwrap_or((1, &[]));
            let run = rest.get(..length).unwrap_or_default();
            rest = rest.get(length..).unwrap_or_default();
            if meanings.is_empty() && word.stop && !all_stop {
                continue;
            }
            let value = if run.iter().any(|word| mended.contains(&word.text)) {
                MENDED
            } else {
                1.0
            };
            let own = run.iter().filter(|word| all_stop || !word.stop);
            let words: Vec<String> = own.map(|word| word.stem.clone()).collect();
            let mut alternatives = vec![Alternative::new(words.iter().map(String::as_str), value, stems)];
            alternatives.extend(
                meanings
                    .iter()
                    .map(|meaning| Alternative::new(meaning.iter().map(String::as_str), value * SYNONYM, stems)),
            );
            reading.add(Group::new(words, alternatives));
        }
        reading
    }

    fn add(&mut self, group: Group) {
        if group.weight <= 0.0 || self.groups.iter().any(|known| known.words == group.words) {
            return;
        }
        self.mass += group.weight;
        for alternative in &group.alternatives {
            self.stems.extend(&alternative.stems);
        }
        self.stems.sort_unstable();
        self.stems.dedup();
        self.groups.push(group);
    }

    /// The stems that may be found for the text, sorted, each once.
    pub(super) fn stems(&self) -> &[StemId] {
        &self.stems
    }

    /// The part, 0 to 1, of what the text tells that is in a text whose stems weigh as `weight` says (0 for one that is
    /// not there).
    pub(super) fn covered(&self, weight: impl Fn(StemId) -> f32, stems: &Stems) -> f32 {
        if self.mass <= 0.0 {
            return 0.0;
        }
        let found = |group: &Group| {
            let best = group
                .alternatives
                .iter()
                .map(|alternative| alternative.found(&weight, stems));
            group.weight * best.fold(0.0, f32::max)
        };
        self.groups.iter().map(found).sum::<f32>() / self.mass
    }
}

impl Group {
    fn new(words: Vec<String>, alternatives: Vec<Alternative>) -> Self {
        let known = alternatives
            .iter()
            .filter(|alternative| alternative.known)
            .map(|alternative| alternative.mass);
        let own = alternatives.first().map_or(0.0, |own| own.mass);
        // The commonest of the known ways to say it says how much it tells: a rare slip of a common word tells no more.
        let weight = known.reduce(f32::min).unwrap_or(own);
        Self {
            words,
            weight,
            alternatives,
        }
    }
}

impl Alternative {
    fn new<'a>(words: impl Iterator<Item = &'a str>, value: f32, stems: &Stems) -> Self {
        let mut alternative = Self {
            stems: Vec::new(),
            mass: 0.0,
            value,
            known: true,
        };
        for word in words {
            match stems.id(word) {
                Some(stem) => {
                    alternative.mass += stems.tells(stem);
                    alternative.stems.push(stem);
                }
                None => {
                    alternative.mass += stems.unknown_tells();
                    alternative.known = false;
                }
            }
        }
        alternative
    }

    fn found(&self, weight: &impl Fn(StemId) -> f32, stems: &Stems) -> f32 {
        if self.mass <= 0.0 {
            return 0.0;
        }
        let found: f32 = self.stems.iter().map(|stem| weight(*stem) * stems.tells(*stem)).sum();
        self.value * found / self.mass
    }
}

#[cfg(test)]
mod tests {
    use super::super::analyzer::Analyzer;
    use super::*;

    #[test]
    fn stems_come_in_their_order_each_once() {
        let analyzer = Analyzer::new("", "");
        let (synonyms, flaws) = Synonyms::read("pin = secret number", &analyzer);
        assert_eq!(flaws, []);
        let mut stems = Stems::default();
        for word in analyzer.words("letter number secret office pin arrive") {
            stems.intern(&word.stem);
        }
        stems.weigh(std::iter::once(0..6), std::iter::empty());
        let words = analyzer.words("pin arrives by letter from the office, secret number");
        let reading = Reading::new(&words, &HashSet::new(), &synonyms, &stems);
        assert_eq!(reading.stems(), [0, 1, 2, 3, 4, 5]);
    }
}
