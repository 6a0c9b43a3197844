//! What anyone may ask answers alike, after the same work, for names that somebody has and names that nobody has.

use frontdesk::accounts::contract::Outcome;

use super::bench::{Bench, Visitor, left, visitor};

/// A name that nobody has, whose recovery begins like `outcome`.
async fn nobody(bench: &Bench, outcome: &str) -> String {
    for n in 0..100 {
        let name = format!("nobody{n:02}");
        if bench
            .begin_recovery(&visitor("c-search", "198.51.100.1"), &name)
            .await
            .name
            == outcome
        {
            return name;
        }
    }
    panic!("no made-up name begins with {outcome}");
}

/// What can be seen of an outcome, and what it cost.
type Seen = (String, Option<u64>, Option<String>, Vec<String>, u64);

async fn seen(bench: &Bench, before: u64, outcome: &Outcome) -> Seen {
    (
        outcome.name.clone(),
        left(outcome),
        outcome.text("until").map(str::to_owned),
        outcome.fields.keys().cloned().collect(),
        bench.service.hashes_done() - before,
    )
}

async fn wrong_codes(bench: &Bench, from: &Visitor, name: &str) -> Vec<Seen> {
    let mut all = Vec::new();
    let before = bench.service.hashes_done();
    let begun = bench.begin_recovery(from, name).await;
    all.push(seen(bench, before, &begun).await);
    for _ in 0..7 {
        let before = bench.service.hashes_done();
        let outcome = bench.check_code(from, begun.text("recovery").unwrap(), "000000").await;
        all.push(seen(bench, before, &outcome).await);
    }
    all
}

async fn wrong_answers(bench: &Bench, from: &Visitor, name: &str) -> Vec<Seen> {
    let mut all = Vec::new();
    let before = bench.service.hashes_done();
    let begun = bench.begin_recovery(from, name).await;
    all.push(seen(bench, before, &begun).await);
    for _ in 0..7 {
        let before = bench.service.hashes_done();
        let outcome = bench
            .answer(from, begun.text("recovery").unwrap(), &begun, |_| "guess".into())
            .await;
        all.push(seen(bench, before, &outcome).await);
    }
    all
}

#[tokio::test]
async fn wrong_codes_count_down_and_lock_alike() {
    let bench = Bench::new().await;
    let nobody = nobody(&bench, "code_mailed").await;
    let known = wrong_codes(&bench, &visitor("c1", "192.0.2.1"), "rmiller42").await;
    let unknown = wrong_codes(&bench, &visitor("c2", "192.0.2.1"), &nobody).await;
    assert_eq!(known, unknown);
    let names: Vec<_> = known.iter().map(|seen| seen.0.as_str()).collect();
    assert_eq!(
        names,
        [
            "code_mailed",
            "wrong",
            "wrong",
            "wrong",
            "wrong",
            "locked",
            "locked",
            "locked"
        ]
    );
    assert!(
        known.iter().all(|seen| seen.4 == 1),
        "one hash each, also while locked: {known:?}"
    );
}

#[tokio::test]
async fn wrong_answers_count_down_and_lock_alike() {
    let bench = Bench::new().await;
    let nobody = nobody(&bench, "questions").await;
    let known = wrong_answers(&bench, &visitor("c1", "192.0.2.1"), "omarhaddad").await;
    let unknown = wrong_answers(&bench, &visitor("c2", "192.0.2.1"), &nobody).await;
    assert_eq!(known, unknown);
    let names: Vec<_> = known.iter().map(|seen| seen.0.as_str()).collect();
    assert_eq!(
        names,
        [
            "questions",
            "wrong",
            "wrong",
            "wrong",
            "wrong",
            "locked",
            "locked",
            "locked"
        ]
    );
    assert!(
        known[1..].iter().all(|seen| seen.4 == 2),
        "two hashes each, also while locked: {known:?}"
    );
}

#[tokio::test]
async fn a_made_up_recovery_is_steady_and_sends_nothing() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    for name in ["nobody77", "nobody78", "nobody79", "somebody1"] {
        let first = bench.begin_recovery(&from, name).await;
        let again = bench.begin_recovery(&visitor("c2", "192.0.2.2"), name).await;
        assert_eq!(
            (&first.name, first.fields.get("questions")),
            (&again.name, again.fields.get("questions"))
        );
    }
    assert_eq!(bench.service.demo_outbox().await, []);
}

#[tokio::test]
async fn the_questions_of_a_member_are_the_same_each_time() {
    let bench = Bench::new().await;
    let first = bench.begin_recovery(&visitor("c1", "192.0.2.1"), "omarhaddad").await;
    let again = bench.begin_recovery(&visitor("c2", "192.0.2.2"), "omarhaddad").await;
    assert_eq!(first.fields["questions"], again.fields["questions"]);
}

#[tokio::test]
async fn wrong_passwords_look_alike() {
    let bench = Bench::new().await;
    for audience in ["member", "provider"] {
        for name in ["rmiller42", "clinicdesk1", "nobody77"] {
            let from = visitor("c1", "192.0.2.1");
            for _ in 0..8 {
                let before = bench.service.hashes_done();
                let outcome = bench.sign_in(&from, audience, name, "guess").await;
                assert_eq!(outcome.name, "refused");
                assert_eq!(bench.service.hashes_done() - before, 1, "{audience} {name}");
            }
        }
    }
}
