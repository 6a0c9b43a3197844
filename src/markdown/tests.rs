use proptest::prelude::*;

use super::*;

#[test]
fn an_answer_becomes_clean_html_and_plain_words() {
    let markdown = "Yes, **here**:\n\n1. Click *Login*.\n2. Wait.\n\n- a\n- b\n\nThen call.";
    assert_eq!(
        html(markdown),
        "<p>Yes, <strong>here</strong>:</p><ol><li>Click <em>Login</em>.</li><li>Wait.</li></ol><ul><li>a</li><li>b</li></ul><p>Then call.</p>"
    );
    assert_eq!(
        plain(markdown),
        "Yes, here:\n\n1. Click Login.\n2. Wait.\n\n- a\n- b\n\nThen call."
    );
}

#[test]
fn a_table_is_one_line_per_row() {
    let markdown = "| Type | Days |\n| --- | --- |\n| PIN | 5 |";
    assert_eq!(
        html(markdown),
        "<table><thead><tr><th>Type</th><th>Days</th></tr></thead><tbody><tr><td>PIN</td><td>5</td></tr></tbody></table>"
    );
    assert_eq!(plain(markdown), "Type | Days\nPIN | 5");
}

#[test]
fn only_safe_links_stay_links() {
    assert_eq!(
        html("[us](https://example.org/?a=1&b=2)"),
        "<p><a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener\">us</a></p>"
    );
    assert_eq!(plain("[us](https://example.org/)"), "us (https://example.org/)");
    assert_eq!(plain("[a@b.org](mailto:a@b.org)"), "a@b.org");
    assert_eq!(html("[x](javascript:alert(1))"), "<p>x</p>");
    assert_eq!(html("[x](  JaVaScRiPt:alert(1))"), "<p>x</p>");
    assert_eq!(html("![pixel](https://example.org/t.gif)"), "<p>pixel</p>");
}

#[test]
fn raw_html_is_shown_as_text_and_found() {
    let markdown = "Fine.\n\n<script>alert(1)</script>\n\nA <b>bold</b> word and [x](ftp://y).";
    assert!(!html(markdown).contains("<script"));
    let faults = faults(markdown);
    assert_eq!(
        faults.first(),
        Some(&Fault {
            line: 3,
            kind: FaultKind::Html
        })
    );
    assert!(faults.contains(&Fault {
        line: 5,
        kind: FaultKind::Html
    }));
}

#[test]
fn links_and_addresses_that_are_none_are_found_with_their_lines() {
    let markdown = "See [the *page*](https://x.org) or\n[it](ftp://y).\n\nOr (www.z.org), or <https://w.org>.";
    let found: Vec<_> = links(markdown)
        .into_iter()
        .map(|link| (link.line, link.url, link.words))
        .collect();
    let expected = [
        (1, "https://x.org", "the page"),
        (2, "ftp://y", "it"),
        (4, "https://w.org", "https://w.org"),
    ];
    assert_eq!(
        found,
        expected.map(|(line, url, words)| (line, url.to_owned(), words.to_owned()))
    );
    assert_eq!(bare_addresses(markdown), [(4, "www.z.org".to_owned())]);
}

#[test]
fn a_text_knows_what_it_begins_with() {
    let first = |markdown| first_block(markdown);
    assert_eq!(
        first("\n\nCall *us*\nnow.\n\n# Two"),
        Some((3, FirstBlock::Paragraph("Call us now.".into())))
    );
    assert_eq!(first("# One"), Some((1, FirstBlock::Heading)));
    assert_eq!(first("1. One"), Some((1, FirstBlock::List)));
    assert_eq!(first("> One"), Some((1, FirstBlock::Other)));
    assert_eq!(first(" \n"), None);
}

/// Every tag of `html` with its attributes, or what could not be read as a tag.
fn check_tags(html: &str) -> Result<(), String> {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let tag = &rest[start + 1..];
        let end = tag.find('>').ok_or("a tag that does not end")?;
        let (tag, after) = tag.split_at(end);
        rest = after;
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = name.strip_prefix('/').unwrap_or(name);
        if !TAGS.contains(&name) {
            return Err(format!("<{tag}>"));
        }
        let fits = attributes.is_empty()
            || (name == "ol"
                && attributes.starts_with("start=\"")
                && !attributes[7..attributes.len() - 1].contains('"'))
            || (name == "a"
                && attributes.starts_with("href=\"")
                && attributes.ends_with("\" rel=\"noopener\"")
                && attributes.matches('"').count() == 4
                && SCHEMES
                    .iter()
                    .any(|scheme| attributes[6..].to_lowercase().starts_with(scheme)));
        if !fits {
            return Err(format!("<{tag}>"));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_brings_a_tag_of_its_own(
        parts in proptest::collection::vec(
            prop_oneof![
                ".{0,12}",
                prop::sample::select(vec![
                    "<script>", "</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "](", "![", "`", "**",
                    "\n\n", "\n- ", "\n1. ", "| a | b |\n|---|---|\n", "<https://x.org/\"onclick=>", "[x](https://y.org/ \"t\")",
                    "&lt;script&gt;", "<!--", "-->", "<a href='", "[r]: javascript:x\n", "[r]", "> ", "    ", "```html\n",
                ]).prop_map(str::to_owned),
            ],
            0..20,
        )
    ) {
        let markdown = parts.concat();
        let html = html(&markdown);
        prop_assert!(!html.to_lowercase().contains("<script"));
        prop_assert_eq!(check_tags(&html), Ok(()), "{}", html);
        plain(&markdown);
        faults(&markdown);
    }

    #[test]
    fn plain_words_come_out_alike_with_and_without_a_parser(text in "[a-zA-Zé][a-zA-Zé0-9 ,.;:?!()/$%-]{0,60}") {
        prop_assert_eq!(html(&text), super::html::parsed(&text));
        prop_assert_eq!(plain(&text), super::plain::parsed(&text));
    }
}
