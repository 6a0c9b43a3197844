//! The figures, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::questions::Question;
use crate::config::IndexModel;
use crate::evaluation::{Basis, Case, Confusion, Figures, answering, ranking};

/// How many confusions people are shown; `--json` has all.
const SHOWN: usize = 15;

/// All that came out.
#[derive(Serialize)]
pub(super) struct Report {
    /// What was asked.
    pub(super) content: String,
    /// What knew the meaning of words.
    pub(super) model: IndexModel,
    /// Where the questions stand.
    pub(super) file: String,
    /// How long it took until what is asked was ready, in seconds.
    pub(super) build_s: f64,
    #[serde(flatten)]
    pub(super) figures: Figures,
    /// Some figures for each kind of question that is named.
    pub(super) kinds: BTreeMap<String, Kind>,
    pub(super) confusions: Vec<Confusion>,
    /// The drawings' files.
    pub(super) diagrams: Vec<String>,
}

/// Some figures for one kind of question; see [`Figures`].
#[derive(Serialize)]
pub(super) struct Kind {
    questions: usize,
    p_at_1: Option<f64>,
    right_or_offered: Option<f64>,
    confidently_wrong: Option<f64>,
    oos_answered: Option<f64>,
}

/// The figures of each kind that `questions` name. `cases`: one for each question, in the same order.
pub(super) fn kinds(questions: &[Question], cases: &[Case]) -> BTreeMap<String, Kind> {
    let mut sorted: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for (question, case) in questions.iter().zip(cases) {
        if let Some(kind) = &question.kind {
            sorted.entry(kind.clone()).or_default().push(case.clone());
        }
    }
    let figures = |cases: Vec<Case>| {
        let answering = answering(&cases);
        Kind {
            questions: cases.len(),
            p_at_1: ranking(&cases).p_at_1,
            right_or_offered: answering.right_or_offered,
            confidently_wrong: answering.confidently_wrong,
            oos_answered: answering.oos_answered,
        }
    };
    sorted.into_iter().map(|(kind, cases)| (kind, figures(cases))).collect()
}

