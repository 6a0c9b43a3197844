//! The configuration as it is written.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::accounts::contract::Policy;

/// The file, key by key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawConfig {
    pub listen: String,
    pub data: PathBuf,
    pub content: Option<PathBuf>,
    pub demo: bool,
    pub time_zone: String,
    pub web: RawWeb,
    pub limits: RawLimits,
    pub accounts: RawAccounts,
    pub index: RawIndex,
    pub log: RawLog,
    pub metrics: RawMetrics,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawWeb {
    pub allowed_origins: Vec<String>,
    pub trusted_proxies: Vec<String>,
    pub public_url: Option<String>,
    pub max_connections: usize,
    pub max_connections_per_network: usize,
    pub widget: Option<PathBuf>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawLimits {
    pub frame: u32,
    pub text: u32,
    pub messages: u32,
    pub per_seconds: u32,
    pub hellos_per_minute: u32,
    pub sign_ins_per_minute: u32,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawAccounts {
    pub policy: Policy,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawIndex {
    pub answer: Option<f32>,
    pub offer: Option<f32>,
    pub model: IndexModel,
    pub vectors: Option<PathBuf>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawLog {
    pub format: LogFormat,
    pub level: LogLevel,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawMetrics {
    pub listen: Option<String>,
    pub allow: Option<Vec<String>>,
}

/// What knows the meaning of words, beside the words themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexModel {
    /// The sentence model that is built in.
    #[default]
    Minilm,
    /// Nothing: questions are matched by their words alone, which takes less memory and finds less.
    None,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people on a terminal, in JSON otherwise.
    Auto,
    /// For people.
    Human,
    /// For machines: one JSON object a line.
    Json,
}

/// From which level on the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Only what failed.
    Error,
    /// And what someone should look at.
    Warn,
    /// And what happens now and then.
    Info,
    /// And every request.
    Debug,
    /// And every step.
    Trace,
}

impl LogLevel {
    /// As it stands in filters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

impl Default for RawConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            data: "data".into(),
            content: None,
            demo: false,
            time_zone: "America/Detroit".into(),
            web: RawWeb::default(),
            limits: RawLimits::default(),
            accounts: RawAccounts::default(),
            index: RawIndex::default(),
            log: RawLog::default(),
            metrics: RawMetrics::default(),
        }
    }
}

impl Default for RawWeb {
    fn default() -> Self {
        Self {
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            public_url: None,
            max_connections: 10_000,
            max_connections_per_network: 500,
            widget: None,
        }
    }
}

impl Default for RawLimits {
    fn default() -> Self {
        Self {
            frame: 16 * 1024,
            text: 2000,
            messages: 20,
            per_seconds: 10,
            hellos_per_minute: 600,
            sign_ins_per_minute: 60,
        }
    }
}

impl Default for RawLog {
    fn default() -> Self {
        Self {
            format: LogFormat::Auto,
            level: LogLevel::Info,
        }
    }
}

impl RawConfig {
    /// Every key with a value of its kind, also those that have none by default: what variables are read by.
    pub(super) fn with_every_key() -> Self {
        Self {
            content: Some(PathBuf::new()),
            web: RawWeb {
                public_url: Some(String::new()),
                widget: Some(PathBuf::new()),
                ..RawWeb::default()
            },
            index: RawIndex {
                answer: Some(0.0),
                offer: Some(0.0),
                vectors: Some(PathBuf::new()),
                ..RawIndex::default()
            },
            metrics: RawMetrics {
                listen: Some(String::new()),
                allow: Some(Vec::new()),
            },
            ..Self::default()
        }
    }
}

/// Reads a file into a table whose keys are all known.
pub(super) fn read(path: &Path) -> Result<toml::Table, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::File {
        path: path.to_owned(),
        source,
    })?;
    let mistake = |error: toml::de::Error| ConfigError::Toml {
        path: path.to_owned(),
        message: error.to_string(),
    };
    let _: RawConfig = toml::from_str(&text).map_err(mistake)?;
    toml::from_str(&text).map_err(mistake)
}
