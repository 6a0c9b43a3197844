//! Which keys a mapping can have: one table for each kind of mapping. The readers know the keys from it, and the JSON
//! Schemas are made from it, so that an editor's editor offers exactly what is read.

/// A kind of mapping.
#[derive(Debug)]
pub struct Shape {
    /// Its name among the definitions of a schema, as in `slot`.
    pub name: &'static str,
    /// What it is in a flaw, as in "a slot".
    pub what: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// The keys that it can have.
    pub keys: &'static [Key],
    /// The kinds that there are of it; the first key of each is its own name. A mapping has the keys of one of them besides
    /// `keys`. Empty where there is one kind only.
    pub kinds: &'static [Shape],
    /// Those of `keys` that can stand without a kind.
    pub alone: &'static [&'static str],
}

/// A key of a mapping.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// Whether it must be there.
    pub needed: bool,
    /// What stands behind it.
    pub form: Form,
    /// What it is for, in a sentence: the help that an editor shows.
    pub about: &'static str,
}

/// What stands behind a key.
#[derive(Debug)]
pub enum Form {
    /// A text; numbers and truth values are texts too.
    Text,
    /// `true` or `false`.
    Truth,
    /// A whole number, from the first to the second.
    Number(u32, u32),
    /// A day, as in `2027-04-01`.
    Day,
    /// A day, or nothing.
    DayOrNothing,
    /// A text that this regular expression fits.
    Name(&'static str),
    /// One of these, each with what it means.
    OneOf(&'static [(&'static str, &'static str)]),
    /// A list with at least so many items.
    List(u32, &'static Form),
    /// One, or a list of at least one.
    OneOrMore(&'static Form),
    /// A mapping whose keys its author names.
    Named(&'static Form),
    /// A mapping with known keys.
    Shape(&'static Shape),
    /// What a schema defines under this name.
    Defined(&'static str),
}

impl Shape {
    /// A mapping of one kind.
    pub const fn new(name: &'static str, what: &'static str, about: &'static str, keys: &'static [Key]) -> Self {
        Self {
            name,
            what,
            about,
            keys,
            kinds: &[],
            alone: &[],
        }
    }

    /// Whether it can have `key`.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|known| known.name == key) || self.kinds.iter().any(|kind| kind.has(key))
    }
}

/// A key that must be there.
pub const fn needed(name: &'static str, form: Form, about: &'static str) -> Key {
    Key {
        name,
        needed: true,
        form,
        about,
    }
}

/// A key that may be there.
pub const fn may(name: &'static str, form: Form, about: &'static str) -> Key {
    Key {
        name,
        needed: false,
        form,
        about,
    }
}
