//! `FRONTDESK_` variables: `FRONTDESK_WEB__PUBLIC_URL` is `web.public_url`. One that means nothing is a mistake.

use toml::{Table, Value};

use super::ConfigError;
use super::raw::RawConfig;

/// What the names of our variables begin with.
pub const PREFIX: &str = "FRONTDESK_";
/// Read by the command line itself.
const CONFIG: &str = "FRONTDESK_CONFIG";

/// Puts the variables that are ours into `table`.
pub(super) fn apply(table: &mut Table, variables: impl Iterator<Item = (String, String)>) -> Result<(), ConfigError> {
    let known = known();
    let mut ours: Vec<_> = variables
        .filter(|(name, _)| name.starts_with(PREFIX) && name != CONFIG)
        .collect();
    ours.sort();
    for (name, text) in ours {
        let Some((_, path, sample)) = known.iter().find(|(known, ..)| *known == name) else {
            return Err(ConfigError::UnknownVariable {
                nearest: nearest(&name, &known),
                name,
            });
        };
        let value = read(&text, sample).and_then(|value| fitting(path, value));
        let value = value.map_err(|remedy| ConfigError::Variable { name, remedy })?;
        put(table, path, value);
    }
    Ok(())
}

/// Every key: the variable that sets it, and its path in the file. Those of a section stand together, the topmost first.
pub(super) fn keys() -> Vec<(String, Vec<String>)> {
    let mut keys: Vec<_> = known().into_iter().map(|(name, path, _)| (name, path)).collect();
    keys.sort_by(|(_, left), (_, right)| {
        let section = |path: &[String]| path[..path.len().saturating_sub(1)].to_vec();
        (section(left), left).cmp(&(section(right), right))
    });
    keys
}

/// A variable's name, its path in the file, and a value of its kind.
type Known = (String, Vec<String>, Value);

/// Every variable that there is.
fn known() -> Vec<Known> {
    let mut known = Vec::new();
    if let Ok(Value::Table(table)) = Value::try_from(RawConfig::with_every_key()) {
        walk(table, &mut Vec::new(), &mut known);
    }
    known
}

fn walk(table: Table, path: &mut Vec<String>, known: &mut Vec<Known>) {
    for (key, value) in table {
        path.push(key);
        match value {
            Value::Table(inner) => walk(inner, path, known),
            value => {
                let name = format!("{PREFIX}{}", path.join("__").to_ascii_uppercase());
                known.push((name, path.clone(), value));
            }
        }
        path.pop();
    }
}

fn nearest(name: &str, known: &[Known]) -> String {
    let closest = known
        .iter()
        .min_by_key(|(known, ..)| strsim::damerau_levenshtein(known, name));
    closest.map(|(known, ..)| known.clone()).unwrap_or_default()
}

/// `text` as a value of the same kind as `sample`.
fn read(text: &str, sample: &Value) -> Result<Value, String> {
    let text = text.trim();
    match sample {
        Value::Integer(_) => text
            .parse()
            .map(Value::Integer)
            .map_err(|_| "must be a whole number".into()),
        Value::Float(_) => text.parse().map(Value::Float).map_err(|_| "must be a number".into()),
        Value::Boolean(_) => text
            .parse()
            .map(Value::Boolean)
            .map_err(|_| "must be true or false".into()),
        Value::Array(_) => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Ok(Value::Array(items.map(|item| Value::String(item.into())).collect()))
        }
        _ => Ok(Value::String(text.into())),
    }
}

/// `value`, if it may stand at `path`; else what may.
fn fitting(path: &[String], value: Value) -> Result<Value, String> {
    let mut alone = Table::new();
    put(&mut alone, path, value.clone());
    match alone.try_into::<RawConfig>() {
        Ok(_) => Ok(value),
        Err(error) => Err(error.message().to_owned()),
    }
}

fn put(table: &mut Table, path: &[String], value: Value) {
    match path {
        [] => {}
        [key] => {
            table.insert(key.clone(), value);
        }
        [key, rest @ ..] => {
            let inner = table.entry(key.clone()).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
