//! Proof that an organization owns an account.

use frontdesk::accounts::contract::Outcome;
use frontdesk::accounts::embedded::demo::DemoClaim;
use serde_json::{Value, json};

use super::bench::{Bench, Visitor, left, visitor};

fn claim(claim: &DemoClaim) -> Value {
    json!({
        "reference": claim.reference, "first_name": claim.first_name, "last_name": claim.last_name,
        "service_date": claim.service_date.to_string(), "billed": claim.billed,
    })
}

async fn prove(bench: &Bench, from: &Visitor, kind: &str, id: &str, claims: [Value; 2]) -> Outcome {
    let id = bench.seal(from, kind, id).await;
    bench
        .call(
            from,
            "provider.verify_ownership",
            json!({"id_kind": kind, "id": id, "claims": claims}),
        )
        .await
}

/// The claims of an organization of the demonstration that count today.
fn claims(bench: &Bench, organization: usize) -> Vec<DemoClaim> {
    bench.demo.ownership[organization].claims.clone()
}

#[tokio::test]
async fn two_claims_of_two_members_prove_it() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let on_file = claims(&bench, 0);
    let verified = prove(
        &bench,
        &from,
        "tax_id",
        "38-2014471",
        [claim(&on_file[0]), claim(&on_file[1])],
    )
    .await;
    assert_eq!(verified.name, "verified");
    assert_eq!(verified.text("organization"), Some("Harborview Family Clinic"));
    assert_eq!(verified.fields["has_account"], true);
    assert_eq!(
        verified.fields["managers"],
        json!([{"name": "Dana Whitcomb"}, {"name": "Marcus Lee"}])
    );
    assert!(verified.text("receipt").unwrap().starts_with("ORG-"));
    assert!(verified.text("grant").is_some());
}

#[tokio::test]
async fn an_organization_whose_users_have_no_manager_has_an_account_all_the_same() {
    let bench = Bench::new().await;
    let database = bench.database().await;
    sqlx::query("UPDATE provider_users SET role = 'user'")
        .execute(&database)
        .await
        .unwrap();
    let on_file = claims(&bench, 0);
    let proof = [claim(&on_file[0]), claim(&on_file[1])];
    let verified = prove(&bench, &visitor("c1", "192.0.2.1"), "tax_id", "38-2014471", proof).await;
    assert_eq!(
        (&verified.fields["has_account"], &verified.fields["managers"]),
        (&json!(true), &json!([]))
    );
}

#[tokio::test]
async fn every_kind_of_id_finds_the_organization() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let on_file = claims(&bench, 0);
    let by_pin = prove(
        &bench,
        &from,
        "provider_pin",
        "hfc-48210",
        [claim(&on_file[0]), claim(&on_file[1])],
    )
    .await;
    assert_eq!(by_pin.name, "verified");
    let on_file = claims(&bench, 1);
    for kind in ["ssn", "tax_id"] {
        let verified = prove(
            &bench,
            &from,
            kind,
            "401-22-7781",
            [claim(&on_file[0]), claim(&on_file[1])],
        )
        .await;
        assert_eq!(verified.name, "verified", "an SSN serves as a Tax ID");
        assert_eq!(
            (&verified.fields["has_account"], &verified.fields["managers"]),
            (&json!(false), &json!([]))
        );
    }
}

#[tokio::test]
async fn names_and_references_may_be_typed_in_other_ways() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let on_file = claims(&bench, 0);
    let oneil = on_file.iter().find(|claim| claim.last_name == "O'Neil").unwrap();
    let mut first = claim(oneil);
    first["last_name"] = json!("ONEIL ");
    first["first_name"] = json!("david");
    first["reference"] = json!("clm100458");
    let mut second = claim(&on_file[0]);
    second["reference"] = json!("XYB 912-345-678");
    assert_eq!(
        prove(&bench, &from, "tax_id", "382014471", [first, second]).await.name,
        "verified"
    );
}

#[tokio::test]
async fn one_wrong_part_is_enough_and_is_never_named() {
    let wrong = [
        ("reference", "CLM-999999"),
        ("first_name", "Rutherford"),
        ("last_name", "Millers"),
        ("service_date", "2026-11-03"),
        ("billed", "184.51"),
    ];
    for (field, value) in wrong {
        let bench = Bench::new().await;
        let from = visitor("c1", "192.0.2.1");
        let on_file = claims(&bench, 0);
        let mut first = claim(&on_file[0]);
        first[field] = json!(value);
        let refused = prove(&bench, &from, "tax_id", "382014471", [first, claim(&on_file[1])]).await;
        assert_eq!(
            serde_json::to_value(&refused).unwrap(),
            json!({"outcome": "not_verified", "left": 2}),
            "{field}"
        );
    }
}

