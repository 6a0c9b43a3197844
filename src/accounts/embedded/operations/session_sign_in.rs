//! `session.sign_in`: user name and password. A member is signed in; a provider user gets a code by e-mail first.
//!
//! Unknown, wrong, resting and disabled look the same; only whoever knows the password is told more.

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::accounts::contract::{Handle, Holds, Outcome, Policy};
use crate::accounts::embedded::attempts::{self, Attempt, Limit, MINUTE};
use crate::accounts::embedded::context::{self, Act, Context};
use crate::accounts::embedded::failure::Failure;
use crate::accounts::embedded::grants::Purpose;
use crate::accounts::embedded::members::{self, Member};
use crate::accounts::embedded::providers::{self, ProviderUser};
use crate::accounts::embedded::sealed::{self, Opened};
use crate::accounts::embedded::sessions::Audience;
use crate::accounts::embedded::{address, normalize, sessions, tokens};
use crate::clock::Millis;
use crate::mail::{self, Channel, Message, SignInCode};

/// Who wants to sign in, and where.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::accounts::embedded) struct SignIn {
    audience: Audience,
    user_name: String,
    password: Handle,
}

/// The account with the name that was typed.
enum Account {
    Member(Box<Member>),
    Provider(Box<ProviderUser>),
    Nobody,
}

/// `signed_in`, `code_mailed`, `refused`, or after the right password `expired_password`, `disabled`, `locked`. A password
/// whose handle has lapsed is refused, and costs no try.
pub(in crate::accounts::embedded) async fn run(context: &Context<'_>, sign_in: SignIn) -> Result<Outcome, Failure> {
    let service = context.service;
    let name = normalize::user_name(&sign_in.user_name);
    let account = match sign_in.audience {
        Audience::Member => members::by_user_name(service, &name)
            .await?
            .map(|found| Account::Member(found.into())),
        Audience::Provider => providers::by_user_name(service, &name)
            .await?
            .map(|found| Account::Provider(found.into())),
    };
    let account = account.unwrap_or(Account::Nobody);
    let subject = service.keys.lookup(sign_in.audience.as_str(), &name);
    let Some(password) = sealed::open(context, &sign_in.password, &[Holds::Password]).await? else {
        return context
            .begin()
            .await?
            .finish(account.id(), Outcome::new("refused", []))
            .await;
    };
    let limit = password_limit(&service.policy);
    let attempt = attempts::count(&service.database, limit, &subject, context.network(), context.now).await?;
    let may_check = !matches!(attempt, Attempt::Resting { first: false, .. });
    let typed = normalize::password(&password.secret);
    let right = service
        .hasher
        .verify(typed.clone(), account.password_hash().filter(|_| may_check))
        .await?;

    let guess = Guess {
        account,
        subject,
        password,
        limit,
        attempt,
    };
    if right {
        guess.was_right(context, typed).await
    } else {
        guess.was_wrong(context).await
    }
}

fn password_limit(policy: &Policy) -> Limit {
    Limit {
        kind: "password",
        tries: policy.password.tries,
        rest: Millis::from(policy.password.lock_minutes) * MINUTE,
    }
}

impl Account {
    fn id(&self) -> &str {
        match self {
            Self::Member(member) => &member.id,
            Self::Provider(user) => &user.id,
            Self::Nobody => "",
        }
    }

    fn password_hash(&self) -> Option<&str> {
        match self {
            Self::Member(member) => Some(&member.password_hash),
            Self::Provider(user) => Some(&user.password_hash),
            Self::Nobody => None,
        }
    }
}

/// A password that was counted and checked.
struct Guess {
    account: Account,
    subject: String,
    password: Opened,
    limit: Limit,
    attempt: Attempt,
}

impl Guess {
    async fn was_wrong(self, context: &Context<'_>) -> Result<Outcome, Failure> {
        let mut act = context.begin().await?;
        act.burn(&self.password, context.now).await?;
        act.finish(self.account.id(), Outcome::new("refused", [])).await
    }

