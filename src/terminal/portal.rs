//! What goes past the conversation: secrets to the account service, and the portal's sign-in with its cookies.

use std::collections::BTreeMap;

use http::{StatusCode, header};
use serde_json::{Value, json};

use super::http::{Reply, Url, request};
use super::talk::Answered;
use crate::conversation::{Audience, ConversationId, PromptId, SlotName};
use crate::web::secret::Secret;

/// Said where the server does not answer.
const NOT_REACHED: &str = "The server could not be reached just now. Please try again.";

/// The server's plain requests, in the name of whoever is signed in.
pub(super) struct Portal {
    url: Url,
    audience: Audience,
    cookies: BTreeMap<String, Secret>,
}

impl Portal {
    /// With nobody signed in.
    pub(super) fn new(url: Url, audience: Audience) -> Self {
        Self {
            url,
            audience,
            cookies: BTreeMap::new(),
        }
    }

    /// The greeting and the labels of the errands.
    ///
    /// # Errors
    /// Nothing answers there (`Err(Some(..))`), or something that is no Frontdesk (`Err(None)`).
    pub(super) async fn first_screen(&self) -> Result<(String, Vec<String>), Option<std::io::Error>> {
        let words = self.get("/widget/words.json").await?;
        let errands = self.get(&format!("/api/errands?audience={}", self.audience)).await?;
        let key = format!("greeting_{}", self.audience);
        let greeting = words[&key]
            .as_str()
            .or(words[format!("widget.{key}")].as_str())
            .ok_or(None)?;
        let errands = errands["errands"].as_array().ok_or(None)?.iter();
        let labels = errands.filter_map(|errand| errand["label"].as_str().map(str::to_owned));
        Ok((greeting.to_owned(), labels.collect()))
    }

    async fn get(&self, path: &str) -> Result<Value, Option<std::io::Error>> {
        let reply = request(&self.url, "GET", path, "", None).await?;
        reply.json().filter(|_| reply.status.is_success()).ok_or(None)
    }

    /// Exchanges a secret for a handle; or what was wrong with it.
    pub(super) async fn seal(
        &self,
        (conversation, token): (&ConversationId, &Secret),
        prompt: &PromptId,
        slot: &SlotName,
        secret: &Secret,
    ) -> Result<String, String> {
        let body = json!({
            "conversation": conversation, "token": token.reveal(), "prompt": prompt, "slot": slot,
            "secret": secret.reveal(),
        });
        let reply = request(&self.url, "POST", "/api/sealed", "", Some(&body)).await;
        let reply = reply.map_err(|_| NOT_REACHED.to_owned())?;
        let handle = reply.json().and_then(|kept| Some(kept["handle"].as_str()?.to_owned()));
        handle
            .filter(|_| reply.status.is_success())
            .ok_or_else(|| reply.problem())
    }

    /// User name and password.
    pub(super) async fn sign_in(&mut self, user_name: &str, password: &Secret) -> Answered {
        let body = json!({ "audience": self.audience, "user_name": user_name, "password": password.reveal() });
        self.step("/session", &body).await
    }

    /// The code from the e-mail.
    pub(super) async fn confirm(&mut self, code: &Secret) -> Answered {
        let body = json!({ "audience": self.audience, "code": code.reveal() });
        self.step("/session/code", &body).await
    }

    async fn step(&mut self, path: &str, body: &Value) -> Answered {
        let Ok(reply) = request(&self.url, "POST", path, &self.cookie_header(), Some(body)).await else {
            return Answered::Refused(NOT_REACHED.to_owned());
        };
        self.take_cookies(&reply);
        let answer = reply.json().unwrap_or_default();
        match (answer["outcome"].as_str(), reply.status) {
            (Some("signed_in"), _) => Answered::SignedIn,
            (Some("code_mailed"), _) => {
                Answered::CodeMailed(answer["masked"].as_str().unwrap_or("your address").to_owned())
            }
            (Some("wrong"), _) => Answered::WrongCode,
            (outcome, status) => Answered::Refused(refusal(outcome, status)),
        }
    }

    /// A token that says who is signed in, good for a minute; none if nobody is.
    pub(super) async fn identity(&mut self) -> Option<String> {
        if self.cookies.is_empty() {
            return None;
        }
        let reply = request(&self.url, "POST", "/api/identity", &self.cookie_header(), None).await;
        let reply = reply.ok()?;
        self.take_cookies(&reply);
        Some(reply.json()?["identity"].as_str()?.to_owned())
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={}", value.reveal()))
            .collect();
        pairs.join("; ")
    }

    fn take_cookies(&mut self, reply: &Reply) {
        for cookie in reply.headers.get_all(header::SET_COOKIE) {
            let pair = cookie
                .to_str()
                .ok()
                .and_then(|cookie| cookie.split(';').next()?.split_once('='));
            match pair {
                Some((name, "")) => drop(self.cookies.remove(name)),
                Some((name, value)) => drop(self.cookies.insert(name.to_owned(), Secret::new(value.to_owned()))),
                None => {}
            }
        }
    }
}

/// Why a sign-in did not go on, and what to do.
fn refusal(outcome: Option<&str>, status: StatusCode) -> String {
    match outcome {
        Some("refused") => "That user name and password do not fit. /sign-in to try again.",
        Some("locked") => "There were too many tries. Please wait, then /sign-in again.",
        Some("expired") => "That code no longer works. /sign-in to get another.",
        Some("expired_password") => "The password has expired and must be changed first.",
        Some("disabled") => "This account is disabled.",
        _ if status == StatusCode::NOT_FOUND => "This server has no sign-in of its own.",
        _ => "Signing in did not work. Please try again later.",
    }
    .to_owned()
}
