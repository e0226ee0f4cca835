//! `rungs.toml`: named targets, what the user wants of statements, and the user's own indexes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use rungs_core::name::Millis;
use serde::Deserialize;

use crate::exit::UserError;
use crate::files;

/// The file's name where `--config` does not say another.
const FILE: &str = "rungs.toml";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default)]
    pub targets: BTreeMap<String, TargetConfig>,
    #[serde(default)]
    pub plan: PlanConfig,
    /// By name or fingerprint.
    #[serde(default)]
    pub statements: BTreeMap<String, StatementConfig>,
    /// Indexes that the user wants, whatever the advice.
    #[serde(default, rename = "index")]
    pub indexes: Vec<IndexConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetConfig {
    pub url: Option<String>,
    /// Name of an environment variable that holds the URL, so that no secret is in the file.
    pub url_env: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanConfig {
    /// Space that new indexes may take: `500MB`, `2GB`.
    pub budget: Option<String>,
    /// Space that all rollups together may take.
    pub rollup_budget: Option<String>,
    pub indexes_max: Option<usize>,
    /// What a heavy statement should take, in milliseconds.
    pub target_ms: Option<Milliseconds>,
    /// Propose to drop unused and redundant indexes.
    #[serde(default)]
    pub drop: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementConfig {
    pub target_ms: Option<Milliseconds>,
    /// `realtime`, or a duration: `30s`, `5m`, `1h`, `1d`.
    pub freshness: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexConfig {
    /// `table` or `schema.table`.
    pub table: String,
    /// Column names, each with an optional ` desc`; an expression stands in parentheses.
    pub columns: Vec<String>,
    #[serde(default)]
    pub include: Vec<String>,
    #[serde(rename = "where")]
    pub predicate: Option<String>,
    #[serde(default)]
    pub unique: bool,
}

const NO_TIME: &str = "a number of milliseconds is wanted, not below zero";

/// A time that was asked for: a number, and not below zero.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Milliseconds(f64);

impl TryFrom<f64> for Milliseconds {
    type Error = &'static str;

    fn try_from(ms: f64) -> Result<Self, Self::Error> {
        (ms.is_finite() && ms >= 0.0).then_some(Self(ms)).ok_or(NO_TIME)
    }
}

impl FromStr for Milliseconds {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<f64>().map_err(|_| NO_TIME)?.try_into()
    }
}

impl From<Milliseconds> for Millis {
    fn from(ms: Milliseconds) -> Self {
        Self(ms.0)
    }
}

/// Reads the file that `--config` names, or the nearest `rungs.toml` from here upwards.
pub fn load(named: Option<&Path>) -> anyhow::Result<Config> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => match nearest()? {
            Some(path) => path,
            None => return Ok(Config::default()),
        },
    };
    let text = files::read("configuration", &path)?;
    parse(&text).map_err(|error| {
        UserError::new(
            format!("configuration {} is not right: {}", path.display(), error.message()),
            match error.span() {
                Some(span) => {
                    let line = text[..span.start.min(text.len())].lines().count().max(1);
                    format!("see line {line}; the keys are described in docs/configuration.md")
                }
                None => "the keys are described in docs/configuration.md".to_owned(),
            },
        )
        .into()
    })
}

fn parse(text: &str) -> Result<Config, toml::de::Error> {
    toml::from_str(text)
}

fn nearest() -> anyhow::Result<Option<PathBuf>> {
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    Ok(here.ancestors().map(|folder| folder.join(FILE)).find(|path| path.is_file()))
}

/// `500MB`, `2 GB`, `1500000` to bytes; decimal units, and binary ones with an `i`.
pub fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..split].parse().ok()?;
    let factor = match text[split..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        "kib" => 1024.0,
        "mib" => 1_048_576.0,
        "gib" => 1_073_741_824.0,
        _ => return None,
    };
    Some((number * factor) as u64)
}

#[cfg(test)]
mod tests {
    use super::{Milliseconds, bytes, parse};

    #[test]
    fn sizes_are_read_with_their_units() {
        assert_eq!(bytes("500MB"), Some(500_000_000));
        assert_eq!(bytes("1.5 GiB"), Some(1_610_612_736));
        assert_eq!(bytes("77"), Some(77));
        assert_eq!(bytes("many"), None);
        assert_eq!(bytes("5 parsecs"), None);
    }

    #[test]
    fn an_unknown_key_is_refused_by_its_name() {
        let error = parse("[plan]\nbudgets = \"1GB\"\n").unwrap_err();
        assert!(error.message().contains("budgets"), "{error}");
    }

    #[test]
    fn a_whole_file_is_read() {
        let config = parse(
            "[targets.prod]\nurl_env = \"PROD_URL\"\n[plan]\nbudget = \"1GB\"\n\
             [statements.latest_price]\ntarget_ms = 5\nfreshness = \"30s\"\n\
             [[index]]\ntable = \"users\"\ncolumns = [\"organization_id\", \"role desc\"]\n",
        )
        .unwrap();
        assert_eq!(config.targets["prod"].url_env.as_deref(), Some("PROD_URL"));
        assert_eq!(config.indexes[0].columns.len(), 2);
    }

    #[test]
    fn a_time_is_a_number_and_not_below_zero() {
        for (text, is_time) in [
            ("50", true),
            ("0", true),
            ("2.5", true),
            ("-1", false),
            ("nan", false),
            ("inf", false),
        ] {
            assert_eq!(text.parse::<Milliseconds>().is_ok(), is_time, "{text}");
            let file = |key| parse(&format!("{key}\ntarget_ms = {text}\n")).is_ok();
            assert_eq!((file("[plan]"), file("[statements.a]")), (is_time, is_time), "{text}");
        }
        assert!("soon".parse::<Milliseconds>().is_err());
    }
}
