//! Every dependency has a reason beside it: in Cargo.toml a comment, for npm a row in the README of the folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn read(name: impl AsRef<Path>) -> String {
    let path = Path::new(ROOT).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The sections of a Cargo.toml that name what others have written.
fn is_of_dependencies(section: &str) -> bool {
    section.trim_matches(['[', ']']).split('.').any(|part| part.ends_with("dependencies"))
}

#[test]
fn every_crate_has_a_reason() {
    let mut manifests: Vec<PathBuf> = std::fs::read_dir(Path::new(ROOT).join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("Cargo.toml"))
        .filter(|manifest| manifest.is_file())
        .collect();
    manifests.push("Cargo.toml".into());
    let mut reasons = 0;
    for manifest in manifests {
        let (mut section, mut before) = (String::new(), String::new());
        for line in read(&manifest).lines() {
            if line.starts_with('[') {
                line.clone_into(&mut section);
            }
            let dependency = line.split_once('=').filter(|_| is_of_dependencies(&section) && !line.starts_with('#'));
            if let Some((name, what)) = dependency {
                // Our own, or one whose reason stands in the root.
                let needs_none =
                    what.contains("path =") || name.contains(".workspace") || what.contains("workspace = true");
                let has_one = before.starts_with('#') || line.contains(" # ");
                assert!(needs_none || has_one, "{}: why is {name}there?", manifest.display());
                reasons += usize::from(!needs_none);
            }
            line.clone_into(&mut before);
        }
    }
    assert!(reasons > 50, "{reasons} reasons");
}

#[test]
fn every_npm_package_has_a_reason() {
    for folder in ["wp-plugin/detour/app", "tests/e2e"] {
        let package: serde_json::Value = serde_json::from_str(&read(format!("{folder}/package.json"))).unwrap();
        let of = |kind: &str| package[kind].as_object().cloned().unwrap_or_default();
        let used: BTreeSet<String> =
            of("dependencies").into_iter().chain(of("devDependencies")).map(|(name, _)| name).collect();
        let readme = read(format!("{folder}/README.md"));
        let (_, table) = readme.split_once("| package | why |\n|---|---|\n").expect("a table of packages");
        let rows = table.lines().map_while(|line| line.strip_prefix("| ")?.split_once(" | "));
        let explained: BTreeSet<String> =
            rows.flat_map(|(names, _)| names.split(", ")).map(|name| name.trim_matches('`').to_owned()).collect();
        assert_eq!(explained, used, "{folder}");
    }
}

#[test]
fn php_packages_depend_on_php_alone() {
    let composer: serde_json::Value = serde_json::from_str(&read("php/composer.json")).unwrap();
    assert_eq!(composer["require"].as_object().unwrap().keys().collect::<Vec<_>>(), ["php"]);
    assert!(composer.get("require-dev").is_none() && !Path::new(ROOT).join("wp-plugin/detour/composer.json").exists());
}
