//! The plain requests: health, files, the portal, signing in, identity, and who may do what.

use serde_json::{Value, json};

use super::app::{Raw, shared, start};
use crate::process::{Reply, request};

const JSON: (&str, &str) = ("content-type", "application/json");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn get(path: &str, headers: &[(&str, &str)]) -> Reply {
    request(shared(), "GET", path, headers, "").await.unwrap()
}

async fn post(path: &str, headers: &[(&str, &str)], body: impl Into<bytes::Bytes>) -> Reply {
    request(shared(), "POST", path, headers, body).await.unwrap()
}

/// The cookies that an answer sets, as the next request sends them.
fn cookies(reply: &Reply) -> String {
    let set = reply.headers.get_all("set-cookie").iter();
    let pairs = set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
    pairs.filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("; ")
}

async fn sign_in(audience: &str, user_name: &str, password: &str) -> Reply {
    let body = json!({"audience": audience, "user_name": user_name, "password": password});
    post("/session", &[JSON], body.to_string()).await
}

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
        "/widget/view/panel.js",
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
async fn the_widget_gets_its_words_errands_and_suggestions() {
    let words = get("/widget/words.json?locale=en", &[]).await.json();
    assert!(
        words["title"].is_string() && words.get("widget.title").is_none(),
        "{words}"
    );
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

#[tokio::test]
async fn every_page_keeps_to_itself() {
    for path in ["/", "/member", "/provider", "/demo/outbox"] {
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
    assert!(get("/provider", &[]).await.body.contains("Harborview Family Clinic"));
}

#[tokio::test]
async fn a_member_signs_in_and_is_known_to_the_chat() {
    let reply = sign_in("member", "RMiller42", "Harbor7Lane").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.json()["name"], "Ruth Miller");
    let cookie = reply.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("frontdesk_session=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    let session = cookies(&reply);
    assert!(
        get("/member", &[("cookie", &session)])
            .await
            .body
            .contains("Welcome, Ruth Miller")
    );
    assert!(
        !get("/provider", &[("cookie", &session)])
            .await
            .body
            .contains("Ruth Miller</strong>")
    );

    let identity = post("/api/identity", &[("cookie", &session)], "").await;
    assert_eq!(identity.headers["cache-control"], "no-store");
    let identity = identity.json()["identity"].clone();
    let secret = session.split_once('=').unwrap().1;
    assert!(!identity.as_str().unwrap().contains(secret));

    let hello = json!({"type": "hello", "audience": "member"});
    let (mut raw, first) = Raw::welcomed(shared(), hello).await;
    raw.say("1", "hello").await;
    raw.send(json!({"type": "identify", "identity": identity}).to_string())
        .await;
    let welcome = raw.frame("welcome").await;
    assert_eq!(welcome["conversation"], first["conversation"]);
    assert_ne!(welcome["token"], first["token"], "the token is another one from now on");

    let ended = request(shared(), "DELETE", "/session", &[("cookie", &session)], "")
        .await
        .unwrap();
    assert_eq!(ended.status, 204);
    assert!(ended.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(post("/api/identity", &[("cookie", &session)], "").await.status, 401);
    assert_eq!(post("/api/identity", &[], "").await.status, 401);
}

#[tokio::test]
async fn wrong_and_unknown_look_the_same() {
    let wrong = sign_in("member", "omarhaddad", "Cedar4Riverr").await;
    let unknown = sign_in("member", "nobody-at-all", "Cedar4River").await;
    assert_eq!((wrong.status, &wrong.body), (403, &unknown.body));
    assert_eq!(wrong.json()["outcome"], "refused");
    assert!(!wrong.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn a_provider_signs_in_with_a_code_from_the_mail() {
    let mailed = sign_in("provider", "northgate1", "Prism2Window").await;
    assert_eq!(mailed.status, 202, "{}", mailed.body);
    let pending = cookies(&mailed);
    let page = get("/provider", &[("cookie", &pending)]).await.body;
    assert!(page.contains("Enter your code") && page.contains(mailed.json()["masked"].as_str().unwrap()));

    let wrong = post(
        "/session/code",
        &[JSON, ("cookie", &pending)],
        json!({"code": "000000"}).to_string(),
    )
    .await;
    assert!(
        wrong.status == 403 && wrong.json()["outcome"] == "wrong",
        "{}",
        wrong.body
    );
    let outbox = get("/demo/outbox", &[]).await.body;
    let mail = outbox
        .split("<article")
        .find(|mail| mail.contains("Priya Raman"))
        .expect("her mail");
    let code = mail
        .lines()
        .map(str::trim)
        .find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()));
    let body = json!({"code": code.expect("a code")}).to_string();
    let signed_in = post("/session/code", &[JSON, ("cookie", &pending)], body.clone()).await;
    assert_eq!(signed_in.json()["name"], "Priya Raman");
    assert_eq!(
        post("/session/code", &[JSON, ("cookie", &pending)], body).await.json()["outcome"],
        "expired"
    );
    assert_eq!(
        post("/api/identity", &[("cookie", &cookies(&signed_in))], "")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let credentials = "audience=member&user_name=graceokafor&password=Maple9Street";
    let page = get("/member", &[]).await;
    let cookie = cookies(&page);
    let form = cookie.split_once('=').unwrap().1;
    let whole = format!("{credentials}&form={form}");
    assert!(page.body.contains(form));

    for (headers, body) in [
        (vec![FORM], credentials.to_owned()),
        (vec![FORM, ("cookie", &*cookie)], credentials.to_owned()),
        (vec![FORM], whole.clone()),
        (
            vec![FORM, ("cookie", &*cookie), ("sec-fetch-site", "cross-site")],
            whole.clone(),
        ),
        (
            vec![FORM, ("cookie", &*cookie), ("sec-fetch-site", "same-site")],
            whole.clone(),
        ),
        (
            vec![FORM, ("cookie", &*cookie), ("origin", "https://evil.example")],
            whole.clone(),
        ),
        (
            vec![FORM, ("cookie", &*cookie), ("origin", "https://www.plan.example")],
            whole.clone(),
        ),
    ] {
        let reply = post("/session", &headers, body).await;
        assert_eq!(
            (reply.status, reply.json()["code"].clone()),
            (403, json!("bad_origin")),
            "{headers:?}"
        );
    }
    let headers = [FORM, ("cookie", &*cookie), ("sec-fetch-site", "same-origin")];
    let reply = post("/session", &headers, whole).await;
    assert_eq!(
        (reply.status, reply.headers["location"].to_str().unwrap()),
        (303, "/member")
    );
    let wrong = post(
        "/session",
        &headers,
        format!("audience=member&user_name=graceokafor&password=x&form={form}"),
    )
    .await;
    assert_eq!(wrong.status, 403);
    assert!(wrong.body.contains("do not match") && wrong.headers.contains_key("content-security-policy"));
}

#[tokio::test]
async fn a_page_of_another_site_gets_answers_only_if_it_is_allowed() {
    let allowed = [("origin", "https://www.plan.example")];
    let foreign = [("origin", "https://evil.example")];
    let preflight = request(shared(), "OPTIONS", "/api/sealed", &allowed, "").await.unwrap();
    assert_eq!(preflight.status, 204);
    assert_eq!(
        preflight.headers["access-control-allow-origin"],
        "https://www.plan.example"
    );
    assert!(!preflight.headers.contains_key("access-control-allow-credentials"));
    for path in ["/widget.js", "/api/errands?audience=member"] {
        assert_eq!(
            get(path, &allowed).await.headers["access-control-allow-origin"],
            "https://www.plan.example"
        );
        assert!(
            !get(path, &foreign)
                .await
                .headers
                .contains_key("access-control-allow-origin")
        );
    }
    assert!(
        !request(shared(), "OPTIONS", "/api/sealed", &foreign, "")
            .await
            .unwrap()
            .headers
            .contains_key("access-control-allow-methods")
    );
    assert!(
        !get("/member", &allowed)
            .await
            .headers
            .contains_key("access-control-allow-origin")
    );
    assert_eq!(
        post("/api/sealed", &[JSON, foreign[0]], "{}").await.json()["code"],
        "bad_origin"
    );
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
    let running = start(Some("[web]\nmax_connections = 3"), &[]);
    for path in ["/", "/member", "/provider", "/demo/outbox", "/static/portal.css"] {
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

    let hello = json!({"type": "hello", "audience": "member"});
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(Raw::welcomed(running.address, hello.clone()).await);
    }
    assert!(
        request(running.address, "GET", "/healthz", &[], "").await.is_err(),
        "the cap holds for WebSockets too"
    );
    drop(open);
    running.stop.cancel();
}
