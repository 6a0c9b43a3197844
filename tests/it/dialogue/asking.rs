//! Questions, other errands, ways out: outside an errand and in the middle of one.

use frontdesk::conversation::{Audience, Body, EntryId, FlowId, HandoffState};
use frontdesk::dialogue::{Band, Candidate, Effect, Keeping, Refusal, Subject, Timer, Understanding};
use serde_json::json;

use super::errands::MADE;
use super::talk::Talk;
use crate::shipped::SHIPPED;

fn member() -> Talk {
    Talk::new(&SHIPPED, Audience::Member)
}

fn entry(id: &str) -> Subject {
    Subject::Entry(EntryId::new(id).unwrap())
}

fn flow(id: &str) -> Subject {
    Subject::Flow(FlowId::new(id).unwrap())
}

fn understanding(band: Band, first: &[Subject], besides: &[Subject]) -> Understanding {
    let candidates = |subjects: &[Subject]| {
        let candidate = |subject: &Subject| Candidate {
            subject: subject.clone(),
            probability: 0.8,
        };
        subjects.iter().map(candidate).collect()
    };
    Understanding {
        band,
        candidates: candidates(first),
        besides: candidates(besides),
    }
}

fn answers(talk: &Talk) -> Vec<&str> {
    let answers = talk.said().into_iter().filter_map(|body| match body {
        Body::Answer(answer) => Some(answer.entry.as_str()),
        _ => None,
    });
    answers.collect()
}

#[test]
fn never_two_rephrases_in_a_row() {
    let mut talk = member();
    talk.say("zork quux plugh");
    assert!(talk.words().contains("other words"));
    talk.say("blah blub");
    assert_eq!(talk.offered(), ["flow:reissue-pin", "flow:reset-password", "agent"]);
    assert!(talk.words().contains("1-888-417-3479"));
    talk.say("flim flam");
    assert!(!talk.offered().is_empty() && !talk.words().contains("other words"));
    talk.say("what is a pin").say("zork quux plugh");
    assert!(talk.words().contains("other words"), "an answer begins the count anew");
}

#[test]
fn none_of_these_counts_as_the_rephrase() {
    let mut talk = member();
    talk.say("security questions");
    assert_eq!(talk.offered().last(), Some(&"rephrase"));
    talk.say("none of these");
    assert!(talk.words().contains("in other words"));
    talk.say("flim flam");
    assert_eq!(talk.offered().last(), Some(&"agent"));
}

#[test]
fn an_offer_is_taken_by_number_and_by_label() {
    let mut talk = member();
    talk.say("security questions").say("2");
    assert_eq!(answers(&talk).len(), 1);
    talk.say("what can you do").say("reset my password");
    assert_eq!(talk.asked(), Some("user_name"));
}

#[test]
fn one_possibility_is_offered_and_never_begun_or_answered() {
    for subject in [flow("reset-password"), entry("member/pin/what-is-a-pin")] {
        let mut talk = member();
        let offer = understanding(Band::Offer, &[subject], &[]);
        talk.meaning("pass the word", &offer);
        assert!(talk.words().contains("Is this what you mean?"));
        assert_eq!(talk.offered().len(), 2);
        talk.say("no");
        assert!(talk.words().contains("in other words"));
        talk.meaning("pass the word", &offer).say("yes");
        assert!(talk.asked().is_some() || !answers(&talk).is_empty());
    }
}

#[test]
fn all_that_is_clear_is_answered_and_the_errand_comes_last() {
    let (pin, rules) = ("member/pin/what-is-a-pin", "member/password/rules");
    let mut talk = member();
    talk.meaning("a and b", &understanding(Band::Answer, &[entry(pin)], &[entry(rules)]));
    assert_eq!(answers(&talk), [pin, rules]);
    let reset = [flow("reset-password")];
    let both = understanding(Band::Answer, &reset, &[entry(rules), entry("member/pin/gone")]);
    talk.meaning("c and d", &both);
    assert_eq!(answers(&talk), [rules], "what has left the content is passed over");
    assert_eq!(talk.asked(), Some("user_name"));
    talk.meaning("a and b", &understanding(Band::Answer, &[entry(pin)], &[entry(rules)]));
    assert_eq!(answers(&talk), [pin, rules]);
    assert_eq!(talk.asked(), Some("user_name"), "the prompt is asked again, once");
    let switch = understanding(Band::Answer, &[flow("reissue-pin")], &[entry(pin)]);
    talk.meaning("e and f", &switch);
    assert_eq!(answers(&talk), [pin]);
    assert_eq!(talk.offered(), ["switch:reissue-pin", "stay"]);
}

