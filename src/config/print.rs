//! The whole configuration as a file, each value with where it comes from.

use std::fmt::Write;
use std::path::Path;

use toml::{Table, Value};

use super::raw::{self, RawConfig};
use super::{Config, ConfigError, Flags, environment};

const DEFAULT: &str = "default";

/// Every setting in the configuration's own format, each with a remark on who set it: the file, a variable, a flag, or
/// nobody (then it is the default). Flags, variables and file are taken as [`Config::load`] takes them, and must be right.
pub fn printed(
    file: Option<&Path>,
    variables: impl Iterator<Item = (String, String)>,
    flags: Flags,
) -> Result<String, ConfigError> {
    let variables: Vec<_> = variables.collect();
    let config = Config::load(file, variables.iter().cloned(), flags.clone())?;
    let mut by_variable = Table::new();
    environment::apply(&mut by_variable, variables.into_iter())?;
    let mut by_file = file.map(raw::read).transpose()?.unwrap_or_default();
    if file.is_none() {
        by_file.insert("demo".into(), true.into());
    }
    let layers = Layers {
        flags: by_flag(flags),
        variables: by_variable,
        name: file.map_or_else(|| "no configuration file".into(), |path| path.display().to_string()),
        file: by_file,
        defaults: Table::try_from(RawConfig::default()).unwrap_or_default(),
        found: config.content.display().to_string(),
        vectors: config.index.vectors.unwrap_or_default().display().to_string(),
    };
    Ok(layers.printed())
}

/// Who set what, the strongest first.
struct Layers {
    flags: Table,
    variables: Table,
    file: Table,
    name: String,
    defaults: Table,
    /// Where the content was found, if nobody says where it is.
    found: String,
    /// Where the vectors are kept, if nobody says where.
    vectors: String,
}

impl Layers {
    fn printed(&self) -> String {
        let mut text = String::new();
        let mut section = String::new();
        for (variable, path) in environment::keys() {
            let (key, above) = match path.split_last() {
                Some((key, above)) => (key, above.join(".")),
                None => continue,
            };
            if above != section {
                let _ = write!(text, "\n[{above}]\n");
                section = above;
            }
            let line = match self.value(&path, &variable) {
                Some((value, whence)) => format!("{key} = {value}  # {whence}\n"),
                None if key == "content" => format!("# content = \"{}\"  # found there\n", self.found),
                None if path == ["index", "vectors"] => {
                    format!("# vectors = \"{}\"  # in the data folder\n", self.vectors)
                }
                None => format!("# {key} is not set\n"),
            };
            text.push_str(&line);
        }
        text
    }

    fn value(&self, path: &[String], variable: &str) -> Option<(&Value, String)> {
        let flag = || format!("--{}", path.join("."));
        get(&self.flags, path)
            .map(|value| (value, flag()))
            .or_else(|| get(&self.variables, path).map(|value| (value, variable.to_owned())))
            .or_else(|| get(&self.file, path).map(|value| (value, self.name.clone())))
            .or_else(|| get(&self.defaults, path).map(|value| (value, DEFAULT.to_owned())))
    }
}

fn by_flag(flags: Flags) -> Table {
    let text = |path: std::path::PathBuf| path.display().to_string();
    let set = [
        ("listen", flags.listen),
        ("data", flags.data.map(text)),
        ("content", flags.content.map(text)),
    ];
    let set = set
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), Value::String(value?))));
    set.collect()
}

fn get<'a>(table: &'a Table, path: &[String]) -> Option<&'a Value> {
    match path {
        [] => None,
        [key] => table.get(key),
        [key, rest @ ..] => get(table.get(key)?.as_table()?, rest),
    }
}
