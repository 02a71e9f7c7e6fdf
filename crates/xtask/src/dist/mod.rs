//! `cargo xtask dist`: what users install, made once and summed.

pub(crate) mod archive;
pub(crate) mod debian;
pub(crate) mod php;
pub(crate) mod php_in_root;
pub(crate) mod pie;
pub(crate) mod plugin;
#[cfg(test)]
mod readme;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use self::debian::CargoDeb;
use self::php::TargetPhp;
use crate::command::stdout_of;
use crate::progress::Progress;
use crate::stack::packages::{self, Policy, Purpose};
use crate::workspace;

/// The version of everything: that of the workspace.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A part of what is shipped.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The agent and the command line: detour_….deb
    Deb,
    /// The extension, for each PHP that is installed with its headers: php8.2-detour_….deb
    Php,
    /// The WordPress plugin: detour-plugin-….zip
    Plugin,
    /// The extension for PIE, as source and built: php_detour-….tgz and .zip
    Pie,
}

/// What `cargo xtask dist` can be told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these parts
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    only: Vec<Part>,
    /// Install nothing; say what is missing instead
    #[arg(long)]
    no_install: bool,
    /// Who answers for the Debian packages
    #[arg(long, value_name = "NAME <ADDRESS>")]
    maintainer: Option<String>,
}

/// Makes the parts in `target/dist`, which holds nothing else afterwards.
pub(crate) fn run(options: &Options) -> Result<()> {
    let parts = if options.only.is_empty() { Part::value_variants() } else { &options.only };
    let wants = |part: Part| parts.contains(&part);
    let (has_packages, has_extension) = (wants(Part::Deb) || wants(Part::Php), wants(Part::Php) || wants(Part::Pie));
    let into = workspace::target()?.join("dist");
    if into.exists() {
        std::fs::remove_dir_all(&into).with_context(|| format!("can't empty {}", into.display()))?;
    }
    std::fs::create_dir_all(&into)?;

    let steps = [has_packages, wants(Part::Deb), has_extension, wants(Part::Plugin)];
    let mut progress = Progress::new(2 + steps.iter().filter(|&&step| step).count());
    let policy = if options.no_install { Policy::OnlyCheck } else { Policy::Install };
    progress.step("Packages: what building takes", |remark| packages::ensure(&purposes(parts), policy, remark))?;
    let mut cargo_deb = None;
    if has_packages {
        let tool = progress.step("cargo-deb, which lays out Debian packages", CargoDeb::install)?;
        cargo_deb = Some(tool.of_maintainer(options.maintainer.as_deref()));
    }
    if let Some(cargo_deb) = cargo_deb.as_ref().filter(|_| wants(Part::Deb)) {
        progress.step("Agent and command line", |remark| {
            if has_extension {
                workspace::build().map(drop)?
            } else {
                workspace::build_command().map(drop)?
            }
            *remark = named(&[cargo_deb.agent(None, &into)?]);
            Ok(())
        })?;
    }
    if has_extension {
        progress.step("Extension, for each PHP", |remark| {
            let mut made = Vec::new();
            if wants(Part::Pie) {
                made.push(pie::source(&into)?);
            }
            for php in TargetPhp::installed()? {
                let library = php.build()?;
                if wants(Part::Pie) {
                    made.push(pie::binary(&php, &library, &into)?);
                }
                if let Some(cargo_deb) = cargo_deb.as_ref().filter(|_| wants(Part::Php)) {
                    made.push(cargo_deb.extension(&php, None, &into)?);
                }
            }
            *remark = named(&made);
            Ok(())
        })?;
    }
    if wants(Part::Plugin) {
        progress.step("WordPress plugin", |remark| {
            *remark = named(&[plugin::package(&into)?]);
            Ok(())
        })?;
    }
    let sums = progress.step("Checksums", |_| checksums(&into))?;
    println!("\n{sums}\nAll in {}, with the sums in SHA256SUMS.", into.display());
    Ok(())
}

fn purposes(parts: &[Part]) -> Vec<Purpose> {
    let mut purposes = Vec::new();
    if parts.contains(&Part::Plugin) {
        purposes.extend([Purpose::App, Purpose::Source]);
    }
    if parts.iter().any(|part| *part != Part::Plugin) {
        purposes.extend([Purpose::Build, Purpose::Dist]);
    }
    purposes
}

/// Writes `SHA256SUMS` as `sha256sum --check` reads it.
fn checksums(folder: &Path) -> Result<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
    names.sort();
    ensure!(!names.is_empty(), "{} is empty", folder.display());
    let sums = stdout_of(Command::new("sha256sum").args(&names).current_dir(folder))?;
    std::fs::write(folder.join("SHA256SUMS"), format!("{sums}\n"))?;
    Ok(sums)
}

/// The files by name, with their sizes.
fn named(files: &[PathBuf]) -> String {
    let one = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        format!("{name} ({} kB)", file.metadata().map_or(0, |found| found.len().div_ceil(1000)))
    };
    files.iter().map(one).collect::<Vec<_>>().join(", ")
}
