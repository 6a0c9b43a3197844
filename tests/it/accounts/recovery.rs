//! A new password: code, questions, reset.

use frontdesk::accounts::embedded::MemberRecovery;
use frontdesk::mail::Channel;
use serde_json::json;

use super::bench::{Bench, left, omars_answer, ruths_answer, visitor};

#[tokio::test]
async fn the_new_password_signs_in_and_the_old_one_does_not() {
    let bench = Bench::new().await;
    let session = bench.signed_in("rmiller42", "Harbor7Lane").await;
    let from = visitor("c1", "192.0.2.1");
    let grant = bench.ruths_grant(&from).await;
    let reset = bench.reset(&from, &grant, "Quayside 12").await;
    assert_eq!(reset.name, "reset");
    assert!(reset.text("receipt").unwrap().starts_with("PW-"));

    assert_eq!(
        bench.sign_in(&from, "member", "RMiller42", "Quayside 12").await.name,
        "signed_in"
    );
    assert_eq!(
        bench.sign_in(&from, "member", "rmiller42", "Harbor7Lane").await.name,
        "refused"
    );
    assert_eq!(bench.call(&session, "session.look_up", json!({})).await.name, "ended");
    let notice = &bench.service.demo_outbox().await[0];
    assert_eq!(
        (notice.channel, notice.to.as_str()),
        (Channel::Email, "ruth.miller@example.com")
    );
    assert!(notice.text.contains(reset.text("receipt").unwrap()));
}

#[tokio::test]
async fn without_an_email_address_the_questions_come_at_once_and_the_notice_by_post() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let begun = bench.begin_recovery(&from, "omarhaddad").await;
    assert_eq!(begun.name, "questions");
    let verified = bench
        .answer(&from, begun.text("recovery").unwrap(), &begun, omars_answer)
        .await;
    let reset = bench.reset(&from, verified.text("grant").unwrap(), "Quayside12").await;
    assert_eq!(reset.name, "reset");
    let letters = bench.letters().await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].to.contains("77 Cedar Street"));
}

#[tokio::test]
async fn the_older_practice_asks_questions_only() {
    let bench = Bench::with(|config| config.member_recovery = MemberRecovery::Questions).await;
    let begun = bench.begin_recovery(&visitor("c1", "192.0.2.1"), "rmiller42").await;
    assert_eq!(begun.name, "questions");
    assert_eq!(bench.service.demo_outbox().await, []);
}

#[tokio::test]
async fn a_weak_password_burns_its_handle_and_not_the_grant() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let grant = bench.ruths_grant(&from).await;
    let handle = bench.seal(&from, "password", "short").await;
    let arguments = json!({"grant": grant, "password": handle});
    let weak = bench.call(&from, "member.reset_password", arguments.clone()).await;
    assert_eq!(weak.name, "weak_password");
    assert_eq!(
        weak.fields["reasons"],
        json!(["It needs at least 6 characters.", "It needs at least one digit."])
    );
    let again = bench.call(&from, "member.reset_password", arguments).await;
    assert_eq!(
        again.fields["reasons"],
        json!(["It was typed too long ago. Please type it again."])
    );
    assert_eq!(bench.reset(&from, &grant, "Quayside12").await.name, "reset");
    assert_eq!(
        bench.reset(&from, &grant, "Quayside13").await.name,
        "expired",
        "a grant works once"
    );
}

#[tokio::test]
async fn the_password_that_stands_is_not_a_new_one() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let grant = bench.ruths_grant(&from).await;
    let handle = bench.seal(&from, "password", "Harbor7Lane").await;
    let arguments = json!({"grant": grant, "password": handle});
    let same = bench.call(&from, "member.reset_password", arguments.clone()).await;
    assert_eq!(same.name, "weak_password");
    assert_eq!(same.fields["reasons"], json!(["It is the password that you have now."]));
    let again = bench.call(&from, "member.reset_password", arguments).await;
    assert_eq!(
        again.fields["reasons"],
        json!(["It was typed too long ago. Please type it again."]),
        "the handle is burned"
    );
    assert_eq!(bench.reset(&from, &grant, "Quayside12").await.name, "reset");
}

