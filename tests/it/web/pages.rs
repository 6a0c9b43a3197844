//! The plain requests: health, files, the portal, secrets, copies, and going down.

use serde_json::{Value, json};

use frontdesk::accounts::contract::Policy;
use frontdesk::content::{Content, Settings};
use frontdesk::conversation::{Audience, Locale};

use super::app::{JSON, Raw, get, post, shared, start};
use crate::process::request;

#[tokio::test]
async fn it_lives_and_is_ready() {
    assert_eq!(get("/healthz", &[]).await.status, 200);
    let ready = get("/readyz", &[]).await;
    assert_eq!(ready.status, 200);
    assert_eq!(ready.json(), json!({"store": true, "content": true, "draining": false}));
}

#[tokio::test]
async fn what_is_not_there_is_a_problem() {
    for (method, path, status) in [
        ("GET", "/nowhere", 404),
        ("POST", "/healthz", 405),
        ("GET", "/widget/../Cargo.toml", 404),
        ("GET", "/widget/types.d.ts", 404),
        ("GET", "/static/base.html", 404),
        ("GET", "/static/..%2f..%2fwidget%2fwidget.js", 404),
        ("GET", "/widget/%2e%2e/tests/widget/lines.js", 404),
        ("GET", "/ws", 426),
        ("GET", "/api/errands?audience=everyone", 400),
        ("GET", "/api/errands", 400),
    ] {
        let reply = request(shared(), method, path, &[], "").await.unwrap();
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.headers["content-type"], "application/problem+json", "{path}");
        assert_eq!(reply.json()["status"], status, "{path}");
    }
}

#[tokio::test]
async fn the_widget_is_served_with_its_version() {
    for path in [
        "/widget.js",
        "/widget/widget.js",
        "/widget/mount.js",
        "/widget/tokens.css",
        "/static/portal.css",
    ] {
        let reply = get(path, &[]).await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.headers["cache-control"], "no-cache");
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
        let etag = reply.headers["etag"].to_str().unwrap();
        assert!(etag.starts_with('"'), "a strong one: {etag}");
        let again = get(path, &[("if-none-match", etag)]).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""));
    }
    assert_eq!(
        get("/widget.js", &[]).await.headers["content-type"],
        "text/javascript; charset=utf-8"
    );
}

#[tokio::test]
async fn the_widget_is_sent_small_to_those_who_take_it_so() {
    let plain = get("/widget.js", &[]).await;
    assert!(!plain.headers.contains_key("content-encoding"));
    assert_eq!(plain.headers["vary"], "accept-encoding");
    for (accepted, encoding) in [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("GZIP", "gzip"),
    ] {
        let small = get("/widget.js", &[("accept-encoding", accepted)]).await;
        assert_eq!(small.headers["content-encoding"], encoding, "{accepted}");
        assert!(
            small.bytes.len() * 2 < plain.bytes.len(),
            "{accepted}: {}",
            small.bytes.len()
        );
        assert_ne!(
            small.headers["etag"], plain.headers["etag"],
            "a version for each encoding"
        );
    }
}

/// What a page has to load: the limits of a visitor on a slow line.
#[tokio::test]
async fn the_whole_chat_is_at_most_30_kb_and_the_launcher_5() {
    let launcher = sent(&["/widget.js", "/widget/tokens.css", "/widget/launcher.css"]).await;
    assert!(launcher <= 5_000, "the launcher: {launcher} bytes");
    let chat = sent(&["/widget/mount.js", "/widget/widget.css", "/widget/words.json?locale=en"]).await;
    assert!(launcher + chat <= 30_000, "everything: {launcher} and {chat} bytes");
}

/// How many bytes these files are, as browsers ask for them.
async fn sent(paths: &[&str]) -> usize {
    let mut bytes = 0;
    for path in paths {
        let reply = get(path, &[("accept-encoding", "gzip, deflate, br, zstd")]).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.headers.contains_key("content-encoding"), "{path}");
        bytes += reply.bytes.len();
    }
    bytes
}

