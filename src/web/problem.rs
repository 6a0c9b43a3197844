//! Errors over HTTP: problem details (RFC 9457) with the codes of wire.md.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use super::codes::Code;
use crate::chat::ChatError;

/// One error as a client gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip)]
    retry_after_s: Option<u32>,
}

impl Problem {
    /// A status that has no code of ours.
    pub(super) fn status(status: StatusCode) -> Self {
        Self {
            kind: "about:blank".into(),
            title: status.canonical_reason().unwrap_or("error").into(),
            status: status.as_u16(),
            code: None,
            outcome: None,
            detail: None,
            retry_after_s: None,
        }
    }

    /// One of the codes.
    pub(super) fn code(code: Code) -> Self {
        Self {
            kind: format!("urn:frontdesk:code:{}", code.as_str()),
            title: code.meaning().into(),
            code: Some(code),
            ..Self::status(code.status())
        }
    }

    /// A refusal of the account service, by the name of its outcome.
    pub(super) fn outcome(status: StatusCode, outcome: &str) -> Self {
        Self {
            outcome: Some(outcome.into()),
            ..Self::status(status)
        }
    }

    /// What is wrong in this case, and what to do.
    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl From<ChatError> for Problem {
    fn from(error: ChatError) -> Self {
        let mut problem = Self::code(Code::from(&error)).detail(error.to_string());
        if let ChatError::TooFast { retry_after_s } = error {
            problem.retry_after_s = Some(retry_after_s);
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_its_code() {
        let problem = Problem::from(ChatError::StalePrompt);
        assert_eq!(
            serde_json::to_value(&problem).unwrap(),
            serde_json::json!({
                "type": "urn:frontdesk:code:stale_prompt", "status": 409, "code": "stale_prompt",
                "title": "another question is open, or this one has been answered",
                "detail": "another question is open, or this one has been answered",
            })
        );
    }

    #[test]
    fn too_fast_says_when_to_come_back() {
        let response = Problem::from(ChatError::TooFast { retry_after_s: 7 }).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    }
}
