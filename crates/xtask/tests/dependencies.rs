//! Who may depend on whom (README, "Where things are"), read from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Each crate of the product, and the crates of the product it may use outside of its tests.
const MAY_USE: &[(&str, &[&str])] = &[
    ("detour-rules", &[]),
    ("detour-pcre", &[]),
    ("detour-php-value", &[]),
    ("detour-spool", &[]),
    ("detour-engine", &["detour-rules", "detour-pcre", "detour-php-value"]),
    ("detour-format", &["detour-rules", "detour-engine"]),
    ("detour-exchange", &["detour-rules", "detour-pcre", "detour-engine", "detour-php-value"]),
    ("detour-serve", &["detour-rules", "detour-engine", "detour-format", "detour-spool"]),
    ("detour-suite", &["detour-rules"]),
    ("detour-conformance", &["detour-rules", "detour-engine", "detour-exchange", "detour-format", "detour-php-value"]),
    (
        "detour-ext",
        &[
            "detour-rules",
            "detour-audit",
            "detour-engine",
            "detour-exchange",
            "detour-format",
            "detour-proof",
            "detour-samples",
            "detour-serve",
            "detour-spool",
            "detour-systems",
        ],
    ),
    ("detour-samples", &["detour-rules"]),
    ("detour-audit", &["detour-rules", "detour-engine", "detour-format", "detour-samples"]),
    ("detour-proof", &["detour-rules", "detour-samples"]),
    ("detour-verify", &["detour-rules", "detour-proof"]),
    (
        "detour-agent",
        &[
            "detour-audit",
            "detour-rules",
            "detour-engine",
            "detour-format",
            "detour-exchange",
            "detour-serve",
            "detour-spool",
            "detour-systems",
            "detour-verify",
        ],
    ),
];

/// What must not get into a PHP worker, however indirectly.
const NOT_IN_PHP: &[&str] = &["tokio", "mysql_async", "notify", "clap", "toml"];

/// Name of each package → names of the packages it uses outside of tests and builds.
fn uses() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let packages = list(&metadata["packages"]);
    let names: BTreeMap<String, String> = packages.iter().map(|p| (text(&p["id"]), text(&p["name"]))).collect();
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let normal =
            list(&node["deps"]).into_iter().filter(|dep| list(&dep["dep_kinds"]).iter().any(|k| k["kind"].is_null()));
        let used = normal.map(|dep| names[&text(&dep["pkg"])].clone());
        uses.entry(names[&text(&node["id"])].clone()).or_default().extend(used);
    }
    uses
}

#[test]
fn crates_depend_in_one_direction() {
    let uses = uses();
    for (package, allowed) in MAY_USE {
        let used = uses[*package].iter().filter(|name| name.starts_with("detour-"));
        let wrong: Vec<&String> = used.filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(wrong.is_empty(), "{package} must not use {wrong:?}");
    }
}

#[test]
fn the_extension_stays_small() {
    let uses = uses();
    let mut reached = BTreeSet::new();
    let mut open = vec!["detour-ext".to_owned()];
    while let Some(name) = open.pop() {
        if reached.insert(name.clone()) {
            open.extend(uses[&name].iter().cloned());
        }
    }
    let wrong: Vec<_> = NOT_IN_PHP.iter().filter(|name| reached.contains(**name)).collect();
    assert!(wrong.is_empty(), "the extension reaches {wrong:?}");
    assert!(uses["detour-ext"].len() <= 15, "{:?}", uses["detour-ext"]);
}
