//! How alike two texts are in letters: words, pairs of words and runs of two to four letters, each weighted by how rare
//! it is (tf-idf with 1 + ln tf, as scikit-learn's `TfidfVectorizer` with `sublinear_tf`), as the mean of the cosine in
//! words and the cosine in letters.

use std::collections::{BTreeMap, HashMap};

use crate::words::normalize;

/// Letters at most of a text that are looked at.
const LONGEST: usize = 400;

/// Texts, to be compared with others.
#[derive(Default)]
pub(in crate::index) struct Ngrams {
    numbers: HashMap<String, u32>,
    /// How rare each feature is.
    rare: Vec<f32>,
    /// The texts that have each feature, with its weight there.
    texts: Vec<Vec<(u32, f32)>>,
    len: usize,
}

/// The two kinds of features, which count the same; in an order of their own, so that sums are the same in every run.
#[derive(Default)]
struct Counts {
    words: BTreeMap<String, f32>,
    letters: BTreeMap<String, f32>,
}

impl Ngrams {
    /// Makes `texts` comparable.
    pub(in crate::index) fn new(texts: &[&str]) -> Self {
        let counted: Vec<Counts> = texts.iter().map(|text| Counts::of(text)).collect();
        let mut ngrams = Self {
            len: texts.len(),
            ..Self::default()
        };
        let mut standing: Vec<f32> = Vec::new();
        for feature in counted.iter().flat_map(Counts::features) {
            let next = u32::try_from(standing.len()).unwrap_or(u32::MAX);
            let number = *ngrams.numbers.entry(feature.to_owned()).or_insert(next);
            if number == next {
                standing.push(0.0);
            }
            if let Some(standing) = standing.get_mut(number as usize) {
                *standing += 1.0;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of texts")]
        let all = texts.len() as f32;
        ngrams.rare = standing
            .iter()
            .map(|count| ((1.0 + all) / (1.0 + count)).ln() + 1.0)
            .collect();
        ngrams.texts = vec![Vec::new(); standing.len()];
        for (text, counts) in (0..).zip(&counted) {
            for (number, weight) in ngrams.weighted(counts) {
                if let Some(texts) = ngrams.texts.get_mut(number as usize) {
                    texts.push((text, weight));
                }
            }
        }
        ngrams
    }

    /// How alike `text` is to each of the texts, 0 to 1.
    pub(in crate::index) fn likeness(&self, text: &str) -> Vec<f32> {
        let mut likeness = vec![0.0; self.len];
        for (number, weight) in self.weighted(&Counts::of(text)) {
            for (text, other) in self.texts.get(number as usize).into_iter().flatten() {
                if let Some(likeness) = likeness.get_mut(*text as usize) {
                    *likeness += weight * other;
                }
            }
        }
        likeness
    }

    /// The known features with their weights; those of each kind have together a length of √½ (less where some are not
    /// known), so that two products add up to a mean of cosines.
    fn weighted(&self, counts: &Counts) -> Vec<(u32, f32)> {
        let mut weighted = Vec::with_capacity(counts.words.len() + counts.letters.len());
        for kind in [&counts.words, &counts.letters] {
            let from = weighted.len();
            let mut length = 0.0;
            for (feature, count) in kind {
                let Some(number) = self.numbers.get(feature) else {
                    continue;
                };
                let rare = self.rare.get(*number as usize).copied().unwrap_or_default();
                let weight = (1.0 + count.ln()) * rare;
                length += weight * weight;
                weighted.push((*number, weight));
            }
            let scale = if length > 0.0 { (0.5 / length).sqrt() } else { 0.0 };
            for (_, weight) in weighted.iter_mut().skip(from) {
                *weight *= scale;
            }
        }
        weighted.sort_unstable_by_key(|(number, _)| *number);
        weighted
    }
}

impl Counts {
    fn of(text: &str) -> Self {
        let text: String = normalize(text).chars().take(LONGEST).collect();
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let mut counts = Self::default();
        let singles = words.iter().map(|word| format!("={word}"));
        let pairs = words.windows(2).map(|pair| format!("={}", pair.join(" ")));
        for feature in singles.chain(pairs) {
            *counts.words.entry(feature).or_default() += 1.0;
        }
        for word in words {
            let letters: Vec<char> = format!(" {word} ").chars().collect();
            for run in (2..=4).flat_map(|length| letters.windows(length)) {
                *counts.letters.entry(run.iter().collect()).or_default() += 1.0;
            }
        }
        counts
    }

    fn features(&self) -> impl Iterator<Item = &str> {
        let mut features: Vec<&str> = self
            .words
            .keys()
            .chain(self.letters.keys())
            .map(String::as_str)
            .collect();
        features.sort_unstable();
        features.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_alike_in_full_and_another_in_part() {
        let ngrams = Ngrams::new(&["i lost my pin", "reset my password", "who are you"]);
        let likeness = ngrams.likeness("I LOST my pin!");
        assert!((likeness[0] - 1.0).abs() < 1e-5, "{likeness:?}");
        assert!(likeness[1] > 0.0 && likeness[1] < likeness[0]);
        assert!(ngrams.likeness("password resetting")[1] > 0.3);
        assert!(ngrams.likeness("日本語").iter().all(|likeness| *likeness == 0.0));
        assert!(ngrams.likeness("").iter().all(|likeness| *likeness == 0.0));
    }
}