#[tokio::test]
async fn a_grant_is_bound_to_its_conversation_and_runs_out() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let grant = bench.ruths_grant(&from).await;
    assert_eq!(
        bench
            .reset(&visitor("c2", "192.0.2.1"), &grant, "Quayside12")
            .await
            .name,
        "expired"
    );
    bench.advance_minutes(30);
    assert_eq!(bench.reset(&from, &grant, "Quayside12").await.name, "expired");
}

#[tokio::test]
async fn a_code_works_once_in_its_conversation_for_ten_minutes() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let begun = bench.begin_recovery(&from, "rmiller42").await;
    let recovery = begun.text("recovery").unwrap();
    let code = bench.newest_code().await;
    assert_eq!(
        bench
            .check_code(&visitor("c2", "192.0.2.1"), recovery, &code)
            .await
            .name,
        "expired"
    );
    assert_eq!(bench.check_code(&from, recovery, &code).await.name, "questions");
    assert_eq!(bench.check_code(&from, recovery, &code).await.name, "expired");

    let begun = bench.begin_recovery(&from, "rmiller42").await;
    let code = bench.newest_code().await;
    bench.advance_minutes(10);
    assert_eq!(
        bench
            .check_code(&from, begun.text("recovery").unwrap(), &code)
            .await
            .name,
        "expired"
    );
}

#[tokio::test]
async fn questions_cannot_be_answered_before_the_code() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let first = bench.begin_recovery(&from, "rmiller42").await;
    let asked = bench
        .check_code(&from, first.text("recovery").unwrap(), &bench.newest_code().await)
        .await;
    let second = bench.begin_recovery(&from, "rmiller42").await;
    let early = bench
        .answer(&from, second.text("recovery").unwrap(), &asked, ruths_answer)
        .await;
    assert!(early.is_unavailable());
    let ended = bench
        .answer(&from, first.text("recovery").unwrap(), &asked, ruths_answer)
        .await;
    assert_eq!(
        ended.name, "locked",
        "the earlier recovery of the conversation has ended"
    );
}

#[tokio::test]
async fn wrong_codes_count_down_and_fresh_codes_do_not_add_up() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let begun = bench.begin_recovery(&from, "rmiller42").await;
    let recovery = begun.text("recovery").unwrap();
    for expected in [4, 3, 2] {
        let wrong = bench.check_code(&from, recovery, "000000").await;
        assert_eq!((wrong.name.as_str(), left(&wrong)), ("wrong", Some(expected)));
    }
    let begun = bench.begin_recovery(&from, "rmiller42").await;
    let recovery = begun.text("recovery").unwrap();
    let wrong = bench.check_code(&from, recovery, "000000").await;
    assert_eq!(
        (wrong.name.as_str(), left(&wrong)),
        ("wrong", Some(1)),
        "the fresh code has no fresh tries"
    );
    let locked = bench.check_code(&from, recovery, "000000").await;
    assert_eq!(locked.name, "locked");
    assert_eq!(locked.text("until"), Some("2026-11-23T15:15:00Z"));
    let right = bench.newest_code().await;
    assert_eq!(
        bench.check_code(&from, recovery, &right).await.name,
        "locked",
        "even the right one"
    );
}

#[tokio::test]
async fn a_network_that_asks_again_and_again_sends_five_mails_at_most() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    for _ in 0..9 {
        assert_eq!(bench.begin_recovery(&from, "rmiller42").await.name, "code_mailed");
    }
    assert_eq!(bench.service.demo_outbox().await.len(), 5);
    bench.advance_minutes(15);
    bench.begin_recovery(&from, "rmiller42").await;
    assert_eq!(bench.service.demo_outbox().await.len(), 6);
}
