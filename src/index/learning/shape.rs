//! The kernel: when two texts are the like of each other.

/// What two texts have in common whatever they are, so that the regression has a constant.
const CONSTANT: f64 = 0.05;

/// The weight of the nearest way to ask beside the regression.
const NEAREST: f32 = 0.4;

/// The weight of the words beside the regression.
const WORDS: f32 = 0.2;

/// A kernel, and what else makes a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::index) struct Shape {
    /// How fast two vectors cease to be alike: exp(-narrow |a - b|²).
    narrow: f64,
    /// How much likeness in letters counts.
    letters: f64,
    /// How much is smoothed: the variance of the noise that is expected.
    pub(super) smooth: f64,
    /// The weight of the answer beside the regression.
    told: f32,
}

/// What a score is made of, each as it is before it is weighted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::index) struct Parts {
    /// What the regression says: about -1 (another subject) to 1.
    pub(in crate::index) learned: f32,
    /// The nearest way to ask: the cosine, or the likeness in letters.
    pub(in crate::index) nearest: f32,
    /// The cosine with question and answer.
    pub(in crate::index) told: f32,
    /// How well the words fit, 0 to 1.
    pub(in crate::index) words: f32,
}

impl Shape {
    /// The shapes to choose from, the one to prefer where nothing speaks for another first. `alone`: most subjects have only
    /// one way to ask; `meant`: there are vectors; `answered`: there are answers.
    pub(super) fn all(alone: bool, meant: bool, answered: bool) -> Vec<Self> {
        if !meant {
            let plain = |smooth| Self {
                narrow: 0.0,
                letters: 1.0,
                smooth,
                told: 0.0,
            };
            return [0.3, 0.1, 1.0].map(plain).to_vec();
        }
        let told: &[f32] = match (answered, alone) {
            (false, _) => &[0.0],
            (true, true) => &[0.8],
            (true, false) => &[0.4, 0.8, 0.0],
        };
        let mut shapes = Vec::new();
        let smooths: &[f64] = if alone { &[1.0] } else { &[0.3, 1.0, 0.1] };
        for narrow in [1.0, 0.5] {
            for letters in [0.25, 0.5, 0.0] {
                for smooth in smooths {
                    shapes.extend(told.iter().map(|told| Self {
                        narrow,
                        letters,
                        smooth: *smooth,
                        told: *told,
                    }));
                }
            }
        }
        shapes
    }

    /// How alike two texts are, from their cosine (where there are vectors) and their likeness in letters.
    pub(super) fn kernel(&self, cosine: Option<f32>, alike: f32) -> f64 {
        let meaning = cosine.map_or(0.0, |cosine| (-2.0 * self.narrow * (1.0 - f64::from(cosine))).exp());
        meaning + self.letters * f64::from(alike) + CONSTANT
    }

    /// The score: 0 to about 1, the same scale for all subjects of a content.
    pub(in crate::index) fn score(&self, parts: &Parts) -> f32 {
        self.weighted(parts) / self.whole()
    }

    /// Parts as they add up to the score, for people to read.
    pub(in crate::index) fn shares(&self, parts: &Parts) -> Parts {
        let whole = self.whole();
        Parts {
            learned: (parts.learned + 1.0) / whole,
            nearest: NEAREST * parts.nearest / whole,
            told: self.told * parts.told / whole,
            words: WORDS * parts.words / whole,
        }
    }

    fn weighted(&self, parts: &Parts) -> f32 {
        parts.learned + 1.0 + NEAREST * parts.nearest + self.told * parts.told + WORDS * parts.words
    }

    fn whole(&self) -> f32 {
        2.0 + NEAREST + self.told + WORDS
    }

    /// The same kernel with another regression's smoothing.
    pub(super) fn smoothed(self, smooth: f64) -> Self {
        Self { smooth, ..self }
    }

    /// A score's difference in the units of the regression.
    pub(in crate::index) fn units(&self, difference: f32) -> f32 {
        difference * self.whole()
    }
}
