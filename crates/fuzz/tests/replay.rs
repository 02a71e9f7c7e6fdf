//! Every input that is kept, run once by its target: the seeds, and what once went wrong.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use detour_fuzz::seeds::{self, Seed};
use detour_fuzz::targets;

/// Any input must be done with by then, without optimisation and on a busy machine.
const LONGEST: Duration = Duration::from_secs(10);

/// Targets that read rules and requests, which are kept as JSON.
const CASES: [&str; 4] = ["rule_file", "compiler", "engine_vs_reference", "needles"];

/// By name: what is made of the suite, what is kept, and what is kept elsewhere.
fn inputs(target: &str) -> Vec<Seed> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // A target without regressions has no folder for them; those of other tests must be there.
    let kept =
        ["corpus", "regressions"].map(|kind| here.join(kind).join(target)).into_iter().filter(|path| path.is_dir());
    let elsewhere = match target {
        "wp_config" => Some(here.join("../agent/tests/data/wp-config")),
        "server_config" => Some(here.join("../../tests/exchange")),
        _ => None,
    };
    let entries = kept
        .chain(elsewhere)
        .flat_map(|folder| fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())));
    // Beside the servers' files lie folders of other systems.
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    let kept = files.into_iter().map(|path| (path.display().to_string(), fs::read(&path).unwrap()));
    kept.chain(seeds::of(target)).collect()
}

fn replay(target: &str) {
    let (_, run) = targets::ALL.iter().find(|(name, _)| *name == target).unwrap();
    let inputs = inputs(target);
    assert!(inputs.len() >= 5, "{target} has only {} inputs", inputs.len());
    let mut failed = Vec::new();
    for (name, data) in inputs {
        let is_lost = CASES.contains(&target) && data.starts_with(b"{") && targets::case(target, &data).is_none();
        assert!(!is_lost, "{name} is no case any more: its fields have other names now");
        let started = Instant::now();
        let sound = catch_unwind(AssertUnwindSafe(|| run(&data))).is_ok();
        let took = started.elapsed();
        if !sound || took > LONGEST {
            failed.push(format!("{name} ({took:?})"));
        }
    }
    assert!(failed.is_empty(), "{target} fails on\n{}", failed.join("\n"));
}

#[test]
fn rule_file() {
    replay("rule_file");
}

#[test]
fn rule_json() {
    replay("rule_json");
}

#[test]
fn compiler() {
    replay("compiler");
}

#[test]
fn engine_vs_reference() {
    replay("engine_vs_reference");
}

#[test]
fn needles() {
    replay("needles");
}

#[test]
fn php() {
    replay("php");
}

#[test]
fn php_value() {
    replay("php_value");
}

#[test]
fn plugins() {
    replay("plugins");
}

#[test]
fn wp_config() {
    replay("wp_config");
}

#[test]
fn csv() {
    replay("csv");
}

#[test]
fn server_config() {
    replay("server_config");
}

#[test]
fn spool() {
    replay("spool");
}

#[test]
fn socket() {
    replay("socket");
}

#[test]
fn every_target_is_replayed_and_can_be_fuzzed() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let replayed = include_str!("replay.rs");
    for (target, _) in targets::ALL {
        assert!(replayed.contains(&format!("replay(\"{target}\")")), "{target} is not replayed");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{target}.rs\"")), "{target} is no program");
    }
}

#[test]
fn every_input_that_is_kept_belongs_to_a_target() {
    for kind in ["corpus", "regressions"] {
        for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(kind)).unwrap() {
            let name = folder.unwrap().file_name();
            assert!(
                targets::ALL.iter().any(|(target, _)| name == *target),
                "{kind}/{} is of no target",
                name.display()
            );
        }
    }
}

#[test]
fn libraries_are_of_the_versions_that_the_root_workspace_uses() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packages = |lock: PathBuf| -> Vec<String> {
        let text = fs::read_to_string(&lock).unwrap_or_else(|error| panic!("{}: {error}", lock.display()));
        text.split("[[package]]").skip(1).map(|package| package.lines().take(3).collect::<Vec<_>>().join(" ")).collect()
    };
    let root = packages(here.join("../../Cargo.lock"));
    let own = packages(here.join("Cargo.lock"));
    let only_here = ["arbitrary", "detour-fuzz", "libfuzzer-sys"].map(|name| format!("name = \"{name}\""));
    let strays: Vec<&String> = own
        .iter()
        .filter(|package| !root.contains(package) && !only_here.iter().any(|name| package.contains(name)))
        .collect();
    assert!(strays.is_empty(), "copy the root's Cargo.lock here, and let cargo complete it: {strays:#?}");
}
