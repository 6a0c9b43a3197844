//! What people ask that nothing here answers: `index/out-of-scope.txt`.
//!
//! One phrase a line, `#` begins a remark; `[all]`, `[member]` and `[provider]` on lines of their own say for whom the next
//! ones are out of scope.

use super::analyzer::lines;
use super::shelf::Shelf;
use crate::conversation::Audience;
use crate::dialogue::Subject;
use crate::flaw::{Code, Flaw};
use crate::words::normalize;

/// Phrases that are out of scope.
pub(super) struct Outside<'a>(Vec<Phrase<'a>>);

struct Phrase<'a> {
    line: u32,
    /// For whom it is out of scope; nothing is for all.
    whom: Option<Audience>,
    text: &'a str,
}

impl<'a> Outside<'a> {
    /// Those for `audience`.
    pub(super) fn of(&self, audience: Audience) -> Vec<&'a str> {
        self.for_audience(audience).map(|phrase| phrase.text).collect()
    }

    fn for_audience(&self, audience: Audience) -> impl Iterator<Item = &Phrase<'a>> {
        let for_it = move |whom: Option<Audience>| whom.is_none_or(|whom| whom == audience);
        self.0.iter().filter(move |phrase| for_it(phrase.whom))
    }

    /// A warning for each phrase that is, word for word, a way to ask for something on the `shelf` of `audience`.
    pub(super) fn answered(&self, shelf: &Shelf, audience: Audience) -> Vec<Flaw> {
        let claimed = self.for_audience(audience).filter_map(|phrase| {
            let row = shelf.asked_as(&normalize(phrase.text)).next()?;
            Some(phrase.is_answered(&shelf.rows.get(row)?.subject, audience))
        });
        claimed.collect()
    }
}

impl Phrase<'_> {
    fn is_answered(&self, subject: &Subject, audience: Audience) -> Flaw {
        let subject = match subject {
            Subject::Entry(entry) => format!("the answer `{entry}`"),
            Subject::Flow(flow) => format!("the errand `{flow}`"),
        };
        let what = format!(
            "\"{}\" is listed as out of scope for a {audience}, and is a way to ask for {subject}",
            self.text
        );
        let remedy = "take it out here, put it below the heading of the others, or take it out there";
        Flaw::warning(Code::OutsideAnswered, super::OUTSIDE_FILE, self.line, what, remedy)
    }
}

/// Reads the list, and what is wrong with its headings. What stands before the first one is for all.
pub(super) fn read(text: &str) -> (Outside<'_>, Vec<Flaw>) {
    let mut whom = None;
    let (mut phrases, mut flaws) = (Vec::new(), Vec::new());
    for (line, text) in lines(text) {
        match text {
            "[all]" => whom = None,
            "[member]" => whom = Some(Audience::Member),
            "[provider]" => whom = Some(Audience::Provider),
            heading if heading.starts_with('[') => flaws.push(Flaw::error(
                Code::UnknownHeading,
                super::OUTSIDE_FILE,
                line,
                format!("`{heading}` is no heading"),
                "write [all], [member] or [provider] on a line of its own",
            )),
            text => phrases.push(Phrase { line, whom, text }),
        }
    }
    (Outside(phrases), flaws)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phrase_is_out_of_scope_for_those_of_its_heading() {
        let (outside, flaws) =
            read("tell me a joke\n[member]\n# plans\nwhat is my copay\n[provider]\nclaim status\n[all]\nwifi");
        assert_eq!(flaws, []);
        assert_eq!(
            outside.of(Audience::Member),
            ["tell me a joke", "what is my copay", "wifi"]
        );
        assert_eq!(
            outside.of(Audience::Provider),
            ["tell me a joke", "claim status", "wifi"]
        );
    }

    #[test]
    fn a_heading_that_is_none_is_a_flaw_with_its_place() {
        let (outside, flaws) = read("[all]\nwifi\n\n[members]\nwhat is my copay\n");
        let told: Vec<String> = flaws.iter().map(Flaw::to_string).collect();
        assert_eq!(
            told,
            [
                "index/out-of-scope.txt:4: `[members]` is no heading -> write [all], [member] or [provider] on a line of its own"
            ]
        );
        assert_eq!(outside.of(Audience::Provider), ["wifi", "what is my copay"]);
    }
}
