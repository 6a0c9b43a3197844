//! The parts of a text: "how do i reset my password, and when does my pin come" asks two things.
//!
//! A text is parted at its signs, and a sentence at its "and". Parts count only where each is clear on its own and they
//! are about different things; else the text is taken as a whole.

use std::cell::Cell;

use super::asking;
use super::understand::{DISPUTED, MOST_CANDIDATES};
use crate::dialogue::{Band, Candidate, Subject, Understanding};

mod pieces;

pub(super) use pieces::{beginning, sentences};

/// Parts of a text at most that are answered.
const MOST_ANSWERED: usize = 3;

/// Parts at most that are looked for, the whole included: each costs as much as a question of its own.
const MOST_ASKED: u32 = 12;

/// The probability of what is, word for word, a known way to ask.
const KNOWN: f32 = 1.0;

/// What `ask` makes of a text and of its parts: of the whole, or of each part that is clear, in their order. `ask` gets a
/// text with what was talked about just before it; `same` says whether two subjects are in effect one.
///
/// # Errors
/// What `ask` says.
pub(super) fn understand<E>(
    text: &str,
    ask: impl Fn(&str, &[Subject]) -> Result<Understanding, E>,
    same: impl Fn(&Subject, &Subject) -> bool,
) -> Result<Understanding, E> {
    let left = Cell::new(MOST_ASKED);
    let ask = |text: &str, before: &[Subject]| match left.get().checked_sub(1) {
        Some(fewer) => {
            left.set(fewer);
            ask(text, before)
        }
        None => Ok(Understanding::default()),
    };
    let whole = ask(text, &[])?;
    let known = whole.candidates.first().is_some_and(|first| first.probability >= KNOWN);
    if whole.band == Band::Answer && known {
        return Ok(whole);
    }
    let mut clear = clear_parts(text, &ask, &same)?;
    // What shall not be done is never begun, whatever stands beside it.
    let refuses = asking::refuses(text);
    clear.retain(|part| !refuses || matches!(part.candidate.subject, Subject::Entry(_)));
    Ok(decide(whole, clear, same))
}

/// A part of a text that is clear on its own.
#[derive(Debug, Clone)]
struct Part {
    candidate: Candidate,
    /// Whether it only tells something, while another part asks.
    tells: bool,
}

/// The parts of a text that are clear, in their order.
fn clear_parts<E>(
    text: &str,
    ask: &impl Fn(&str, &[Subject]) -> Result<Understanding, E>,
    same: &impl Fn(&Subject, &Subject) -> bool,
) -> Result<Vec<Part>, E> {
    let sentences = pieces::of(text);
    let asked = sentences.iter().any(|sentence| asks(sentence));
    let mut clear: Vec<Part> = Vec::new();
    for sentence in sentences {
        let pieces = clear_pieces(sentence, ask, same, &clear)?;
        let part_of_text = sentence.len() + 2 <= text.trim().len();
        let alone = match pieces.len() {
            0 | 1 if part_of_text => clear_one(ask(sentence, &topics(&clear))?).map(|candidate| Part {
                candidate,
                tells: !asks(sentence),
            }),
            _ => None,
        };
        for part in alone.map_or(pieces, |alone| vec![alone]) {
            let tells = asked && part.tells;
            add(&mut clear, Part { tells, ..part }, same);
        }
    }
    Ok(clear)
}

/// Whether a sentence or a piece of it asks for something or wishes it.
fn asks(sentence: &str) -> bool {
    asking::asks_anything(sentence)
        || pieces::pieces(sentence)
            .iter()
            .any(|piece| asking::asks_anything(&piece.text))
}

/// The whole, or its clear parts.
///
/// Where the whole is clear too, it must be about one of them, which comes first then, and what only tells something must be
/// surer than the whole: else it is the story before the question. Where the whole is not clear and the only part that is
/// clear is about something else, both are offered.
fn decide(whole: Understanding, mut clear: Vec<Part>, same: impl Fn(&Subject, &Subject) -> bool) -> Understanding {
    let first = whole.candidates.first();
    let is_first = |part: &Part| first.is_some_and(|first| same(&part.candidate.subject, &first.subject));
    if let (Band::Answer, Some(first)) = (whole.band, first) {
        clear.retain(|part| !part.tells || part.candidate.probability >= first.probability);
        if clear.len() < 2 || !clear.iter().any(is_first) {
            return whole;
        }
        clear.sort_by_key(|part| !is_first(part));
    }
    match clear.as_slice() {
        [] => return whole,
        [part] if part.candidate.probability < KNOWN && !is_first(part) => {
            return offered(part.candidate.clone(), whole, same);
        }
        _ => {}
    }
    let mut answers: Vec<Candidate> = clear.into_iter().map(|part| part.candidate).collect();
    answers.truncate(MOST_ANSWERED);
    let besides = answers.split_off(1);
    Understanding {
        band: Band::Answer,
        candidates: answers,
        besides,
    }
}