#[test]
fn of_several_errands_one_is_chosen() {
    let mut talk = member();
    let both = understanding(Band::Answer, &[flow("reset-password")], &[flow("reissue-pin")]);
    talk.meaning("both", &both);
    assert_eq!(talk.offered(), ["flow:reset-password", "flow:reissue-pin"]);
    talk.say("1");
    assert_eq!(talk.asked(), Some("user_name"));
}

#[test]
fn what_is_talked_about_is_remembered_newest_first() {
    let mut talk = member();
    talk.say("what is a pin").start("reset-password");
    let pin = entry("member/pin/what-is-a-pin");
    assert_eq!(talk.state.recent(), [flow("reset-password"), pin.clone()]);
    talk.say("what is a pin").say("cancel");
    assert_eq!(talk.state.recent(), [flow("reset-password"), pin]);
}

#[test]
fn a_question_leaves_the_prompt_as_it_was() {
    let mut talk = Talk::new(&SHIPPED, Audience::Provider);
    talk.start("verify-ownership")
        .say("tax id")
        .say("CLM20261105001")
        .say("Ann");
    let before = talk.prompt().clone();
    talk.say("how many account managers can my organization have");
    assert_eq!(answers(&talk), ["provider/account-managers/how-many"]);
    assert_eq!(talk.prompt(), &before);
    assert_eq!(before.fields[1].value.as_deref(), Some("Ann"));
}

#[test]
fn a_half_filled_card_keeps_its_handle() {
    let mut talk = member();
    talk.start("reset-password");
    let questions = json!([{"id": "pet", "text": "Pet?"}, {"id": "street", "text": "Street?"}]);
    talk.answers("questions", &json!({"recovery": "r", "questions": questions}))
        .say("ruthmiller");
    talk.fill(&[("answer_1", "handle_1")]);
    assert_eq!(talk.asked(), Some("answer_1"));
    assert!(talk.words().contains("Please check: Street?"), "{}", talk.words());
    talk.say("what is a pin");
    assert!(!talk.prompt().fields[0].required && talk.prompt().fields[1].required);
    talk.fill(&[("answer_2", "handle_2")]);
    assert_eq!(talk.calls[1].arguments["answers"][0]["answer"], json!("handle_1"));
}

#[test]
fn another_errand_is_offered_and_the_first_is_taken_up_again() {
    let mut talk = member();
    talk.start("reset-password").say("i lost my pin");
    assert_eq!(talk.offered(), ["switch:reissue-pin", "stay"]);
    talk.say("no");
    assert_eq!(talk.asked(), Some("user_name"));
    talk.say("i lost my pin").say("yes");
    assert!(matches!(talk.said()[0], Body::SignIn { .. }));
    talk.say("reset my password");
    assert!(talk.words().contains("in the middle of that already"));
    talk.say("cancel");
    assert!(talk.words().contains("Back to: Set a new password."));
    assert_eq!(talk.asked(), Some("user_name"));
    assert_eq!(talk.forgotten(), [2]);
}

#[test]
fn a_prompt_explains_itself_twice_then_offers_ways_out() {
    let mut talk = member();
    talk.start("reset-password");
    for _ in 0..2 {
        talk.say("purple monkey dishwasher");
        assert!(
            talk.words().contains("The name that you log in with"),
            "{}",
            talk.words()
        );
        assert_eq!(talk.asked(), Some("user_name"));
    }
    talk.say("purple monkey dishwasher");
    assert_eq!(talk.offered(), ["repeat", "start_over", "agent", "cancel"]);
    talk.say("ask me again");
    assert_eq!(talk.asked(), Some("user_name"));
    talk.say("purple monkey dishwasher").say("stop here");
    assert_eq!(talk.forgotten(), [1]);
}

