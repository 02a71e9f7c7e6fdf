//! The engine beside its peers. The work is done by `crates/bench`, which is a workspace of its own because its peers are
//! slow to build.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::figure::Figure;
use crate::command::{run_visibly, stdout_of};
use crate::workspace::{cargo, root, target};

pub(crate) fn measure(quick: bool) -> Result<Vec<Figure>> {
    let target = target()?.join("bench");
    let manifest = root().join("crates/bench/Cargo.toml");
    let mut build = cargo();
    build.args(["build", "--quiet", "--release", "--bin", "engine-bench", "--manifest-path"]);
    run_visibly(build.arg(manifest).arg("--target-dir").arg(&target))?;
    let mut bench = Command::new(target.join("release/engine-bench"));
    bench.arg("measure").args(quick.then_some("--quick"));
    let written = stdout_of(&mut bench)?;
    written.lines().map(|line| figure(line).with_context(|| format!("no figure: {line}"))).collect()
}

fn figure(line: &str) -> Option<Figure> {
    Figure::from_json(&serde_json::from_str::<Value>(line).ok()?)
}
