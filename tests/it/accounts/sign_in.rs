//! Signing in, in one step or two.

use frontdesk::accounts::embedded::HashingCost;
use serde_json::json;
use sqlx::Row;

use super::bench::{Bench, left, visitor};

#[tokio::test]
async fn a_member_signs_in_and_out() {
    let bench = Bench::new().await;
    let member = bench.signed_in("rmiller42", "Harbor7Lane").await;
    let active = bench.call(&member, "session.look_up", json!({})).await;
    assert_eq!(active.name, "active");
    assert_eq!(
        serde_json::to_value(&active.fields).unwrap(),
        json!({
            "subject": "mbr_1001", "audience": "member", "name": "Ruth Miller", "how": "pwd",
            "since": "2026-11-23T15:00:00Z",
        })
    );
    assert_eq!(bench.call(&member, "session.end", json!({})).await.name, "ended");
    assert_eq!(bench.call(&member, "session.look_up", json!({})).await.name, "ended");
    assert_eq!(bench.call(&member, "session.end", json!({})).await.name, "ended");
}

#[tokio::test]
async fn a_session_lives_for_half_a_day() {
    let bench = Bench::new().await;
    let member = bench.signed_in("rmiller42", "Harbor7Lane").await;
    bench.advance_minutes(12 * 60 - 1);
    assert_eq!(bench.call(&member, "session.look_up", json!({})).await.name, "active");
    bench.advance_minutes(1);
    assert_eq!(bench.call(&member, "session.look_up", json!({})).await.name, "ended");
}

#[tokio::test]
async fn an_account_that_rests_says_so_only_to_whoever_knows_the_password() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    for _ in 0..5 {
        assert_eq!(
            bench.sign_in(&from, "member", "rmiller42", "guess").await.name,
            "refused"
        );
    }
    for _ in 0..2 {
        assert_eq!(
            bench.sign_in(&from, "member", "rmiller42", "Harbor7Lane").await.name,
            "locked"
        );
    }
    assert_eq!(
        bench.sign_in(&from, "member", "rmiller42", "guess").await.name,
        "refused"
    );
    let after_a_guess = bench.sign_in(&from, "member", "rmiller42", "Harbor7Lane").await;
    assert_eq!(after_a_guess.name, "refused", "guessing while it rests finds nothing");
    let elsewhere = visitor("c2", "192.0.2.2");
    assert_eq!(
        bench
            .sign_in(&elsewhere, "member", "rmiller42", "Harbor7Lane")
            .await
            .name,
        "signed_in"
    );
    bench.advance_minutes(15);
    assert_eq!(
        bench.sign_in(&from, "member", "rmiller42", "Harbor7Lane").await.name,
        "signed_in"
    );
}

#[tokio::test]
async fn a_provider_user_needs_the_code_from_the_email_too() {
    let bench = Bench::new().await;
    let mut from = visitor("portal-1", "192.0.2.1");
    let mailed = bench.sign_in(&from, "provider", "clinicdesk1", "Lantern8Quay").await;
    assert_eq!(mailed.name, "code_mailed");
    assert_eq!(mailed.text("masked"), Some("d••@harborview.example"));
    let pending = mailed.text("pending").unwrap();
    let wrong = bench.confirm(&from, pending, "000000").await;
    assert_eq!((wrong.name.as_str(), left(&wrong)), ("wrong", Some(4)));
    let code = bench.newest_code().await;
    assert_eq!(
        bench
            .confirm(&visitor("portal-2", "192.0.2.1"), pending, &code)
            .await
            .name,
        "expired"
    );
    let signed_in = bench.confirm(&from, pending, &code).await;
    assert_eq!(signed_in.name, "signed_in");
    assert_eq!(signed_in.text("name"), Some("Dana Whitcomb"));
    assert!(!signed_in.fields.contains_key("expires_in_days"));
    from.session = signed_in.text("session").map(str::to_owned);
    let active = bench.call(&from, "session.look_up", json!({})).await;
    assert_eq!(
        (active.text("audience"), active.text("how")),
        (Some("provider"), Some("pwd otp"))
    );
    assert_eq!(
        bench.confirm(&from, pending, &code).await.name,
        "expired",
        "a code works once"
    );
}

