//! All stems of an index and how much each tells.

use super::lookup::ByWord;

/// A stem, by number.
pub(super) type StemId = u32;

/// How much an everyday word tells, beside another one that stands as rarely.
const COMMON: f32 = 0.4;

/// The stems of one audience's answers and errands.
#[derive(Debug, Default)]
pub(super) struct Stems {
    ids: ByWord<String, StemId>,
    tells: Vec<f32>,
    unknown_tells: f32,
}

impl Stems {
    /// The number of a stem; a new one where it is not known yet.
    pub(super) fn intern(&mut self, stem: &str) -> StemId {
        if let Some(id) = self.ids.get(stem) {
            return *id;
        }
        let id = StemId::try_from(self.ids.len()).unwrap_or(StemId::MAX);
        self.ids.insert(stem.to_owned(), id);
        id
    }

    /// Works out how much each stem tells, from the stems of each subject's questions: the inverse document frequency of
    /// BM25 over *subjects*, so that twelve ways to ask one question don't make its words common. A stem that no question
    /// has (it stands in answers, or nowhere) tells as much as the rarest. `common`: the everyday words, each once.
    #[expect(clippy::cast_precision_loss, reason = "counts of answers")]
    pub(super) fn weigh(
        &mut self,
        subjects: impl Iterator<Item = impl Iterator<Item = StemId>>,
        common: impl Iterator<Item = StemId>,
    ) {
        let mut counts = vec![0u32; self.ids.len()];
        let mut all = 0u32;
        for stems in subjects {
            all += 1;
            for stem in stems {
                if let Some(count) = counts.get_mut(stem as usize) {
                    *count += 1;
                }
            }
        }
        let tells = |count: u32| (1.0 + (all.saturating_sub(count) as f32 + 0.5) / (count as f32 + 0.5)).ln();
        self.unknown_tells = tells(1);
        self.tells = counts.into_iter().map(|count| tells(count.max(1))).collect();
        for stem in common {
            if let Some(tells) = self.tells.get_mut(stem as usize) {
                *tells *= COMMON;
            }
        }
    }

    /// The number of a known stem.
    pub(super) fn id(&self, stem: &str) -> Option<StemId> {
        self.ids.get(stem).copied()
    }

    /// How much a stem tells.
    pub(super) fn tells(&self, stem: StemId) -> f32 {
        self.tells.get(stem as usize).copied().unwrap_or(self.unknown_tells)
    }

    /// How much a stem tells that is not known.
    pub(super) fn unknown_tells(&self) -> f32 {
        self.unknown_tells
    }
}
