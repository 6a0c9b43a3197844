//! Links in the body of an answer.

use std::collections::BTreeSet;

use crate::flaw::{Code, Flaw};
use crate::markdown;

/// Puts what is wrong with the links of `body` to `flaws`; its first line is `first_line` of `file`.
pub(super) fn check(file: &str, body: &str, first_line: u32, flaws: &mut Vec<Flaw>) {
    let links = markdown::links(body);
    for link in &links {
        let line = first_line + link.line - 1;
        if let Some((what, remedy)) = trouble(&link.url) {
            flaws.push(Flaw::error(Code::BadLink, file, line, what, remedy));
        } else if starts(&link.url, "http://") {
            let what = format!(
                "`{}` is not safe: others can read and change what comes from there",
                link.url
            );
            flaws.push(Flaw::warning(Code::BadLink, file, line, what, "begin it with https://"));
        }
        if link.words.trim().is_empty() {
            let what = format!("the link to `{}` has no words", link.url);
            flaws.push(Flaw::error(Code::BadLink, file, line, what, "write `[words](address)`"));
        }
    }
    let mut broken = BTreeSet::new();
    for (line, text) in (1..).zip(body.lines()) {
        if text.matches("](").count() > links.iter().filter(|link| link.line == line).count() {
            broken.insert(line);
            let remedy = "write `[words](https://...)` on one line, without spaces in the address";
            let what = "a link on this line is not quite one";
            flaws.push(Flaw::error(Code::BadLink, file, first_line + line - 1, what, remedy));
        }
    }
    let bare = markdown::bare_addresses(body);
    for (line, address) in bare.into_iter().filter(|(line, _)| !broken.contains(line)) {
        let what = format!("`{address}` can't be followed: it stands in the text, not in a link");
        let remedy = "write `[words](https://...)`";
        flaws.push(Flaw::warning(Code::BadLink, file, first_line + line - 1, what, remedy));
    }
}

fn starts(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// What is wrong with an address, and the remedy.
fn trouble(url: &str) -> Option<(String, String)> {
    let wrong = |what: &str, remedy: &str| Some((format!("`{url}` {what}"), remedy.to_owned()));
    if url.trim().is_empty() {
        return Some((
            "the link leads nowhere".to_owned(),
            "write its address between the parentheses".to_owned(),
        ));
    }
    if url.starts_with('#') {
        return wrong(
            "leads to a place in the answer, and there are none",
            "name the answer under `related`",
        );
    }
    if url.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
        return wrong("has spaces in it", "write %20 for a space");
    }
    if starts(url, "https://") || starts(url, "http://") {
        let host = url.split('/').nth(2).unwrap_or_default();
        let fits = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains("..");
        return if fits {
            None
        } else {
            wrong(
                "names no site",
                "write the whole address, as in https://www.example.org/page",
            )
        };
    }
    if starts(url, "mailto:") {
        let fits = !super::super::numbers::addresses(url).is_empty();
        return if fits {
            None
        } else {
            wrong("is no e-mail address", "write it as mailto:{{ contacts.<name> }}")
        };
    }
    if starts(url, "tel:") {
        let digits = url.chars().filter(char::is_ascii_digit).count();
        return if (3..=15).contains(&digits) {
            None
        } else {
            wrong("is no telephone number", "write it as tel:{{ contacts.<name> }}")
        };
    }
    let path = url
        .trim_start_matches('/')
        .trim_start_matches("faq/")
        .trim_end_matches(".md");
    if path.starts_with("member/") || path.starts_with("provider/") || url.ends_with(".md") {
        let remedy = format!("write `{path}` under `related`: it is shown as a button");
        return Some((format!("`{url}` is not a link: answers are not pages"), remedy));
    }
    let host = url.split('/').next().unwrap_or_default();
    if host.contains('.') && !host.contains(':') {
        return Some((
            format!("`{url}` is not a link: it does not say how to get there"),
            format!("write https://{url}"),
        ));
    }
    wrong("is not a link", "begin it with https://, mailto: or tel:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_no_browser_could_follow_is_told_with_its_own_remedy() {
        for (url, remedy) in [
            ("", "between the parentheses"),
            ("#pin", "`related`"),
            ("www.example.org/a", "https://www.example.org/a"),
            ("example.org", "https://example.org"),
            ("https://localhost/x", "whole address"),
            ("https://", "whole address"),
            ("mailto:nobody", "mailto:{{"),
            ("tel:none", "tel:{{"),
            ("javascript:alert(1)", "begin it with https://"),
            ("member/pin/lost-pin", "`member/pin/lost-pin` under `related`"),
            ("/faq/member/pin/lost-pin.md", "`member/pin/lost-pin` under `related`"),
        ] {
            assert!(trouble(url).unwrap().1.contains(remedy), "{url}: {:?}", trouble(url));
        }
        for url in [
            "https://www.example.org/a?b=c#d",
            "HTTP://example.org",
            "mailto:a@example.org",
            "tel:911",
        ] {
            assert_eq!(trouble(url), None);
        }
    }

    #[test]
    fn links_are_told_with_their_line() {
        let mut flaws = Vec::new();
        let body = "Go [here](www.a.org).\n\nOr [there](https://b .org), or [d](http://d.org).\n\n[](https://e.org) https://f.org\n";
        check("faq/x.md", body, 10, &mut flaws);
        let told: Vec<_> = flaws.iter().map(|flaw| (flaw.line, flaw.what.as_str())).collect();
        assert_eq!(
            told.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [10, 12, 14, 12, 14],
            "{told:#?}"
        );
    }
}
