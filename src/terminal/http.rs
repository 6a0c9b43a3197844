//! Plain HTTP/1.1 requests: one connection each, small bodies, bounded in size and time.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 256 * 1024;

/// Where a server is: `http://HOST[:PORT]`, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    authority: String,
}

/// An address that can't be used, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadUrl {
    /// It is no address of a server.
    #[error("`{0}` is not the address of a server; write it as http://127.0.0.1:8080")]
    Unreadable(String),
    /// It is encrypted.
    #[error(
        "`{0}`: this client speaks plain HTTP only; run it on the server's own machine, or through a tunnel \
         (ssh -L 8080:127.0.0.1:8080 HOST)"
    )]
    Encrypted(String),
}

impl FromStr for Url {
    type Err = BadUrl;

    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let unreadable = || BadUrl::Unreadable(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| unreadable())?;
        match uri.scheme_str() {
            Some("http" | "ws") => {}
            Some("https" | "wss") => return Err(BadUrl::Encrypted(text.to_owned())),
            _ => return Err(unreadable()),
        }
        let authority = uri.authority().ok_or_else(unreadable)?;
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !authority.as_str().contains('@');
        bare.then(|| Self {
            authority: authority.to_string(),
        })
        .ok_or_else(unreadable)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "http://{}", self.authority)
    }
}

impl Url {
    /// Host and port, as in the header `host`.
    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    /// Connects.
    pub(super) async fn connect(&self) -> std::io::Result<TcpStream> {
        let with_port = self
            .authority
            .rsplit_once(':')
            .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let stream = match with_port {
            true => TcpStream::connect(self.authority.as_str()).await?,
            false => TcpStream::connect((self.authority.trim_matches(['[', ']']), 80)).await?,
        };
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// What came back.
pub(super) struct Reply {
    /// The status.
    pub(super) status: StatusCode,
    /// The headers.
    pub(super) headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    /// The body as JSON; nothing if it is none.
    pub(super) fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// What a problem says (RFC 9457): its detail, else its title.
    pub(super) fn problem(&self) -> String {
        let problem = self.json().unwrap_or_default();
        let said = problem["detail"].as_str().or(problem["title"].as_str());
        said.map_or_else(|| self.status.to_string(), str::to_owned)
    }
}

/// Sends a request, with a JSON body where there is one, as a page of the server's own would.
pub(super) async fn request(
    url: &Url,
    method: &str,
    path: &str,
    cookies: &str,
    body: Option<&serde_json::Value>,
) -> std::io::Result<Reply> {
    let late = |_| std::io::Error::from(std::io::ErrorKind::TimedOut);
    tokio::time::timeout(PATIENCE, exchange(url, method, path, cookies, body))
        .await
        .map_err(late)?
}

async fn exchange(
    url: &Url,
    method: &str,
    path: &str,
    cookies: &str,
    body: Option<&serde_json::Value>,
) -> std::io::Result<Reply> {
    let other = std::io::Error::other::<Box<dyn std::error::Error + Send + Sync>>;
    let (mut sender, connection) = http1::handshake(TokioIo::new(url.connect().await?))
        .await
        .map_err(|error| other(error.into()))?;
    let connection = tokio::spawn(connection);
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", url.authority())
        .header("origin", url.to_string());
    if !cookies.is_empty() {
        request = request.header("cookie", cookies);
    }
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map(ToString::to_string).unwrap_or_default();
    let request = request
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| other(error.into()))?;
    let response = sender
        .send_request(request)
        .await
        .map_err(|error| other(error.into()))?;
    let (parts, body) = response.into_parts();
    let body = Limited::new(body, LARGEST_ANSWER)
        .collect()
        .await
        .map_err(other)?
        .to_bytes();
    connection.abort();
    Ok(Reply {
        status: parts.status,
        headers: parts.headers,
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_plain_server() {
        for good in [
            "http://127.0.0.1:8080",
            "http://localhost:8080/",
            "http://[::1]:80",
            "ws://desk.example",
        ] {
            assert!(good.parse::<Url>().is_ok(), "{good}");
        }
        assert_eq!(
            "http://localhost:1/".parse::<Url>().unwrap().to_string(),
            "http://localhost:1"
        );
        for bad in [
            "127.0.0.1:8080",
            "http://",
            "http://a/b",
            "http://a?q",
            "http://me@a",
            "ftp://a",
            "",
        ] {
            assert!(matches!(bad.parse::<Url>(), Err(BadUrl::Unreadable(_))), "{bad}");
        }
        assert!(matches!(
            "https://desk.example".parse::<Url>(),
            Err(BadUrl::Encrypted(_))
        ));
    }
}
