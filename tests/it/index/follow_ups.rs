//! Texts that go on from what was talked about, and texts with more than one question.

use frontdesk::conversation::{Audience, EntryId, FlowId};
use frontdesk::dialogue::{Band, Subject, Understanding};
use frontdesk::index::Index;

use super::{ENTRIES, TRIGGERS, build, name, understand};

/// Each line: what was talked about, newest first; what is said; what it may be about. These are answered.
const NEXT: &str = "
member/pin/lost-pin > how long does that take? > member/pin/when-does-it-arrive
member/pin/what-is-a-pin > when will it come? > member/pin/when-does-it-arrive
member/pin/when-does-it-arrive > and if it doesn't come? > member/pin/not-arrived
member/pin/when-does-it-arrive > what if i lose it > member/pin/lost-pin, reissue-pin
member/pin/what-is-a-pin > can i choose it myself? > member/pin/what-is-a-pin
member/pin/what-is-a-pin > and how do i get a new one? > member/pin/lost-pin
member/pin/what-is-a-pin > do you email it? > member/pin/what-is-a-pin
member/pin/what-is-a-pin > who sends it > member/pin/what-is-a-pin
member/pin/when-does-it-arrive > how long for another country > member/pin/when-does-it-arrive
member/password/reset > how long does it have to be? > member/password/rules
member/registration/choose-user-name > how long does it have to be? > member/registration/choose-user-name
member/password/reset > why do you ask me those questions > member/password/why-questions
member/password/reset > do i have to answer them? > member/password/why-questions
member/password/rules > how do i change it? > member/password/reset
member/registration/choose-user-name > can i change it later? > member/user-name/change
member/registration/security-questions > can i skip them > member/registration/security-questions
member/password/why-questions > what if i get them wrong? > member/password/why-questions
member/registration/enrollee-id > how many digits does it have? > member/registration/enrollee-id
member/registration/enrollee-id > do i type the letters too? > member/registration/enrollee-id
member/registration/enrollee-id > where do i find it? > member/registration/enrollee-id
reissue-pin > how long does it take? > member/pin/when-does-it-arrive
reset-password > what are the rules? > member/password/rules
reset-password > how long must it be > member/password/rules
member/help/plan-questions, member/pin/lost-pin > how long does that take > member/pin/when-does-it-arrive
member/registration/why-reregister > can i keep my old name > member/registration/keep-user-name
provider/users/get-a-login > how long is it good for? > provider/users/get-a-login
provider/account-managers/find-name > how many can we have? > provider/account-managers/how-many
provider/account-managers/find-name > what if she left? > provider/account-managers/replace
provider/account-managers/replace > where do i send it? > provider/account-managers/replace
provider/account-managers/replace > what goes in the letter > provider/account-managers/replace
provider/password/reset > how often does it expire > provider/password/reset
provider/registration/register > which type should we pick? > provider/registration/register
provider/registration/existing-account > why do you need two > provider/registration/existing-account
provider/registration/existing-account > how old can they be > provider/registration/existing-account
provider/sign-in/unlock > why is it locked? > provider/sign-in/unlock
provider/registration/not-contracted > is there a form > provider/registration/not-contracted
provider/registration/register > what if we are not contracted > provider/registration/not-contracted
";

/// Those for which words alone bring an offer: it takes the meaning of sentences to know which one it is.
const OFFERED: &str = "
member/pin/when-does-it-arrive > what if it never gets here > member/pin/not-arrived
member/pin/lost-pin > why do i need that anyway > member/pin/how-it-protects, member/pin/what-is-a-pin
member/registration/security-questions > how many do i need > member/registration/security-questions
reissue-pin > and if it doesn't arrive? > member/pin/not-arrived
member/registration/keep-user-name > what if somebody else took it? > member/registration/choose-user-name, member/registration/keep-user-name
provider/users/get-a-login > who is that? > provider/account-managers/find-name
verify-ownership > how old can they be? > provider/registration/existing-account
";

