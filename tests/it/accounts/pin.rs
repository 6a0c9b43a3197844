//! A new PIN by post.

use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use frontdesk::mail::Channel;
use serde_json::json;
use sqlx::Row;

use super::bench::{Bench, number_of, visitor};

#[tokio::test]
async fn a_pin_is_mailed_with_its_dates() {
    let bench = Bench::new().await;
    let ruth = bench.signed_in("rmiller42", "Harbor7Lane").await;
    let found = bench.call(&ruth, "member.mailing_address", json!({})).await;
    assert_eq!(found.text("masked"), Some("4•• H•• L••, Ann Arbor, MI 481••"));
    let issued = bench.call(&ruth, "member.reissue_pin", json!({})).await;
    assert_eq!(issued.name, "issued");
    assert_eq!(issued.text("mailed_to"), found.text("masked"));
    // Thanksgiving lies in between.
    let days = ["mailed_on", "from", "by"].map(|field| issued.text(field).unwrap());
    assert_eq!(days, ["2026-11-23", "2026-11-27", "2026-12-01"]);

    let outbox = bench.service.demo_outbox().await;
    let (notice, letter) = (&outbox[0], &outbox[1]);
    assert_eq!(outbox.len(), 2);
    assert_eq!((notice.channel, letter.channel), (Channel::Email, Channel::Letter));
    assert!(notice.text.contains(issued.text("receipt").unwrap()));
    assert!(letter.to.starts_with("Ruth Miller\n412 Harbor Lane\n"));
    let pin = number_of(8, letter);
    assert!(!notice.text.contains(&pin));
    let row = sqlx::query("SELECT hash FROM pins WHERE ended_at IS NULL AND member = 'mbr_1001'")
        .fetch_one(&bench.database().await)
        .await
        .unwrap();
    let hash = PasswordHash::new(&row.get::<String, _>(0)).unwrap();
    assert!(argon2::Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok());
}

#[tokio::test]
async fn one_letter_a_day_and_the_old_pin_dies_at_once() {
    let bench = Bench::new().await;
    let ruth = bench.signed_in("rmiller42", "Harbor7Lane").await;
    bench.call(&ruth, "member.reissue_pin", json!({})).await;
    let too_soon = bench.call(&ruth, "member.reissue_pin", json!({})).await;
    assert_eq!(too_soon.name, "too_soon");
    assert_eq!(
        (too_soon.text("mailed_on"), too_soon.text("by")),
        (Some("2026-11-23"), Some("2026-12-01"))
    );
    assert_eq!(bench.letters().await.len(), 1);
    bench.advance_minutes(24 * 60);
    let ruth = bench.signed_in("rmiller42", "Harbor7Lane").await;
    assert_eq!(bench.call(&ruth, "member.reissue_pin", json!({})).await.name, "issued");
    assert_eq!(bench.letters().await.len(), 2);
    let alive = sqlx::query("SELECT COUNT(*) FROM pins WHERE member = 'mbr_1001' AND ended_at IS NULL")
        .fetch_one(&bench.database().await)
        .await
        .unwrap();
    assert_eq!(alive.get::<i64, _>(0), 1);
}

#[tokio::test]
async fn the_demonstration_has_a_letter_on_its_way_and_a_member_abroad() {
    let bench = Bench::new().await;
    let grace = bench.signed_in("graceokafor", "Maple9Street").await;
    let too_soon = bench.call(&grace, "member.reissue_pin", json!({})).await;
    assert_eq!(too_soon.name, "too_soon");
    assert_eq!(
        too_soon.text("mailed_on"),
        Some("2026-11-23"),
        "posted on Monday, queued on Sunday"
    );
    let luc = bench.signed_in("lucmoreau", "Tram5Bellecour").await;
    let issued = bench.call(&luc, "member.reissue_pin", json!({})).await;
    assert_eq!(
        (issued.text("from"), issued.text("by")),
        (Some("2026-12-04"), Some("2026-12-08"))
    );
    assert!(issued.text("mailed_to").unwrap().ends_with("Lyon, France"));
}

#[tokio::test]
async fn nobody_else_gets_a_pin() {
    let bench = Bench::new().await;
    let stranger = visitor("c1", "192.0.2.1");
    assert!(
        bench
            .call(&stranger, "member.reissue_pin", json!({}))
            .await
            .is_unavailable()
    );
    let mut provider = visitor("portal-1", "192.0.2.1");
    let mailed = bench
        .sign_in(&provider, "provider", "clinicdesk1", "Lantern8Quay")
        .await;
    let signed_in = bench
        .confirm(&provider, mailed.text("pending").unwrap(), &bench.newest_code().await)
        .await;
    provider.session = signed_in.text("session").map(str::to_owned);
    assert!(
        bench
            .call(&provider, "member.reissue_pin", json!({}))
            .await
            .is_unavailable()
    );
    assert!(
        bench
            .call(&provider, "member.mailing_address", json!({}))
            .await
            .is_unavailable()
    );
    assert_eq!(bench.letters().await, []);
}
