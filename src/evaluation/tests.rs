use super::*;

/// A case with its candidates from the best on, its probability and its band.
fn case(expected: &[&str], ranked: &[&str], probability: f32, band: Band) -> Case {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    Case {
        text: format!("about {}", expected.join(" or ")),
        expected: owned(expected),
        tolerated: Vec::new(),
        ranked: owned(ranked),
        probability,
        band,
        told: match band {
            Band::Answer => owned(ranked.get(..1).unwrap_or_default()),
            Band::Offer | Band::Unknown => Vec::new(),
        },
        offered: if band == Band::Offer { owned(ranked) } else { Vec::new() },
        micros: 1_000,
    }
}

fn sure(expected: &[&str], ranked: &[&str], probability: f32) -> Case {
    case(expected, ranked, probability, Band::Answer)
}

fn close(left: Option<f64>, right: f64) {
    let left = left.unwrap();
    assert!((left - right).abs() < 1e-6, "{left} is not {right}");
}

#[test]
fn ranks_are_measured_over_the_questions_in_scope() {
    let cases = [
        sure(&["a"], &["a", "b"], 0.9),
        sure(&["a"], &["b", "c", "a"], 0.9),
        sure(&["a"], &["b", "c", "d", "a"], 0.9),
        sure(&["a"], &[], 0.0),
        sure(&[], &["a"], 0.9),
    ];
    let ranking = ranking(&cases);
    close(ranking.p_at_1, 1.0 / 4.0);
    close(ranking.mrr, (1.0 + 1.0 / 3.0 + 1.0 / 4.0) / 4.0);
    close(ranking.map, (1.0 + 1.0 / 3.0 + 1.0 / 4.0) / 4.0);
    close(ranking.recall_at_3, 2.0 / 4.0);
}

#[test]
fn average_precision_counts_every_right_one_where_it_stands() {
    // Right at ranks 1 and 3 of three: (1/1 + 2/3 + 0) / 3.
    let cases = [sure(&["a", "b", "c"], &["a", "x", "b", "y"], 0.9)];
    let ranking = ranking(&cases);
    close(ranking.map, (1.0 + 2.0 / 3.0) / 3.0);
    close(ranking.recall_at_3, 2.0 / 3.0);
    close(ranking.mrr, 1.0);
}

#[test]
fn what_has_nothing_to_be_counted_over_is_none() {
    let threshold = Threshold {
        threshold: 0.5,
        threshold_from: Basis::Given,
    };
    let nothing = Figures::of(&[], threshold);
    assert_eq!((nothing.ranking, nothing.at_threshold), Default::default());
    assert_eq!((nothing.ece, nothing.aurc, nothing.oos_auroc), (None, None, None));
    assert_eq!((nothing.precision, nothing.coverage), (None, None));
    assert_eq!((nothing.ms_per_question, nothing.ms_per_question_median), (None, None));
    assert_eq!((best_threshold(&[]), balanced_threshold(&[])), (None, None));

    let in_scope = Figures::of(&[sure(&["a"], &["a"], 0.9)], threshold);
    assert_eq!((in_scope.oos_auroc, in_scope.at_threshold.oos_recall), (None, None));
    close(in_scope.at_threshold.accuracy_with_oos, 1.0);

    let out_of_scope = Figures::of(&[sure(&[], &["a"], 0.9)], threshold);
    assert_eq!((out_of_scope.oos_auroc, out_of_scope.accuracy), (None, None));
    close(out_of_scope.at_threshold.oos_recall, 0.0);
}

#[test]
fn the_area_under_the_roc_curve_is_exact_with_ties() {
    // In scope .9 .5 .5, out of scope .7 .5: of 6 pairs won .9>.7, .9>.5; ties .5=.5 twice; lost two.
    let cases = [
        sure(&["a"], &["a"], 0.9),
        sure(&["a"], &["b"], 0.5),
        sure(&["a"], &["a"], 0.5),
        sure(&[], &["a"], 0.7),
        sure(&[], &["a"], 0.5),
    ];
    close(area_under_roc(&cases), (2.0 + 0.5 * 2.0) / 6.0);
    let apart = [sure(&["a"], &["a"], 0.9), sure(&[], &["a"], 0.1)];
    close(area_under_roc(&apart), 1.0);
    let alike = [sure(&["a"], &["a"], 0.5), sure(&[], &[], 0.5)];
    close(area_under_roc(&alike), 0.5);
}

#[test]
fn a_threshold_refuses_what_is_below_it() {
    let cases = [
        sure(&["a"], &["a"], 0.9),
        sure(&["a"], &["b"], 0.8),
        sure(&["a"], &["a"], 0.5),
        sure(&[], &["a"], 0.6),
        sure(&[], &["a"], 0.4),
    ];
    let at = at_threshold(&cases, 0.5);
    close(at.in_scope_at_threshold, 2.0 / 3.0);
    close(at.oos_recall, 1.0 / 2.0);
    close(at.accuracy_with_oos, 3.0 / 5.0);
    let at = at_threshold(&cases, 0.85);
    close(at.in_scope_at_threshold, 1.0 / 3.0);
    close(at.oos_recall, 1.0);
}