#[test]
fn attempts_are_limited_and_lead_to_ways_out() {
    let mut talk = Talk::new(&MADE, Audience::Member);
    talk.start("find-account").fill(&[("user_name", "a b")]);
    assert_eq!(talk.asked(), Some("user_name"));
    talk.fill(&[("user_name", "c d")]);
    assert_eq!(talk.asked(), Some("again"));
    assert!(talk.words().contains("1-888-417-3479"));
    talk.say("try once more");
    assert_eq!(talk.asked(), Some("user_name"));
    talk.fill(&[("user_name", "e f")]).press("agent");
    assert!(matches!(
        talk.said()[0],
        Body::Handoff {
            state: HandoffState::Unavailable,
            ..
        }
    ));
    assert_eq!(talk.asked(), Some("again"), "the ways out stay open");
    talk.press("start_over");
    assert_eq!(talk.forgotten(), [1]);
}

#[test]
fn two_answers_in_one_message() {
    let mut talk = member();
    talk.start("reset-password")
        .say("ruthmiller, and how long does my password have to be?");
    assert_eq!(answers(&talk), ["member/password/rules"]);
    assert_eq!(talk.calls[0].arguments["user_name"], json!("ruthmiller"));
    let understood = talk.effects.iter().find_map(|effect| match effect {
        Effect::Understand { text, keeping } => Some((text.as_str(), *keeping)),
        _ => None,
    });
    assert_eq!(
        understood,
        Some(("how long does my password have to be?", Keeping::Private))
    );
}

#[test]
fn a_yes_with_a_question_behind_it_is_both() {
    let mut talk = member();
    talk.sign_in("ruth")
        .answers("found", &json!({"masked": "12••"}))
        .start("reissue-pin")
        .say("yes");
    talk.say("yes, and when will i receive my pin?");
    assert_eq!(answers(&talk), ["member/pin/when-does-it-arrive"]);
    assert_eq!(talk.calls.last().map(|made| made.operation), Some("member.reissue_pin"));
}