#[tokio::test]
async fn one_sign_in_code_is_alive_for_ten_minutes() {
    let bench = Bench::new().await;
    let from = visitor("portal-1", "192.0.2.1");
    let first = bench.sign_in(&from, "provider", "clinicdesk1", "Lantern8Quay").await;
    let first_code = bench.newest_code().await;
    let second = bench.sign_in(&from, "provider", "clinicdesk1", "Lantern8Quay").await;
    assert_eq!(
        bench
            .confirm(&from, first.text("pending").unwrap(), &first_code)
            .await
            .name,
        "expired"
    );
    let code = bench.newest_code().await;
    bench.advance_minutes(10);
    assert_eq!(
        bench.confirm(&from, second.text("pending").unwrap(), &code).await.name,
        "expired"
    );
}

#[tokio::test]
async fn wrong_sign_in_codes_lock_across_fresh_ones() {
    let bench = Bench::new().await;
    let from = visitor("portal-1", "192.0.2.1");
    for expected in [Some(4), Some(3), Some(2), Some(1)] {
        let mailed = bench.sign_in(&from, "provider", "clinicdesk1", "Lantern8Quay").await;
        let wrong = bench.confirm(&from, mailed.text("pending").unwrap(), "000000").await;
        assert_eq!((wrong.name.as_str(), left(&wrong)), ("wrong", expected));
    }
    let mailed = bench.sign_in(&from, "provider", "clinicdesk1", "Lantern8Quay").await;
    assert_eq!(
        bench
            .confirm(&from, mailed.text("pending").unwrap(), "000000")
            .await
            .name,
        "locked"
    );
    let code = bench.newest_code().await;
    assert_eq!(
        bench.confirm(&from, mailed.text("pending").unwrap(), &code).await.name,
        "locked"
    );
}

#[tokio::test]
async fn a_provider_is_warned_before_the_password_expires() {
    let bench = Bench::new().await;
    let from = visitor("portal-1", "192.0.2.1");
    let mailed = bench.sign_in(&from, "provider", "clinicdesk2", "Anchor6Pier").await;
    let signed_in = bench
        .confirm(&from, mailed.text("pending").unwrap(), &bench.newest_code().await)
        .await;
    assert_eq!(signed_in.fields["expires_in_days"], 7);
}

#[tokio::test]
async fn an_expired_password_and_a_disabled_account_are_told_only_after_the_right_password() {
    let bench = Bench::with(|config| config.policy.provider_password.max_age_days = 100).await;
    let from = visitor("portal-1", "192.0.2.1");
    assert_eq!(
        bench.sign_in(&from, "provider", "clinicdesk1", "guess").await.name,
        "refused"
    );
    let expired = bench.sign_in(&from, "provider", "clinicdesk1", "Lantern8Quay").await;
    assert_eq!(expired.name, "expired_password");
    assert!(expired.text("grant").is_some());
    assert_eq!(
        bench
            .sign_in(&from, "provider", "northgate1", "Prism2Window")
            .await
            .name,
        "code_mailed"
    );

    bench.advance_minutes(200 * 24 * 60);
    assert_eq!(
        bench.sign_in(&from, "provider", "northgate1", "guess").await.name,
        "refused"
    );
    assert_eq!(
        bench
            .sign_in(&from, "provider", "northgate1", "Prism2Window")
            .await
            .name,
        "disabled"
    );
}

#[tokio::test]
async fn a_hash_is_upgraded_at_the_next_sign_in() {
    let mut bench = Bench::new().await;
    bench.config.hashing_cost = HashingCost {
        memory_kib: 16,
        passes: 1,
    };
    bench.reopen().await;
    bench.signed_in("rmiller42", "Harbor7Lane").await;
    let row = sqlx::query("SELECT password_hash FROM members WHERE id = 'mbr_1001'")
        .fetch_one(&bench.database().await)
        .await
        .unwrap();
    assert!(row.get::<String, _>(0).starts_with("$argon2id$v=19$m=16,"));
    bench.signed_in("rmiller42", "Harbor7Lane").await;
}
