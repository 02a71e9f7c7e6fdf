//! Where things are, and building them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result};

use crate::command::{run_visibly, stdout_of};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."))
}

/// Cargo's target folder, wherever the environment or the configuration puts it.
pub(crate) fn target() -> Result<&'static Path> {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    if let Some(known) = TARGET.get() {
        return Ok(known);
    }
    let metadata = stdout_of(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target_directory")?;
    Ok(TARGET.get_or_init(|| PathBuf::from(target)))
}

/// What outlives one run: WordPress and apt's lists.
pub(crate) fn cache() -> Result<PathBuf> {
    Ok(target()?.join("stack"))
}

/// The cargo that runs us, in the root of the checkout.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// What a host installs.
#[derive(Clone)]
pub(crate) struct Built {
    pub(crate) extension: PathBuf,
    pub(crate) command: PathBuf,
}

/// Builds the extension and the `detour` command as a release has them.
pub(crate) fn build() -> Result<Built> {
    build_against(&[])
}

/// The same against another PHP than the one on the path, named by the variables that ext-php-rs asks for.
pub(crate) fn build_against(php: &[(&str, &Path)]) -> Result<Built> {
    let mut build = cargo();
    build.args(["build", "--release", "-p", "detour-ext", "-p", "detour-agent"]).envs(php.iter().copied());
    run_visibly(&mut build)?;
    let release = target()?.join("release");
    let built = Built { extension: release.join("libdetour.so"), command: release.join("detour") };
    for path in [&built.extension, &built.command] {
        path.metadata().with_context(|| format!("the build left no {}", path.display()))?;
    }
    Ok(built)
}

/// Builds the `detour` command alone, as a release has it.
pub(crate) fn build_command() -> Result<PathBuf> {
    run_visibly(cargo().args(["build", "--release", "-p", "detour-agent"]))?;
    Ok(target()?.join("release/detour"))
}

/// Builds an extension that panics when a test asks it to. In the dev profile, so that it
/// never lies where the real one is looked for.
pub(crate) fn build_panicking_extension() -> Result<PathBuf> {
    run_visibly(cargo().args(["build", "-p", "detour-ext", "--features", "panic-test"]))?;
    Ok(target()?.join("debug/libdetour.so"))
}