    async fn was_right(self, context: &Context<'_>, typed: Zeroizing<String>) -> Result<Outcome, Failure> {
        let service = context.service;
        let stored = self.account.password_hash().unwrap_or_default();
        let upgraded = match service.hasher.is_outdated(stored) {
            true => Some(service.hasher.hash(typed).await?),
            false => None,
        };
        let next = self.next(context);
        let code = match next {
            Next::MailCode(_) => Some(NewCode::make(context).await?),
            _ => None,
        };

        let mut act = context.begin().await?;
        act.burn(&self.password, context.now).await?;
        let (transaction, network) = (&mut act.transaction, context.network());
        match next {
            Next::Rest(_) => attempts::not_spent(transaction, self.limit, &self.subject, network).await?,
            _ => attempts::succeeded(transaction, self.limit, &self.subject, network).await?,
        }
        if let Some(hash) = upgraded {
            upgrade(&mut act, &self.account, &hash).await?;
        }
        let outcome = match next {
            Next::Rest(until) => context::locked(until),
            Next::Disabled => Outcome::new("disabled", []),
            Next::Expired(user) => {
                let grant = act.grant(context, Purpose::ProviderPassword, &user.id).await?;
                Outcome::new("expired_password", [("grant", grant.into())])
            }
            Next::MailCode(user) => mail_code(&mut act, context, user, &self.subject, code).await?,
            Next::SignIn(member) => {
                let session = act.begin_session(context, Audience::Member, &member.id, "pwd").await?;
                act.used(
                    "UPDATE members SET last_used_at = $2 WHERE id = $1",
                    &member.id,
                    context.now,
                )
                .await?;
                sessions::signed_in(session, member.name(), None)
            }
        };
        act.finish(self.account.id(), outcome).await
    }

    /// What follows the right password.
    fn next(&self, context: &Context<'_>) -> Next<'_> {
        match (self.attempt, &self.account) {
            (Attempt::Resting { until, .. }, _) => Next::Rest(until),
            (_, Account::Member(member)) => Next::SignIn(member),
            (_, Account::Provider(user)) if user.is_disabled(context.service, context.now) => Next::Disabled,
            (_, Account::Provider(user))
                if user
                    .days_left(context.service, context.now)
                    .is_some_and(|days| days <= 0) =>
            {
                Next::Expired(user)
            }
            (_, Account::Provider(user)) => Next::MailCode(user),
            // Nobody's password is never right.
            (Attempt::Counted { until, .. }, Account::Nobody) => Next::Rest(until),
        }
    }
}

/// What follows the right password.
#[derive(Clone, Copy)]
enum Next<'a> {
    Rest(Millis),
    Disabled,
    Expired(&'a ProviderUser),
    MailCode(&'a ProviderUser),
    SignIn(&'a Member),
}

/// Keeps the password under a hash of today's cost.
async fn upgrade(act: &mut Act<'_>, account: &Account, hash: &str) -> Result<(), Failure> {
    let statement = match account {
        Account::Member(_) => "UPDATE members SET password_hash = $2 WHERE id = $1",
        Account::Provider(_) => "UPDATE provider_users SET password_hash = $2 WHERE id = $1",
        Account::Nobody => return Ok(()),
    };
    sqlx::query(statement)
        .bind(account.id())
        .bind(hash)
        .execute(&mut *act.transaction)
        .await?;
    Ok(())
}

/// A code, hashed before the transaction begins.
struct NewCode {
    code: Zeroizing<String>,
    hash: String,
}

impl NewCode {
    async fn make(context: &Context<'_>) -> Result<Self, Failure> {
        let code = tokens::digits(&context.service.entropy, context.service.policy.code.digits);
        let hash = context.service.hasher.hash(code.clone()).await?;
        Ok(Self { code, hash })
    }
}

async fn mail_code(
    act: &mut Act<'_>,
    context: &Context<'_>,
    user: &ProviderUser,
    subject: &str,
    code: Option<NewCode>,
) -> Result<Outcome, Failure> {
    let NewCode { code, hash } = code.ok_or(Failure::Stored("code"))?;
    let pending = act.begin_pending(context, &user.id, subject, &hash).await?;
    let minutes = context.service.policy.code.valid_minutes;
    let text = mail::render(&SignInCode {
        name: &user.name,
        code: &code,
        minutes,
    })?;
    act.queue(
        context,
        &Message {
            channel: Channel::Email,
            to: Some(user.email.clone()),
            text,
        },
    )
    .await?;
    let fields = [
        ("pending", pending.into()),
        ("masked", address::masked_email(&user.email).into()),
    ];
    Ok(Outcome::new("code_mailed", fields))
}
