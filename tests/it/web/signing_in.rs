//! Signing in on the portal, and who may ask for what.

use serde_json::json;

use super::app::{JSON, Raw, get, post, shared};
use crate::process::{Reply, request};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

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
async fn the_address_of_a_failed_sign_in_leads_back_to_the_portal() {
    for (path, to) in [("/session", "/"), ("/session/code", "/provider")] {
        let reply = get(path, &[]).await;
        assert_eq!((reply.status, reply.headers["location"].to_str().unwrap()), (303, to));
    }
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
