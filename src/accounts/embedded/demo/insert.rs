//! Puts the demonstration's people into the database, in one transaction.

use jiff::ToSpan;
use jiff::civil::time;
use zeroize::Zeroizing;

use super::people::{BILLED, INSURED, Insured, PRACTICES, Practice, REGISTERED, Registered, WORKERS, Worker};
use crate::accounts::contract::Holds;
use crate::accounts::embedded::address::Address;
use crate::accounts::embedded::database::Transaction;
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::operations::member_reissue_pin::travel;
use crate::accounts::embedded::{Embedded, normalize, providers, tokens};
use crate::clock::Millis;

const HOUR: Millis = 60 * 60 * 1000;
const DAY: Millis = 24 * HOUR;

/// As what the ID of an organization is encrypted.
const ORGANIZATION_ID: &str = "organization id";

/// Inserts everybody, with dates relative to `now`.
pub(super) async fn everything(service: &Embedded, now: Millis) -> Result<(), Failure> {
    let hashes = hash_all(service).await?;
    let mut transaction = service.database.write().await?;
    insert_members(&mut transaction, service, &hashes, now).await?;
    insert_organizations(&mut transaction, service, &hashes, now).await?;
    insert_claims(&mut transaction, service, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// The hashes of everybody's secrets, made before the transaction begins.
struct Hashes {
    passwords: Vec<String>,
    answers: Vec<[String; 3]>,
    workers: Vec<String>,
    pin: String,
}

async fn hash_all(service: &Embedded) -> Result<Hashes, Failure> {
    let hash = |text: Zeroizing<String>| service.hasher.hash(text);
    let (mut passwords, mut answers, mut workers) = (Vec::new(), Vec::new(), Vec::new());
    for member in &REGISTERED {
        passwords.push(hash(normalize::password(member.password)).await?);
        let [(_, first), (_, second), (_, third)] = member.answers;
        let (first, second, third) = (
            normalize::answer(first),
            normalize::answer(second),
            normalize::answer(third),
        );
        answers.push([hash(first).await?, hash(second).await?, hash(third).await?]);
    }
    for worker in &WORKERS {
        workers.push(hash(normalize::password(worker.password)).await?);
    }
    let pin = hash(tokens::digits(&service.entropy, service.policy.pin.digits)).await?;
    Ok(Hashes {
        passwords,
        answers,
        workers,
        pin,
    })
}

async fn insert_members(
    transaction: &mut Transaction,
    service: &Embedded,
    hashes: &Hashes,
    now: Millis,
) -> Result<(), Failure> {
    for insured in &INSURED {
        insert_insured(transaction, insured).await?;
    }
    for ((member, password), answers) in REGISTERED.iter().zip(&hashes.passwords).zip(&hashes.answers) {
        register(transaction, member, password, answers, now).await?;
        if member.pin_on_its_way {
            insert_pin(transaction, service, member, &hashes.pin, now).await?;
        }
    }
    Ok(())
}

async fn insert_insured(transaction: &mut Transaction, insured: &Insured) -> Result<(), Failure> {
    let [street, city, region, postal_code, country] = insured.address.map(String::from);
    let abroad = !country.is_empty();
    let address = Address {
        street,
        city,
        region,
        postal_code,
        country: abroad.then_some(country),
    };
    sqlx::query(
        "INSERT INTO members (id, enrollee_id, first_name, last_name, birth_date, address, abroad) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(insured.id)
    .bind(insured.enrollee_id)
    .bind(insured.first_name)
    .bind(insured.last_name)
    .bind(insured.birth_date)
    .bind(serde_json::to_string(&address).map_err(|_| Failure::Stored("address"))?)
    .bind(i64::from(abroad))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn register(
    transaction: &mut Transaction,
    member: &Registered,
    password: &str,
    answers: &[String; 3],
    now: Millis,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE members SET user_name = $2, user_name_key = $3, password_hash = $4, email = $5, \
         password_changed_at = $6, last_used_at = $6 WHERE id = $1",
    )
    .bind(member.id)
    .bind(member.user_name)
    .bind(normalize::user_name(member.user_name))
    .bind(password)
    .bind(member.email)
    .bind(now - 40 * DAY)
    .execute(&mut **transaction)
    .await?;
    for ((question, _), hash) in member.answers.iter().zip(answers) {
        sqlx::query("INSERT INTO member_answers (member, question, hash) VALUES ($1, $2, $3)")
            .bind(member.id)
            .bind(question)
            .bind(hash)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// A PIN letter of yesterday evening; late in the day, when that is nearly a day ago, of this morning.
async fn insert_pin(
    transaction: &mut Transaction,
    service: &Embedded,
    member: &Registered,
    hash: &str,
    now: Millis,
) -> Result<(), Failure> {
    let yesterday = service.day(now).saturating_sub(1.day()).to_datetime(time(23, 59, 0, 0));
    let evening = yesterday
        .to_zoned_datetime(service.time_zone.clone())
        .map_err(|_| Failure::Stored("day"))?;
    let queued_at = evening.timestamp().as_millisecond().max(now - 20 * HOUR);
    let travel = travel(service, false, queued_at);
    sqlx::query(
        "INSERT INTO pins (id, member, hash, queued_at, mailed_on, arrives_by, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(tokens::token(&service.entropy, "pin_"))
    .bind(member.id)
    .bind(hash)
    .bind(queued_at)
    .bind(travel.mailed_on.to_string())
    .bind(travel.by.to_string())
    .bind(travel.expires_at)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn insert_organizations(
    transaction: &mut Transaction,
    service: &Embedded,
    hashes: &Hashes,
    now: Millis,
) -> Result<(), Failure> {
    for practice in &PRACTICES {
        insert_practice(transaction, service, practice).await?;
    }
    for (worker, hash) in WORKERS.iter().zip(&hashes.workers) {
        insert_worker(transaction, worker, hash, now).await?;
    }
    Ok(())
}

async fn insert_practice(
    transaction: &mut Transaction,
    service: &Embedded,
    practice: &Practice,
) -> Result<(), Failure> {
    sqlx::query("INSERT INTO organizations (id, name) VALUES ($1, $2)")
        .bind(practice.id)
        .bind(practice.name)
        .execute(&mut **transaction)
        .await?;
    for (kind, value) in practice.ids {
        let holds = if *kind == "provider_pin" {
            Holds::ProviderPin
        } else {
            Holds::TaxId
        };
        sqlx::query("INSERT INTO organization_ids (lookup, organization, kind, value) VALUES ($1, $2, $3, $4)")
            .bind(providers::id_lookup(&service.keys, holds, value))
            .bind(practice.id)
            .bind(providers::id_kind(holds))
            .bind(service.keys.seal(ORGANIZATION_ID, value.as_bytes(), &service.entropy)?)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn insert_worker(transaction: &mut Transaction, worker: &Worker, hash: &str, now: Millis) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO provider_users (id, organization, role, name, email, user_name, user_name_key, password_hash, \
         password_changed_at, last_used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(worker.id)
    .bind(worker.organization)
    .bind(worker.role)
    .bind(worker.name)
    .bind(worker.email)
    .bind(worker.user_name)
    .bind(normalize::user_name(worker.user_name))
    .bind(hash)
    .bind(now - worker.password_age * DAY)
    .bind(now - 2 * DAY)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn insert_claims(transaction: &mut Transaction, service: &Embedded, now: Millis) -> Result<(), Failure> {
    let today = service.day(now);
    for (reference, organization, patient, served, submitted, cents) in BILLED {
        sqlx::query(
            "INSERT INTO claims (reference, organization, patient, service_date, billed_cents, submitted_on) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(reference)
        .bind(organization)
        .bind(patient)
        .bind(today.saturating_sub(served.days()).to_string())
        .bind(cents)
        .bind(today.saturating_sub(submitted.days()).to_string())
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}
