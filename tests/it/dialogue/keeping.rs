//! What may be kept of what a visitor says (invariant 1).

use frontdesk::conversation::{Audience, Body, Rewrite, Utterance};
use frontdesk::dialogue::{Effect, Input, Keeping};
use serde_json::json;

use super::errands::MADE;
use super::talk::{Talk, words};
use crate::shipped::SHIPPED;

/// A line as it stands once its run is over.
fn afterwards(line: &Utterance) -> String {
    line.afterwards.as_ref().map_or_else(
        || serde_json::to_string(&line.body).unwrap(),
        |Rewrite { body, .. }| serde_json::to_string(body).unwrap(),
    )
}

fn heard(line: &Utterance) -> String {
    words(&line.body)
}

/// What the index may make of the words, where it was asked.
fn keeping(talk: &Talk) -> Option<Keeping> {
    talk.effects.iter().find_map(|effect| match effect {
        Effect::Understand { keeping, .. } => Some(*keeping),
        _ => None,
    })
}

#[test]
fn plain_questions_are_remembered_and_those_with_figures_are_not() {
    for (text, kept) in [
        ("when will my pin arrive", Keeping::Remembered),
        ("my password is maple-tree, why does it fail", Keeping::Private),
        ("my ssn is 219-09-9999", Keeping::Private),
        ("i was born on 6/5/1987, which plan do i have", Keeping::Forgotten),
        ("i write from zeb@pers.example", Keeping::Forgotten),
        ("my id is PERS9123456", Keeping::Forgotten),
    ] {
        let mut talk = Talk::new(&SHIPPED, Audience::Member);
        talk.say(text);
        assert_eq!(keeping(&talk), Some(kept), "{text}");
    }
}

#[test]
fn what_is_asked_under_a_personal_prompt_is_private() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.start("reset-password");
    for text in [
        "is there a fee?",
        "does Zebediah Persimmon have a plan?",
        "ruthmiller, and what are the password rules?",
    ] {
        talk.say(text);
        assert_eq!(keeping(&talk), Some(Keeping::Private), "{text}");
    }
}

#[test]
fn what_is_asked_elsewhere_in_an_errand_is_forgotten() {
    let mut talk = Talk::new(&SHIPPED, Audience::Provider);
    talk.start("verify-ownership").say("how long does it take?");
    assert_eq!(keeping(&talk), Some(Keeping::Forgotten), "beside a choice");
    talk.say("the claim was from 11/3/2026");
    assert_eq!(keeping(&talk), Some(Keeping::Private), "words that may be a value");
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.start("reissue-pin").say("how long does it take?");
    assert_eq!(keeping(&talk), Some(Keeping::Forgotten), "beside a sign-in");
    talk.say("cancel").say("how long does it take?");
    assert_eq!(keeping(&talk), Some(Keeping::Remembered), "once it is over");
}

#[test]
fn what_is_typed_under_a_sealed_prompt_is_not_kept() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("reset-password")
        .say("ruthmiller");
    for text in [
        "482913",
        "my code is 482913",
        "what is a pin",
        "why",
        "i have chest pain",
        "thanks",
    ] {
        talk.say(text);
        assert_eq!(heard(talk.heard()), "(not kept)", "{text}");
    }
    talk.say("what is a pin");
    assert_eq!(keeping(&talk), Some(Keeping::Private));
    assert!(talk.words().contains("PIN"));
}

#[test]
fn unasked_secrets_are_masked() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.say("my ssn is 219-09-9999, what is a pin?");
    assert_eq!(heard(talk.heard()), "my ssn is •••, what is a pin?");
    assert_eq!(keeping(&talk), Some(Keeping::Private), "neither cached nor embedded");
    assert!(talk.words().contains("I have hidden it"), "{}", talk.words());
    talk.start("reset-password").say("my password is maple42tree");
    assert!(talk.words().contains("I have hidden it"), "{}", talk.words());
    assert!(heard(talk.heard()).ends_with("•••"));
    assert!(talk.calls.is_empty(), "a password is no user name");
    assert_eq!(talk.refuses(&talk.chose("cancel")), None, "the question is still open");
}

#[test]
fn unasked_secrets_are_no_values_of_other_fields() {
    for secret in ["219-09-9999", "4111-1111-1111-1111"] {
        let mut talk = Talk::new(&SHIPPED, Audience::Member);
        talk.start("reset-password").fill(&[("user_name", secret)]);
        assert!(talk.calls.is_empty(), "{secret} is no user name");
        let kept = serde_json::to_string(&talk.state).unwrap() + &serde_json::to_string(&talk.log).unwrap();
        assert!(!kept.contains(secret), "{kept}");
        assert!(talk.prompt().fields[0].error.as_ref().unwrap().contains("user name"));
        talk.fill(&[("user_name", "ruthmiller")])
            .outcome("unavailable")
            .say(&format!("i meant {secret}"));
        let kept = serde_json::to_string(&talk.state).unwrap() + &serde_json::to_string(&talk.log).unwrap();
        assert!(!kept.contains(secret), "{kept}");
    }
}