#[test]
fn the_best_threshold_lies_between_what_is_accepted_and_what_is_not() {
    let cases = [
        sure(&["a"], &["a"], 0.9),
        sure(&["a"], &["a"], 0.8),
        sure(&[], &["a"], 0.4),
        sure(&["a"], &["b"], 0.2),
        sure(&[], &[], 0.0),
    ];
    assert_eq!(best_threshold(&cases), Some(0.6));
    close(at_threshold(&cases, 0.6).accuracy_with_oos, 4.0 / 5.0);
}

#[test]
fn without_anything_out_of_scope_nothing_is_refused() {
    let cases = [sure(&["a"], &["a"], 0.9), sure(&["a"], &["b"], 0.2)];
    assert_eq!(best_threshold(&cases), Some(0.0));
    assert_eq!(balanced_threshold(&cases), None);
}

#[test]
fn where_all_is_out_of_scope_all_is_refused() {
    let threshold = best_threshold(&[sure(&[], &["a"], 1.0), sure(&[], &["b"], 0.4)]).unwrap();
    assert!(threshold > 1.0);
}

#[test]
fn cases_with_one_probability_stand_on_one_side_of_a_threshold() {
    // Accepting .8 takes in one right and two wrong ones: better refuse all three.
    let cases = [
        sure(&["a"], &["a"], 0.9),
        sure(&["a"], &["a"], 0.8),
        sure(&[], &["a"], 0.8),
        sure(&[], &["a"], 0.8),
    ];
    assert_eq!(best_threshold(&cases), Some(f32::midpoint(0.9, 0.8)));
}

#[test]
fn the_balanced_threshold_does_not_follow_the_more_frequent_kind() {
    // One out of scope among many in scope: by accuracy it may pass, by balance it may not.
    let mut cases = vec![sure(&[], &["a"], 0.5)];
    cases.extend((0..8).map(|_| sure(&["a"], &["a"], 0.9)));
    cases.extend((0..2).map(|_| sure(&["a"], &["a"], 0.4)));
    assert_eq!(best_threshold(&cases), Some(0.0));
    assert_eq!(balanced_threshold(&cases), Some(0.7));
}

#[test]
fn what_is_tolerated_is_no_mistake_out_of_scope_only() {
    let mut pointed = sure(&[], &["where-to-turn"], 0.9);
    pointed.tolerated = vec!["where-to-turn".to_owned()];
    let mut in_scope = sure(&["a"], &["where-to-turn"], 0.9);
    in_scope.tolerated = vec!["where-to-turn".to_owned()];
    assert!(pointed.right() && !in_scope.right());
    let both = [pointed, in_scope];
    close(answering(&both).oos_answered, 0.0);
    close(answering(&both).confidently_wrong, 1.0);
    close(at_threshold(&both, 0.5).oos_recall, 1.0);
    assert_eq!(area_under_roc(&both), None);
}

#[test]
fn calibration_compares_claims_with_what_came_true() {
    // .85 and .95 in the two upper bins, 1.0 in the last; one of the two in the last bin is wrong.
    let cases = [
        sure(&["a"], &["a"], 0.85),
        sure(&["a"], &["a"], 0.9375),
        sure(&["a"], &["b"], 1.0),
        sure(&["a"], &[], 0.0),
    ];
    let bins = bins(&cases);
    assert_eq!(bins.iter().map(|bin| bin.count).collect::<Vec<_>>(), [1, 2]);
    close(Some(bins[1].right), 0.5);
    close(Some(bins[1].probability), 0.96875);
    let expected = (1.0 * 0.15 + 2.0 * 0.46875) / 3.0;
    close(expected_calibration_error(&bins), expected);
}

#[test]
fn a_bin_holds_its_lower_end() {
    let of = |probability| bins(&[sure(&["a"], &["a"], probability)])[0].from;
    close(Some(of(0.5)), 0.5);
    close(Some(of(0.499)), 0.4);
    close(Some(of(0.0)), 0.0);
    close(Some(of(1.0)), 0.9);
}

#[test]
fn bands_are_judged_by_what_the_visitor_gets() {
    let cases = [
        case(&["a"], &["a"], 0.9, Band::Answer),
        case(&["a"], &["b", "a"], 0.9, Band::Answer),
        case(&["a"], &["b", "a"], 0.5, Band::Offer),
        case(&["a"], &["b", "c"], 0.5, Band::Offer),
        case(&["a"], &["a"], 0.1, Band::Unknown),
        case(&[], &["a"], 0.9, Band::Answer),
        case(&[], &["a"], 0.5, Band::Offer),
        case(&[], &["a"], 0.1, Band::Unknown),
    ];
    let answering = answering(&cases);
    close(answering.precision, 1.0 / 3.0);
    close(answering.coverage, 3.0 / 8.0);
    close(answering.coverage_in_scope, 2.0 / 5.0);
    close(answering.right_or_offered, 2.0 / 5.0);
    close(answering.confidently_wrong, 1.0 / 5.0);
    close(answering.oos_answered, 1.0 / 3.0);
}