#[test]
fn yes_answers_a_choice_of_two_that_is_a_yes_no_question() {
    let mut talk = Talk::new(&MADE, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("new-address")
        .say("ruthmiller");
    talk.say("it was wrong")
        .say("Zebediah")
        .say("leave this out")
        .say("nothing");
    assert_eq!(talk.asked(), Some("option-1"), "{}", talk.words());
    talk.say("yes");
    let receipt = talk.said().into_iter().find_map(|body| match body {
        Body::Receipt(receipt) => Some(receipt),
        _ => None,
    });
    let receipt = receipt.expect("a receipt");
    assert_eq!(receipt.reference.len(), 9);
    assert_eq!(receipt.not_you, "If this was not you, call 1-888-417-3479 at once.");
}

#[test]
fn small_talk_gets_one_line_and_the_question_again() {
    let mut talk = member();
    talk.start("reset-password").say("thanks");
    assert!(talk.words().starts_with("You are welcome."));
    assert_eq!(talk.asked(), Some("user_name"));
}

#[test]
fn help_says_what_can_be_done() {
    let mut talk = member();
    talk.say("help");
    assert_eq!(talk.offered(), ["flow:reissue-pin", "flow:reset-password"]);
    talk.start("reset-password").say("help");
    assert!(talk.words().contains("\"back\""));
    assert_eq!(talk.asked(), Some("user_name"));
}

#[test]
fn the_errand_waits_for_the_sign_in() {
    let mut talk = member();
    talk.start("reissue-pin");
    let Body::SignIn { url, text } = talk.said()[0] else {
        panic!("sign in")
    };
    assert_eq!(
        (url.as_str(), text.contains("Get a new PIN")),
        ("/member#sign-in", true)
    );
    talk.say("what is a pin");
    assert_eq!(answers(&talk), ["member/pin/what-is-a-pin"]);
    assert!(matches!(talk.said()[1], Body::SignIn { .. }));
    talk.say("sign in");
    assert!(matches!(talk.said()[0], Body::SignIn { .. }));
    talk.say("flim flam");
    assert!(talk.words().contains("waiting for you to sign in"));
    talk.answers("found", &json!({"masked": "12••"})).sign_in("ruth");
    assert!(matches!(talk.said()[0], Body::SignedIn { .. }));
    assert_eq!(talk.asked(), Some("yes"));
}

#[test]
fn a_sign_in_is_noted_once() {
    let mut talk = member();
    talk.sign_in("ruth");
    assert_eq!(talk.said().len(), 1);
    talk.sign_in("ruth");
    assert!(talk.effects.is_empty());
    assert!(talk.state.session().is_some());
    talk.start("reset-password").sign_in("tom");
    assert!(talk.words().contains("Somebody else has signed in"));
    assert_eq!(talk.forgotten(), [1]);
}

#[test]
fn start_over_forgets_everything_but_who_is_signed_in() {
    let mut talk = member();
    talk.sign_in("ruth")
        .say("what is a pin")
        .start("reset-password")
        .say("start over");
    assert_eq!(talk.forgotten(), [1]);
    assert!(talk.state.session().is_some() && talk.state.recent().is_empty());
    talk.start("reset-password").say("cancel");
    assert_eq!(talk.forgotten(), [2], "runs are numbered on");
}

#[test]
fn quiet_ends_the_errand_and_leaving_ends_the_conversation() {
    let mut talk = member();
    talk.start("reset-password");
    let timer = talk.effects.iter().find_map(|effect| match effect {
        Effect::StartTimer { timer: Timer::Idle, at } => Some(*at),
        _ => None,
    });
    assert_eq!(timer, Some(talk.now.as_millisecond() + 1_800_000));
    talk.ring();
    assert_eq!(talk.forgotten(), [1]);
    assert!(talk.words().contains("quiet"));
    talk.ring();
    assert!(talk.effects.is_empty());
    talk.start("reset-password").leave();
    assert!(matches!(talk.said()[0], Body::Ended { reason } if reason == "left"));
    assert_eq!(talk.forgotten(), [2]);
    assert!(talk.effects.contains(&Effect::StopTimer(Timer::Idle)));
    assert!(matches!(talk.effects.last(), Some(Effect::End)));
    assert_eq!(talk.refuses(&talk.chose("yes")), Some(Refusal::Ended));
    talk.say("hello");
    assert!(talk.effects.is_empty());
}

#[test]
fn a_card_is_answered_once() {
    let mut talk = member();
    talk.start("reset-password");
    let twice = talk.filled(&[("user_name", "ruthmiller")]);
    talk.take(twice.clone());
    assert_eq!(talk.refuses(&twice), Some(Refusal::StalePrompt));
}

#[test]
fn a_run_finishes_on_its_version_or_says_that_it_cannot() {
    let mut talk = member();
    talk.start("reset-password");
    assert_eq!(talk.state.versions().len(), 1);
    let gone = serde_json::to_string(&talk.state)
        .unwrap()
        .replace(talk.state.versions()[0], "gone");
    talk.state = serde_json::from_str(&gone).unwrap();
    talk.say("ruthmiller");
    assert!(talk.words().contains("cannot go on"));
    assert_eq!(talk.forgotten(), [1]);
}

#[test]
fn an_answer_offers_no_errand_that_is_under_way() {
    let mut talk = member();
    talk.sign_in("ruth").say("where do i click to issue a new pin");
    let flow = |talk: &Talk| match talk.said()[0] {
        Body::Answer(answer) => answer.flow.is_some(),
        _ => false,
    };
    assert!(flow(&talk));
    talk.answers("found", &json!({"masked": "12••"})).start("reissue-pin");
    talk.say("where do i click to issue a new pin");
    assert!(!flow(&talk));
}

#[test]
fn a_prompt_says_where_one_is() {
    let mut talk = Talk::new(&SHIPPED, Audience::Provider);
    talk.start("verify-ownership");
    let step = |talk: &Talk| talk.prompt().step.map(|step| (step.n, step.of));
    assert_eq!(step(&talk), Some((1, 5)));
    talk.say("ssn");
    assert_eq!(step(&talk), Some((2, 5)));
}
