//! `sealed.deposit`: shapes, bounds, and what a handle is good for.

use serde_json::json;

use super::bench::{Bench, left, visitor};

#[tokio::test]
async fn a_slip_is_told_at_once_and_nothing_is_kept() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let slip = json!({"holds": "tax_id", "bind": "c1", "secret": "38-20144"});
    let malformed = bench.call(&from, "sealed.deposit", slip).await;
    assert_eq!(malformed.name, "malformed");
    assert_eq!(malformed.text("why"), Some("A Tax ID has 9 digits."));
}

#[tokio::test]
async fn ten_handles_are_open_at_once_and_time_frees_them() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    for _ in 0..10 {
        bench.seal(&from, "code", "402117").await;
    }
    let one_more = json!({"holds": "code", "bind": "c1", "secret": "402117"});
    assert_eq!(
        bench.call(&from, "sealed.deposit", one_more.clone()).await.name,
        "too_many"
    );
    bench.seal(&visitor("c2", "192.0.2.1"), "code", "402117").await;
    bench.advance_minutes(10);
    assert_eq!(bench.call(&from, "sealed.deposit", one_more).await.name, "kept");
}

#[tokio::test]
async fn an_unknown_kind_or_field_is_refused() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    for wrong in [
        json!({"holds": "card_number", "bind": "c1", "secret": "4111"}),
        json!({"holds": "code", "bind": "c1", "secret": "402117", "note": "x"}),
        json!({"holds": "code", "bind": "c1"}),
    ] {
        assert!(bench.call(&from, "sealed.deposit", wrong).await.is_unavailable());
    }
    assert!(bench.call(&from, "member.fly", json!({})).await.is_unavailable());
}

#[tokio::test]
async fn a_handle_works_once_in_its_conversation_for_ten_minutes_and_for_what_it_holds() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let sign_in = |handle: &str| json!({"audience": "member", "user_name": "rmiller42", "password": handle});

    let used = bench.seal(&from, "password", "Harbor7Lane").await;
    assert_eq!(
        bench.call(&from, "session.sign_in", sign_in(&used)).await.name,
        "signed_in"
    );
    assert_eq!(
        bench.call(&from, "session.sign_in", sign_in(&used)).await.name,
        "refused"
    );

    let elsewhere = bench.seal(&visitor("c2", "192.0.2.1"), "password", "Harbor7Lane").await;
    assert_eq!(
        bench.call(&from, "session.sign_in", sign_in(&elsewhere)).await.name,
        "refused"
    );

    let of_another_kind = bench.seal(&from, "security_answer", "Harbor7Lane").await;
    assert_eq!(
        bench
            .call(&from, "session.sign_in", sign_in(&of_another_kind))
            .await
            .name,
        "refused"
    );

    let lapsed = bench.seal(&from, "password", "Harbor7Lane").await;
    bench.advance_minutes(10);
    assert_eq!(
        bench.call(&from, "session.sign_in", sign_in(&lapsed)).await.name,
        "refused"
    );
}

#[tokio::test]
async fn a_handle_that_lapsed_costs_no_try() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let begun = bench.begin_recovery(&from, "omarhaddad").await;
    let recovery = begun.text("recovery").unwrap();
    let asked: Vec<_> = begun.fields["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|q| q["id"].clone())
        .collect();
    let answers = json!([
        {"question": asked[0], "answer": "hnd_gone"},
        {"question": asked[1], "answer": "hnd_gone"},
    ]);
    for _ in 0..7 {
        let wrong = bench
            .call(
                &from,
                "member.answer",
                json!({"recovery": recovery, "answers": answers}),
            )
            .await;
        assert_eq!((wrong.name.as_str(), left(&wrong)), ("wrong", Some(5)));
    }
}