#[test]
fn an_answer_in_parts_is_right_where_any_part_is() {
    let parted = |expected: &[&str]| Case {
        told: vec!["a".to_owned(), "b".to_owned()],
        ..sure(expected, &["a", "b", "c"], 0.9)
    };
    let first = answering(&[parted(&["a"])]);
    assert_eq!(
        (first.right_or_offered, first.confidently_wrong),
        (Some(1.0), Some(0.0))
    );
    close(first.precision, 1.0);
    // The visitor has what was asked for, though a wrong answer came first: precision counts by the first.
    let second = answering(&[parted(&["b"])]);
    assert_eq!(
        (second.right_or_offered, second.confidently_wrong),
        (Some(1.0), Some(0.0))
    );
    close(second.precision, 0.0);
    // What only came out next was not told.
    let neither = answering(&[parted(&["c"])]);
    assert_eq!(
        (neither.right_or_offered, neither.confidently_wrong),
        (Some(0.0), Some(1.0))
    );
}

#[test]
fn out_of_scope_every_part_of_an_answer_must_be_tolerated() {
    let parted = |tolerated: &[&str]| Case {
        told: vec!["a".to_owned(), "b".to_owned()],
        tolerated: tolerated.iter().map(|id| (*id).to_owned()).collect(),
        ..sure(&[], &["a", "b"], 0.9)
    };
    close(answering(&[parted(&["a"])]).oos_answered, 1.0);
    close(answering(&[parted(&["a", "b"])]).oos_answered, 0.0);
}

#[test]
fn the_curve_goes_from_the_surest_to_all() {
    let cases = [
        sure(&["a"], &["a"], 0.9),
        sure(&["a"], &["a"], 0.7),
        sure(&["a"], &["b"], 0.7),
        sure(&["a"], &[], 0.0),
    ];
    let curve = risk_coverage(&cases);
    assert_eq!(curve.len(), 2);
    close(Some(curve[0].coverage), 0.25);
    close(Some(curve[0].risk), 0.0);
    close(Some(curve[1].coverage), 0.75);
    close(Some(curve[1].risk), 1.0 / 3.0);
    // (.25 * 0 + .5 * 1/3) / .75
    close(area_under_risk_coverage(&curve), 2.0 / 9.0);
}

#[test]
fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    let mut cases = vec![sure(&["a"], &["a"], 0.9); 4];
    for (case, micros) in cases.iter_mut().zip([1_000, 9_000, 3_000, 2_000]) {
        case.micros = micros;
    }
    let (median, mean) = selective::times(&cases);
    close(median, 2.5);
    close(mean, 3.75);
}

#[test]
fn confusions_are_counted_the_most_frequent_first() {
    let cases = [
        sure(&["a"], &["a"], 0.9),
        case(&["a"], &["b"], 0.4, Band::Offer),
        sure(&["a"], &["b"], 0.8),
        case(&["b"], &[], 0.0, Band::Unknown),
        sure(&[], &["b"], 0.9),
        case(&[], &["b"], 0.1, Band::Unknown),
    ];
    let mut surest = cases;
    surest[2].text = "the surest".to_owned();
    let told: Vec<_> = confusions(&surest)
        .into_iter()
        .map(|found| (found.expected, found.given, found.count, found.answered, found.example))
        .collect();
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(
        told,
        [
            (name("a"), name("b"), 2, 1, "the surest".to_owned()),
            (None, name("b"), 1, 1, "about ".to_owned()),
            (name("b"), None, 1, 0, "about b".to_owned()),
        ]
    );
}

#[test]
fn diagrams_are_drawn_of_anything() {
    let marks = diagram::Marks {
        answer: 0.7,
        offer: 0.3,
    };
    let cases = [
        sure(&["a"], &["a"], 1.0),
        sure(&["a"], &["b"], 0.65),
        sure(&[], &["b"], 0.0),
    ];
    for cases in [&cases[..], &[]] {
        for drawing in [diagram::reliability, diagram::risk_coverage] {
            let svg = drawing("a <b> & \u{7}c", cases, marks);
            assert!(
                svg.contains("a &lt;b&gt; &amp; c") && svg.ends_with("</svg>\n"),
                "{svg}"
            );
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}

#[test]
fn a_diagram_says_in_words_what_it_shows() {
    let marks = diagram::Marks {
        answer: 0.7,
        offer: 0.3,
    };
    let cases = [sure(&["a"], &["a"], 1.0), sure(&["a"], &["b"], 0.65)];
    let svg = diagram::reliability("two", &cases, marks);
    assert!(
        svg.contains("60 % to 70 %: 1 question, 65.0 % claimed, 0.0 % right."),
        "{svg}"
    );
    let svg = diagram::risk_coverage("two", &cases, marks);
    assert!(
        svg.contains("A · answered from 70 %: 50.0 % of the questions, 0.0 % of them wrong"),
        "{svg}"
    );
}
