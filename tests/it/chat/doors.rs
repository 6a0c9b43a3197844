//! Who may open a conversation, put a secret into it, and delete it.

use std::sync::Arc;
use std::time::Duration;

use frontdesk::accounts::contract::SessionId;
use frontdesk::chat::{ChatError, Hello, Limits, NoFaults, Origin, Posted};
use frontdesk::conversation::{PromptId, SlotName};

use super::new;
use crate::support::{Script, TestChat, Visitor, conversation, hello};

#[tokio::test]
async fn a_conversation_opens_only_to_its_token() {
    let app = TestChat::new().await;
    let visitor = app.visitor().await;
    let mut unborn = visitor.again(&app, 0, None).await.unwrap();
    assert!(unborn.resumed);
    visitor.say("m1", "hello").await.unwrap();
    assert_eq!(unborn.texts().await, ["hello", "hello"]);
    let error = |hello| async { app.chat.open(hello).await.err() };
    let resume = |conversation, token: &str| Hello {
        resume: Some((conversation, token.to_owned(), 0)),
        ..hello()
    };
    let other = app.visitor().await;
    assert_eq!(
        error(resume(visitor.conversation.clone(), &other.token)).await,
        Some(ChatError::BadToken)
    );
    assert_eq!(
        error(resume(conversation("none"), &other.token)).await,
        Some(ChatError::UnknownConversation)
    );
    assert_eq!(
        app.chat.transcript(&visitor.conversation, "no").await.err(),
        Some(ChatError::BadToken)
    );
    assert_eq!(
        app.chat.delete(&visitor.conversation, "no").await,
        Err(ChatError::BadToken)
    );
    app.clock.advance(Duration::from_hours(25));
    assert_eq!(other.say("m1", "hello").await, Err(ChatError::UnknownConversation));
    assert!(visitor.again(&app, 0, None).await.is_ok());
}

#[tokio::test]
async fn signing_in_rotates_the_token_and_ends_every_other_following() {
    let app = TestChat::new().await;
    app.accounts.sign_in("s1", "member-1");
    let mut visitor = app.visitor().await;
    visitor.say("m1", "hello").await.unwrap();
    let mut other = visitor.again(&app, 2, None).await.unwrap();
    let token = visitor.identify("s1").await.unwrap();
    assert_ne!(token, visitor.token);
    assert!(
        other.subscription.next().await.is_none(),
        "whoever had the old token hears nothing of what is said after the sign-in"
    );
    assert_eq!(visitor.texts().await, ["hello", "hello", "signed in: Robin"]);
    assert_eq!(
        visitor.again(&app, 0, Some("s1")).await.err(),
        Some(ChatError::BadToken)
    );
    visitor.token = token;
    assert!(visitor.again(&app, 0, Some("s1")).await.is_ok());
    app.accounts.hold();
    app.accounts.let_through(1);
    visitor.say("m2", "letter").await.unwrap();
    assert_eq!(visitor.texts().await, ["letter", "one moment", "issued R1"]);
    let call = app.accounts.calls("member.reissue_pin").remove(0);
    assert!(call.context.session == Some(SessionId("s1".into())));
}

#[tokio::test]
async fn a_conversation_that_belongs_to_somebody_opens_only_to_them() {
    let app = TestChat::new().await;
    for (session, subject) in [("s1", "member-1"), ("s2", "member-2"), ("s3", "member-1")] {
        app.accounts.sign_in(session, subject);
    }
    let mut visitor = app.visitor().await;
    visitor.say("m1", "hello").await.unwrap();
    visitor.token = visitor.identify("s1").await.unwrap();
    for wrong in [None, Some("s2"), Some("unknown")] {
        assert_eq!(
            visitor.again(&app, 0, wrong).await.err(),
            Some(ChatError::BadIdentity),
            "{wrong:?}"
        );
    }
    assert_eq!(visitor.identify("s2").await, Err(ChatError::BadIdentity));
    let same = visitor.again(&app, 0, Some("s1")).await.unwrap();
    assert_eq!(same.token, visitor.token, "the same session is no news");
    let mut newer = visitor.again(&app, 0, Some("s3")).await.unwrap();
    assert_ne!(newer.token, visitor.token);
    assert_eq!(
        newer.texts().await,
        ["hello", "hello", "signed in: Robin", "signed in: Robin"]
    );
    app.accounts.end("s3");
    assert_eq!(
        newer.again(&app, 0, Some("s3")).await.err(),
        Some(ChatError::BadIdentity)
    );
}

#[tokio::test]
async fn nobody_waits_while_the_session_of_who_comes_back_is_looked_up() {
    let app = TestChat::new().await;
    app.accounts.sign_in("s1", "member-1");
    let visitor = app.visitor().await;
    visitor.say("m1", "hello").await.unwrap();
    app.accounts.hold();
    let (back, said) = tokio::join!(visitor.again(&app, 0, Some("s1")), async {
        let said = visitor.say("m2", "hello").await;
        app.accounts.let_through(1);
        said
    });
    assert_eq!((back.err(), said), (None, new(3)));
}

