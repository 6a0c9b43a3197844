//! Words on a drawing: how wide they are, how they are broken into lines, and what of a template is shown.

/// The width of a letter in thousandths of the font's size, in the widest font that a system may put in (DejaVu Sans,
/// Verdana): what fits by this fits everywhere.
fn letter_width(letter: char) -> usize {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' => 300,
        'f' | 'r' | 't' | 'I' | ' ' | '.' | ',' | ':' | ';' | '!' | '(' | ')' | '[' | ']' | '-' | '/' | '‹' | '›'
        | '·' => 420,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 1_000,
        'a'..='z' | '0'..='9' | '"' | '_' | '*' | '?' | '“' | '”' | '’' => 640,
        'A'..='Z' | '$' | '&' | '=' | '<' | '>' | '+' => 790,
        letter if letter.is_ascii() => 700,
        _ => 1_000,
    }
}

/// How wide a text is at most, in pixels, at a font size in pixels.
pub(super) fn width(text: &str, size: usize) -> usize {
    let thousandths: usize = text.chars().map(letter_width).sum();
    (thousandths * size).div_ceil(1_000)
}

/// `text` in lines no wider than `widest` pixels, at most `most` of them; what is left out shows as `…`. A word that is
/// wider than a line is broken.
pub(super) fn wrap(text: &str, size: usize, widest: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut whole = true;
    for word in text.split_whitespace().flat_map(|word| pieces(word, size, widest)) {
        let longer = if line.is_empty() {
            word.clone()
        } else {
            format!("{line} {word}")
        };
        if width(&longer, size) <= widest {
            line = longer;
            continue;
        }
        if lines.len() + 1 == most {
            whole = false;
            break;
        }
        lines.push(std::mem::replace(&mut line, word));
    }
    if !whole {
        line = cut(&line, size, widest);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// One line of `text`, cut with `…` where it is wider than `widest` pixels.
pub(super) fn one_line(text: &str, size: usize, widest: usize) -> String {
    wrap(text, size, widest, 1).pop().unwrap_or_default()
}

/// A word in pieces that fit a line.
fn pieces(word: &str, size: usize, widest: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        let last = pieces.len() - 1;
        if !pieces[last].is_empty() && width(&pieces[last], size) + width("m", size) > widest {
            pieces.push(String::new());
        }
        let last = pieces.len() - 1;
        pieces[last].push(letter);
    }
    pieces
}

/// A line that goes on where nobody sees it.
fn cut(line: &str, size: usize, widest: usize) -> String {
    let mut kept: String = line.to_owned();
    while !kept.is_empty() && width(&kept, size) + width("…", size) > widest {
        kept.pop();
    }
    let end = kept
        .rfind(' ')
        .filter(|_| kept.len() < line.len())
        .unwrap_or(kept.len());
    format!("{}…", kept[..end].trim_end())
}

/// A template as it is shown: values by name, as in `‹address.masked›`; of alternatives all, divided by `/`.
pub(super) fn shown(source: &str) -> String {
    let mut text = String::new();
    let mut rest = source;
    while let Some(start) = rest.find('{') {
        let (before, tag) = rest.split_at(start);
        text.push_str(before);
        let end = match tag.as_bytes().get(1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                text.push('{');
                rest = &tag[1..];
                continue;
            }
        };
        let Some(close) = tag.find(end).filter(|close| *close >= 2) else {
            text.push_str(tag);
            rest = "";
            break;
        };
        let inside = tag[2..close].trim_matches(|letter: char| letter == '-' || letter.is_whitespace());
        text.push_str(&tag_shown(end, inside));
        rest = &tag[close + 2..];
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tag_shown(end: &str, inside: &str) -> String {
    match end {
        "}}" => format!("‹{}›", inside.split('|').next().unwrap_or_default().trim()),
        "%}" if inside.starts_with("else") || inside.starts_with("elif") => " / ".to_owned(),
        _ => String::new(),
    }
}

/// Text as it may stand in XML, without the characters that XML can't hold.
pub(super) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() && letter != '\n' => {}
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_show_by_name_and_alternatives_side_by_side() {
        assert_eq!(
            shown("Mail to {{ address.masked | upper }}.\n Right?"),
            "Mail to ‹address.masked›. Right?"
        );
        assert_eq!(shown("{% if a %}Yes{% else %}No{% endif %}{# note #}"), "Yes / No");
        for odd in ["{", "{{", "{{}}", "{%%}", "a { b } c", "{{ open", "é{{x}}é"] {
            shown(odd);
        }
    }

    #[test]
    fn long_texts_are_cut_and_say_so() {
        let lines = wrap("one two three four five six seven eight", 13, 90, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'), "{lines:?}");
        assert_eq!(one_line("short", 13, 90), "short");
    }

    proptest! {
        #[test]
        fn lines_fit_and_nothing_is_lost_unless_it_says_so(text in "[a-zA-Z é{}<]{0,80}", most in 1_usize..5) {
            let lines = wrap(&text, 13, 120, most);
            prop_assert!(lines.len() <= most);
            prop_assert!(lines.iter().all(|line| width(line, 13) <= 120));
            let kept: String = lines.concat().split_whitespace().collect();
            let all: String = text.split_whitespace().collect();
            prop_assert!(kept == all || lines.last().is_some_and(|line| line.ends_with('…')));
        }

        #[test]
        fn any_text_is_shown(text in "\\PC{0,60}") {
            shown(&text);
        }
    }
}