/// What names something else, or nothing that there is: answered rightly or not at all.
const AWAY: &str = "
member/pin/lost-pin > what about for providers >
member/pin/lost-pin > does that cost anything? >
member/pin/lost-pin > and the weather? >
member/pin/lost-pin > tell me a joke >
member/pin/lost-pin > is it >
member/pin/lost-pin > do it again >
member/password/reset > how long does it take? >
member/pin/lost-pin > and my password? > member/password/reset, reset-password, member/password/rules, member/password/why-questions
member/pin/lost-pin > what about my deductible? > member/help/plan-questions
member/pin/lost-pin > what are the password rules? > member/password/rules
member/pin/lost-pin > can i change my user name? > member/user-name/change
member/password/rules > i lost my pin > reissue-pin
provider/password/reset > what is the status of my claim >
provider/account-managers/how-many > and when will i get paid? >
";

/// Texts with several questions, and what they are about, in their order.
const TWO: &[(Audience, &str, &[&str])] = &[
    (
        Audience::Member,
        "how do i reset my password and when does my pin come",
        &["member/password/reset", "member/pin/when-does-it-arrive"],
    ),
    (
        Audience::Member,
        "what is a pin? and who do i call about my bill",
        &["member/pin/what-is-a-pin", "member/help/plan-questions"],
    ),
    (
        Audience::Member,
        "i lost my pin and when will the new one come",
        &["reissue-pin", "member/pin/when-does-it-arrive"],
    ),
    (
        Audience::Member,
        "how do i get a new pin and when does it arrive",
        &["member/pin/lost-pin", "member/pin/when-does-it-arrive"],
    ),
    (
        Audience::Member,
        "what are the rules for my password and my user name",
        &["member/password/rules", "member/registration/choose-user-name"],
    ),
    (
        Audience::Member,
        "reset my password and tell me the password rules",
        &["reset-password", "member/password/rules"],
    ),
    (
        Audience::Member,
        "i forgot my password and i lost my pin",
        &["reset-password", "reissue-pin"],
    ),
    (Audience::Member, "my name is ruth and i lost my pin", &["reissue-pin"]),
    (
        Audience::Provider,
        "how many account managers can we have and how do i replace one",
        &[
            "provider/account-managers/how-many",
            "provider/account-managers/replace",
        ],
    ),
    (
        Audience::Provider,
        "my invitation link expired and my password too",
        &["provider/users/get-a-login", "provider/password/reset"],
    ),
];

/// A line of a table.
#[derive(Debug)]
struct Case {
    after: Vec<&'static str>,
    text: &'static str,
    right: Vec<&'static str>,
}

fn cases(table: &'static str) -> impl Iterator<Item = Case> {
    let list = |text: &'static str| text.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    table.lines().filter(|line| !line.is_empty()).map(move |line| {
        let parts: Vec<&str> = line.split('>').map(str::trim).collect();
        Case {
            after: list(parts[0]),
            text: parts[1],
            right: list(parts[2]),
        }
    })
}

impl Case {
    fn is_served(&self, understanding: &Understanding) -> bool {
        let right = |place: usize| {
            let found = understanding.candidates.get(place);
            found.is_some_and(|found| self.right.contains(&name(&found.subject)))
        };
        match understanding.band {
            Band::Answer => right(0),
            Band::Offer => (0..3).any(right),
            Band::Unknown => false,
        }
    }
}

/// What the index makes of `text` after some topics.
fn understood(index: &Index, after: &[&str], text: &str) -> Understanding {
    let subject = |id: &&str| match EntryId::new(id) {
        Ok(entry) if id.contains('/') => Subject::Entry(entry),
        _ => Subject::Flow(FlowId::new(id).unwrap()),
    };
    let of_providers = |id: &&str| id.starts_with("provider") || *id == "verify-ownership";
    let audience = if after.iter().any(of_providers) {
        Audience::Provider
    } else {
        Audience::Member
    };
    let recent: Vec<Subject> = after.iter().map(subject).collect();
    understand(index, audience, text, &recent)
}

