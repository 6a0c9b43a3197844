//! The reliability diagram: what was claimed, and what came true.

use std::fmt::Write;

use super::plot::{Plot, circle, line, path, text};
use super::{ABOVE, Head, Marks, opening, percent, questions};
use crate::evaluation::{Bin, Case, bins, expected_calibration_error};

const PLOT: Plot = Plot {
    left: 84.0,
    above: ABOVE,
    width: 500.0,
    height: 320.0,
    top: 1.0,
};

/// How high the tallest bar of the counts is, and where the bars stand.
const BARS: (f64, f64) = (64.0, ABOVE + 468.0);

/// The reliability diagram of `cases` (DeGroot & Fienberg 1983): a dot for each bin of probabilities, as high as the share that
/// came out right; on the dashed line probabilities hold. Below, how many questions each bin has. `about`: what was measured.
pub fn reliability(about: &str, cases: &[Case], marks: Marks) -> String {
    let bins = bins(cases);
    let error = expected_calibration_error(&bins);
    let mut out = opening(&Head {
        id: "reliability",
        title: "Does 80 % mean 80 %?",
        about,
        figure: &error.map_or_else(String::new, |error| format!("expected calibration error {error:.3}")),
        words: &in_words(&bins),
        height: ABOVE + 492.0,
    });
    PLOT.axes(&mut out, "probability that was claimed", "share that came out right");
    line(
        &mut out,
        "ideal",
        (PLOT.x(0.0), PLOT.y(0.0)),
        (PLOT.x(1.0), PLOT.y(1.0)),
    );
    let near = marks.answer - marks.offer < 0.3;
    mark(&mut out, "offer from", marks.offer, 8.0);
    mark(&mut out, "answer from", marks.answer, if near { 24.0 } else { 8.0 });
    dots(&mut out, &bins);
    counts(&mut out, &bins);
    out.push_str("</svg>\n");
    out
}

/// Where a band begins. `above`: how far above the field that is said.
fn mark(out: &mut String, name: &str, from: f32, above: f64) {
    let x = PLOT.x(f64::from(from));
    line(out, "mark", (x, PLOT.above), (x, PLOT.foot()));
    let words = format!("{name} {}", percent(f64::from(from), 0));
    text(out, "marked middle", (x, PLOT.above - above), &words);
}

fn dots(out: &mut String, bins: &[Bin]) {
    let at = |bin: &Bin| (PLOT.x(bin.probability), PLOT.y(bin.right));
    for bin in bins {
        line(out, "gap", at(bin), (at(bin).0, PLOT.y(bin.probability)));
    }
    path(out, bins.iter().map(at));
    for bin in bins {
        circle(out, "dot", at(bin), 5.0);
    }
}

/// The bars below, each with its number.
#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn counts(out: &mut String, bins: &[Bin]) {
    let (tallest, foot) = BARS;
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1);
    for bin in bins {
        let height = tallest * bin.count as f64 / most as f64;
        let (x, width) = (PLOT.x(bin.from) + 3.0, PLOT.width * (bin.to - bin.from) - 6.0);
        let _ = writeln!(
            out,
            "<rect class=\"bar\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>",
            foot - height
        );
        text(
            out,
            "tick middle",
            (x + width / 2.0, foot - height - 5.0),
            &bin.count.to_string(),
        );
    }
    line(out, "edge", (PLOT.x(0.0), foot), (PLOT.x(1.0), foot));
    text(out, "tick end", (PLOT.left - 8.0, foot - 4.0), "questions");
}

fn in_words(bins: &[Bin]) -> String {
    let mut words =
        String::from("For each range of probabilities, what was claimed on average and what share came out right.");
    for bin in bins {
        let _ = write!(
            words,
            "\n{} to {}: {}, {} claimed, {} right.",
            percent(bin.from, 0),
            percent(bin.to, 0),
            questions(bin.count),
            percent(bin.probability, 1),
            percent(bin.right, 1)
        );
    }
    words
}
