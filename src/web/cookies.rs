//! The few cookies of the portal: none can be read by a script.

use http::{HeaderMap, HeaderValue, header};

/// The session of whoever is signed in.
pub(super) const SESSION: &str = "frontdesk_session";
/// A sign-in that waits for its code.
pub(super) const PENDING: &str = "frontdesk_pending";
/// In how many days the password expires, for the page that follows a sign-in.
pub(super) const EXPIRES: &str = "frontdesk_expires";
/// What a form must repeat.
pub(super) const FORM: &str = "frontdesk_form";

/// The value of a cookie.
pub(super) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(each, value)| *each == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// Sets a cookie for as long as the browser runs; nothing if `value` can't stand in one.
pub(super) fn set(name: &str, value: &str, secure: bool) -> Option<HeaderValue> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
    if value.is_empty() || !value.bytes().all(plain) {
        return None;
    }
    HeaderValue::try_from(format!("{name}={value}; {}", attributes(secure))).ok()
}

/// Takes a cookie away.
pub(super) fn clear(name: &str, secure: bool) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("{name}=; Max-Age=0; {}", attributes(secure))).ok()
}

fn attributes(secure: bool) -> &'static str {
    if secure {
        "Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "Path=/; HttpOnly; SameSite=Lax"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=1; frontdesk_session=s.t; frontdesk_form="),
        );
        assert_eq!(read(&headers, SESSION), Some("s.t"));
        assert_eq!(read(&headers, FORM), None);
        assert_eq!(read(&headers, PENDING), None);
    }

    #[test]
    fn a_cookie_is_kept_from_scripts_and_can_carry_nothing_else() {
        assert_eq!(
            set(SESSION, "s.t", true).unwrap(),
            "frontdesk_session=s.t; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(set(SESSION, "s; Domain=evil", true).is_none());
        assert!(set(SESSION, "a\nb", true).is_none());
    }
}
