//! What may stand in a label: words of the program, and so many names.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

/// The value of a label. It is made from text of the program, or by [`Names`]: from nothing that a visitor has typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Value(Cow<'static, str>);

/// Stands for every name that is one too many.
const OTHER: &str = "other";

impl From<&'static str> for Value {
    fn from(word: &'static str) -> Self {
        Self(Cow::Borrowed(word))
    }
}

impl Value {
    /// As it stands in the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names that content gives, such as those of flows. Only so many are told apart: a file saved under a thousand names makes
/// no thousand series.
#[derive(Debug)]
pub struct Names {
    most: usize,
    known: RwLock<BTreeSet<String>>,
}

impl Names {
    /// No names yet; `most` are told apart.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            known: RwLock::default(),
        }
    }

    /// `name` as a value, or `other` if there are too many already.
    pub fn value(&self, name: &str) -> Value {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let (is_known, is_full) = (known.contains(name), known.len() >= self.most);
        drop(known);
        if is_known {
            return Value(Cow::Owned(name.to_owned()));
        }
        if is_full {
            return OTHER.into();
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(name.to_owned());
        Value(Cow::Owned(name.to_owned()))
    }
}
