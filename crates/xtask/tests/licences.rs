//! What `cargo deny` would check, by `.deny.toml` itself: licences, bans and sources of all that is linked or built.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// What is built for these: the root, and the fuzz targets. The peers of `crates/bench` are measured, and no part of Detour.
const WORKSPACES: [&str; 2] = ["Cargo.toml", "crates/fuzz/Cargo.toml"];

struct Policy {
    licences: Vec<String>,
    registries: Vec<String>,
    banned: Vec<String>,
    /// `name@start of the version`
    twice: Vec<String>,
    targets: Vec<String>,
}

impl Policy {
    fn read() -> Policy {
        let text = std::fs::read_to_string(Path::new(ROOT).join(".deny.toml")).unwrap();
        let deny: toml::Table = text.parse().unwrap();
        let text = |value: &toml::Value| value.as_str().unwrap().to_owned();
        let list = |section: &str, key: &str| deny[section][key].as_array().unwrap().clone();
        let texts = |section, key| list(section, key).iter().map(text).collect::<Vec<_>>();
        let crates = |key| list("bans", key).iter().map(|ban| text(&ban["crate"])).collect();
        assert_eq!(deny["bans"]["multiple-versions"].as_str(), Some("deny"));
        assert_eq!(deny["sources"]["unknown-git"].as_str(), Some("deny"));
        for ban in list("bans", "skip").iter().chain(&list("bans", "deny")) {
            assert!(!text(&ban["reason"]).is_empty(), "{ban}");
        }
        Policy {
            licences: texts("licenses", "allow"),
            registries: texts("sources", "allow-registry"),
            banned: crates("deny"),
            twice: crates("skip"),
            targets: texts("graph", "targets"),
        }
    }

    fn allows(&self, licence: &str) -> bool {
        let spaced = licence.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut rest = &words[..];
        let allowed = self.either(&mut rest);
        assert!(rest.is_empty(), "{licence}");
        allowed
    }

    // SPDX expressions: OR binds less than AND, AND less than WITH.
    fn either(&self, words: &mut &[&str]) -> bool {
        let mut allowed = self.all(words);
        while let ["OR", rest @ ..] = *words {
            *words = rest;
            allowed |= self.all(words);
        }
        allowed
    }

    fn all(&self, words: &mut &[&str]) -> bool {
        let mut allowed = self.one(words);
        while let ["AND", rest @ ..] = *words {
            *words = rest;
            allowed &= self.one(words);
        }
        allowed
    }

    fn one(&self, words: &mut &[&str]) -> bool {
        let (name, rest) = match *words {
            ["(", rest @ ..] => {
                *words = rest;
                let allowed = self.either(words);
                let [")", rest @ ..] = *words else { panic!("an open bracket before {words:?}") };
                *words = rest;
                return allowed;
            }
            [name, "WITH", exception, rest @ ..] => (format!("{name} WITH {exception}"), rest),
            [name, rest @ ..] => ((*name).to_owned(), rest),
            [] => panic!("a licence is missing"),
        };
        *words = rest;
        self.licences.contains(&name)
    }
}

/// The packages of a workspace for a target that are in its graph.
fn packages(manifest: &str, target: &str) -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", target, "--manifest-path"]);
    let output = cargo.arg(Path::new(ROOT).join(manifest)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let used: BTreeSet<&str> = nodes.iter().map(|node| node["id"].as_str().unwrap()).collect();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().filter(|package| used.contains(package["id"].as_str().unwrap())).cloned().collect()
}

#[test]
fn licences_sources_and_bans_are_as_the_policy_says() {
    let policy = Policy::read();
    let (mut seen, mut skipped) = (0, BTreeSet::new());
    for (manifest, target) in WORKSPACES.iter().flat_map(|manifest| policy.targets.iter().map(move |to| (manifest, to)))
    {
        let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for package in packages(manifest, target) {
            let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
            let (name, version, source) = (text("name"), text("version"), text("source"));
            let place = format!("{name} {version} of {manifest}");
            if source.is_empty() {
                assert!(package["publish"].as_array().is_some_and(Vec::is_empty), "{place} could be published");
                continue;
            }
            let registry = source.strip_prefix("registry+").unwrap_or_else(|| panic!("{place} comes from {source}"));
            assert!(policy.registries.iter().any(|allowed| allowed == registry), "{place} comes from {source}");
            assert!(policy.allows(&text("license")), "{place} has the licence {:?}", text("license"));
            assert!(!policy.banned.contains(&name), "{place} is banned");
            versions.entry(name).or_default().insert(version);
            seen += 1;
        }
        for (name, versions) in versions.into_iter().filter(|(_, versions)| versions.len() > 1) {
            let begins = |version: &str, start: &str| version == start || version.starts_with(&format!("{start}."));
            let other: Vec<&String> = versions
                .iter()
                .filter(|version| {
                    let known = policy.twice.iter().find(|known| {
                        known.split_once('@').is_some_and(|(of, start)| of == name && begins(version, start))
                    });
                    skipped.extend(known.cloned());
                    known.is_none()
                })
                .collect();
            assert!(other.len() <= 1, "{name} is there in the versions {versions:?}: see [bans] in .deny.toml");
        }
    }
    assert!(seen > 300, "{seen} packages");
    let unused: Vec<&String> = policy.twice.iter().filter(|known| !skipped.contains(*known)).collect();
    assert!(unused.is_empty(), "{unused:?} are there once: take them out of .deny.toml");
}

#[test]
fn an_expression_of_licences_is_read() {
    let policy = Policy { licences: vec!["MIT".into(), "A WITH x".into()], ..Policy::read() };
    for (licence, allowed) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("(GPL-3.0 OR MIT) AND MIT", true),
        ("MIT AND (GPL-3.0 OR LGPL-3.0)", false),
        ("MIT OR GPL-3.0 AND LGPL-3.0", true),
        ("A", false),
        ("A WITH x", true),
    ] {
        assert_eq!(policy.allows(licence), allowed, "{licence}");
    }
}
