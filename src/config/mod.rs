//! Configuration: what is written (TOML and `FRONTDESK_` variables, in `raw`) becomes what is usable ([`Config`]), or every
//! fault is named with its remedy.

mod environment;
mod figures;
mod metrics;
mod print;
mod range;
mod raw;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::accounts::contract::Policy;
use raw::RawConfig;

pub use environment::PREFIX as VARIABLES;
pub use print::printed;
pub use range::{NotARange, Range};
pub use raw::{IndexModel, LogFormat, LogLevel};

/// Threads at most on which questions are looked up.
const MOST_THREADS: usize = 256;

/// Everything that can be set, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The folder of the databases and the master key.
    pub data: PathBuf,
    /// The folder that holds `faq/`, `flows/`, `index/` and `templates/`.
    pub content: PathBuf,
    /// Whether this is the demonstration: made-up people, a portal, mail that is only shown.
    pub demo: bool,
    /// Where the insurer is: decides what "today" is.
    pub time_zone: TimeZone,
    /// The web server.
    pub web: WebConfig,
    /// What clients must keep to.
    pub limits: Limits,
    /// The figures of the account service.
    pub policy: Policy,
    /// How questions are matched.
    pub index: IndexConfig,
    /// The log.
    pub log: LogConfig,
    /// Who sees the metrics, and where.
    pub metrics: MetricsConfig,
}

/// The web server.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// Pages elsewhere that may use the chat, as origins.
    pub allowed_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Range>,
    /// The origin that browsers see, where a proxy changes it.
    pub public_origin: Option<String>,
    /// Connections at once.
    pub max_connections: usize,
    /// Of these, how many one network may have: an IPv4 address or the /64 of an IPv6 address.
    pub max_connections_per_network: usize,
    /// A folder of the widget's modules to serve as they are, for those who work on it.
    pub widget: Option<PathBuf>,
}

/// What clients must keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one frame.
    pub frame: u32,
    /// Characters of one text.
    pub text: u32,
    /// Messages within `per_seconds`.
    pub messages: u32,
    /// See `messages`.
    pub per_seconds: u32,
    /// Conversations that one network may open or resume in a minute.
    pub hellos_per_minute: u32,
    /// Steps of sign-ins that one network may take in a minute.
    pub sign_ins_per_minute: u32,
}

/// How questions are matched.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexConfig {
    /// From which probability on one clear winner is answered; the index's own where nothing is set.
    pub answer: Option<f32>,
    /// From which probability on two or three are offered.
    pub offer: Option<f32>,
    /// What knows the meaning of words.
    pub model: IndexModel,
    /// The folder that the vectors of the content are kept in; nothing: they are in memory only.
    pub vectors: Option<PathBuf>,
    /// Whether somebody named that folder, rather than that it is the usual one in the data folder.
    pub vectors_are_named: bool,
    /// On how many threads: as many as the machine has cores, where nothing is set.
    pub threads: NonZeroUsize,
}

/// The log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogConfig {
    /// For people, or for machines.
    pub format: LogFormat,
    /// From which level on.
    pub level: LogLevel,
}

/// Who sees the metrics, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetricsConfig {
    /// An address of their own, for whoever can reach it; nothing for the common one.
    pub listen: Option<SocketAddr>,
    /// Who sees them at the common one.
    pub allow: Vec<Range>,
}

/// What the command line says: it outranks everything else.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--listen`
    pub listen: Option<String>,
    /// `--data`
    pub data: Option<PathBuf>,
    /// `--content`
    pub content: Option<PathBuf>,
}

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("the configuration file {path} can't be read: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not as it should be.
    #[error("the configuration file {path} has a mistake: {message}")]
    Toml {
        /// Which.
        path: PathBuf,
        /// What and where.
        message: String,
    },
    /// A variable that means nothing.
    #[error("the environment variable {name} means nothing here; did you mean {nearest}?")]
    UnknownVariable {
        /// Which.
        name: String,
        /// The known one that is most like it.
        nearest: String,
    },
    /// A value that can't be used.
    #[error("{key}: {remedy}")]
    Value {
        /// Which setting.
        key: &'static str,
        /// What is wrong, and what to write instead.
        remedy: String,
    },
    /// A variable whose value can't be used.
    #[error("the environment variable {name}: {remedy}")]
    Variable {
        /// Which.
        name: String,
        /// What is wrong, and what to write instead.
        remedy: String,
    },
}