#[test]
fn what_is_typed_at_the_ways_out_of_a_sealed_card_is_not_kept() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("reset-password")
        .say("ruthmiller");
    while talk.asked() != Some("again") {
        talk.fill(&[("code", "")]);
    }
    talk.say("Harbor7Lane");
    assert_eq!(heard(talk.heard()), "(not kept)");
    assert_eq!(keeping(&talk), Some(Keeping::Private));
    talk.say("try once more");
    assert_eq!(talk.asked(), Some("code"));
}

#[test]
fn what_the_visitor_says_is_shown_as_words_and_not_as_markup() {
    let mut talk = Talk::new(&MADE, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("new-address")
        .say("ruthmiller")
        .press("wrong")
        .say("Ruth Miller")
        .fill(&[("note", "# see [this](https://x.example), *please*")]);
    let Body::Text { text, html } = talk.said()[0] else {
        panic!("{}", talk.words())
    };
    assert_eq!(text, "You said: # see [this](https://x.example), *please*");
    assert_eq!(html, "<p>You said: # see [this](https://x.example), *please*</p>");
}

#[test]
fn of_the_name_of_who_signs_in_only_the_first_letter_is_kept() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.sign_in("m-1");
    let kept = serde_json::to_string(&talk.log).unwrap();
    assert!(kept.contains("\"name\":\"R•••\"") && !kept.contains("Ruth"), "{kept}");
    assert!(!serde_json::to_string(&talk.state).unwrap().contains("Ruth"));
}

#[test]
fn an_answer_in_words_becomes_a_filled_slot() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.start("reset-password").say("it's ruthmiller");
    let line = talk.heard();
    let Body::Filled { slots, .. } = &line.body else {
        panic!("filled")
    };
    assert_eq!(
        (slots[0].label.as_str(), slots[0].value.as_str()),
        ("User name", "ruthmiller")
    );
    assert_eq!(line.afterwards.as_ref().map(|rewrite| rewrite.run), Some(1));
    assert!(afterwards(line).contains("provided") && !afterwards(line).contains("ruthmiller"));
}

#[test]
fn a_question_behind_an_answer_stays() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.start("reset-password")
        .say("ruthmiller, and what are the password rules?");
    assert_eq!(heard(talk.heard()), "ruthmiller, and what are the password rules?");
    assert!(afterwards(talk.heard()).contains("(Answered.) what are the password rules?"));
}

