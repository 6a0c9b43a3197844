//! Why a text was understood as it was, for people to read.

use super::{Teller, id};
use crate::cli::say;
use crate::dialogue::Band;
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
    held_back(explanation);
    if let Some(parted) = parted(explanation) {
        say(parted);
    }
}

/// What keeps it from being answered, and from which probability on it is.
fn held_back(explanation: &Explanation) {
    if explanation.known.is_none() || !explanation.found.is_empty() {
        let (answer, offer) = (explanation.bounds.answer * 100.0, explanation.bounds.offer * 100.0);
        say(format_args!(
            "Answered from {answer:.0} % on, offered from {offer:.0} %."
        ));
    }
    if explanation.strange {
        say("0 %: no way to ask is near it.");
    } else if let Some(most) = explanation.disputed {
        let most = most * 100.0;
        say(format_args!(
            "At most {most:.0} %: another one has a nearer way to ask or an answer that fits better, or is nearly as sure."
        ));
    }
    if let Some(restrained) = explanation.restrained {
        say(format_args!("At most offered: {restrained}."));
    }
}

fn table(teller: &Teller<'_>, explanation: &Explanation) {
    say("   %  score = learned + nearest + answer + words + topic");
    for Explained {
        subject,
        probability,
        score,
        shares,
        instead_of,
    } in &explanation.found
    {
        let figures = instead_of.as_ref().map(|found| format!("  (figures of {})", id(found)));
        say(format_args!(
            "{:>4.0}  {score:>5.2} = {:>7.2} + {:>7.2} + {:>6.2} + {:>5.2} + {:>5.2}  {}{}",
            probability * 100.0,
            shares.learned,
            shares.nearest,
            shares.told,
            shares.words,
            // No "-0.00".
            (shares.topic * 100.0).round() / 100.0 + 0.0,
            teller.described(subject),
            figures.unwrap_or_default(),
        ));
    }
    let how = if explanation.meant {
        "by meaning and words"
    } else {
        "by words alone"
    };
    say(format_args!(
        "Weighed {how}. The nearest five ways to ask are {:.2} near (0 to 1); in scope {:+.2} (about -1 to 1).",
        explanation.crowd, explanation.scope
    ));
}

/// What the parts of the text had to do with it, where it is not what the whole is about that is told.
fn parted(explanation: &Explanation) -> Option<&'static str> {
    let told = explanation.understanding.candidates.iter();
    let as_whole = told
        .map(|told| &told.subject)
        .eq(explanation.found.iter().map(|found| &found.subject));
    match explanation.understanding.band {
        _ if explanation.known.is_some() => None,
        Band::Answer if !as_whole || !explanation.understanding.besides.is_empty() => {
            Some("Its parts are clear on their own: ask them one by one to see why.")
        }
        Band::Offer if !as_whole => Some(
            "One of its parts is clear on its own, and is offered beside what the whole seems to be about: ask it alone to see why.",
        ),
        _ => None,
    }
}