impl Config {
    /// Reads the file (if there is one), then the variables, then the flags, each outranking the one before; and checks it
    /// all. Without a file it is the demonstration, which may only listen on a loopback address.
    pub fn load(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
        flags: Flags,
    ) -> Result<Self, ConfigError> {
        let mut table = match file {
            Some(path) => raw::read(path)?,
            None => toml::Table::new(),
        };
        if file.is_none() {
            table.insert("demo".into(), true.into());
        }
        environment::apply(&mut table, variables)?;
        let raw: RawConfig = table.try_into().map_err(|error: toml::de::Error| ConfigError::Value {
            key: "environment",
            remedy: error.message().to_owned(),
        })?;
        let config = checked(raw, flags)?;
        if file.is_none() && config.demo && !config.listen.ip().is_loopback() {
            return Err(value(
                "listen",
                format!(
                    "the demonstration has well-known passwords and may only listen on a loopback address such as \
                     127.0.0.1:8080, not on {}; to serve others, write a configuration file and name it with --config",
                    config.listen
                ),
            ));
        }
        Ok(config)
    }
}

fn checked(raw: RawConfig, flags: Flags) -> Result<Config, ConfigError> {
    let listen = flags.listen.unwrap_or(raw.listen);
    let metrics = metrics::checked(&raw.metrics, &raw.web)?;
    let data = flags.data.unwrap_or(raw.data);
    let config = Config {
        listen: listen.parse().map_err(|_| {
            let remedy = format!("`{listen}` is not an address with a port, such as 127.0.0.1:8080");
            value("listen", remedy)
        })?,
        content: content(flags.content.or(raw.content))?,
        demo: raw.demo,
        time_zone: TimeZone::get(&raw.time_zone).map_err(|_| {
            let remedy = format!("`{}` is not a time zone such as America/Detroit", raw.time_zone);
            value("time_zone", remedy)
        })?,
        web: web(raw.web)?,
        limits: limits(raw.limits)?,
        policy: figures::checked(raw.accounts.policy)?,
        index: index(raw.index, &data)?,
        data,
        log: LogConfig {
            format: raw.log.format,
            level: raw.log.level,
        },
        metrics,
    };
    Ok(config)
}

/// The folder that was named, if it is one; else the usual one.
fn content(named: Option<PathBuf>) -> Result<PathBuf, ConfigError> {
    match named {
        Some(folder) if !folder.is_dir() => {
            let what = "is not a folder; name one that holds faq, flows, index and templates";
            Err(value("content", format!("{} {what}", folder.display())))
        }
        named => Ok(named.unwrap_or_else(find_content)),
    }
}

fn web(raw: raw::RawWeb) -> Result<WebConfig, ConfigError> {
    let allowed_origins = raw
        .allowed_origins
        .iter()
        .map(|text| origin("web.allowed_origins", text));
    let trusted = raw.trusted_proxies.iter().map(|text| {
        text.parse()
            .map_err(|error: NotARange| value("web.trusted_proxies", error.to_string()))
    });
    if raw.max_connections == 0 {
        return Err(value("web.max_connections", "must be at least 1"));
    }
    if raw.max_connections_per_network == 0 {
        return Err(value("web.max_connections_per_network", "must be at least 1"));
    }
    Ok(WebConfig {
        allowed_origins: allowed_origins.collect::<Result<_, _>>()?,
        trusted_proxies: trusted.collect::<Result<_, _>>()?,
        public_origin: raw.public_url.map(|text| origin("web.public_url", &text)).transpose()?,
        max_connections: raw.max_connections,
        max_connections_per_network: raw.max_connections_per_network,
        widget: raw.widget.map(widget).transpose()?,
    })
}

fn widget(folder: PathBuf) -> Result<PathBuf, ConfigError> {
    if folder.join("widget.js").is_file() {
        return Ok(folder);
    }
    let remedy = "holds no widget.js; name the folder of the widget's modules, or leave it out for those built in";
    Err(value("web.widget", format!("{} {remedy}", folder.display())))
}

