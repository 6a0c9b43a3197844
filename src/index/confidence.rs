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
            answer: 0.8,
            offer: 0.06,
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
