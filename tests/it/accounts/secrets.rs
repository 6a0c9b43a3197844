//! Nothing secret stands in the database files or in `Debug`.

use std::sync::Arc;

use frontdesk::accounts::embedded::{Embedded, Keys, OpenError};
use frontdesk::clock::SeededEntropy;
use serde_json::json;

use super::bench::{Bench, number_of, ruths_answer, visitor};

#[tokio::test]
async fn no_secret_stands_in_the_database_files() {
    let bench = Bench::new().await;
    let from = visitor("c1", "192.0.2.1");
    let begun = bench.begin_recovery(&from, "rmiller42").await;
    let recovery = begun.text("recovery").unwrap().to_owned();
    let code = bench.newest_code().await;
    let asked = bench.check_code(&from, &recovery, &code).await;
    let verified = bench.answer(&from, &recovery, &asked, ruths_answer).await;
    let grant = verified.text("grant").unwrap().to_owned();
    assert_eq!(bench.reset(&from, &grant, "Planted7Password").await.name, "reset");
    let unused = bench.seal(&from, "password", "Planted8Unused").await;
    let ruth = bench.signed_in("rmiller42", "Planted7Password").await;
    bench.call(&ruth, "member.reissue_pin", json!({})).await;
    let pin = number_of(8, &bench.letters().await[0]);
    let tax_id = bench.seal(&from, "tax_id", "382014471").await;
    let claims: Vec<_> = bench.demo.ownership[0].claims[..2]
        .iter()
        .map(|claim| {
            json!({
                "reference": claim.reference, "first_name": claim.first_name, "last_name": claim.last_name,
                "service_date": claim.service_date.to_string(), "billed": claim.billed,
            })
        })
        .collect();
    let proof = json!({"id_kind": "tax_id", "id": tax_id, "claims": claims});
    assert_eq!(
        bench.call(&from, "provider.verify_ownership", proof).await.name,
        "verified"
    );

    let secrets = [
        "Planted7Password",
        "Planted8Unused",
        "Harbor7Lane",
        &code,
        &pin,
        "382014471",
        "401227781",
        "HFC48210",
        "iscuit",
        "CHEVROLET",
        "hévrolet",
        &unused,
        &recovery,
        &grant,
        ruth.session.as_ref().unwrap(),
    ];
    let mut control = false;
    for file in std::fs::read_dir(bench.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        control |= holds("Harborview Family Clinic");
        for secret in secrets {
            assert!(!holds(secret), "{secret} stands in the database files");
        }
    }
    assert!(control, "what is open is found, so the search works");
}

#[tokio::test]
async fn debug_prints_nothing_secret() {
    let bench = Bench::new().await;
    let ruth = bench.signed_in("rmiller42", "Harbor7Lane").await;
    bench.call(&ruth, "member.reissue_pin", json!({})).await;
    let call = bench.new_call(&ruth, "sealed.deposit", json!({"secret": "Planted7Password"}));
    let printed = format!(
        "{:?} {:?} {:?} {call:?}",
        bench.service,
        bench.config,
        bench.letters().await
    );
    for secret in ["030303", "3, 3, 3", "Planted7Password", "ses_", "Harbor", "Ruth"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

#[tokio::test]
async fn the_outbox_can_be_read_in_a_demonstration_only() {
    let bench = Bench::with(|config| config.demo = false).await;
    let ruth = bench.signed_in("rmiller42", "Harbor7Lane").await;
    assert_eq!(bench.call(&ruth, "member.reissue_pin", json!({})).await.name, "issued");
    assert_eq!(bench.service.demo_outbox().await, []);
}

#[tokio::test]
async fn a_database_of_other_keys_is_refused() {
    let bench = Bench::new().await;
    bench.service.close().await;
    let mut config = bench.config.clone();
    config.keys = Keys::from_master([4; 32]);
    let opened = Embedded::open(config, bench.clock.clone(), Arc::new(SeededEntropy::new(1))).await;
    assert!(matches!(opened, Err(OpenError::OtherKeys)));
}

#[cfg(unix)]
#[tokio::test]
async fn only_their_owner_may_read_the_database_files() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new().await;
    for file in std::fs::read_dir(bench.folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(
            file.metadata().unwrap().permissions().mode() & 0o077,
            0,
            "{:?}",
            file.file_name()
        );
    }
}