/// An origin, as browsers write it: they leave out the usual port.
fn origin(key: &'static str, text: &str) -> Result<String, ConfigError> {
    let plain = text.trim_end_matches('/').to_ascii_lowercase();
    let secure = plain.strip_prefix("https://").map(|rest| (rest, ":443"));
    let usual = secure.or_else(|| plain.strip_prefix("http://").map(|rest| (rest, ":80")));
    let authority = usual.map(|(rest, port)| rest.strip_suffix(port).unwrap_or(rest));
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    match authority {
        Some(authority) if !authority.is_empty() && authority.bytes().all(fits) => {
            let scheme = if secure.is_some() { "https" } else { "http" };
            Ok(format!("{scheme}://{authority}"))
        }
        _ => Err(value(
            key,
            format!("`{text}` is not an origin such as https://www.example.org (no path, no *)"),
        )),
    }
}

fn limits(raw: raw::RawLimits) -> Result<Limits, ConfigError> {
    let Limits {
        frame,
        text,
        messages,
        per_seconds,
        hellos_per_minute,
        sign_ins_per_minute,
    } = Limits {
        frame: raw.frame,
        text: raw.text,
        messages: raw.messages,
        per_seconds: raw.per_seconds,
        hellos_per_minute: raw.hellos_per_minute,
        sign_ins_per_minute: raw.sign_ins_per_minute,
    };
    if !(1024..=1024 * 1024).contains(&frame) {
        return Err(value("limits.frame", "must be 1024 to 1048576 bytes"));
    }
    if text == 0 || text > frame / 4 {
        return Err(value(
            "limits.text",
            "must be at least 1, and at most a quarter of limits.frame",
        ));
    }
    if messages == 0 || per_seconds == 0 {
        return Err(value(
            "limits.messages",
            "limits.messages and limits.per_seconds must be at least 1",
        ));
    }
    if hellos_per_minute == 0 || sign_ins_per_minute == 0 {
        return Err(value(
            "limits.hellos_per_minute",
            "limits.hellos_per_minute and limits.sign_ins_per_minute must be at least 1",
        ));
    }
    Ok(Limits {
        frame,
        text,
        messages,
        per_seconds,
        hellos_per_minute,
        sign_ins_per_minute,
    })
}

fn index(raw: raw::RawIndex, data: &Path) -> Result<IndexConfig, ConfigError> {
    let fits = |probability: f32| (0.0..=1.0).contains(&probability);
    let (answer, offer) = (raw.answer, raw.offer);
    if !answer.into_iter().chain(offer).all(fits) {
        return Err(value(
            "index",
            "index.answer and index.offer are probabilities, from 0 to 1",
        ));
    }
    let fits = |threads: &NonZeroUsize| threads.get() <= MOST_THREADS;
    let wrong = || value("index.threads", format!("must be 1 to {MOST_THREADS}"));
    let set = |threads| NonZeroUsize::new(threads).filter(fits).ok_or_else(wrong);
    Ok(IndexConfig {
        answer,
        offer,
        model: raw.model,
        vectors_are_named: raw.vectors.is_some(),
        vectors: raw.vectors.or_else(|| Some(data.join(VECTORS))),
        threads: raw.threads.map(set).transpose()?.unwrap_or_else(cores),
    })
}

/// How many cores this process may use.
fn cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Where the vectors of the content are kept in the data folder.
const VECTORS: &str = "vectors";

fn value(key: &'static str, remedy: impl Into<String>) -> ConfigError {
    ConfigError::Value {
        key,
        remedy: remedy.into(),
    }
}

/// Where the content is if nobody says: here, or beside the program, or above it (a build below the sources).
pub fn find_content() -> PathBuf {
    let has_content = |folder: &Path| folder.join("faq").is_dir() && folder.join("flows").is_dir();
    let here = PathBuf::from(".");
    if has_content(&here) {
        return here;
    }
    let program = std::env::current_exe().unwrap_or_default();
    let above = program.ancestors().skip(1).take(4).find(|folder| has_content(folder));
    above.map_or(here, Path::to_path_buf)
}

#[cfg(test)]
mod tests;
