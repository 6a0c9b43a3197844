//! Exactly once: idempotency keys, restarts, calls that are hung up on, and the audit.

use std::pin::pin;

use frontdesk::accounts::contract::{AccountService, SessionId};
use frontdesk::accounts::embedded::demo;
use futures_util::poll;
use serde_json::json;
use sqlx::Row;

use super::bench::{Bench, visitor};

#[tokio::test]
async fn a_repeated_call_gets_the_first_outcome_also_after_a_restart() {
    let mut bench = Bench::new().await;
    let ruth = bench.signed_in("rmiller42", "Harbor7Lane").await;
    let call = bench.new_call(&ruth, "member.reissue_pin", json!({}));
    let first = bench.service.call(call.clone()).await;
    assert_eq!(first.name, "issued");
    assert_eq!(bench.service.call(call.clone()).await, first);
    bench.reopen().await;
    bench.advance_minutes(24 * 60);
    assert_eq!(
        bench.service.call(call).await,
        first,
        "also a day later, when the session is over"
    );
    assert_eq!(bench.letters().await.len(), 1);
}

#[tokio::test]
async fn every_outcome_that_is_definite_is_repeated() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let begin = bench.new_call(&from, "member.begin_recovery", json!({"user_name": "rmiller42"}));
    let begun = bench.service.call(begin.clone()).await;
    assert_eq!(bench.service.call(begin).await, begun);
    assert_eq!(bench.service.demo_outbox().await.len(), 1);

    let code = bench.seal(&from, "code", "000000").await;
    let arguments = json!({"recovery": begun.fields["recovery"], "code": code});
    let check = bench.new_call(&from, "member.check_code", arguments);
    let wrong = bench.service.call(check.clone()).await;
    assert_eq!(wrong.name, "wrong");
    assert_eq!(
        bench.service.call(check).await,
        wrong,
        "a repeated call costs no second try"
    );

    let password = bench.seal(&from, "password", "Harbor7Lane").await;
    let arguments = json!({"audience": "member", "user_name": "rmiller42", "password": password});
    let sign_in = bench.new_call(&from, "session.sign_in", arguments);
    let signed_in = bench.service.call(sign_in.clone()).await;
    assert_eq!(signed_in.name, "signed_in");
    assert_eq!(bench.service.call(sign_in).await, signed_in);
}

#[tokio::test]
async fn a_key_that_comes_with_other_arguments_is_refused() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let call = bench.new_call(&from, "member.begin_recovery", json!({"user_name": "rmiller42"}));
    bench.service.call(call.clone()).await;
    let mut other_name = call.clone();
    other_name.arguments["user_name"] = json!("omarhaddad");
    assert!(bench.service.call(other_name).await.is_unavailable());
    let mut other_conversation = call.clone();
    other_conversation.context.conversation = "c2".into();
    assert!(bench.service.call(other_conversation).await.is_unavailable());
    let mut other_operation = call.clone();
    other_operation.operation = "session.end".into();
    other_operation.arguments.clear();
    assert!(bench.service.call(other_operation).await.is_unavailable());
    assert_eq!(bench.service.call(call).await.name, "code_mailed");
}

#[tokio::test]
async fn what_was_not_carried_out_may_be_called_again_under_its_key() {
    let bench = Bench::new().await;
    let ruth = bench.signed_in("rmiller42", "Harbor7Lane").await;
    let mut call = bench.new_call(
        &visitor(&ruth.conversation, "192.0.2.7"),
        "member.reissue_pin",
        json!({}),
    );
    assert!(bench.service.call(call.clone()).await.is_unavailable());
    call.context.session = ruth.session.map(SessionId);
    assert_eq!(bench.service.call(call).await.name, "issued");
}

#[tokio::test]
async fn keys_are_kept_for_a_day_and_not_for_ever() {
    let mut bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    bench.begin_recovery(&from, "rmiller42").await;
    bench.advance_minutes(25 * 60);
    bench.reopen().await;
    let count = "SELECT COUNT(*) FROM idempotency";
    assert_eq!(
        sqlx::query(count)
            .fetch_one(&bench.database().await)
            .await
            .unwrap()
            .get::<i64, _>(0),
        1
    );
    bench.advance_minutes(24 * 60);
    bench.reopen().await;
    assert_eq!(
        sqlx::query(count)
            .fetch_one(&bench.database().await)
            .await
            .unwrap()
            .get::<i64, _>(0),
        0
    );
}

