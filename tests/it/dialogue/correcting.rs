//! Corrections, back, and the edit buttons.

use frontdesk::conversation::Audience;
use frontdesk::dialogue::Refusal;
use serde_json::json;

use super::errands::MADE;
use super::talk::Talk;
use crate::shipped::SHIPPED;

const FIRST: &[(&str, &str)] = &[
    ("claim_1_reference", "CLM20261105001"),
    ("claim_1_first_name", "Ann"),
    ("claim_1_last_name", "Lee"),
    ("claim_1_service_date", "11/3/2026"),
    ("claim_1_billed", "182.50"),
];

const SECOND: &[(&str, &str)] = &[
    ("claim_2_reference", "CLM20261112007"),
    ("claim_2_first_name", "Omar"),
    ("claim_2_last_name", "Haddad"),
    ("claim_2_service_date", "11/12/2026"),
    ("claim_2_billed", "1,240.00"),
];

/// Both claims and the number are entered; the summary is asked.
fn at_the_summary() -> Talk {
    let mut talk = Talk::new(&SHIPPED, Audience::Provider);
    talk.start("verify-ownership").say("tax id").fill(FIRST).fill(SECOND);
    talk.fill(&[("tax_id", "handle_1")]);
    assert_eq!(talk.asked(), Some("yes"));
    talk
}

#[test]
fn the_last_such_slot_is_meant() {
    let mut talk = at_the_summary();
    let id = talk.prompt().prompt.clone();
    talk.say("no, the date was the 5th");
    assert!(
        talk.words().contains("Omar Haddad, November 5, 2026"),
        "{}",
        talk.words()
    );
    assert!(talk.words().contains("Ann Lee, November 3, 2026"));
    assert_eq!(talk.prompt().prompt, id, "the prompt keeps its id");
}

#[test]
fn a_slot_of_an_earlier_card_is_named_by_its_heading() {
    let mut talk = at_the_summary();
    talk.say("change the date of the first claim to the 5th");
    assert!(talk.words().contains("Ann Lee, November 5, 2026"), "{}", talk.words());
    talk.say("sorry, the billed amount of the first claim should be $99");
    assert!(
        talk.words().contains("Ann Lee, November 5, 2026, $99.00"),
        "{}",
        talk.words()
    );
}

#[test]
fn a_value_alone_is_put_where_it_fits() {
    let mut talk = at_the_summary();
    talk.say("actually it's $1,204.00");
    assert!(
        talk.words().contains("November 12, 2026, $1,204.00"),
        "{}",
        talk.words()
    );
    talk.say("the date was 11/13/2026");
    assert!(
        talk.words().contains("November 13, 2026, $1,204.00"),
        "{}",
        talk.words()
    );
}

#[test]
fn a_slot_without_a_new_value_is_asked_and_the_visitor_comes_back() {
    let mut talk = at_the_summary();
    let summary = talk.prompt().prompt.clone();
    talk.say("change the date of the first claim");
    assert_eq!(talk.asked(), Some("claim_1_reference"));
    assert_eq!(talk.prompt().fields[3].value.as_deref(), Some("November 3, 2026"));
    let mut corrected = FIRST.to_vec();
    corrected[3].1 = "11/5/2026";
    talk.fill(&corrected);
    assert_eq!(talk.prompt().prompt, summary);
    assert!(talk.words().contains("Ann Lee, November 5, 2026"));
}

#[test]
fn a_slot_is_edited_by_its_button_on_an_old_line() {
    let mut talk = at_the_summary();
    let summary = talk.chose("yes");
    let old = talk.chose("edit:claim_2_billed");
    assert_eq!(talk.refuses(&old), None);
    talk.take(old);
    assert_eq!(talk.asked(), Some("claim_2_reference"));
    assert_eq!(talk.refuses(&summary), Some(Refusal::StalePrompt));
    assert_eq!(
        talk.refuses(&talk.chose("edit:tax_id")),
        Some(Refusal::StalePrompt),
        "what is sealed is not edited"
    );
    assert_eq!(
        talk.refuses(&talk.chose("edit:no_such_slot")),
        Some(Refusal::StalePrompt)
    );
}

#[test]
fn what_depends_on_the_corrected_slot_is_asked() {
    let mut talk = at_the_summary();
    talk.say("change the kind of number to ssn");
    assert_eq!(talk.asked(), Some("ssn"), "{}", talk.words());
    talk.fill(&[("ssn", "handle_2")]);
    assert_eq!(talk.asked(), Some("yes"));
    talk.say("yes");
    let arguments = &talk.calls[0].arguments;
    assert_eq!(arguments["id_kind"], json!("ssn"));
    assert_eq!(arguments["id"], json!("handle_2"));
    assert_eq!(arguments["claims"][0]["service_date"], json!("2026-11-03"));
}

