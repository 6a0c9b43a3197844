//! A day that has been: a date of service, a date of birth.
//!
//! US order (month first); a date without a year is the last one that has been. "The 5th" is the 5th of the month of the
//! value that is corrected, else the last 5th that has been.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use super::{Fault, Filled, SlotContext};
use crate::flows::phrases::normalize;

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const NUMBERS: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// Nobody alive was born longer ago.
const MOST_YEARS: i16 = 120;

/// The day that `text` names; stored as `2025-03-04`, shown as `March 4, 2025`.
pub(super) fn read(text: &str, context: &SlotContext<'_>) -> Result<Filled, Fault> {
    let words = words(text);
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !["on", "the", "of"].contains(word))
        .collect();
    if is_period(&words) {
        return Err(Fault::new("slot.date.ambiguous"));
    }
    let old = context.old.and_then(|old| old.parse::<Date>().ok());
    let day = numeric(text.trim(), context.today)
        .or_else(|| spoken(&words, context.today))
        .or_else(|| relative(&words, context.today))
        .or_else(|| day_of_month(&words, context.today, old))
        .ok_or_else(|| Fault::new("slot.date.wrong"))?;
    if day > context.today {
        return Err(Fault::new("slot.date.future"));
    }
    if day.year() < context.today.year() - MOST_YEARS {
        return Err(Fault::new("slot.date.too_old"));
    }
    Ok(Filled::shown(day.to_string(), shown(day)))
}

/// `March 4, 2025`
fn shown(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

/// Whether words that are no date were meant as one.
pub(super) fn is_attempt(text: &str) -> bool {
    let words = words(text);
    let names_time = |word: &String| {
        month(word).is_some()
            || WEEKDAYS.iter().any(|(name, _)| name == word)
            || ["today", "yesterday", "tomorrow", "ago", "week", "month", "year"].contains(&word.as_str())
    };
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    words.iter().any(names_time) || (digits >= 1 && digits * 3 >= text.trim().len())
}

fn words(text: &str) -> Vec<String> {
    normalize(text).split(' ').map(str::to_owned).collect()
}

/// "Last week" is not a day.
fn is_period(words: &[&str]) -> bool {
    matches!(words, ["last" | "this", "week" | "month" | "year"])
}

/// `3/4/25`, `03-04-2025`, `3.4.2025`, `2025-03-04`, `20250304`, `3/4`.
fn numeric(text: &str, today: Date) -> Option<Date> {
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty()
        || !parts
            .iter()
            .all(|part| part.len() <= 8 && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().ok();
    match parts[..] {
        [all] if all.len() == 8 => {
            let (year, month_first) = (number(&all[..4])?, number(&all[4..])?);
            if (1900..=2100).contains(&year) {
                return date(year, month_first / 100, month_first % 100);
            }
            month_and_day(number(&all[4..])?, number(&all[..2])?, number(&all[2..4])?)
        }
        [year, month, day] if year.len() == 4 => date(number(year)?, number(month)?, number(day)?),
        [first, second, year] if year.len() == 4 || year.len() == 2 => {
            let year = if year.len() == 2 {
                century(number(year)?, today)
            } else {
                number(year)?
            };
            month_and_day(year, number(first)?, number(second)?)
        }
        [first, second] if first.len() <= 2 && second.len() <= 2 => last_such(number(first)?, number(second)?, today),
        _ => None,
    }
}

/// Month first; day first only where nothing else fits, as in `25/3/2025`.
fn month_and_day(year: i16, first: i16, second: i16) -> Option<Date> {
    if first > 12 && second <= 12 {
        date(year, second, first)
    } else {
        date(year, first, second)
    }
}

/// `March 4, 2025`, `4 March`, `Mar 4th 25`.
fn spoken(words: &[&str], today: Date) -> Option<Date> {
    let weekday = |word: &&&str| WEEKDAYS.iter().any(|(name, _)| *name == **word);
    let words: Vec<&str> = words.iter().filter(|word| !weekday(word)).copied().collect();
    let (month_name, day, year) = match words[..] {
        [first, second] if month(first).is_some() => (first, second, None),
        [first, second] => (second, first, None),
        [first, second, year] if month(first).is_some() => (first, second, Some(year)),
        [first, second, year] => (second, first, Some(year)),
        _ => return None,
    };
    let (month, day) = (month(month_name)?, ordinal(day)?);
    match year {
        None => last_such(month, day, today),
        Some(year) if year.len() == 4 => date(year.parse().ok()?, month, day),
        Some(year) if year.len() == 2 => date(century(year.parse().ok()?, today), month, day),
        Some(_) => None,
    }
}

/// `today`, `yesterday`, `last Tuesday`, `3 days ago`, `a week ago`.
fn relative(words: &[&str], today: Date) -> Option<Date> {
    match words {
        ["today"] => Some(today),
        ["yesterday"] => today.yesterday().ok(),
        ["day", "before", "yesterday"] => today.checked_sub(2.days()).ok(),
        [name] | ["last" | "this" | "past", name] => weekday(name, today),
        [count, unit, "ago"] => today.checked_sub(span(count, unit)?).ok(),
        _ => None,
    }
}

fn span(count: &str, unit: &str) -> Option<Span> {
    let count: i64 = match count {
        "a" | "an" => 1,
        "couple" => return None,
        word => word.parse().ok().or_else(|| {
            NUMBERS
                .iter()
                .position(|name| *name == word)
                .and_then(|place| i64::try_from(place).ok())
        })?,
    };
    if !(0..=50_000).contains(&count) {
        return None;
    }
    match unit.trim_end_matches('s') {
        "day" => Some(count.days()),
        "week" if count <= 5_000 => Some(count.weeks()),
        _ => None,
    }
}

/// The last such weekday before today.
fn weekday(name: &str, today: Date) -> Option<Date> {
    let (_, weekday) = WEEKDAYS
        .iter()
        .find(|(full, _)| *full == name || (name.len() >= 3 && full.starts_with(name)))?;
    today.nth_weekday(-1, *weekday).ok()
}

/// `the 5th`: in the month of the value that is corrected, else the last one that has been.
fn day_of_month(words: &[&str], today: Date, old: Option<Date>) -> Option<Date> {
    let [word] = words else { return None };
    let day = ordinal(word)?;
    if let Some(old) = old {
        return date(old.year(), i16::from(old.month()), day);
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let this_month = date(today.year(), i16::from(today.month()), day).filter(|day| *day <= today);
    this_month.or_else(|| {
        let before = today.checked_sub(1.month()).ok()?;
        date(before.year(), i16::from(before.month()), day)
    })
}

/// The number of a month, from its name or the first three or more letters of it.
fn month(name: &str) -> Option<i16> {
    let place = MONTHS
        .iter()
        .position(|full| name.len() >= 3 && full.starts_with(name))?;
    i16::try_from(place + 1).ok()
}

/// `5`, `5th`.
fn ordinal(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    (["", "st", "nd", "rd", "th"].contains(&suffix) && digits.len() <= 2).then(|| digits.parse().ok())?
}

/// The year that two digits mean: this century unless that lies ahead.
fn century(year: i16, today: Date) -> i16 {
    if year > today.year() % 100 {
        1900 + year
    } else {
        2000 + year
    }
}

/// The last such day that has been, today included.
fn last_such(month: i16, day: i16, today: Date) -> Option<Date> {
    let this_year = date(today.year(), month, day).filter(|day| *day <= today);
    this_year.or_else(|| (1..=8).find_map(|back| date(today.year() - back, month, day)))
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
