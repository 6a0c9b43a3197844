//! Postal addresses, whole for letters and masked for everything else. Pure.

use serde::{Deserialize, Serialize};

/// What stands for what is left out.
const DOTS: &str = "••";

/// A postal address on record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    /// House number and street.
    pub(super) street: String,
    /// The town.
    pub(super) city: String,
    /// The state, empty abroad where there is none.
    pub(super) region: String,
    /// ZIP or postal code.
    pub(super) postal_code: String,
    /// The country, if it isn't the United States.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) country: Option<String>,
}

impl Address {
    /// Its lines, as they stand on an envelope below the name.
    pub(super) fn lines(&self) -> Vec<String> {
        let place = self.place(&self.postal_code);
        [Some(self.street.clone()), Some(place), self.country.clone()]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Enough for its owner to know it again, too little for anybody else to find it.
    pub(super) fn masked(&self) -> String {
        let street: Vec<_> = self.street.split_whitespace().map(first_letter).collect();
        let code: String = self.postal_code.chars().take(3).collect();
        let place = self.place(&format!("{code}{DOTS}"));
        [Some(street.join(" ")), Some(place), self.country.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn place(&self, code: &str) -> String {
        match (self.country.is_some(), self.region.is_empty()) {
            (true, _) => format!("{code} {}", self.city),
            (false, true) => format!("{} {code}", self.city),
            (false, false) => format!("{}, {} {code}", self.city, self.region),
        }
    }
}

fn first_letter(word: &str) -> String {
    word.chars().take(1).chain(DOTS.chars()).collect()
}

/// An e-mail address of which only its owner can tell the rest.
pub(super) fn masked_email(email: &str) -> String {
    match email.split_once('@') {
        Some((name, domain)) => format!("{}@{domain}", first_letter(name)),
        None => DOTS.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_address_tells_its_owner_enough() {
        let address = Address {
            street: "412 Harbor Lane".into(),
            city: "Ann Arbor".into(),
            region: "MI".into(),
            postal_code: "48104".into(),
            country: None,
        };
        assert_eq!(address.lines(), ["412 Harbor Lane", "Ann Arbor, MI 48104"]);
        assert_eq!(address.masked(), "4•• H•• L••, Ann Arbor, MI 481••");
        let abroad = Address {
            country: Some("France".into()),
            region: String::new(),
            postal_code: "69002".into(),
            city: "Lyon".into(),
            ..address
        };
        assert_eq!(abroad.lines(), ["412 Harbor Lane", "69002 Lyon", "France"]);
        assert_eq!(abroad.masked(), "4•• H•• L••, 690•• Lyon, France");
    }

    #[test]
    fn a_masked_email_keeps_its_domain() {
        assert_eq!(masked_email("dana@clinic.example"), "d••@clinic.example");
        assert_eq!(masked_email("nothing"), "••");
    }
}
