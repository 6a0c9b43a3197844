//! `member.reissue_pin`: a new PIN by post. The old one dies at once; at most one letter in a day.

use jiff::ToSpan;
use jiff::civil::Date;
use sqlx::Row;
use zeroize::Zeroizing;

use crate::accounts::contract::Outcome;
use crate::accounts::embedded::business_days::{after, on_or_after, written};
use crate::accounts::embedded::context::{Act, Context};
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::members::{self, Member};
use crate::accounts::embedded::{Embedded, sessions, tokens};
use crate::clock::Millis;
use crate::mail::{self, Channel, Message, PinIssued, PinLetter};

const HOUR: Millis = 60 * 60 * 1000;
const DAY: Millis = 24 * HOUR;

/// A letter abroad takes as many business days longer (the document says "additional time", the figure is ours).
const LONGER_ABROAD: u32 = 5;

/// When a letter travels.
pub(in crate::accounts::embedded) struct Travel {
    /// The day on which it is posted.
    pub(in crate::accounts::embedded) mailed_on: Date,
    /// The first day on which it may arrive.
    pub(in crate::accounts::embedded) from: Date,
    /// The day by which it should have arrived.
    pub(in crate::accounts::embedded) by: Date,
    /// The last moment at which its PIN works.
    pub(in crate::accounts::embedded) expires_at: Millis,
}

/// When a letter that is queued at `now` travels.
pub(in crate::accounts::embedded) fn travel(service: &Embedded, abroad: bool, now: Millis) -> Travel {
    let figures = &service.policy.pin;
    let mailed_on = on_or_after(service.day(now));
    let (longer, valid_days) = if abroad {
        (LONGER_ABROAD, figures.valid_days_abroad)
    } else {
        (0, figures.valid_days)
    };
    Travel {
        mailed_on,
        from: after(mailed_on, figures.from_business_days + longer),
        by: after(mailed_on, figures.by_business_days + longer),
        expires_at: now + Millis::from(valid_days) * DAY,
    }
}

/// `issued` or `too_soon`.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>) -> Result<Outcome, Failure> {
    let service = context.service;
    let id = sessions::signed_in_member(context).await?;
    let member = members::by_id(service, &id).await?;
    let pin = tokens::digits(&service.entropy, service.policy.pin.digits);
    let hash = service.hasher.hash(pin.clone()).await?;
    let travel = travel(service, member.abroad, context.now);

    let mut act = context.begin().await?;
    if let Some(too_soon) = too_soon(&mut act, context, &id).await? {
        return act.finish(&id, too_soon).await;
    }
    replace_pin(&mut act, context, &id, &hash, &travel).await?;
    let receipt = tokens::reference(&service.entropy, "PIN");
    act.queue(context, &letter(service, &member, &pin, &travel)?).await?;
    if let Some(notice) = notice(&member, &receipt, &travel)? {
        act.queue(context, &notice).await?;
    }
    let fields = [
        ("receipt", receipt.into()),
        ("mailed_to", member.address.masked().into()),
        ("mailed_on", travel.mailed_on.to_string().into()),
        ("from", travel.from.to_string().into()),
        ("by", travel.by.to_string().into()),
    ];
    act.finish(&id, Outcome::new("issued", fields)).await
}

/// The refusal, if a letter was queued too short a time ago.
async fn too_soon(act: &mut Act<'_>, context: &Context<'_>, member: &str) -> Result<Option<Outcome>, Failure> {
    let since = context.now - Millis::from(context.service.policy.pin.hours_between) * HOUR;
    let row = sqlx::query(
        "SELECT mailed_on, arrives_by FROM pins WHERE member = $1 AND queued_at > $2 ORDER BY queued_at DESC LIMIT 1",
    )
    .bind(member)
    .bind(since)
    .fetch_optional(&mut *act.transaction)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let day = |column| Ok::<_, Failure>(row.try_get::<String, _>(column)?.into());
    let fields = [("mailed_on", day("mailed_on")?), ("by", day("arrives_by")?)];
    Ok(Some(Outcome::new("too_soon", fields)))
}

/// Ends the PINs that the member has, and keeps the new one.
async fn replace_pin(
    act: &mut Act<'_>,
    context: &Context<'_>,
    member: &str,
    hash: &str,
    travel: &Travel,
) -> Result<(), Failure> {
    sqlx::query("UPDATE pins SET ended_at = $2 WHERE member = $1 AND ended_at IS NULL")
        .bind(member)
        .bind(context.now)
        .execute(&mut *act.transaction)
        .await?;
    sqlx::query(
        "INSERT INTO pins (id, member, hash, queued_at, mailed_on, arrives_by, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(tokens::token(&context.service.entropy, "pin_"))
    .bind(member)
    .bind(hash)
    .bind(context.now)
    .bind(travel.mailed_on.to_string())
    .bind(travel.by.to_string())
    .bind(travel.expires_at)
    .execute(&mut *act.transaction)
    .await?;
    Ok(())
}

fn letter(service: &Embedded, member: &Member, pin: &Zeroizing<String>, travel: &Travel) -> Result<Message, Failure> {
    // The day before the PIN expires is the last one on which it works from morning to evening.
    let last_day = service.day(travel.expires_at).saturating_sub(1.day());
    let address = member.envelope();
    let text = mail::render(&PinLetter {
        name: &member.name(),
        address: &address,
        mailed_on: &written(travel.mailed_on),
        pin,
        valid_until: &written(last_day),
    })?;
    Ok(Message {
        channel: Channel::Letter,
        to: Some(address.join("\n")),
        text,
    })
}

/// Tells the owner by e-mail, where there is an address; the letter itself tells the others.
fn notice(member: &Member, receipt: &str, travel: &Travel) -> Result<Option<Message>, Failure> {
    let Some(email) = &member.email else { return Ok(None) };
    let text = mail::render(&PinIssued {
        name: &member.name(),
        mailed_on: &written(travel.mailed_on),
        from: &written(travel.from),
        by: &written(travel.by),
        receipt,
    })?;
    Ok(Some(Message {
        channel: Channel::Email,
        to: Some(email.clone()),
        text,
    }))
}