fn first(understanding: &Understanding) -> &str {
    understanding
        .candidates
        .first()
        .map_or("", |first| name(&first.subject))
}

#[test]
fn what_leaves_its_topic_out_is_about_what_was_talked_about() {
    let index = build(&ENTRIES, &TRIGGERS);
    let (mut answered, mut served, mut others) = (0, 0, Vec::new());
    let all: Vec<Case> = cases(NEXT).chain(cases(OFFERED)).collect();
    for case in &all {
        let understanding = understood(&index, &case.after, case.text);
        served += usize::from(case.is_served(&understanding));
        if understanding.band == Band::Answer && case.is_served(&understanding) {
            answered += 1;
        } else {
            others.push(format!("{case:?}: {understanding:?}"));
        }
    }
    let figures = format!(
        "{answered} answered, {served} answered or offered of {}: {others:#?}",
        all.len()
    );
    assert!(answered >= 24 && served >= 38, "{figures}");
}

#[test]
fn what_was_talked_about_lifts_nothing_over_what_a_text_names() {
    let index = build(&ENTRIES, &TRIGGERS);
    let mut wrong = Vec::new();
    for case in cases(AWAY) {
        let understanding = understood(&index, &case.after, case.text);
        let honest = case.right.is_empty() && understanding.band != Band::Answer;
        let right = case.right.contains(&first(&understanding));
        if !honest && !right {
            wrong.push(format!("{case:?}: {understanding:?}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn an_older_topic_counts_less() {
    let index = build(&ENTRIES, &TRIGGERS);
    let (password, name) = ("member/password/reset", "member/registration/choose-user-name");
    let of = |recent: [&str; 2]| understood(&index, &recent, "how long does it have to be");
    assert_eq!(first(&of([password, name])), "member/password/rules");
    assert_eq!(first(&of([name, password])), name);
}

#[test]
fn two_questions_get_two_answers() {
    let index = build(&ENTRIES, &TRIGGERS);
    let mut wrong = Vec::new();
    for (audience, text, right) in TWO {
        let understanding = understand(&index, *audience, text, &[]);
        let all = understanding.candidates.iter().take(1).chain(&understanding.besides);
        let names: Vec<&str> = all.map(|one| name(&one.subject)).collect();
        if (understanding.band, names.as_slice()) != (Band::Answer, *right) {
            wrong.push(format!("{text}: {understanding:?}"));
        }
    }
    assert!(
        wrong.len() * 10 <= TWO.len(),
        "{} of {} were not parted rightly: {wrong:#?}",
        wrong.len(),
        TWO.len()
    );
}

#[test]
fn one_question_gets_one_answer_though_it_names_two_things() {
    let index = build(&ENTRIES, &TRIGGERS);
    for text in [
        "why do i need both a pin and a password",
        "what is a pin and how can i get one",
        "i forgot my password and can't log in",
        "user name and password rules",
        "what is the difference between a pin and a password",
        "i moved and need a new pin",
    ] {
        let understanding = understand(&index, Audience::Member, text, &[]);
        assert_eq!(understanding.besides, [], "{text}");
    }
}

#[test]
fn what_says_too_little_or_refuses_is_offered_at_most() {
    let index = build(&ENTRIES, &TRIGGERS);
    for text in [
        "PIN PIN PIN PIN",
        "pin please",
        "is it",
        "do it again",
        "again",
        "reset",
        "what about it",
        "you and me",
        "do NOT send me a new pin",
        "please do not, under any circumstances, send me a new pin",
        "i don't want to reset my password",
        "no need to mail me a new pin",
    ] {
        assert_ne!(
            understand(&index, Audience::Member, text, &[]).band,
            Band::Answer,
            "{text}"
        );
    }
}
