//! Formatting, clippy, PHP's own syntax check, the coding standard of the plugin, Compose's reading of docker-compose.yml, and what
//! cargo-deny says where it is installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::tally::Tally;
use super::{compose, fuzz};
use crate::command::{is_on_path, run, run_visibly};
use crate::workspace::{self, cargo};

/// The root, and workspaces of their own. Each is built in a folder of this name in the target folder; the fuzz targets
/// have the root's dependencies, and share its.
const WORKSPACES: &[(&str, &str)] = &[("Cargo.toml", ""), ("crates/bench/Cargo.toml", "bench"), (fuzz::MANIFEST, "")];

pub(crate) fn suite() -> Result<Tally> {
    let mut tally = Tally::default();
    for (manifest, target) in WORKSPACES {
        let mut fmt = cargo();
        fmt.args(["fmt", "--all", "--check", "--manifest-path", manifest]);
        tally.record(&format!("cargo fmt --check, {manifest}"), run(&mut fmt).map(drop));
        let mut clippy = cargo();
        clippy.args(["clippy", "--workspace", "--all-targets", "--quiet", "--manifest-path", manifest]);
        clippy.arg("--target-dir").arg(workspace::target()?.join(target)).args(["--", "-D", "warnings"]);
        tally.record(&format!("cargo clippy, {manifest}"), run_visibly(&mut clippy));
    }
    tally.record("php -l", php_syntax());
    tally.record("phpcs", coding_standard());
    tally.add(compose::suite());
    if is_on_path("cargo-deny") {
        let mut deny = cargo();
        deny.args(["deny", "--offline", "check", "licenses", "bans", "sources"]);
        tally.record("cargo deny", run(&mut deny).map(drop));
    } else {
        tally.skip("cargo-deny is not installed; crates/xtask/tests/licences.rs reads the same lists");
    }
    Ok(tally)
}

fn coding_standard() -> Result<()> {
    let mut phpcs = Command::new("phpcs");
    phpcs.current_dir(workspace::root().join("wp-plugin/detour")).args(["-q", "--report=emacs", "--no-colors"]);
    run(&mut phpcs).map(drop)
}

fn php_syntax() -> Result<()> {
    let mut files = Vec::new();
    for folder in ["wp-plugin", "php", "tests"] {
        collect_php(&workspace::root().join(folder), &mut files);
    }
    let mut errors = Vec::new();
    for file in &files {
        if let Err(error) = run(Command::new("php").args(["-n", "-d", "display_errors=1", "-l"]).arg(file)) {
            errors.push(format!("{error:#}"));
        }
    }
    if errors.is_empty() { Ok(()) } else { bail!("{}", errors.join("\n")) }
}

fn collect_php(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && name != "node_modules" && name != "vendor" {
            collect_php(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "php") {
            files.push(path);
        }
    }
}