/// For those who work on the widget: no build between a change and a reload.
#[tokio::test]
async fn a_folder_of_modules_is_served_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("widget.js"), "import '/widget/one.js';").unwrap();
    std::fs::write(folder.path().join("one.js"), "// as it is").unwrap();
    std::fs::write(folder.path().join("secret.txt"), "no").unwrap();
    let running = start(None, &[("FRONTDESK_WEB__WIDGET", folder.path().to_str().unwrap())]);
    for (path, status) in [
        ("/widget.js", 200),
        ("/widget/one.js", 200),
        ("/widget/two.js", 404),
        ("/widget/secret.txt", 404),
        ("/widget/..%2fone.js", 404),
        ("/widget/%2fetc%2fhostname.js", 404),
    ] {
        let reply = request(running.address, "GET", path, &[], "").await.unwrap();
        assert_eq!(reply.status, status, "{path}");
    }
    let one = request(running.address, "GET", "/widget/one.js", &[], "")
        .await
        .unwrap();
    assert_eq!(one.body, "// as it is");
}

#[tokio::test]
async fn the_widget_gets_its_words_errands_and_suggestions() {
    let words = get("/widget/words.json?locale=en", &[]).await.json();
    assert!(
        words["title"].is_string() && words.get("widget.title").is_none(),
        "{words}"
    );
    assert_eq!(words["locales"], "en", "the languages that there are");
    for audience in ["member", "provider"] {
        let errands = get(&format!("/api/errands?audience={audience}&locale=en"), &[])
            .await
            .json();
        assert!(!errands["errands"].as_array().unwrap().is_empty(), "{audience}");
        assert!(
            errands["errands"]
                .as_array()
                .unwrap()
                .iter()
                .all(|each| each["label"].is_string())
        );
    }
    let suggestions = get("/api/suggest?q=when+will+my+pin&audience=member", &[]).await;
    assert_eq!(suggestions.headers["cache-control"], "no-store");
    let suggestions = suggestions.json();
    assert!(
        (1..=5).contains(&suggestions["suggestions"].as_array().unwrap().len()),
        "{suggestions}"
    );
}

/// The model must not read it: what is suggested is what words alone bring.
#[tokio::test]
async fn what_may_be_a_secret_is_suggested_for_by_its_words_alone() {
    let clock = std::sync::Arc::new(frontdesk::clock::SystemClock);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let content = Content::load_with(root, &Policy::default(), Settings::default(), clock).unwrap();
    let differs = async |text: &str| {
        let path = format!("/api/suggest?q={}&audience=member", text.replace(' ', "+"));
        let by_words = content.current().suggest(text, Audience::Member, &Locale::default());
        get(&path, &[]).await.json()["suggestions"] != serde_json::to_value(by_words).unwrap()
    };
    for secret in [
        "the answer to my security question is Rex",
        "my passwd is sunshine",
        "my new pw is maple tree",
        "my password is sunshine and i want to be let in",
    ] {
        assert!(!differs(secret).await, "{secret}");
    }
    let mut read = 0;
    for plain in [
        "nobody believes that i am who i am",
        "the letter with the secret digits never came",
        "please let me in again",
        "i want to be let in",
        "somebody else opened the envelope",
        "the digits never showed up in my mailbox",
        "we are married and have different surnames",
        "which calendar format do you want",
        "nobody can get onto the portal",
        "is it safe against burglars",
    ] {
        read += usize::from(differs(plain).await);
    }
    assert_ne!(read, 0, "other words are read by the model");
}

