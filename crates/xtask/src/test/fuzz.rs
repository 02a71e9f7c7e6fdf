//! The fuzz targets: their kept inputs once more, and in the long form the fuzzer itself.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::{tally::Tally, unit};
use crate::command::{is_on_path, run_visibly, stdout_of};
use crate::workspace::{cargo, root, target};

/// Its own workspace, so that normal builds don't see it.
pub(super) const MANIFEST: &str = "crates/fuzz/Cargo.toml";
/// How long each target is fuzzed.
const SECONDS: u32 = 600;

/// Replays seeds and regressions. The long form fuzzes each target afterwards.
pub(crate) fn suite(long: bool) -> Result<Tally> {
    // In the folder of the other builds, most of which can be used again.
    let folder = target()?.to_string_lossy();
    let mut tally = unit::cargo_test(&["--manifest-path", MANIFEST, "--target-dir", &folder], "500")?;
    if !long {
        return Ok(tally);
    }
    if !is_on_path("cargo-fuzz") || !is_on_path("clang") {
        tally.skip("fuzzing: needs clang (`apt-get install clang`) and `cargo install cargo-fuzz`");
        return Ok(tally);
    }
    let seeds = target()?.join("fuzz/seeds");
    let mut example = cargo();
    example.args(["run", "--quiet", "--manifest-path", MANIFEST, "--target-dir", &folder, "--example", "seeds"]);
    run_visibly(example.arg(&seeds))?;
    let list = stdout_of(cargo().args(["fuzz", "list", "--fuzz-dir", "crates/fuzz"]))?;
    for name in list.lines() {
        println!("  fuzzing {name} for {SECONDS} s");
        tally.record(&format!("fuzzing {name}"), fuzz(name, &seeds.join(name)));
    }
    Ok(tally)
}

fn fuzz(name: &str, seeds: &Path) -> Result<()> {
    let folder = root().join("crates/fuzz");
    let found = target()?.join("fuzz/found").join(name);
    std::fs::create_dir_all(&found).with_context(|| format!("can't make {}", found.display()))?;
    let mut command: Command = cargo();
    // Instrumenting is a nightly option; nothing else is needed of nightly.
    command.env("RUSTC_BOOTSTRAP", "1");
    command.args(["fuzz", "run", "--fuzz-dir", "crates/fuzz", "--features", "libfuzzer"]);
    command.args(["-O", "--no-trace-compares", "-s", "none", "--target-dir"]).arg(target()?.join("fuzz/build"));
    command.arg(name).arg(&found).arg(seeds);
    let kept = ["corpus", "regressions"].map(|kind| folder.join(kind).join(name));
    command.args(kept.iter().filter(|folder| folder.is_dir()));
    command.arg("--").arg(format!("-max_total_time={SECONDS}"));
    command.args(["-timeout=10", "-rss_limit_mb=2048", "-max_len=2048", "-print_final_stats=1"]);
    let output = command.stdin(Stdio::null()).output().context("can't run cargo fuzz")?;
    let text = String::from_utf8_lossy(&output.stderr);
    if let Some(done) = text.lines().find(|line| line.starts_with("Done ")) {
        println!("  {done}");
    }
    if !output.status.success() {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        bail!("{}", lines[lines.len().saturating_sub(60)..].join("\n  "));
    }
    Ok(())
}