#[test]
fn a_call_is_made_again_only_with_other_arguments() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r-1"}))
        .start("reset-password")
        .say("ruthmiler");
    assert_eq!(talk.asked(), Some("code"));
    talk.answers("code_mailed", &json!({"recovery": "r-2"}))
        .say("no, my user name is ruthmiller");
    assert_eq!(talk.calls.len(), 2);
    assert_eq!(talk.calls[1].arguments["user_name"], json!("ruthmiller"));
    assert_eq!(talk.asked(), Some("code"));
    talk.say("no, my user name is ruthmiller");
    assert_eq!(talk.calls.len(), 2, "nothing has changed");
    assert_eq!(talk.asked(), Some("code"));
}

#[test]
fn a_handle_that_was_used_up_is_entered_anew() {
    let mut talk = at_the_summary();
    talk.answers("not_verified", &json!({"left": 2})).say("yes");
    assert_eq!(talk.asked(), Some("option-1"));
    talk.say("no, the date was the 5th");
    assert_eq!(talk.asked(), Some("tax_id"), "{}", talk.words());
    talk.fill(&[("tax_id", "handle_2")]);
    assert_eq!(talk.asked(), Some("yes"));
    talk.say("yes");
    assert_eq!(talk.calls[1].arguments["id"], json!("handle_2"));
    assert_eq!(
        talk.calls[1].arguments["claims"][1]["service_date"],
        json!("2026-11-05")
    );
}

#[test]
fn back_keeps_what_was_filled_in_but_not_what_is_sealed() {
    let mut talk = at_the_summary();
    talk.say("back");
    assert_eq!(talk.asked(), Some("tax_id"));
    assert_eq!(talk.prompt().fields[0].value, None);
    talk.press("back");
    assert_eq!(talk.asked(), Some("claim_2_reference"));
    assert_eq!(talk.prompt().fields[1].value.as_deref(), Some("Omar"));
    talk.say("back").say("back");
    assert_eq!(talk.asked(), Some("tax_id"), "the choice of the kind");
    assert!(!talk.prompt().actions.contains(&"back".to_owned()));
    talk.say("back");
    assert!(talk.words().contains("first question"));
}

#[test]
fn a_half_filled_card_is_corrected_in_place() {
    let mut talk = Talk::new(&SHIPPED, Audience::Provider);
    talk.start("verify-ownership").say("tax id");
    talk.say("CLM20261105001, Ann, Lee, 11/3/2026");
    let id = talk.prompt().prompt.clone();
    talk.say("no, the date was the 5th");
    assert_eq!(talk.prompt().prompt, id);
    assert_eq!(talk.prompt().fields[3].value.as_deref(), Some("November 5, 2026"));
    talk.say("182.50");
    assert_eq!(talk.asked(), Some("claim_2_reference"), "typing completes the card");
}

#[test]
fn a_date_and_an_amount_with_commas_are_one_answer_each() {
    let mut talk = Talk::new(&SHIPPED, Audience::Provider);
    talk.start("verify-ownership").say("tax id");
    talk.say("CLM20261105001").say("Ann").say("Lee").say("November 5, 2026");
    assert_eq!(talk.prompt().fields[3].value.as_deref(), Some("November 5, 2026"));
    assert_eq!(talk.prompt().fields[4].value, None);
    talk.say("$1,240.00");
    assert_eq!(talk.asked(), Some("claim_2_reference"));
    talk.say("CLM20261112007, Omar, Haddad, November 12, 2026, $1,240.00");
    assert_eq!(talk.asked(), Some("tax_id"), "{}", talk.words());
    talk.fill(&[("tax_id", "handle_1")]);
    let words = talk.words();
    assert!(
        words.contains("Ann Lee, November 5, 2026, $1,240.00. Second claim: Omar Haddad, November 12, 2026, $1,240.00"),
        "{words}"
    );
}

#[test]
fn no_with_something_else_is_still_a_no() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.sign_in("ruth")
        .answers("found", &json!({"masked": "12••"}))
        .start("reissue-pin");
    talk.say("no, we moved");
    assert!(
        talk.words().contains("have your address corrected first"),
        "{}",
        talk.words()
    );
}

#[test]
fn an_answer_is_corrected_after_the_question_it_decided() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.sign_in("ruth")
        .answers("found", &json!({"masked": "12••"}))
        .start("reissue-pin")
        .say("yes");
    assert_eq!(talk.asked(), Some("yes"));
    talk.say("no, the address is wrong");
    assert!(
        talk.words().contains("have your address corrected first"),
        "{}",
        talk.words()
    );
    assert_eq!(talk.calls.len(), 1, "nothing is mailed");
}

#[test]
fn a_flow_that_was_called_is_corrected_too() {
    let mut talk = Talk::new(&MADE, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("new-address")
        .say("ruthmiler");
    assert_eq!(talk.asked(), Some("moved"));
    talk.answers("questions", &json!({"recovery": "r"}))
        .say("no, my user name was ruthmiller");
    assert_eq!(talk.calls.len(), 2);
    assert_eq!(talk.asked(), Some("moved"));
}