/// An offer of what a part is about and of what the whole may be about.
fn offered(part: Candidate, whole: Understanding, same: impl Fn(&Subject, &Subject) -> bool) -> Understanding {
    let others = whole.candidates.into_iter();
    let others = others.filter(|other| !same(&other.subject, &part.subject));
    let mut candidates: Vec<Candidate> = others.take(MOST_CANDIDATES - 1).collect();
    candidates.push(Candidate {
        probability: part.probability.min(DISPUTED),
        ..part
    });
    candidates.sort_by(|one, other| other.probability.total_cmp(&one.probability));
    Understanding {
        band: Band::Offer,
        candidates,
        besides: Vec::new(),
    }
}

/// What the pieces of a sentence are about, if each is clear; else those that are, word for word, a way to ask.
fn clear_pieces<E>(
    sentence: &str,
    ask: &impl Fn(&str, &[Subject]) -> Result<Understanding, E>,
    same: &impl Fn(&Subject, &Subject) -> bool,
    before: &[Part],
) -> Result<Vec<Part>, E> {
    let mut clear: Vec<Part> = before.to_vec();
    let mut found: Vec<Part> = Vec::new();
    let mut all = true;
    for piece in pieces::pieces(sentence) {
        let mut candidate = clear_one(ask(&piece.text, &topics(&clear))?);
        if let (None, Some(headed)) = (&candidate, &piece.headed) {
            candidate = clear_one(ask(headed, &topics(&clear))?);
        }
        let Some(candidate) = candidate else {
            all = false;
            continue;
        };
        let tells = piece.headed.is_none() && !asking::asks_anything(&piece.text);
        let part = Part { candidate, tells };
        add(&mut clear, part.clone(), same);
        add(&mut found, part, same);
    }
    found.retain(|part| all || part.candidate.probability >= KNOWN);
    Ok(found)
}

fn clear_one(understanding: Understanding) -> Option<Candidate> {
    let clear = understanding.band == Band::Answer;
    understanding.candidates.into_iter().next().filter(|_| clear)
}

/// Nothing is answered twice.
fn add(clear: &mut Vec<Part>, part: Part, same: &impl Fn(&Subject, &Subject) -> bool) {
    let same = |known: &Part| same(&known.candidate.subject, &part.candidate.subject);
    if !clear.iter().any(same) {
        clear.push(part);
    }
}

