//! The pool of security questions, and which of them are asked. Pure.

use super::keys::Keys;

/// A security question: what it is called in the database, and its text.
pub(super) struct Question {
    pub(super) id: &'static str,
    pub(super) text: &'static str,
}

/// What members choose from at registration. An id is never given to another text.
pub(super) const POOL: [Question; 10] = [
    Question {
        id: "first_pet",
        text: "What was the name of your first pet?",
    },
    Question {
        id: "birth_city",
        text: "In which city were you born?",
    },
    Question {
        id: "first_school",
        text: "What was the name of your first school?",
    },
    Question {
        id: "first_car",
        text: "What was the make of your first car?",
    },
    Question {
        id: "childhood_friend",
        text: "What was the first name of your best friend as a child?",
    },
    Question {
        id: "first_job",
        text: "In which town was your first job?",
    },
    Question {
        id: "favorite_teacher",
        text: "What was the last name of your favorite teacher?",
    },
    Question {
        id: "childhood_street",
        text: "On which street did you grow up?",
    },
    Question {
        id: "parents_met",
        text: "In which city did your parents meet?",
    },
    Question {
        id: "favorite_book",
        text: "What was your favorite book as a child?",
    },
];

/// The text of a question.
pub(super) fn text(id: &str) -> Option<&'static str> {
    POOL.iter()
        .find(|question| question.id == id)
        .map(|question| question.text)
}

/// What real members have, so that what is made up looks alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Distribution {
    /// How many of ten members have an e-mail address.
    with_email_of_ten: u64,
    /// How many members have chosen each question of the pool.
    chosen: [u64; POOL.len()],
}

impl Distribution {
    /// From counts of registered members. Shares are rounded to tenths, so that one member more changes no made-up name;
    /// every question keeps a small chance, and so does whatever even one member has: an e-mail address, or none.
    pub(super) fn new(members: u64, with_email: u64, chosen: [u64; POOL.len()]) -> Self {
        let (least, most) = (u64::from(with_email > 0), 10 - u64::from(with_email < members));
        let rounded = (with_email * 10 + members / 2).checked_div(members);
        Self {
            with_email_of_ten: rounded.map_or(8, |tenths| tenths.clamp(least, most)),
            chosen: chosen.map(|count| count * 100 + 1),
        }
    }

    /// Whether a name that nobody has seems to have an e-mail address.
    pub(super) fn seems_to_have_email(&self, keys: &Keys, name: &str) -> bool {
        keys.made_up("email", name) % 10 < self.with_email_of_ten
    }

    /// The `count` questions that a name that nobody has seems to have chosen.
    pub(super) fn seem_chosen(&self, keys: &Keys, name: &str, count: usize) -> Vec<String> {
        let mut left = self.chosen;
        let mut found = Vec::new();
        for round in 0..count.min(POOL.len()) {
            let index = weighted(&left, keys.made_up(&format!("question {round}"), name));
            left[index] = 0;
            found.push(POOL[index].id.to_owned());
        }
        found
    }
}

/// Which `count` of the questions that `name` has chosen are asked: always the same ones, so that asking again tells
/// nothing more.
pub(super) fn asked(keys: &Keys, name: &str, mut chosen: Vec<String>, count: usize) -> Vec<String> {
    chosen.sort_by_key(|id| keys.made_up(&format!("ask {id}"), name));
    chosen.truncate(count);
    chosen
}

/// The place that `bits` fall on, where place `i` is `weights[i]` wide.
fn weighted(weights: &[u64], bits: u64) -> usize {
    let total: u64 = weights.iter().sum();
    let mut rest = bits.checked_rem(total).unwrap_or(0);
    for (index, weight) in weights.iter().enumerate() {
        if rest < *weight {
            return index;
        }
        rest -= weight;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::from_master([7; 32])
    }

    #[test]
    fn what_is_made_up_is_steady_and_different_for_each_name() {
        let all = Distribution::new(10, 8, [1; POOL.len()]);
        let first = all.seem_chosen(&keys(), "nobody1", 3);
        assert_eq!(first, all.seem_chosen(&keys(), "nobody1", 3));
        assert_eq!(first.len(), 3);
        let others: std::collections::BTreeSet<_> = (0..50)
            .map(|n| all.seem_chosen(&keys(), &format!("nobody{n}"), 3))
            .collect();
        assert!(others.len() > 30);
    }

    #[test]
    fn what_is_made_up_follows_what_members_have() {
        let mut chosen = [0; POOL.len()];
        chosen[2] = 1000;
        let skewed = Distribution::new(1000, 300, chosen);
        let names = (0..1000).map(|n| format!("nobody{n}"));
        let with_email = names
            .clone()
            .filter(|name| skewed.seems_to_have_email(&keys(), name))
            .count();
        assert!((250..350).contains(&with_email), "{with_email}");
        let with_school = names
            .filter(|name| skewed.seem_chosen(&keys(), name, 1) == ["first_school"])
            .count();
        assert!(with_school > 980, "{with_school}");
    }

    #[test]
    fn what_few_members_have_some_made_up_names_seem_to_have_too() {
        let names: Vec<_> = (0..1000).map(|n| format!("nobody{n}")).collect();
        for (with_email, seem_to_have) in [(999, true), (999, false), (1, true), (1, false)] {
            let nearly_alike = Distribution::new(1000, with_email, [1; POOL.len()]);
            let found = |name: &String| nearly_alike.seems_to_have_email(&keys(), name) == seem_to_have;
            assert!(names.iter().any(found), "{with_email} of 1000: {seem_to_have}");
        }
        let all = Distribution::new(1000, 1000, [1; POOL.len()]);
        assert!(names.iter().all(|name| all.seems_to_have_email(&keys(), name)));
    }

    #[test]
    fn the_same_two_are_asked_each_time() {
        let chosen: Vec<String> = ["first_pet", "birth_city", "first_car"].map(String::from).to_vec();
        let first = asked(&keys(), "rmiller42", chosen.clone(), 2);
        assert_eq!(first.len(), 2);
        assert_eq!(first, asked(&keys(), "rmiller42", chosen, 2));
    }
}
