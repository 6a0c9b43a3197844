//! The body and the query of a request, with errors as problems.

use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use http::request::Parts;
use http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::codes::Code;
use super::problem::Problem;

/// How long a body may be, in bytes.
pub(super) const LONGEST_BODY: usize = 4096;

/// A body in JSON, or from a form.
pub(super) struct Sent<T> {
    /// What was sent.
    pub value: T,
    /// Whether a form sent it: then the answer is a page.
    pub form: bool,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let form = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
        let value = if form {
            let form = Form::from_request(request, state).await;
            form.map(|Form(value)| value)
                .map_err(|no| (no.status(), no.body_text()))
        } else {
            let json = Json::from_request(request, state).await;
            json.map(|Json(value)| value)
                .map_err(|no| (no.status(), no.body_text()))
        };
        let value = value.map_err(|(status, detail)| refused(status, detail))?;
        Ok(Self { value, form })
    }
}

/// The query of a request.
pub(super) struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let query = Query::from_request_parts(parts, state).await;
        query
            .map(|Query(value)| Self(value))
            .map_err(|no| refused(no.status(), no.body_text()))
    }
}

/// A request that can't be read. The detail goes to whoever sent it and nowhere else.
fn refused(status: StatusCode, detail: String) -> Response {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::code(Code::TooLong),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::status(status),
        _ => Problem::code(Code::BadFrame),
    }
    .detail(detail)
    .into_response()
}