#[test]
fn attempts_and_corrections_go_too() {
    let mut talk = Talk::new(&MADE, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("new-address")
        .say("ruthmiller")
        .say("i have moved");
    for text in ["13/45/2026", "zeb@@", "blue elephants 17"] {
        talk.say(text);
        assert!(
            afterwards(talk.heard()).contains("no longer kept"),
            "{text}: {:?}",
            talk.heard()
        );
    }
    talk.say("6/5/1987").say("no, the date was the 7th");
    assert!(afterwards(talk.heard()).contains("no longer kept"));
    talk.say("how long does it take?");
    assert_eq!(talk.heard().afterwards, None, "a plain question is no personal value");
    talk.say("is ruthmiller a good name?");
    assert!(afterwards(talk.heard()).contains("no longer kept"));
}

#[test]
fn what_is_said_beside_a_choice_goes_too_unless_it_is_the_choice_or_a_command() {
    let mut talk = Talk::new(&MADE, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("new-address")
        .say("ruthmiller")
        .press("wrong")
        .say("Jonathan Miller")
        .fill(&[]);
    talk.say("it is spelled Jonathon");
    assert!(
        afterwards(talk.heard()).contains("no longer kept"),
        "{:?}",
        talk.heard()
    );
    for text in ["why", "thanks", "go on"] {
        assert_eq!(talk.asked(), Some("option-1"), "{}", talk.words());
        talk.say(text);
        assert_eq!((heard(talk.heard()).as_str(), &talk.heard().afterwards), (text, &None));
    }
}

#[test]
fn the_bots_lines_lose_their_values() {
    let mut talk = Talk::new(&SHIPPED, Audience::Provider);
    talk.start("verify-ownership").say("tax id");
    for (claim, last) in [("1", "Lee"), ("2", "Haddad")] {
        let slot = |name: &str| format!("claim_{claim}_{name}");
        let reference = if claim == "1" {
            "CLM20261105001"
        } else {
            "CLM20261105002"
        };
        let values = [
            (slot("reference"), reference),
            (slot("first_name"), "Zebediah"),
            (slot("last_name"), last),
            (slot("service_date"), "11/3/2026"),
            (slot("billed"), "987.65"),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(slot, value)| (slot.as_str(), *value)).collect();
        talk.fill(&values);
    }
    talk.fill(&[("tax_id", "handle_1")]);
    let summary = talk.log.last().unwrap();
    assert!(words(&summary.body).contains("Zebediah Lee, November 3, 2026, $987.65"));
    assert!(
        afterwards(summary).contains("First claim: ••• •••, •••, •••."),
        "{}",
        afterwards(summary)
    );
    talk.answers(
        "verified",
        &json!({"grant": "g", "receipt": "V-1", "organization": "Clinic", "has_account": true,
                "managers": [{"name": "Dana Persimmon"}, {"name": "Lee Wong"}]}),
    );
    talk.say("yes");
    assert!(talk.words().contains("managed by Dana Persimmon and Lee Wong"));
    assert_eq!(talk.forgotten(), [1]);
    for line in &talk.log {
        let kept = afterwards(line);
        for value in ["Zebediah", "Persimmon", "987.65", "CLM2026", "handle"] {
            assert!(!kept.contains(value), "{kept}");
        }
    }
}

#[test]
fn a_secret_that_a_faulty_client_sends_in_place_of_a_handle_is_not_kept() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("reset-password")
        .say("ruthmiller")
        .fill(&[("code", "493017")]);
    assert!(!serde_json::to_string(&talk.state).unwrap().contains("493017"));
    assert!(
        talk.log
            .iter()
            .all(|line| !serde_json::to_string(line).unwrap().contains("493017"))
    );
    assert_eq!((talk.calls.len(), talk.asked()), (1, Some("code")));
}

#[test]
fn the_comment_of_a_rating_is_kept_like_any_other_words() {
    let rate = |comment: &str| Input::Rated {
        seq: Some(1),
        helpful: Some(false),
        score: None,
        comment: Some(comment.to_owned()),
    };
    let comment_of = |talk: &Talk| match &talk.heard().body {
        Body::Rated { comment, .. } => comment.clone(),
        _ => panic!("a rating"),
    };
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.take(rate("too long, and my ssn is 219-09-9999"));
    let kept = comment_of(&talk).unwrap();
    assert!(kept.starts_with("too long") && !kept.contains("219-09-9999"), "{kept}");
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("reset-password")
        .say("ruthmiller");
    talk.take(rate("493017"));
    assert_eq!(comment_of(&talk), None, "it may be the code that is asked for");
}

#[test]
fn handles_are_never_shown() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("reset-password")
        .say("ruthmiller");
    let sealed = talk.state.sealed_prompt().unwrap();
    assert_eq!(sealed.prompt, talk.prompt().prompt);
    assert_eq!(sealed.slots[0].0.as_str(), "code");
    talk.answers("wrong", &json!({"left": 4}))
        .fill(&[("code", "handle_77")]);
    let Body::Filled { slots, .. } = &talk.heard().body else {
        panic!("filled")
    };
    assert_eq!(slots[0].value, "entered");
    assert!(
        talk.log
            .iter()
            .all(|line| !serde_json::to_string(line).unwrap().contains("handle_77"))
    );
    assert_eq!(talk.calls[1].arguments["code"], json!("handle_77"));
    assert_eq!(talk.asked(), Some("code"));
}

#[test]
fn the_state_forgets_with_the_run() {
    let mut talk = Talk::new(&SHIPPED, Audience::Member);
    talk.answers("code_mailed", &json!({"recovery": "r"}))
        .start("reset-password")
        .say("ruthmiller");
    assert!(serde_json::to_string(&talk.state).unwrap().contains("ruthmiller"));
    talk.say("cancel");
    assert!(!serde_json::to_string(&talk.state).unwrap().contains("ruthmiller"));
}

#[test]
fn a_request_for_a_person_in_free_words_goes_too() {
    let mut talk = Talk::new(&SHIPPED, Audience::Provider);
    talk.start("verify-ownership").say("tax id");
    talk.say("let me speak with someone about Ann Lee please");
    assert!(talk.words().contains("call"), "{}", talk.words());
    assert!(heard(talk.heard()).contains("Ann Lee"));
    assert!(!afterwards(talk.heard()).contains("Ann Lee"));
    assert_eq!(talk.refuses(&talk.chose("cancel")), None, "the card is still open");
}