#[tokio::test]
async fn signing_in_again_and_again_is_too_fast() {
    let app = TestChat::with(Script::default(), Arc::new(NoFaults), Limits::default()).await;
    app.accounts.sign_in("s1", "member-1");
    let visitor = app.visitor().await;
    for _ in 0..20 {
        visitor.identify("s1").await.unwrap();
    }
    assert!(matches!(visitor.identify("s1").await, Err(ChatError::TooFast { .. })));
}

#[tokio::test]
async fn who_comes_signed_in_is_so_from_the_first_message_on() {
    let app = TestChat::new().await;
    app.accounts.sign_in("s1", "member-1");
    let hello = Hello {
        session: Some(SessionId("s1".into())),
        ..hello()
    };
    let mut visitor = Visitor::of(app.chat.open(hello.clone()).await.unwrap(), &app.chat);
    assert!(app.store.load(&visitor.conversation).await.unwrap().is_none());
    assert_eq!(visitor.again(&app, 0, None).await.err(), Some(ChatError::BadIdentity));
    assert_eq!(visitor.say("m1", "hello").await, new(2));
    assert_eq!(visitor.texts().await, ["signed in: Robin", "hello", "hello"]);
    assert!(visitor.again(&app, 0, Some("s1")).await.is_ok());
    app.accounts.end("s1");
    assert_eq!(app.chat.open(hello).await.err(), Some(ChatError::BadIdentity));

    app.accounts.sign_in("s2", "member-2");
    let mut later = app.visitor().await;
    later.token = later.identify("s2").await.unwrap();
    later.say("m1", "hello").await.unwrap();
    assert!(later.again(&app, 0, Some("s2")).await.is_ok());
}

#[tokio::test]
async fn a_secret_is_taken_only_for_a_sealed_slot_of_the_open_prompt() {
    let app = TestChat::new().await;
    let visitor = app.visitor().await;
    visitor.say("m1", "hello").await.unwrap();
    let deposit = async |token: &str, prompt: &str, slot: &str, secret: &str| {
        let (prompt, slot) = (PromptId::new(prompt).unwrap(), SlotName::new(slot).unwrap());
        let origin = Origin::default();
        app.chat
            .deposit(&visitor.conversation, token, &prompt, &slot, secret.into(), &origin)
            .await
    };
    let token = visitor.token.as_str();
    assert_eq!(
        deposit(token, "p1", "password", "s3cret").await,
        Err(ChatError::StalePrompt)
    );
    visitor.say("m2", "seal").await.unwrap();
    assert_eq!(
        deposit("no", "p1", "password", "s3cret").await,
        Err(ChatError::BadToken)
    );
    assert_eq!(
        deposit(token, "p2", "password", "s3cret").await,
        Err(ChatError::StalePrompt)
    );
    assert!(matches!(
        deposit(token, "p1", "name", "s3cret").await,
        Err(ChatError::BadFrame(_))
    ));
    assert!(app.accounts.calls("sealed.deposit").is_empty());
    let kept = Posted::Kept { handle: "h1".into() };
    assert_eq!(deposit(token, "p1", "password", "s3cret").await, Ok(kept));
    assert!(matches!(
        deposit(token, "p1", "password", "short").await,
        Ok(Posted::Malformed { .. })
    ));
    assert!(matches!(
        deposit(token, "p1", "password", "many").await,
        Err(ChatError::TooFast { .. })
    ));
    let call = app.accounts.calls("sealed.deposit").remove(0);
    assert_eq!(call.arguments["holds"], "password");
    assert_eq!(call.arguments["bind"], visitor.conversation.as_str());
    let kept = app.store.events_after(&visitor.conversation, 0).await.unwrap();
    assert!(!format!("{kept:?}").contains("s3cret"));
}

#[tokio::test]
async fn what_is_deleted_is_gone() {
    let app = TestChat::new().await;
    let mut visitor = app.visitor().await;
    visitor.say("m1", "private Rosalind").await.unwrap();
    app.chat.delete(&visitor.conversation, &visitor.token).await.unwrap();
    assert_eq!(visitor.texts().await, ["Rosalind", "Rosalind"]);
    assert!(visitor.subscription.next().await.is_none());
    assert_eq!(visitor.say("m2", "hello").await, Err(ChatError::UnknownConversation));
    assert_eq!(
        visitor.again(&app, 0, None).await.err(),
        Some(ChatError::UnknownConversation)
    );
    let unborn = app.visitor().await;
    app.chat.delete(&unborn.conversation, &unborn.token).await.unwrap();
    assert_eq!(unborn.say("m1", "hello").await, Err(ChatError::UnknownConversation));
}