#[tokio::test]
async fn every_page_keeps_to_itself() {
    for path in ["/", "/member", "/provider", "/demo/outbox", "/playground"] {
        let page = get(path, &[]).await;
        assert_eq!(page.status, 200, "{path}");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        for rule in [
            "default-src 'self'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(page.headers["referrer-policy"], "same-origin");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(page.headers.contains_key("permissions-policy"));
        for elsewhere in ["=\"http", "style=", "onclick", "<script>"] {
            assert!(!page.body.contains(elsewhere), "{path}: {elsewhere}");
        }
    }
    let member = get("/member", &[]).await.body;
    assert!(member.contains("<frontdesk-chat audience=\"member\">") && member.contains("rmiller42"));
    let provider = get("/provider", &[]).await.body;
    for shown in ["Harborview Family Clinic", "$1,234.00", "href=\"tel:+18005416652\""] {
        assert!(provider.contains(shown), "{shown}");
    }
}

#[tokio::test]
async fn a_browser_at_a_wrong_address_gets_a_page_with_ways_on_and_a_program_a_problem() {
    let browser = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    for path in ["/nowhere", "/api/nowhere", "/static/nowhere.css"] {
        let page = get(path, &[browser]).await;
        assert_eq!(page.status, 404, "{path}");
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        assert!(page.headers.contains_key("content-security-policy"));
        assert_eq!(page.headers["vary"], "accept");
        for way in [
            "href=\"/\"",
            "href=\"/member\"",
            "href=\"/provider\"",
            "There is nothing here",
        ] {
            assert!(page.body.contains(way), "{path}: {way}");
        }
        let problem = get(path, &[("accept", "*/*")]).await;
        assert_eq!(problem.status, 404, "{path}");
        assert_eq!(problem.headers["content-type"], "application/problem+json");
    }
}

#[tokio::test]
async fn a_secret_is_taken_only_for_the_open_prompt_and_only_in_shape() {
    let (mut raw, welcome) = Raw::welcomed(shared(), json!({"type": "hello", "audience": "provider"})).await;
    raw.say("1", "hello").await;
    let deposit = |slot: &str, secret: &str| {
        json!({
            "conversation": welcome["conversation"], "token": welcome["token"], "prompt": "p1", "slot": slot, "secret": secret,
        })
    };
    let stale = post("/api/sealed", &[JSON], deposit("password", "a").to_string()).await;
    assert_eq!(
        (stale.status, stale.json()["code"].clone()),
        (409, json!("stale_prompt"))
    );
    let mut guessed = deposit("password", "a");
    guessed["token"] = json!("guessed");
    assert_eq!(
        post("/api/sealed", &[JSON], guessed.to_string()).await.json()["code"],
        "bad_token"
    );
    let long = post(
        "/api/sealed",
        &[JSON],
        deposit("password", &"x".repeat(5000)).to_string(),
    )
    .await;
    assert_eq!((long.status, long.json()["code"].clone()), (413, json!("too_long")));
    let mut more = deposit("password", "a");
    more["more"] = Value::Bool(true);
    assert_eq!(post("/api/sealed", &[JSON], more.to_string()).await.status, 400);
    assert_eq!(
        post("/api/sealed", &[], deposit("password", "a").to_string())
            .await
            .status,
        415
    );
}

#[tokio::test]
async fn a_secret_out_of_shape_is_told_at_once_and_a_good_one_gets_a_handle() {
    let (mut raw, welcome) = Raw::welcomed(shared(), json!({"type": "hello", "audience": "member"})).await;
    raw.say("1", "i forgot my password").await;
    let asked = raw.prompt().await;
    let (prompt, slot) = (
        asked["prompt"].clone(),
        asked["fields"][0]["slot"].as_str().unwrap().to_owned(),
    );
    raw.fill("2", &prompt, json!({ slot: "rmiller42" })).await;
    let sealed = raw.prompt().await;
    let field = &sealed["fields"][0];
    assert_eq!(
        (&field["input"], &field["holds"]),
        (&json!("sealed"), &json!("code")),
        "{sealed}"
    );

    let deposit = |slot: &Value, secret: &str| {
        let body = json!({
            "conversation": welcome["conversation"], "token": welcome["token"], "prompt": sealed["prompt"],
            "slot": slot, "secret": secret,
        });
        post("/api/sealed", &[JSON], body.to_string())
    };
    let malformed = deposit(&field["slot"], "12").await;
    assert_eq!(malformed.status, 422);
    assert!(
        malformed.json()["detail"].as_str().unwrap().len() > 10,
        "{}",
        malformed.body
    );
    let kept = deposit(&field["slot"], "123456").await;
    assert_eq!(
        (kept.status, kept.headers["cache-control"].to_str().unwrap()),
        (200, "no-store")
    );
    assert!(kept.json()["handle"].is_string() && !kept.body.contains("123456"));

    let forged = format!("frontdesk_pending={}.00.x", welcome["conversation"].as_str().unwrap());
    for _ in 0..10 {
        let code = json!({"code": "123456"}).to_string();
        let expired = post("/session/code", &[JSON, ("cookie", &forged)], code).await;
        assert_eq!(expired.json()["outcome"], "expired", "a cookie names no conversation");
    }
    assert_eq!(
        deposit(&field["slot"], "123456").await.status,
        200,
        "its places are free"
    );
    assert!(
        deposit(&json!("another"), "123456").await.status >= 400,
        "only slots of the prompt"
    );
}

#[tokio::test]
async fn a_visitor_takes_a_copy_along_or_deletes_the_conversation() {
    let (mut raw, welcome) = Raw::welcomed(shared(), json!({"type": "hello", "audience": "member"})).await;
    raw.say("1", "hello").await;
    let path = format!("/api/conversations/{}", welcome["conversation"].as_str().unwrap());
    let token = format!("Bearer {}", welcome["token"].as_str().unwrap());
    let copy = get(&path, &[("authorization", &token)]).await;
    assert_eq!(copy.headers["cache-control"], "no-store");
    assert_eq!(copy.json()["events"][0]["body"]["text"], "hello");
    for headers in [vec![], vec![("authorization", "Bearer guessed")]] {
        assert_eq!(get(&path, &headers).await.json()["code"], "bad_token");
    }
    let gone = request(shared(), "DELETE", &path, &[("authorization", &token)], "")
        .await
        .unwrap();
    assert_eq!(gone.status, 204);
    assert_eq!(
        get(&path, &[("authorization", &token)]).await.json()["code"],
        "unknown_conversation"
    );
    assert_eq!(
        get("/api/conversations/%20", &[("authorization", &token)]).await.status,
        404
    );
}

#[tokio::test]
async fn going_down_it_says_goodbye_to_everyone() {
    let running = start(None, &[]);
    let hello = json!({"type": "hello", "audience": "member"});
    let (mut silent, _) = Raw::welcomed(running.address, hello.clone()).await;
    let (mut talking, _) = Raw::welcomed(running.address, hello).await;
    talking.say("1", "hello").await;
    running.stop.cancel();
    for raw in [&mut silent, &mut talking] {
        let bye = raw.frame("bye").await;
        assert_eq!(bye["retry_after_s"], 1);
        assert_eq!(raw.close_code().await, 1012);
    }
    tokio::time::timeout(std::time::Duration::from_secs(10), running.ended)
        .await
        .expect("in time")
        .unwrap();
    assert!(request(running.address, "GET", "/healthz", &[], "").await.is_err());
}

#[tokio::test]
async fn without_the_demonstration_there_is_no_portal_and_cookies_are_secure() {
    let running = start(Some(""), &[]);
    for path in [
        "/",
        "/member",
        "/provider",
        "/demo/outbox",
        "/playground",
        "/static/portal.css",
    ] {
        assert_eq!(
            request(running.address, "GET", path, &[], "").await.unwrap().status,
            404,
            "{path}"
        );
    }
    let ended = request(running.address, "DELETE", "/session", &[], "").await.unwrap();
    assert!(ended.headers["set-cookie"].to_str().unwrap().ends_with("; Secure"));
    assert_eq!(
        request(running.address, "GET", "/widget.js", &[], "")
            .await
            .unwrap()
            .status,
        200
    );

    running.stop.cancel();
}

#[tokio::test]
async fn there_are_only_so_many_connections_and_a_websocket_counts() {
    let running = start(None, &[("FRONTDESK_WEB__MAX_CONNECTIONS", "3")]);
    let hello = json!({"type": "hello", "audience": "member"});
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(Raw::welcomed(running.address, hello.clone()).await);
    }
    assert!(
        request(running.address, "GET", "/healthz", &[], "").await.is_err(),
        "no place for another one"
    );
    assert_eq!(open[0].0.say("1", "hello").await["seq"], 1);
    running.stop.cancel();
}
