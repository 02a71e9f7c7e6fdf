//! The Debian packages in clean installations of Debian: installed, upgraded under load, downgraded, removed, purged.

mod contents;
mod life;
mod root;
mod site;

use std::path::{Path, PathBuf};

use anyhow::Result;

use self::life::Life;
use super::tally::Tally;
use crate::command::run;
use crate::dist::VERSION;
use crate::dist::debian::CargoDeb;
use crate::dist::php::TargetPhp;
use crate::dist::php_in_root;
use crate::stack::debian::{self, RELEASES};
use crate::stack::run_dir::is_root;
use crate::workspace;

/// Packages of one version.
struct Packages {
    version: String,
    agent: PathBuf,
    extension: PathBuf,
}

/// The first release, or with `long` all of them.
pub(super) fn suite(long: bool) -> Result<Tally> {
    let mut tally = Tally::default();
    if !is_root() {
        tally.skip("installing packages into a folder takes root");
        return Ok(tally);
    }
    let releases = if long { &RELEASES[..] } else { &RELEASES[..1] };
    let folder = workspace::target()?.join("packages");
    workspace::build()?;
    let cargo_deb = CargoDeb::install(&mut String::new())?.fast();
    for release in releases {
        let base = debian::installation(release)?;
        let php = php_in_root::of(release, &base)?;
        php.build()?;
        let (older, newer) = (make(&cargo_deb, &php, 1, &folder)?, make(&cargo_deb, &php, 2, &folder)?);
        for package in [&older.agent, &older.extension] {
            let name = package.file_name().unwrap_or_default().to_string_lossy();
            tally.record(&format!("lintian, {name}"), lintian(package));
        }
        Life::run(release, &base, &older, &newer, &mut tally)?;
    }
    Ok(tally)
}

fn make(cargo_deb: &CargoDeb, php: &TargetPhp, revision: u32, folder: &Path) -> Result<Packages> {
    let version = format!("{VERSION}-{revision}");
    let folder = folder.join(&version);
    std::fs::create_dir_all(&folder)?;
    let agent = cargo_deb.agent(Some(&version), &folder)?;
    let extension = cargo_deb.extension(php, Some(&version), &folder)?;
    Ok(Packages { version, agent, extension })
}

fn lintian(package: &Path) -> Result<()> {
    let mut lintian = std::process::Command::new("lintian");
    lintian.args(["--allow-root", "--no-cfg", "--fail-on", "error,warning"]);
    // A wish of Debian's own archive.
    lintian.args(["--suppress-tags", "initial-upload-closes-no-bugs"]);
    run(lintian.arg(package)).map(drop)
}
