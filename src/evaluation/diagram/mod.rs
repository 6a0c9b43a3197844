//! Diagrams as SVG: [`reliability`] and [`risk_coverage`].
//!
//! Each says in words, for those who can't see it, what it shows. Colours are classes with a second set for dark screens; lines
//! differ in shape too. Widths allow for the widest usual font.

mod plot;
mod reliable;
mod risky;
mod style;

use std::fmt::Write;

pub use reliable::reliability;
pub use risky::risk_coverage;

/// Where the bands begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marks {
    /// The probability from which on a question is answered.
    pub answer: f32,
    /// The probability from which on something is offered.
    pub offer: f32,
}

/// The width of a diagram, in pixels.
const WIDTH: f64 = 620.0;

/// How many letters fit a line below the title.
const LONGEST: usize = 74;

/// Where the field of a diagram begins, from above.
const ABOVE: f64 = 132.0;

/// What every diagram begins with: its ground, its title, what was measured, and the same in words.
struct Head<'a> {
    /// Unlike in any other diagram on a page.
    id: &'a str,
    title: &'a str,
    /// What was measured, in one line.
    about: &'a str,
    /// What came out, in one line.
    figure: &'a str,
    /// All that the diagram shows, in words.
    words: &'a str,
    height: f64,
}

fn opening(head: &Head<'_>) -> String {
    let Head {
        id,
        title,
        about,
        figure,
        words,
        height,
    } = head;
    let (title, words) = (escaped(title), escaped(words));
    let about = escaped(&tail(about));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         role=\"img\" aria-labelledby=\"title-{id} desc-{id}\">\n<title id=\"title-{id}\">{title}: {about}</title>\n\
         <desc id=\"desc-{id}\">{words}</desc>\n"
    );
    out.push_str(style::STYLE);
    let _ = writeln!(out, "<rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>");
    let _ = writeln!(out, "<text class=\"title\" x=\"24\" y=\"42\">{title}</text>");
    let _ = writeln!(out, "<text class=\"about\" x=\"24\" y=\"66\">{about}</text>");
    let _ = writeln!(out, "<text class=\"about\" x=\"24\" y=\"86\">{figure}</text>");
    out
}

/// As much of the end of a line as fits: of paths, the end says most.
fn tail(line: &str) -> String {
    let letters = line.chars().count();
    if letters <= LONGEST {
        return line.to_owned();
    }
    let kept: String = line.chars().skip(letters + 1 - LONGEST).collect();
    format!("…{kept}")
}

/// Text that can stand in an element.
fn escaped(text: &str) -> String {
    let visible = text.chars().filter(|letter| !letter.is_control() || *letter == '\n');
    let mut out = String::with_capacity(text.len());
    for letter in visible {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            letter => out.push(letter),
        }
    }
    out
}

/// A share in percent, with as many decimals.
fn percent(share: f64, decimals: usize) -> String {
    format!("{:.decimals$} %", share * 100.0)
}

/// `1 question`, `2 questions`.
fn questions(count: usize) -> String {
    format!("{count} question{}", if count == 1 { "" } else { "s" })
}
