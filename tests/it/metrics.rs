//! What is written about the metrics is true.
//!
//! 1. The table of `docs/metrics.md` is the catalogue.
//! 2. Every figure and label that the alerts and the dashboard name exists.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use frontdesk::metrics::{Described, Kind, Metrics};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn table(catalogue: &[Described]) -> String {
    let mut table = String::from("\n| name | kind | labels | meaning |\n| --- | --- | --- | --- |\n");
    for Described {
        name,
        kind,
        labels,
        help,
    } in catalogue
    {
        let labels: Vec<_> = labels.iter().map(|label| format!("`{label}`")).collect();
        writeln!(
            table,
            "| `{name}` | {} | {} | {help} |",
            kind.as_str(),
            labels.join(", ")
        )
        .unwrap();
    }
    table.push('\n');
    table
}

#[test]
fn the_table_of_the_documentation_is_fresh() {
    const BEGIN: &str = "<!-- table -->\n";
    const END: &str = "<!-- end -->";
    let name = "docs/metrics.md";
    let published = read(name);
    let (before, rest) = published.split_once(BEGIN).unwrap();
    let (old, after) = rest.split_once(END).unwrap();
    let fresh = table(Metrics::new(0).catalogue());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path(name), format!("{before}{BEGIN}{fresh}{END}{after}")).unwrap();
    } else {
        assert_eq!(old, fresh, "stale: run `UPDATE_DOCS=1 cargo test --test it metrics`");
    }
}

#[test]
fn every_metric_has_a_name_of_its_own_and_a_meaning() {
    let metrics = Metrics::new(0);
    let names: BTreeSet<_> = metrics.catalogue().iter().map(|described| &described.name).collect();
    assert_eq!(names.len(), metrics.catalogue().len());
    for described in metrics.catalogue() {
        assert!(described.help.ends_with('.'), "{described:?}");
    }
}

/// The names of ours in a text, each with the labels that are matched right behind it.
fn named(text: &str) -> Vec<(String, Vec<String>)> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for prefix in ["frontdesk_", "process_"] {
        for (at, _) in text.match_indices(prefix) {
            if text[..at].ends_with(part) {
                continue;
            }
            let end = text[at..].find(|c| !part(c)).map_or(text.len(), |length| at + length);
            let matched = text[end..].strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let matchers = matched.map_or("", |(inside, _)| inside);
            let labels = matchers.split(',').filter_map(|matcher| {
                let label = matcher.split(['=', '!']).next()?.trim();
                (!label.is_empty()).then(|| label.to_owned())
            });
            found.push((text[at..end].to_owned(), labels.collect()));
        }
    }
    found
}

/// What is wrong with the names in a text.
fn unknown(text: &str) -> Vec<String> {
    let metrics = Metrics::new(0);
    let known = |name: &str| {
        metrics.catalogue().iter().find(|described| match described.kind {
            Kind::Histogram => ["_bucket", "_sum", "_count"]
                .iter()
                .any(|end| name.strip_suffix(end) == Some(&described.name)),
            _ => described.name == name,
        })
    };
    let mut wrong = Vec::new();
    for (name, labels) in named(text) {
        let Some(described) = known(&name) else {
            wrong.push(name);
            continue;
        };
        let of_prometheus = ["instance", "job"];
        let strange = labels
            .iter()
            .filter(|label| !described.labels.contains(&label.as_str()) && !of_prometheus.contains(&label.as_str()));
        wrong.extend(strange.map(|label| format!("{name}{{{label}}}")));
    }
    wrong
}

#[test]
fn the_alerts_name_what_exists() {
    let text = read("deploy/prometheus-alerts.yaml");
    let rules: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
    let rules = rules["groups"][0]["rules"].as_array().unwrap().clone();
    assert!(rules.len() > 10);
    for rule in rules {
        assert!(rule["annotations"]["summary"].is_string(), "{rule}");
        let expression = rule["expr"].as_str().unwrap();
        assert_eq!(unknown(expression), Vec::<String>::new(), "{}", rule["alert"]);
    }
}

#[test]
fn the_dashboard_names_what_exists() {
    let dashboard: serde_json::Value = serde_json::from_str(&read("deploy/grafana-dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    assert!(panels.len() > 10);
    for panel in panels {
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            assert!(!named(expression).is_empty(), "{expression}");
            assert_eq!(unknown(expression), Vec::<String>::new(), "{}", panel["title"]);
        }
    }
}

#[test]
fn a_name_that_does_not_exist_is_found() {
    assert_eq!(
        unknown("rate(frontdesk_turns_total{inpt=\"say\"}[5m]) / frontdesk_turn_seconds + process_nothing"),
        [
            "frontdesk_turns_total{inpt}",
            "frontdesk_turn_seconds",
            "process_nothing"
        ]
    );
}
