//! What people ask that nothing here answers: `index/out-of-scope.txt`.
//!
//! One phrase a line, `#` begins a remark; `[all]`, `[member]` and `[provider]` on lines of their own say for whom the next
//! ones are out of scope.

use super::analyzer::lines;
use crate::conversation::Audience;

/// Phrases that are out of scope, each with whom for; nothing is for all.
pub(super) struct Outside<'a>(Vec<(Option<Audience>, &'a str)>);

impl<'a> Outside<'a> {
    /// Those for `audience`.
    pub(super) fn of(&self, audience: Audience) -> Vec<&'a str> {
        let for_it = |whom: &Option<Audience>| whom.is_none_or(|whom| whom == audience);
        self.0
            .iter()
            .filter(|(whom, _)| for_it(whom))
            .map(|(_, phrase)| *phrase)
            .collect()
    }
}

/// Reads the list. What stands before the first heading is for all.
pub(super) fn read(text: &str) -> Outside<'_> {
    let mut whom = None;
    let mut phrases = Vec::new();
    for (_, line) in lines(text) {
        match line {
            "[all]" => whom = None,
            "[member]" => whom = Some(Audience::Member),
            "[provider]" => whom = Some(Audience::Provider),
            phrase => phrases.push((whom, phrase)),
        }
    }
    Outside(phrases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phrase_is_out_of_scope_for_those_of_its_heading() {
        let outside =
            read("tell me a joke\n[member]\n# plans\nwhat is my copay\n[provider]\nclaim status\n[all]\nwifi");
        assert_eq!(
            outside.of(Audience::Member),
            ["tell me a joke", "what is my copay", "wifi"]
        );
        assert_eq!(
            outside.of(Audience::Provider),
            ["tell me a joke", "claim status", "wifi"]
        );
    }
}
