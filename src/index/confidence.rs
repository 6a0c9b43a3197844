//! From scores to the probability that the best is the right one.

use crate::dialogue::Band;

/// From which probability on there is an answer or an offer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// At or above: an answer.
    pub answer: f32,
    /// At or above: an offer of two or three.
    pub offer: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            answer: 0.7,
            offer: 0.3,
        }
    }
}

impl Thresholds {
    /// The band of a probability.
    pub fn band(&self, probability: f32) -> Band {
        if probability >= self.answer {
            Band::Answer
        } else if probability >= self.offer {
            Band::Offer
        } else {
            Band::Unknown
        }
    }
}

/// The coefficients of a logistic regression on the score and its margin. They were fitted (Newton, 747 + 56 cases) on our own
/// content: each of its 403 phrases, looked for in an index without it (weight 1, right or wrong as it came out); the 344
/// phrases of answers, looked for in an index without the whole answer and its errand (wrong, weight 0.3: near misses);
/// and 56 made-up questions about other things (wrong, weight 1). The fit gave 5.96, 5.47 and -3.79. Of the held-out
/// phrases it answers 56 % (93 % of these rightly) and offers 29 %; of the made-up questions it answers 5 % and offers 16 %.
/// The constant is a little higher than the fit's, because visitors' words are nearer to the content than its phrases,
/// which were chosen to differ, are to each other.
const SCORE: f32 = 6.0;
const MARGIN: f32 = 5.4;
const CONSTANT: f32 = -3.7;

/// With a smaller margin than this, only 5 of the 10 held-out phrases that would have been answered were answered rightly (with a
/// larger one 93 % and more): two subjects that fit alike are offered, neither is the answer.
const CLOSE: f32 = 0.1;

/// The probability of the better one of two that fit alike.
const EVEN: f32 = 0.5;

/// The probability that a subject with this `score` is the right one, `margin` above the next (below the best, if it is
/// negative).
pub(super) fn probability(score: f32, margin: f32) -> f32 {
    let probability = 1.0 / (1.0 + (-(SCORE * score + MARGIN * margin + CONSTANT)).exp());
    if margin < CLOSE {
        probability.min(EVEN)
    } else {
        probability
    }
}
