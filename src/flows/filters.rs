//! What templates can do with values besides minijinja's own filters: `words`, `date`, `money`, `list`.
//!
//! Their errors tell what kind of value was wrong, never the value: it may be personal.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use minijinja::{Environment, Error, ErrorKind, Value};

/// What stands in the place of a value that is no longer kept. Filters hand it on as it is.
pub const MASKED: &str = "•••";

/// Adds the filters to an environment.
pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("words", words);
    environment.add_filter("date", date);
    environment.add_filter("money", money);
    environment.add_filter("list", list);
}

fn unfit(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, what)
}

fn is_masked(value: &Value) -> bool {
    value.as_str() == Some(MASKED)
}

/// A number up to twelve in words, a larger one in digits: 3 becomes `three`.
fn words(value: &Value) -> Result<String, Error> {
    if is_masked(value) {
        return Ok(MASKED.to_owned());
    }
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];
    let number = value
        .as_i64()
        .ok_or_else(|| undefined_or(value, "`words` wants a whole number"))?;
    let word = usize::try_from(number).ok().and_then(|index| WORDS.get(index));
    Ok(word.map_or_else(|| number.to_string(), |word| (*word).to_owned()))
}

/// A day (`2026-12-01`) or a point in time (RFC 3339; its day in UTC) as `December 1, 2026`.
fn date(value: &Value) -> Result<String, Error> {
    if is_masked(value) {
        return Ok(MASKED.to_owned());
    }
    let wrong = "`date` wants a day such as 2026-12-01 or a point in time";
    let text = value.as_str().ok_or_else(|| undefined_or(value, wrong))?;
    let day = match text.parse::<Timestamp>() {
        Ok(instant) => TimeZone::UTC.to_datetime(instant).date(),
        Err(_) => text.parse::<Date>().map_err(|_| unfit(wrong))?,
    };
    Ok(day.strftime("%B %-d, %Y").to_string())
}

/// An amount (`1234.50`) as `$1,234.50`.
fn money(value: &Value) -> Result<String, Error> {
    if is_masked(value) {
        return Ok(MASKED.to_owned());
    }
    let wrong = "`money` wants an amount such as 1234.50";
    let text = match value.as_str() {
        Some(text) => text.to_owned(),
        None if value.is_number() => value.to_string(),
        None => return Err(undefined_or(value, wrong)),
    };
    let (dollars, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let digits = |part: &str| !part.is_empty() && part.len() <= 15 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(dollars) || !digits(cents) || cents.len() > 2 {
        return Err(unfit(wrong));
    }
    let mut grouped = String::new();
    for (index, digit) in dollars.chars().enumerate() {
        if index > 0 && (dollars.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    Ok(format!("${grouped}.{cents:0<2}"))
}

/// Texts, or records by their `name`, as `Ann, Bob and Cid`.
fn list(value: &Value) -> Result<String, Error> {
    let wrong = "`list` wants a list of texts, or of records with a `name`";
    if value.is_undefined() || value.as_str().is_some() {
        return Err(undefined_or(value, wrong));
    }
    let mut names = Vec::new();
    for item in value.try_iter().map_err(|_| unfit(wrong))? {
        let name = match item.as_str() {
            Some(text) => text.to_owned(),
            None => item
                .get_attr("name")
                .ok()
                .and_then(|name| name.as_str().map(str::to_owned))
                .ok_or_else(|| unfit(wrong))?,
        };
        names.push(name);
    }
    Ok(match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    })
}

/// The error for a value that is not there, else `wrong`.
fn undefined_or(value: &Value, wrong: &'static str) -> Error {
    if value.is_undefined() {
        Error::new(ErrorKind::UndefinedError, wrong)
    } else {
        unfit(wrong)
    }
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use crate::flows::template::Template;

    fn rendered(source: &str) -> String {
        let context = context! {
            day => "2026-12-01", instant => "2026-11-30T23:59:00Z", amount => "1234.5", none => Vec::<String>::new(),
            people => vec![context! { name => "Ann" }, context! { name => "Bob" }, context! { name => "Cid" }],
        };
        match Template::new(source).unwrap().render(&context) {
            Ok(text) => text,
            Err(error) => error.what,
        }
    }

    #[test]
    fn values_are_shown_as_people_write_them() {
        assert_eq!(rendered("{{ 3 | words }} {{ 90 | words }}"), "three 90");
        assert_eq!(rendered("{{ day | date }}"), "December 1, 2026");
        assert_eq!(rendered("{{ instant | date }}"), "November 30, 2026");
        assert_eq!(
            rendered("{{ amount | money }} {{ '182' | money }}"),
            "$1,234.50 $182.00"
        );
        assert_eq!(rendered("{{ '1234567.05' | money }}"), "$1,234,567.05");
        assert_eq!(rendered("{{ people | list }}"), "Ann, Bob and Cid");
        assert_eq!(
            rendered("{{ people | map(attribute='name') | list }}"),
            "Ann, Bob and Cid"
        );
        assert_eq!(rendered("[{{ none | list }}]"), "[]");
    }

    #[test]
    fn an_error_tells_no_value() {
        for filter in ["date", "money", "words", "list"] {
            let message = rendered(&format!("{{{{ 'Ruth-Miller' | {filter} }}}}"));
            assert!(message.contains("wants") && !message.contains("Ruth"), "{message}");
        }
    }
}
