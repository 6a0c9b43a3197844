//! How well a subject fits a text: 0 to 1, the same scale for every question and every knowledge base.
//!
//! Half of it is how nearly the text is one of the known ways to ask, half how much of it the subject knows at all. The
//! figures here, in `stems` and in `reading` were chosen by leaving each of the 403 phrases of our own content out in turn:
//! the right subject came first for 80 % of them (74 % when all ways to ask counted alike, everyday words like others,
//! and only a visitor's words were looked up among the synonyms). BM25 can't be compared between
//! questions; it only chooses what is weighed here.

use super::reading::{Reading, SYNONYM};
use super::rows::{Form, Row};
use super::stems::{StemId, Stems};

/// The share of the best ways to ask in the score; the rest is what all ways and the answer have together.
const BEST: f32 = 0.5;

/// The share of the second and third way to ask in that of the best ways.
const NEXT: [f32; 3] = [0.7, 0.18, 0.12];

/// How much a word counts that stands only in the answer.
const TOLD: f32 = 0.5;

/// In how many ways to ask a word is missing for each in which it stands, when it counts half.
const FEW: f32 = 0.7;

/// How well `row` fits, as if `without`, one of its ways to ask, were not there.
pub(super) fn score(reading: &Reading, row: &Row, stems: &Stems, without: Option<usize>) -> f32 {
    BEST * best(reading, row, stems, without) + (1.0 - BEST) * together(reading, row, stems, without)
}

/// How nearly the text is one of the ways to ask.
fn best(reading: &Reading, row: &Row, stems: &Stems, without: Option<usize>) -> f32 {
    let forms = row
        .forms
        .iter()
        .enumerate()
        .filter(|(number, _)| Some(*number) != without);
    let mut likeness: Vec<f32> = forms.map(|(_, form)| likeness(reading, form, stems)).collect();
    likeness.sort_by(|one, other| other.total_cmp(one));
    likeness
        .iter()
        .zip(NEXT)
        .map(|(likeness, share)| likeness * share)
        .sum()
}

/// How alike a text and a way to ask are: the part of the text that is in the form times the part of the form that is in
/// the text, as a geometric mean.
fn likeness(reading: &Reading, form: &Form, stems: &Stems) -> f32 {
    if form.mass <= 0.0 {
        return 0.0;
    }
    let says = |stem| {
        if has(&form.stems, stem) {
            1.0
        } else if has(&form.meant, stem) {
            SYNONYM
        } else {
            0.0
        }
    };
    let covered = reading.covered(says, stems);
    let used: f32 = reading
        .stems()
        .iter()
        .map(|stem| says(*stem) * stems.tells(*stem))
        .sum();
    (covered * (used / form.mass).min(1.0)).sqrt()
}

/// How much of the text all ways to ask and the answer have together.
fn together(reading: &Reading, row: &Row, stems: &Stems, without: Option<usize>) -> f32 {
    let left_out = without.and_then(|form| row.forms.get(form));
    let asked = |stem| {
        let place = row.asked.binary_search_by_key(&stem, |(known, _)| *known).ok();
        let times = place
            .and_then(|place| row.asked.get(place))
            .map_or(0.0, |(_, times)| f32::from(*times));
        let gone = if left_out.is_some_and(|form| has(&form.stems, stem)) {
            1.0
        } else {
            0.0
        };
        let times = times - gone;
        times / (times + FEW)
    };
    let told = |stem| if has(&row.told, stem) { TOLD } else { 0.0 };
    reading.covered(|stem| asked(stem).max(told(stem)), stems)
}

fn has(stems: &[StemId], stem: StemId) -> bool {
    stems.binary_search(&stem).is_ok()
}
