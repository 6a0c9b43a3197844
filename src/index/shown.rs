//! Whom a row is shown, and when.

use jiff::civil::Date;

use crate::conversation::Locale;
use crate::faq::Validity;

/// When and where a row is shown.
#[derive(Default)]
pub(super) struct Shown {
    /// Its language; nothing for an errand, which is shown everywhere.
    pub(super) locale: Option<Locale>,
    /// The other rows that have the same answer: in which language, and when they are shown.
    pub(super) elsewhere: Vec<(Locale, Validity)>,
    pub(super) valid: Validity,
}

impl Shown {
    /// Whether it is for people who want `locale`, on `day`: of all translations the best one alone is.
    pub(super) fn fits(&self, locale: &Locale, day: Date) -> bool {
        let Some(own) = &self.locale else { return true };
        let suits = Suits::of(own, locale);
        let better = |(other, valid): &(Locale, Validity)| valid.holds(day) && Suits::of(other, locale) > suits;
        suits.is_some() && self.valid.holds(day) && !self.elsewhere.iter().any(better)
    }
}

/// How well a text suits people who want another language, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Suits {
    /// It is in the language that everybody gets who has no other.
    ByDefault,
    /// It is in their language, but not for their region: `es`, for `es-mx`.
    InLanguage,
    Exactly,
}

impl Suits {
    /// How well a text in `own` suits people who want `wanted`; nothing where it is not for them.
    pub(super) fn of(own: &Locale, wanted: &Locale) -> Option<Self> {
        if own == wanted {
            Some(Self::Exactly)
        } else if wanted.as_str().split('-').next() == Some(own.as_str()) {
            Some(Self::InLanguage)
        } else {
            (*own == Locale::default()).then_some(Self::ByDefault)
        }
    }
}
