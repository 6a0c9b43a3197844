//! The risk-coverage curve: the more is answered, the more of it is wrong.

use std::fmt::Write;

use super::plot::{Plot, circle, line, path, text};
use super::{ABOVE, Head, Marks, opening, percent};
use crate::evaluation::{Case, Point, area_under_risk_coverage, risk_coverage as curve_of};

/// The upper ends that the axis of the risk may have.
const TOPS: [f64; 6] = [0.05, 0.1, 0.2, 0.3, 0.5, 1.0];

/// The risk-coverage curve of `cases`: across the share of questions that would be answered from one probability on, upward the
/// share of these answers that would be wrong. The two spots stand where the bands begin. `about`: what was measured.
pub fn risk_coverage(about: &str, cases: &[Case], marks: Marks) -> String {
    let curve = curve_of(cases);
    let area = area_under_risk_coverage(&curve);
    let spots = spots(&curve, marks);
    let highest = curve.iter().map(|point| point.risk).fold(0.0, f64::max);
    let plot = Plot {
        left: 84.0,
        above: ABOVE,
        width: 500.0,
        height: 320.0,
        top: TOPS.into_iter().find(|top| highest <= *top).unwrap_or(1.0),
    };
    let mut out = opening(&Head {
        id: "risk",
        title: "How much can be answered, at what risk?",
        about,
        figure: &area.map_or_else(String::new, |area| format!("area under the curve {area:.3}")),
        words: &in_words(&curve, &spots),
        height: ABOVE + 428.0,
    });
    plot.axes(
        &mut out,
        "share of all questions that is answered",
        "share of the answers that is wrong",
    );
    // From the axis on, as flat as the first point: there is nothing more certain than it.
    let start = curve.first().map(|first| (plot.x(0.0), plot.y(first.risk)));
    let points = curve.iter().map(|point| (plot.x(point.coverage), plot.y(point.risk)));
    path(&mut out, start.into_iter().chain(points));
    for (row, spot) in (0..).zip(&spots) {
        let (x, y) = (plot.x(spot.point.coverage), plot.y(spot.point.risk));
        line(&mut out, "mark", (x, y), (x, plot.foot()));
        circle(&mut out, "spot", (x, y), 6.0);
        text(&mut out, "marked middle", (x, y - 12.0), spot.letter);
        let below = 70.0 + 20.0 * f64::from(row);
        text(&mut out, "marked", (24.0, plot.foot() + below), &spot.words());
    }
    out.push_str("</svg>\n");
    out
}

/// A place on the curve at which a band begins.
struct Spot {
    letter: &'static str,
    band: &'static str,
    from: f32,
    point: Point,
}

impl Spot {
    fn words(&self) -> String {
        format!(
            "{} · {} from {}: {} of the questions, {} of them wrong",
            self.letter,
            self.band,
            percent(f64::from(self.from), 0),
            percent(self.point.coverage, 1),
            percent(self.point.risk, 1)
        )
    }
}

fn spots(curve: &[Point], marks: Marks) -> Vec<Spot> {
    let bands = [
        ("A", "answered", marks.answer),
        ("O", "answered or offered", marks.offer),
    ];
    let spot = |(letter, band, from)| {
        // The end of what has at least that probability.
        let point = *curve.iter().rev().find(|point| point.probability >= from)?;
        Some(Spot {
            letter,
            band,
            from,
            point,
        })
    };
    bands.into_iter().filter_map(spot).collect()
}

fn in_words(curve: &[Point], spots: &[Spot]) -> String {
    let mut words =
        String::from("The share of wrong answers, by how many of the questions are answered, the surest first.");
    for tenth in 1..=10 {
        let coverage = f64::from(tenth) / 10.0;
        if let Some(point) = curve.iter().find(|point| point.coverage >= coverage) {
            let _ = write!(
                words,
                "\n{} answered: {} wrong.",
                percent(point.coverage, 0),
                percent(point.risk, 1)
            );
        }
    }
    for spot in spots {
        let _ = write!(words, "\n{}.", spot.words());
    }
    words
}
