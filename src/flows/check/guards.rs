//! Whether a text is prepared for a name to have no value. Told from the words: `is defined`, `default`.

/// What follows each place where `name` stands in `source`.
fn places<'s>(source: &'s str, name: &str) -> Vec<&'s str> {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    source
        .match_indices(name)
        .filter(|(start, _)| !source[..*start].ends_with(part))
        .map(|(start, _)| &source[start + name.len()..])
        .filter(|rest| !rest.starts_with(|letter| part(letter) && letter != '.'))
        .map(str::trim_start)
        .collect()
}

fn asks_whether_defined(rest: &str) -> bool {
    let words: Vec<_> = rest.split_whitespace().take(3).collect();
    let is = |word: &str| ["defined", "undefined"].iter().any(|test| word.starts_with(test));
    match words.as_slice() {
        ["is", "not", test, ..] | ["is", test, ..] => is(test),
        _ => false,
    }
}

/// Whether `source` never looks at the value of `name`, but only asks whether it has one.
pub(super) fn only_asked_whether_defined(source: &str, name: &str) -> bool {
    let places = places(source, name);
    !places.is_empty() && places.iter().all(|rest| asks_whether_defined(rest))
}

/// Whether `source` is prepared for `name` to have no value.
pub(super) fn is_guarded(source: &str, name: &str) -> bool {
    places(source, name).iter().any(|rest| {
        let filtered = rest.strip_prefix('|').map(str::trim_start);
        asks_whether_defined(rest) || filtered.is_some_and(|filter| filter.starts_with("default"))
    })
}