impl Report {
    /// One line of JSON.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Tables, without a line's end at the end.
    pub(super) fn text(&self) -> String {
        let Figures {
            questions,
            out_of_scope,
            ..
        } = self.figures;
        let mut out = format!("{}, asked {}\n", self.content, self.file);
        let model = match self.model {
            IndexModel::None => "by words alone",
            IndexModel::Minilm => "with the sentence model",
        };
        let _ = writeln!(
            out,
            "{questions} questions, {out_of_scope} of them out of scope; {model}"
        );
        self.ranks(&mut out);
        self.bands(&mut out);
        self.scope(&mut out);
        self.claims(&mut out);
        self.by_kind(&mut out);
        self.confused(&mut out);
        if !self.diagrams.is_empty() {
            let _ = writeln!(out, "\nDrawn: {}", self.diagrams.join(", "));
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn ranks(&self, out: &mut String) {
        let ranking = &self.figures.ranking;
        head(out, "How far up the right one stands (in scope)");
        row(out, percent(ranking.p_at_1), "P@1, accuracy: the first is right");
        row(
            out,
            percent(ranking.recall_at_3),
            "recall@3: of the right ones, found among the first three",
        );
        row(out, decimal(ranking.mrr), "MRR: 1 / the rank of the first right one");
        row(
            out,
            decimal(ranking.map),
            "MAP: precision at the ranks of all right ones",
        );
    }

    fn bands(&self, out: &mut String) {
        let figures = &self.figures;
        head(out, "What visitors get");
        row(
            out,
            percent(figures.right_or_offered),
            "in scope: the right one among the answers, or among the offers",
        );
        row(
            out,
            percent(figures.confidently_wrong),
            "in scope: wrong answers only, given with confidence",
        );
        row(
            out,
            percent(figures.oos_answered),
            "out of scope: an answer all the same, and not where to turn",
        );
        row(
            out,
            percent(figures.precision),
            "precision: of all questions answered, the first answer is right",
        );
        row(out, percent(figures.coverage), "coverage: of all questions, answered");
        row(
            out,
            percent(figures.coverage_in_scope),
            "coverage in scope: of these, answered",
        );
    }

    fn scope(&self, out: &mut String) {
        let figures = &self.figures;
        let from = match figures.threshold.threshold_from {
            Basis::Dev => "chosen on the other questions for the most right ones",
            Basis::DevBalanced => "chosen on the other questions for the best balance",
            Basis::Offer => "from which on something is offered",
            Basis::Given => "as asked for",
        };
        head(
            out,
            &format!("At the threshold {:.3}, {from}", figures.threshold.threshold),
        );
        let at = &figures.at_threshold;
        row(
            out,
            percent(at.accuracy_with_oos),
            "right: in scope the right one first, out of scope refused",
        );
        row(
            out,
            percent(at.in_scope_at_threshold),
            "in scope: accepted, with the right one first",
        );
        row(out, percent(at.oos_recall), "out of scope: refused");
        row(
            out,
            decimal(figures.oos_auroc),
            "AUROC: in scope is told from out of scope, at any threshold",
        );
        row(
            out,
            percent(figures.accuracy_with_oos_best),
            "right at the best threshold for these very questions (only to compare)",
        );
    }

    fn claims(&self, out: &mut String) {
        let figures = &self.figures;
        head(out, "How true probabilities are, and how long it takes");
        row(
            out,
            decimal(figures.ece),
            "ECE: expected calibration error, ten bins of equal width",
        );
        row(out, decimal(figures.aurc), "AURC: area under the risk-coverage curve");
        let build = format!("{:.2} s", self.build_s);
        row(
            out,
            build,
            "until it was ready: read, embedded, learned, the model loaded",
        );
        row(out, millis(figures.ms_per_question), "a question, on average");
        row(out, millis(figures.ms_per_question_median), "a question, the median");
    }

    fn by_kind(&self, out: &mut String) {
        if self.kinds.is_empty() {
            return;
        }
        head(out, "By kind");
        let columns = [
            "questions",
            "    P@1",
            "right or offered",
            "wrong answer",
            "answered out of scope",
        ];
        let _ = writeln!(out, "  {:<10}  {}", "", columns.join("  "));
        for (name, kind) in &self.kinds {
            let figures = [
                kind.questions.to_string(),
                percent(kind.p_at_1),
                percent(kind.right_or_offered),
                percent(kind.confidently_wrong),
                percent(kind.oos_answered),
            ];
            let cells = columns.iter().zip(figures);
            let cells: Vec<String> = cells
                .map(|(column, figure)| format!("{figure:>0$}", column.len()))
                .collect();
            let _ = writeln!(out, "  {name:<10}  {}", cells.join("  "));
        }
    }

    fn confused(&self, out: &mut String) {
        let all = self.confusions.len();
        if all == 0 {
            return;
        }
        let shown = all.min(SHOWN);
        head(
            out,
            &format!("What was taken for what ({shown} of {all}, the most frequent first)"),
        );
        for confusion in self.confusions.iter().take(SHOWN) {
            let expected = confusion.expected.as_deref().unwrap_or("(out of scope)");
            let given = confusion.given.as_deref().unwrap_or("(nothing)");
            let answered = match confusion.answered {
                0 => "never answered".to_owned(),
                count => format!("answered {count} times").replace("answered 1 times", "answered once"),
            };
            let _ = writeln!(out, "  {:>4}  {expected} -> {given} ({answered})", confusion.count);
            let _ = writeln!(out, "        {:?}", confusion.example);
        }
    }
}

fn head(out: &mut String, title: &str) {
    let _ = writeln!(out, "\n{title}");
}

fn row(out: &mut String, figure: String, what: &str) {
    let _ = writeln!(out, "  {figure:>9}  {what}");
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn decimal(figure: Option<f64>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.3}"))
}

fn millis(time: Option<f64>) -> String {
    time.map_or_else(|| "-".to_owned(), |time| format!("{time:.2} ms"))
}
