//! Locks hold for whoever earned them: the owner gets in.

use super::bench::{Bench, left, omars_answer, visitor};

#[tokio::test]
async fn a_stranger_cannot_lock_the_owner_out() {
    let bench = Bench::new().await;
    let stranger = visitor("c-stranger", "203.0.113.9");
    let begun = bench.begin_recovery(&stranger, "omarhaddad").await;
    let recovery = begun.text("recovery").unwrap();
    for _ in 0..5 {
        bench.answer(&stranger, recovery, &begun, |_| "guess".into()).await;
    }
    let locked = bench.answer(&stranger, recovery, &begun, |_| "guess".into()).await;
    assert_eq!(locked.name, "locked");
    let fresh = bench.begin_recovery(&stranger, "omarhaddad").await;
    let right = bench
        .answer(&stranger, fresh.text("recovery").unwrap(), &fresh, omars_answer)
        .await;
    assert_eq!(right.name, "locked", "even the right answers to a fresh recovery");
    let owner = visitor("c-owner", "192.0.2.1");
    let begun = bench.begin_recovery(&owner, "omarhaddad").await;
    let wrong = bench
        .answer(&owner, begun.text("recovery").unwrap(), &begun, |_| "oops".into())
        .await;
    assert_eq!((wrong.name.as_str(), left(&wrong)), ("wrong", Some(4)));
}

#[tokio::test]
async fn strangers_everywhere_delay_the_owner_by_a_quarter_of_an_hour_at_most() {
    let bench = Bench::new().await;
    for network in 0..4 {
        let stranger = visitor("c-stranger", &format!("203.0.113.{network}"));
        for _ in 0..5 {
            bench.sign_in(&stranger, "member", "rmiller42", "guess").await;
        }
    }
    let owner = visitor("c-owner", "192.0.2.1");
    let slowed = bench.sign_in(&owner, "member", "rmiller42", "Harbor7Lane").await;
    assert_eq!(slowed.name, "locked");
    assert_eq!(slowed.text("until"), Some("2026-11-23T15:15:00Z"));
    bench.advance_minutes(15);
    for network in 10..20 {
        let stranger = visitor("c-stranger", &format!("203.0.113.{network}"));
        bench.sign_in(&stranger, "member", "rmiller42", "guess").await;
    }
    assert_eq!(
        bench.sign_in(&owner, "member", "rmiller42", "Harbor7Lane").await.name,
        "signed_in"
    );
    assert_eq!(
        bench.sign_in(&owner, "member", "rmiller42", "Harbor7Lane").await.name,
        "signed_in",
        "and stays known"
    );
}

#[tokio::test]
async fn a_reset_lifts_the_lock() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    for _ in 0..6 {
        bench.sign_in(&from, "member", "rmiller42", "forgotten").await;
    }
    let grant = bench.ruths_grant(&from).await;
    bench.reset(&from, &grant, "Quayside12").await;
    assert_eq!(
        bench.sign_in(&from, "member", "rmiller42", "Quayside12").await.name,
        "signed_in"
    );
}

#[tokio::test]
async fn an_owner_who_signs_in_often_is_not_slowed_elsewhere() {
    let bench = Bench::new().await;
    let office = visitor("c1", "192.0.2.1");
    for _ in 0..25 {
        bench.sign_in(&office, "member", "rmiller42", "typo").await;
        assert_eq!(
            bench.sign_in(&office, "member", "rmiller42", "Harbor7Lane").await.name,
            "signed_in"
        );
    }
    let home = visitor("c2", "192.0.2.2");
    assert_eq!(
        bench.sign_in(&home, "member", "rmiller42", "Harbor7Lane").await.name,
        "signed_in"
    );
}
