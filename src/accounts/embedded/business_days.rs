//! Business days: Monday to Friday without the federal holidays of the United States, on which no post is delivered.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The day on which the `count`th business day after `day` falls.
pub(super) fn after(day: Date, count: u32) -> Date {
    let mut current = day;
    for _ in 0..count {
        current = on_or_after(next(current));
    }
    current
}

/// `day` itself if it is a business day, else the next one.
pub(super) fn on_or_after(day: Date) -> Date {
    let mut current = day;
    while !is_business_day(current) {
        current = next(current);
    }
    current
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

fn is_business_day(day: Date) -> bool {
    !is_weekend(day) && !is_observed_holiday(day)
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// A holiday on a Saturday is observed on the Friday before, one on a Sunday on the Monday after (5 U.S.C. 6103).
fn is_observed_holiday(day: Date) -> bool {
    is_holiday(day)
        || (day.weekday() == Weekday::Friday && is_holiday(day.saturating_add(1.day())))
        || (day.weekday() == Weekday::Monday && is_holiday(day.saturating_sub(1.day())))
}

fn is_holiday(day: Date) -> bool {
    let fixed = matches!(
        (day.month(), day.day()),
        (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25)
    );
    let nth = |nth: i8, weekday: Weekday| day.nth_weekday_of_month(nth, weekday).is_ok_and(|found| found == day);
    fixed
        || match day.month() {
            1 | 2 => nth(3, Weekday::Monday),
            5 => nth(-1, Weekday::Monday),
            9 => nth(1, Weekday::Monday),
            10 => nth(2, Weekday::Monday),
            11 => nth(4, Weekday::Thursday),
            _ => false,
        }
}

/// A day as people in the United States write it: `November 27, 2026`.
pub(super) fn written(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn letters_take_three_to_five_business_days() {
        let table = [
            // posted, from, by
            (date(2026, 11, 23), date(2026, 11, 27), date(2026, 12, 1)), // over Thanksgiving
            (date(2026, 6, 1), date(2026, 6, 4), date(2026, 6, 8)),
            (date(2026, 12, 22), date(2026, 12, 28), date(2026, 12, 30)), // over Christmas, a Friday
            (date(2026, 6, 30), date(2026, 7, 6), date(2026, 7, 8)),      // July 4 on a Saturday: Friday off
            (date(2027, 12, 23), date(2027, 12, 29), date(2028, 1, 3)),   // Christmas on a Saturday, New Year's too
            (date(2022, 6, 16), date(2022, 6, 22), date(2022, 6, 24)),    // Juneteenth on a Sunday: Monday off
        ];
        for (posted, from, by) in table {
            assert_eq!((after(posted, 3), after(posted, 5)), (from, by), "posted {posted}");
        }
    }

    #[test]
    fn the_federal_holidays_of_2026() {
        let off = [
            date(2026, 1, 1),
            date(2026, 1, 19),
            date(2026, 2, 16),
            date(2026, 5, 25),
            date(2026, 6, 19),
            date(2026, 7, 3),
            date(2026, 9, 7),
            date(2026, 10, 12),
            date(2026, 11, 11),
            date(2026, 11, 26),
            date(2026, 12, 25),
        ];
        let mut found = Vec::new();
        let mut day = date(2026, 1, 1);
        while day.year() == 2026 {
            if !is_weekend(day) && !is_business_day(day) {
                found.push(day);
            }
            day = next(day);
        }
        assert_eq!(found, off);
    }

    #[test]
    fn a_weekend_waits_for_monday() {
        assert_eq!(on_or_after(date(2026, 11, 28)), date(2026, 11, 30));
        assert_eq!(on_or_after(date(2026, 11, 30)), date(2026, 11, 30));
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        assert_eq!(written(date(2026, 11, 7)), "November 7, 2026");
    }
}
