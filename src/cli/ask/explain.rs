//! Why a text was understood as it was, for people to read.

use super::Teller;
use crate::cli::say;
use crate::index::{Explained, Explanation};

/// Tells all that counted.
pub(super) fn tell(teller: &Teller<'_>, explanation: &Explanation) {
    teller.outcome(&explanation.understanding);
    say("");
    if let Some(subject) = &explanation.known {
        let what = teller.described(subject);
        say(format_args!("It is, word for word, a way to ask for {what}"));
    }
    if let Some(mended) = &explanation.mended {
        say(format_args!("Read as: {mended}"));
    }
    if let Some(joined) = &explanation.joined {
        say(format_args!("With what was talked about: {joined}"));
    }
    if !explanation.found.is_empty() {
        table(teller, explanation);
    }
    if let Some(restrained) = explanation.restrained {
        say(format_args!("At most offered: {restrained}."));
    }
    if !explanation.understanding.besides.is_empty() || answered_in_parts(explanation) {
        say("Its parts are clear on their own: ask them one by one to see why.");
    }
}

fn table(teller: &Teller<'_>, explanation: &Explanation) {
    say("   %  score = learned + nearest + answer + words");
    for Explained {
        subject,
        probability,
        score,
        shares,
    } in &explanation.found
    {
        say(format_args!(
            "{:>4.0}  {score:>5.2} = {:>7.2} + {:>7.2} + {:>6.2} + {:>5.2}  {}",
            probability * 100.0,
            shares.learned,
            shares.nearest,
            shares.told,
            shares.words,
            teller.described(subject),
        ));
    }
    let how = if explanation.meant {
        "by meaning and words"
    } else {
        "by words alone"
    };
    say(format_args!(
        "Weighed {how}. The nearest five ways to ask are {:.2} near (0 to 1); in scope {:+.2} (-1 to 1).",
        explanation.crowd, explanation.scope
    ));
}

/// Whether what is answered is not what the whole text is about.
fn answered_in_parts(explanation: &Explanation) -> bool {
    let first = explanation.understanding.candidates.first().map(|first| &first.subject);
    let whole = explanation.found.first().map(|first| &first.subject);
    explanation.known.is_none() && first != whole
}
