//! Calls of the account service: once for each key, whatever happens in between.

use frontdesk::conversation::{Audience, Body, HandoffState};
use frontdesk::dialogue::{Effect, Refusal};
use serde_json::json;

use super::errands::MADE;
use super::talk::Talk;
use crate::shipped::SHIPPED;

/// A conversation that waits for the outcome of `member.reissue_pin`.
fn waiting_for_the_pin() -> Talk {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.sign_in("ruth").answers("found", &json!({"masked": "12•• E•••"}));
    talk.start("reissue-pin").say("yes").say("yes");
    assert_eq!(talk.calls.last().unwrap().operation, "member.reissue_pin");
    talk
}

#[test]
fn a_call_that_was_not_answered_is_repeated_under_its_key() {
    let mut talk = waiting_for_the_pin();
    talk.outcome("unavailable");
    assert!(talk.words().contains("cannot reach our account service"));
    assert_eq!(talk.asked(), Some("again"));
    talk.press("again");
    talk.outcome("unavailable").say("try again");
    let keys: Vec<&str> = talk.calls.iter().skip(1).map(|made| made.key.as_str()).collect();
    assert_eq!(keys, ["01J0TALK/1/reissue-pin.reissue/1"; 3]);
}

#[test]
fn the_attempt_rises_after_a_definite_outcome() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.start("reset-password")
        .answers("code_mailed", &json!({"recovery": "r-1"}))
        .say("ruthmiller");
    for left in [4, 3] {
        talk.answers("wrong", &json!({"left": left}))
            .fill(&[("code", "handle_1")]);
    }
    let keys: Vec<&str> = talk.calls.iter().skip(1).map(|made| made.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "01J0TALK/1/reset-password.check_code/1",
            "01J0TALK/1/reset-password.check_code/2"
        ]
    );
}

#[test]
fn the_attempt_rises_with_other_arguments() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.answers("unavailable", &json!({}))
        .start("reset-password")
        .say("ruthmiller");
    talk.answers("unavailable", &json!({}))
        .say("no, the user name is tomjackson")
        .press("again");
    let made: Vec<_> = talk
        .calls
        .iter()
        .map(|made| (made.key.as_str(), made.arguments["user_name"].as_str()))
        .collect();
    assert_eq!(
        made,
        [
            ("01J0TALK/1/reset-password.begin/1", Some("ruthmiller")),
            ("01J0TALK/1/reset-password.begin/2", Some("tomjackson")),
        ]
    );
}

#[test]
fn two_runs_of_one_errand_share_no_key() {
    let mut talk = waiting_for_the_pin();
    talk.outcome("too_soon");
    assert!(
        talk.words().contains("cannot go on"),
        "the fields of the outcome are missing: {}",
        talk.words()
    );
    talk.answers("found", &json!({"masked": "12••"}))
        .start("reissue-pin")
        .say("yes")
        .say("yes");
    assert_eq!(
        talk.calls.last().unwrap().key.as_str(),
        "01J0TALK/2/reissue-pin.reissue/1"
    );
}

#[test]
fn the_key_of_a_call_in_a_flow_that_was_called_names_the_way() {
    let mut talk = Talk::new(&MADE, Audience::Member);
    talk.start("new-address").say("ruthmiller");
    assert_eq!(
        talk.calls[0].key.as_str(),
        "01J0TALK/1/new-address.0/find-account.find/1"
    );
    talk.outcome("code_mailed");
    assert_eq!(talk.asked(), Some("moved"));
}

#[test]
fn while_a_call_is_under_way_only_safety_and_commands_are_dealt_with() {
    let mut talk = waiting_for_the_pin();
    talk.say("what is a pin");
    assert_eq!(
        talk.words(),
        "One moment please, I am still waiting for our account service."
    );
    talk.say("cancel");
    assert!(talk.words().contains("already under way"));
    talk.say("start over");
    assert!(talk.words().contains("already under way"));
    talk.say("i have chest pain");
    assert!(talk.words().contains("911"));
    talk.say("agent");
    assert!(matches!(
        talk.said()[0],
        Body::Handoff {
            state: HandoffState::Unavailable,
            ..
        }
    ));
    assert_eq!(talk.refuses(&talk.chose("yes")), Some(Refusal::StalePrompt));
    assert_eq!(talk.calls.len(), 2);
}

#[test]
fn an_errand_that_was_wished_for_besides_does_not_push_a_call_aside() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.start("reset-password").say("ruthmiller, and i lost my pin");
    assert_eq!(talk.offered(), ["switch:reissue-pin", "stay"]);
    assert_eq!(talk.calls.len(), 1, "the answer goes out all the same");
    talk.say("yes");
    assert!(talk.words().contains("One moment"), "{}", talk.words());
    talk.outcome("code_mailed");
    assert_eq!(talk.asked(), Some("code"), "its outcome is taken in");
}

#[test]
fn yes_answers_the_newest_question() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.sign_in("ruth").answers("found", &json!({"masked": "12••"}));
    talk.start("reissue-pin").say("yes, and reset my password");
    assert_eq!(talk.offered(), ["switch:reset-password", "stay"]);
    talk.say("yes");
    assert_eq!(talk.calls.last().unwrap().operation, "member.reissue_pin");
}

#[test]
fn a_call_that_takes_longer_than_patience_is_waited_for() {
    let mut talk = waiting_for_the_pin();
    talk.ring();
    assert_eq!((talk.forgotten(), talk.words()), (vec![], String::new()));
    let rings_again = |effect: &Effect| matches!(effect, Effect::StartTimer { .. });
    assert!(talk.effects.iter().any(rings_again));
    talk.outcome("unavailable");
    assert_eq!(talk.asked(), Some("again"));
    talk.ring();
    assert_eq!(talk.forgotten(), [1]);
}

#[test]
fn an_outcome_that_nobody_awaits_changes_nothing() {
    let mut talk = waiting_for_the_pin();
    talk.outcome("unavailable");
    let before = talk.state.clone();
    talk.outcome("issued");
    assert!(talk.effects.is_empty() && talk.state == before);
}

#[test]
fn an_outcome_that_the_operation_does_not_declare_is_no_answer() {
    let mut talk = waiting_for_the_pin();
    talk.outcome("made_up");
    assert_eq!(talk.asked(), Some("again"));
}

#[test]
fn a_call_is_the_last_of_its_turn() {
    let talk = waiting_for_the_pin();
    assert!(matches!(talk.effects.last(), Some(Effect::Call { .. })));
    assert!(matches!(talk.effects.first(), Some(Effect::Hear(_))));
}

#[test]
fn no_at_the_last_question_calls_nothing() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.sign_in("ruth").answers("found", &json!({"masked": "12••"}));
    talk.start("reissue-pin").say("yes").say("no");
    assert_eq!(talk.calls.len(), 1);
    assert_eq!(talk.forgotten(), [1]);
    assert!(talk.words().contains("I have stopped here: Get a new PIN"));
}