#[tokio::test]
async fn two_claims_of_one_member_do_not_count() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let on_file = claims(&bench, 2);
    let of_ruth: Vec<_> = on_file
        .iter()
        .filter(|claim| claim.first_name == "Ruth")
        .map(claim)
        .collect();
    let twice = prove(
        &bench,
        &from,
        "tax_id",
        "473098216",
        [of_ruth[0].clone(), of_ruth[1].clone()],
    )
    .await;
    assert_eq!(twice.name, "not_verified");
    let same = prove(
        &bench,
        &from,
        "tax_id",
        "473098216",
        [of_ruth[0].clone(), of_ruth[0].clone()],
    )
    .await;
    assert_eq!(same.name, "not_verified");
}

#[tokio::test]
async fn a_claim_counts_by_the_day_it_was_submitted() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let on_file = claims(&bench, 0);
    // Its service was a hundred days ago; it was submitted sixty days ago.
    let older_service = on_file.iter().find(|claim| claim.reference == "CLM-100461").unwrap();
    assert!(
        on_file.iter().all(|claim| claim.reference != "CLM-100102"),
        "submitted 130 days ago"
    );
    let pair = [claim(older_service), claim(&on_file[0])];
    assert_eq!(
        prove(&bench, &from, "tax_id", "382014471", pair.clone()).await.name,
        "verified"
    );
    bench.advance_minutes(30 * 24 * 60);
    assert_eq!(
        prove(&bench, &from, "tax_id", "382014471", pair.clone()).await.name,
        "verified",
        "ninety days"
    );
    bench.advance_minutes(24 * 60);
    assert_eq!(
        prove(&bench, &from, "tax_id", "382014471", pair).await.name,
        "not_verified",
        "ninety-one days"
    );
}

#[tokio::test]
async fn an_unknown_tax_id_is_refused_and_locked_like_a_known_one() {
    let bench = Bench::new().await;
    let on_file = claims(&bench, 2);
    let mut wrong = claim(&on_file[0]);
    wrong["billed"] = json!("1.00");
    let mut sequences = Vec::new();
    for (conversation, tax_id) in [("c1", "473098216"), ("c2", "559900123")] {
        let from = visitor(conversation, "192.0.2.1");
        let mut seen = Vec::new();
        for _ in 0..5 {
            let refused = prove(&bench, &from, "tax_id", tax_id, [wrong.clone(), claim(&on_file[1])]).await;
            seen.push((
                refused.name.clone(),
                left(&refused),
                refused.text("until").map(str::to_owned),
            ));
        }
        sequences.push(seen);
    }
    assert_eq!(sequences[0], sequences[1]);
    let until = Some("2026-11-24T15:00:00Z".to_owned());
    assert_eq!(sequences[0][1], ("not_verified".into(), Some(1), None));
    assert_eq!(sequences[0][2], ("locked".into(), None, until.clone()));
    assert_eq!(sequences[0][4], ("locked".into(), None, until));
}

#[tokio::test]
async fn a_lock_holds_for_its_network_only_and_ends_after_a_day() {
    let bench = Bench::new().await;
    let on_file = claims(&bench, 2);
    let right = [claim(&on_file[0]), claim(&on_file[1])];
    let mut wrong = right.clone();
    wrong[0]["billed"] = json!("1.00");
    let stranger = visitor("c1", "203.0.113.9");
    for _ in 0..3 {
        prove(&bench, &stranger, "tax_id", "473098216", wrong.clone()).await;
    }
    assert_eq!(
        prove(&bench, &stranger, "tax_id", "473098216", right.clone())
            .await
            .name,
        "locked"
    );
    let owner = visitor("c2", "192.0.2.1");
    assert_eq!(
        prove(&bench, &owner, "tax_id", "473098216", right.clone()).await.name,
        "verified"
    );
    bench.advance_minutes(24 * 60);
    assert_eq!(
        prove(&bench, &stranger, "tax_id", "473098216", right).await.name,
        "verified"
    );
}

#[tokio::test]
async fn the_number_of_claims_and_their_shape_are_fixed() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let on_file = claims(&bench, 0);
    let id = bench.seal(&from, "tax_id", "382014471").await;
    for wrong in [
        json!({"id_kind": "tax_id", "id": id, "claims": [claim(&on_file[0])]}),
        json!({"id_kind": "npi", "id": id, "claims": [claim(&on_file[0]), claim(&on_file[1])]}),
        json!({"id_kind": "tax_id", "id": id, "claims": [claim(&on_file[0]), {"reference": "x"}]}),
    ] {
        assert!(
            bench
                .call(&from, "provider.verify_ownership", wrong)
                .await
                .is_unavailable()
        );
    }
}
