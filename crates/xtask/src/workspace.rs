//! Where things are, and building them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result};

use crate::command::{run_visibly, stdout_of};
use crate::stack::php::Php;

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

/// What a host installs, and the PHP that the extension is for.
#[derive(Clone)]
pub(crate) struct Built {
    pub(crate) php: Php,
    pub(crate) extension: PathBuf,
    pub(crate) command: PathBuf,
}

/// Builds the extension and the `detour` command as a release has them.
pub(crate) fn build() -> Result<Built> {
    let extension = build_against(&[])?;
    Ok(Built { php: Php::installed()?, extension, command: target()?.join("release/detour") })
}

/// The same against another PHP than the one on the path, named by the variables that ext-php-rs asks for. The extension it
/// leaves lies where that of any PHP does.
pub(crate) fn build_against(php: &[(&str, &Path)]) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--release", "-p", "detour-ext", "-p", "detour-agent"]).envs(php.iter().copied());
    run_visibly(&mut build)?;
    let release = target()?.join("release");
    for name in ["libdetour.so", "detour"] {
        let path = release.join(name);
        path.metadata().with_context(|| format!("the build left no {}", path.display()))?;
    }
    Ok(release.join("libdetour.so"))
}

/// Builds the `detour` command alone, as a release has it.
pub(crate) fn build_command() -> Result<PathBuf> {
    run_visibly(cargo().args(["build", "--release", "-p", "detour-agent"]))?;
    Ok(target()?.join("release/detour"))
}

/// Builds an extension that panics when a test asks it to. In the dev profile, so that it
/// never lies where the real one is looked for. `php` as in [`build_against`].
pub(crate) fn build_panicking_extension(php: &[(&str, &Path)]) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "-p", "detour-ext", "--features", "panic-test"]).envs(php.iter().copied());
    run_visibly(&mut build)?;
    Ok(target()?.join("debug/libdetour.so"))
}