/// What the talk is about after some parts, newest first.
fn topics(clear: &[Part]) -> Vec<Subject> {
    clear.iter().rev().map(|part| part.candidate.subject.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Thresholds;
    use super::*;
    use crate::conversation::{EntryId, FlowId};
    use crate::words::normalize;

    fn entry(name: &str) -> Subject {
        Subject::Entry(EntryId::new(format!("member/topic/{name}")).unwrap())
    }

    /// Understands as a table says: what is not in it is not clear.
    fn asked(text: &str, table: &[(&str, Subject)]) -> Vec<Subject> {
        let table: Vec<_> = table
            .iter()
            .cloned()
            .map(|(known, subject)| (known, subject, 0.9))
            .collect();
        sure(text, &table)
    }

    /// The same, as sure as the table says.
    fn sure(text: &str, table: &[(&str, Subject, f32)]) -> Vec<Subject> {
        understood(text, table).1
    }

    fn understood(text: &str, table: &[(&str, Subject, f32)]) -> (Band, Vec<Subject>) {
        let ask = |text: &str, _: &[Subject]| {
            let known = table.iter().find(|(known, ..)| *known == normalize(text));
            let candidate = known.map(|(_, subject, probability)| Candidate {
                subject: subject.clone(),
                probability: *probability,
            });
            let band = candidate
                .as_ref()
                .map(|candidate| Thresholds::default().band(candidate.probability));
            Ok::<_, ()>(Understanding {
                band: band.unwrap_or(Band::Unknown),
                candidates: candidate.into_iter().collect(),
                besides: Vec::new(),
            })
        };
        let understanding = understand(text, ask, |one, other| one == other).unwrap();
        let all = understanding.candidates.into_iter().chain(understanding.besides);
        (understanding.band, all.map(|candidate| candidate.subject).collect())
    }

    #[test]
    fn each_clear_part_counts_once_and_in_its_order() {
        let reset = ("how do i reset my password", entry("reset"));
        let when = ("when does my pin come", entry("when"));
        let table = [reset.clone(), when.clone()];
        for text in [
            "How do I reset my password and when does my pin come?",
            "how do i reset my password? when does my pin come?",
            "hello there, how do i reset my password and also when does my pin come",
            "how do i reset my password, when does my pin come, how do i reset my password",
        ] {
            assert_eq!(asked(text, &table), [entry("reset"), entry("when")], "{text}");
        }
        assert_eq!(asked("my name is ruth, when does my pin come", &table), [entry("when")]);
        assert_eq!(asked("when does my pin come and so on", &table), []);
    }

    #[test]
    fn a_text_that_is_clear_as_a_whole_is_parted_only_where_it_is_one_of_its_parts() {
        let parts = [("why do i need a pin", entry("what")), ("a password", entry("rules"))];
        let text = "why do i need a pin and a password";
        assert_eq!(asked(text, &parts), [entry("what"), entry("rules")]);
        let with_whole = |subject| {
            let mut table = parts.to_vec();
            table.push((text, subject));
            asked(text, &table)
        };
        assert_eq!(with_whole(entry("protects")), [entry("protects")]);
        assert_eq!(with_whole(entry("rules")), [entry("rules"), entry("what")]);
    }

    #[test]
    fn what_is_told_before_a_clear_question_is_its_story() {
        let question = ("can i use that name again", entry("keep"), 0.95);
        let story = ("i had a login back in 2008", entry("again"), 0.9);
        let text = "I had a login back in 2008, can I use that name again?";
        let asked = |whole: &[(&str, Subject, f32)]| {
            let table: Vec<_> = whole.iter().chain([&question, &story]).cloned().collect();
            sure(text, &table)
        };
        let whole = normalize(text);
        assert_eq!(asked(&[(&whole, entry("keep"), 0.99)]), [entry("keep")]);
        assert_eq!(asked(&[(&whole, entry("keep"), 0.85)]), [entry("keep"), entry("again")]);
        assert_eq!(asked(&[]), [entry("again"), entry("keep")]);
        let told = [
            ("i lost my pin", entry("lost"), 0.9),
            ("i forgot my password", entry("reset"), 0.9),
            ("i lost my pin and i forgot my password", entry("reset"), 0.95),
        ];
        let both = [entry("reset"), entry("lost")];
        assert_eq!(
            sure("i lost my pin and i forgot my password", &told),
            both,
            "nothing asks"
        );
    }

    #[test]
    fn one_clear_part_of_a_text_that_seems_to_be_about_something_else_is_offered_beside_that() {
        let text = "we are not in your network. how do i get on the site";
        let part = ("how do i get on the site", entry("help"), 0.95);
        let of = |whole: (&str, Subject, f32)| {
            let table = [part.clone(), whole];
            understood(text, &table)
        };
        let whole = normalize(text);
        let (band, offered) = of((&whole, entry("not-contracted"), 0.7));
        assert_eq!(
            (band, offered),
            (Band::Offer, vec![entry("not-contracted"), entry("help")])
        );
        let (band, answered) = of((&whole, entry("help"), 0.5));
        assert_eq!((band, answered), (Band::Answer, vec![entry("help")]));
    }

    #[test]
    fn a_thing_alone_takes_the_place_of_the_one_before() {
        let table = [
            ("how do i reset my password", entry("reset")),
            ("how do i reset my pin", entry("lost")),
        ];
        let both = [entry("reset"), entry("lost")];
        assert_eq!(asked("how do i reset my password and my pin", &table), both);
        assert_eq!(asked("how do i reset my password as well as my pin?", &table), both);
    }

    #[test]
    fn a_text_of_many_parts_is_asked_a_few_times() {
        let asked = Cell::new(0);
        let ask = |_: &str, _: &[Subject]| {
            asked.set(asked.get() + 1);
            Ok::<_, ()>(Understanding::default())
        };
        let text = "reset my pin and my card and my name. ".repeat(1_000);
        understand(&text, ask, |_, _| false).unwrap();
        assert_eq!(asked.get(), MOST_ASKED);
    }

    #[test]
    fn what_shall_not_be_done_is_no_part() {
        let errand = Subject::Flow(FlowId::new("reissue-pin").unwrap());
        let table = [("send me a new pin", errand), ("what is a pin", entry("what"))];
        assert_eq!(asked("please do not, ever, send me a new pin", &table), []);
        assert_eq!(
            asked("don't send me a new pin, what is a pin?", &table),
            [entry("what")]
        );
    }
}
