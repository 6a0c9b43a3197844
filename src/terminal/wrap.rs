//! Words to lines of a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The narrowest text that is worth wrapping, in columns.
const NARROWEST: usize = 16;

/// `text` without what a terminal would obey: control characters (tabs become spaces), and the marks that turn the
/// direction of writing round. What the desk, an agent or the visitor said must not be able to move the cursor.
pub fn harmless(text: &str) -> String {
    let turns =
        |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept = text.chars().map(|letter| if letter == '\t' { ' ' } else { letter });
    kept.filter(|letter| *letter == '\n' || !(letter.is_control() || turns(*letter)))
        .collect()
}

/// The lines of `text`, each at most `width` columns wide (16 at least): broken between words, and inside a word only
/// where it is wider than a whole line. Line breaks of the text stay; the later lines of a list item (`- `, `1. `) stand
/// under its first word. Empty lines stay, but not at the end.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(NARROWEST);
    let mut lines: Vec<String> = Vec::new();
    for line in harmless(text).trim_end().split('\n') {
        wrap_line(line, width, &mut lines);
    }
    lines
}

fn wrap_line(text: &str, width: usize, lines: &mut Vec<String>) {
    let hang = " ".repeat(hang(text).min(width / 2));
    let lead: String = text.chars().take_while(|letter| *letter == ' ').collect();
    let mut line = lead.chars().take(width / 2).collect::<String>();
    let mut begun = false;
    for word in text.split_whitespace() {
        let gap = usize::from(begun);
        if begun && line.width() + gap + word.width() > width {
            lines.push(std::mem::replace(&mut line, hang.clone()));
            begun = false;
        }
        if begun {
            line.push(' ');
        }
        begun = true;
        for letter in word.chars() {
            if line.width() + letter.width().unwrap_or(0) > width {
                lines.push(std::mem::replace(&mut line, hang.clone()));
            }
            line.push(letter);
        }
    }
    lines.push(line.trim_end().to_owned());
}

/// How far the later lines of a line are set in: under the first word of a list item, else not at all.
fn hang(line: &str) -> usize {
    let lead = line.len() - line.trim_start_matches(' ').len();
    let item = &line[lead..];
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    if item.starts_with("- ") {
        lead + 2
    } else if (1..4).contains(&digits) && item[digits..].starts_with(". ") {
        lead + digits + 2
    } else {
        lead
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole_and_breaks_stay() {
        assert_eq!(wrap("one two three four five", 16), ["one two three", "four five"]);
        assert_eq!(wrap("first\n\nsecond\n", 16), ["first", "", "second"]);
        assert_eq!(wrap("", 16), [""]);
    }

    #[test]
    fn list_items_hang_under_their_first_word() {
        assert_eq!(wrap("- one two three four", 16), ["- one two three", "  four"]);
        assert_eq!(wrap("12. one two three four", 16), ["12. one two", "    three four"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken() {
        assert_eq!(
            wrap("abcdefghijklmnopqrstuvwxyz", 16),
            ["abcdefghijklmnop", "qrstuvwxyz"]
        );
    }

    #[test]
    fn nothing_that_is_said_moves_the_cursor() {
        assert_eq!(harmless("a\u{1b}[2J\u{7}b\tc\r\u{202e}d\u{9b}"), "a[2Jb cd");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-z一-三 \n.-]{0,200}", width in 16_usize..60) {
            let lines = wrap(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= width, "{line:?}");
            }
            let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
