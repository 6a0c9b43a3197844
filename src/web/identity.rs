//! Identity tokens: what the portal's page hands to the chat so that it knows who the visitor is.
//!
//! A JSON Web Token (RFC 7519) of 60 seconds, signed with HS256 and nothing else: a header that names another algorithm
//! is refused before anything is computed. Written here because a JWT library reads the machine's clock (invariant 3).
//! `sid` is the session's id encrypted under a key of this server: whoever sees the token can't use the session, and
//! the server needs no look-up to find it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::accounts::contract::SessionId;
use crate::clock::Entropy;

/// How long a token is good for, in seconds.
const VALID_S: i64 = 60;
/// How far the clocks of two nodes may be apart, in seconds.
const LEEWAY_S: i64 = 5;
/// Whom a token is for.
const AUDIENCE: &str = "frontdesk";
/// `{"alg":"HS256","typ":"JWT"}`
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
const NONCE: usize = 24;
/// A token of ours is some 400 bytes long.
const LONGEST: usize = 4096;

/// Makes and checks identity tokens.
pub struct Identity {
    signing: Zeroizing<[u8; 32]>,
    sealing: Zeroizing<[u8; 32]>,
}

/// Who a token is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    /// As the account service names them.
    pub subject: String,
    /// How they proved it, as in `pwd otp`.
    pub how: String,
    /// When they signed in.
    pub since: Timestamp,
}

/// The token is not ours, was changed, or is too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the identity token is not valid")]
pub(super) struct BadIdentity;

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    sid: String,
    amr: Vec<String>,
    auth_time: i64,
    aud: String,
    exp: i64,
    iat: i64,
}

impl Identity {
    /// With keys of its own, made from the server's master key.
    pub fn new(master: &[u8]) -> Self {
        let derive = |purpose: &[u8]| Zeroizing::new(mac(master, purpose).finalize().into_bytes().into());
        Self {
            signing: derive(b"frontdesk identity: signing, 1"),
            sealing: derive(b"frontdesk identity: sealing, 1"),
        }
    }

    /// A token for `session`, good from `now` on.
    pub(super) fn issue(
        &self,
        session: &SessionId,
        of: Subject,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Option<String> {
        let claims = Claims {
            sub: of.subject,
            sid: self.seal(session, entropy)?,
            amr: of.how.split_whitespace().map(str::to_owned).collect(),
            auth_time: of.since.as_second(),
            aud: AUDIENCE.into(),
            exp: now.as_second() + VALID_S,
            iat: now.as_second(),
        };
        let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).ok()?);
        let signed = format!("{HEADER}.{payload}");
        let signature = mac(&*self.signing, signed.as_bytes()).finalize().into_bytes();
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The session that `token` vouches for at `now`.
    pub(super) fn check(&self, token: &str, now: Timestamp) -> Result<SessionId, BadIdentity> {
        if token.len() > LONGEST {
            return Err(BadIdentity);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(BadIdentity)?;
        let payload = signed.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('.'));
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| BadIdentity)?;
        mac(&*self.signing, signed.as_bytes())
            .verify_slice(&signature)
            .map_err(|_| BadIdentity)?;
        let payload = URL_SAFE_NO_PAD
            .decode(payload.ok_or(BadIdentity)?)
            .map_err(|_| BadIdentity)?;
        let claims: Claims = serde_json::from_slice(&payload).map_err(|_| BadIdentity)?;
        let now = now.as_second();
        let in_time = claims.iat - LEEWAY_S <= now && now < claims.exp + LEEWAY_S;
        if claims.aud != AUDIENCE || !in_time {
            return Err(BadIdentity);
        }
        self.open(&claims.sid).ok_or(BadIdentity)
    }

    fn seal(&self, session: &SessionId, entropy: &dyn Entropy) -> Option<String> {
        let mut sealed = vec![0; NONCE];
        entropy.fill(&mut sealed);
        let nonce = XNonce::try_from(sealed.as_slice()).ok()?;
        let body = Payload {
            msg: session.0.as_bytes(),
            aad: AUDIENCE.as_bytes(),
        };
        sealed.extend(self.cipher()?.encrypt(&nonce, body).ok()?);
        Some(URL_SAFE_NO_PAD.encode(sealed))
    }

    fn open(&self, sealed: &str) -> Option<SessionId> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, body) = sealed.split_at_checked(NONCE)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        let body = Payload {
            msg: body,
            aad: AUDIENCE.as_bytes(),
        };
        let session = self.cipher()?.decrypt(&nonce, body).ok()?;
        String::from_utf8(session).ok().map(SessionId)
    }

    fn cipher(&self) -> Option<XChaCha20Poly1305> {
        XChaCha20Poly1305::new_from_slice(&*self.sealing).ok()
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
fn mac(key: &[u8], message: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(message);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;

    const NOW: i64 = 1_764_000_000;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn issued(identity: &Identity) -> String {
        let ruth = Subject {
            subject: "member/7".into(),
            how: "pwd otp".into(),
            since: at(NOW - 300),
        };
        let session = SessionId("session-of-ruth".into());
        identity.issue(&session, ruth, at(NOW), &SeededEntropy::new(1)).unwrap()
    }

    fn claims(token: &str) -> serde_json::Value {
        let payload = token.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
    }

    #[test]
    fn a_token_vouches_for_its_session_for_60_seconds() {
        let identity = Identity::new(b"master");
        let token = issued(&identity);
        let session = Ok(SessionId("session-of-ruth".into()));
        assert_eq!(identity.check(&token, at(NOW)), session);
        assert_eq!(identity.check(&token, at(NOW + 64)), session);
        assert_eq!(identity.check(&token, at(NOW + 65)), Err(BadIdentity));
        assert_eq!(identity.check(&token, at(NOW - 6)), Err(BadIdentity));
    }

    #[test]
    fn it_says_who_and_how_but_not_the_session() {
        let token = issued(&Identity::new(b"master"));
        let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
        assert_eq!(header, br#"{"alg":"HS256","typ":"JWT"}"#);
        let claims = claims(&token);
        assert_eq!(claims["sub"], "member/7");
        assert_eq!(claims["amr"], serde_json::json!(["pwd", "otp"]));
        assert_eq!(claims["auth_time"], NOW - 300);
        assert!(!claims.to_string().contains("session-of-ruth"));
        assert!(
            !URL_SAFE_NO_PAD
                .decode(claims["sid"].as_str().unwrap())
                .unwrap()
                .windows(7)
                .any(|w| w == b"session")
        );
    }

    #[test]
    fn what_was_changed_or_made_elsewhere_is_refused() {
        let identity = Identity::new(b"master");
        let token = issued(&identity);
        assert_eq!(Identity::new(b"another").check(&token, at(NOW)), Err(BadIdentity));
        for place in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            if URL_SAFE_NO_PAD.decode(changed.rsplit('.').next().unwrap()).is_ok() {
                assert_eq!(identity.check(&changed, at(NOW)), Err(BadIdentity), "at {place}");
            }
        }
        for nonsense in ["", ".", "..", "a.b.c", HEADER, &token[..token.len() - 1]] {
            assert_eq!(identity.check(nonsense, at(NOW)), Err(BadIdentity));
        }
    }

    #[test]
    fn a_token_without_a_signature_is_refused() {
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        let token = issued(&Identity::new(b"master"));
        let payload = token.split('.').nth(1).unwrap();
        let forged = format!("{none}.{payload}.");
        assert_eq!(Identity::new(b"master").check(&forged, at(NOW)), Err(BadIdentity));
    }
}