#[tokio::test]
async fn calls_under_one_key_at_once_are_carried_out_once() {
    let bench = Bench::new().await;
    let ruth = bench.signed_in("rmiller42", "Harbor7Lane").await;
    let call = bench.new_call(&ruth, "member.reissue_pin", json!({}));
    let all = futures_util::future::join_all((0..8).map(|_| bench.service.call(call.clone()))).await;
    assert!(all.iter().all(|outcome| *outcome == all[0] && outcome.name == "issued"));
    assert_eq!(bench.letters().await.len(), 1);
}

#[tokio::test]
async fn a_reset_that_is_called_twice_at_once_changes_the_password_once() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let grant = bench.ruths_grant(&from).await;
    let one = bench.seal(&from, "password", "Quayside12").await;
    let two = bench.seal(&from, "password", "Quayside13").await;
    let call = |password| {
        bench.new_call(
            &from,
            "member.reset_password",
            json!({"grant": grant, "password": password}),
        )
    };
    let (one, two) = tokio::join!(bench.service.call(call(one)), bench.service.call(call(two)));
    let reset = [&one, &two].iter().filter(|outcome| outcome.name == "reset").count();
    assert_eq!(reset, 1, "{one:?} {two:?}");
}

#[tokio::test]
async fn a_handle_that_two_calls_use_at_once_serves_one() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let password = bench.seal(&from, "password", "Harbor7Lane").await;
    let arguments = json!({"audience": "member", "user_name": "rmiller42", "password": password});
    let call = || {
        bench
            .service
            .call(bench.new_call(&from, "session.sign_in", arguments.clone()))
    };
    let all = futures_util::future::join_all((0..6).map(|_| call())).await;
    assert_eq!(
        all.iter().filter(|outcome| outcome.name == "signed_in").count(),
        1,
        "{all:?}"
    );
}

#[tokio::test]
async fn a_call_that_is_hung_up_on_anywhere_is_carried_out_once() {
    let bench = Bench::new().await;
    let mut letters = 0;
    for polls in (0..14).map(|power| 1 << power) {
        bench.advance_minutes(25 * 60);
        let ruth = bench.signed_in("rmiller42", "Harbor7Lane").await;
        let call = bench.new_call(&ruth, "member.reissue_pin", json!({}));
        {
            let mut first = pin!(bench.service.call(call.clone()));
            for _ in 0..polls {
                if poll!(&mut first).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(bench.service.call(call).await.name, "issued");
        letters += 1;
        assert_eq!(bench.letters().await.len(), letters, "after {polls} polls");
    }
}

#[tokio::test]
async fn filling_twice_changes_nothing() {
    let mut bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let grant = bench.ruths_grant(&from).await;
    bench.reset(&from, &grant, "Quayside12").await;
    bench.reopen().await;
    assert_eq!(demo::fill(&bench.service).await.unwrap(), bench.demo);
    assert_eq!(
        bench.sign_in(&from, "member", "rmiller42", "Quayside12").await.name,
        "signed_in"
    );
}

#[tokio::test]
async fn the_audit_shows_what_was_altered_or_taken_out() {
    let changes = [
        "UPDATE audit SET outcome = 'signed_in' WHERE seq = 3",
        "UPDATE audit SET who = 'mbr_1002' WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 1",
    ];
    for change in changes {
        let bench = Bench::new().await;
        let from = visitor("c1", "192.0.2.1");
        for _ in 0..3 {
            bench.sign_in(&from, "member", "rmiller42", "guess").await;
        }
        assert_eq!(
            bench.service.verify_audit().await.unwrap(),
            6,
            "a deposit and a sign-in, three times"
        );
        sqlx::query(change).execute(&bench.database().await).await.unwrap();
        let broken = bench.service.verify_audit().await.unwrap_err();
        assert!(
            broken.to_string().starts_with("the audit is broken at row"),
            "{change}: {broken}"
        );
    }
}

#[tokio::test]
async fn the_audit_says_who_did_what_and_from_where() {
    let bench = Bench::new().await;
    bench.signed_in("rmiller42", "Harbor7Lane").await;
    let row = sqlx::query("SELECT operation, outcome, who, network FROM audit ORDER BY seq DESC LIMIT 1")
        .fetch_one(&bench.database().await)
        .await
        .unwrap();
    let row: Vec<String> = (0..4).map(|column| row.get(column)).collect();
    assert_eq!(row, ["session.sign_in", "signed_in", "mbr_1001", "192.0.2.7"]);
}
