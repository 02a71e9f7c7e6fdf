//! `cargo xtask matrix`: the extension in other PHPs than this machine's: newer ones, and one with threads.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::ValueEnum;

use super::http::{self, Extent};
use super::tally::{Report, Tally};
use super::{behaviour, phpt};
use crate::dist::php::TargetPhp;
use crate::dist::php_in_root;
use crate::progress::Progress;
use crate::stack::debian::{self, RELEASES, Release};
use crate::stack::packages::{Policy, Purpose, ensure};
use crate::stack::php::Php;
use crate::stack::run_dir::is_root;
use crate::stack::thread_safe;
use crate::workspace::{self, Built};

/// A PHP to try.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Which {
    /// Debian 12's
    #[value(name = "8.2")]
    Bookworm,
    /// Debian 13's
    #[value(name = "8.4")]
    Trixie,
    /// 8.2 with threads, from Debian's source
    Zts,
}

/// What `cargo xtask matrix` can be told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these PHPs
    #[arg(long, value_name = "PHP", value_delimiter = ',')]
    only: Vec<Which>,
    /// Leave out the behaviour suite over HTTP, and the extension that panics
    #[arg(long)]
    quick: bool,
    /// Install nothing; say what is missing instead
    #[arg(long)]
    no_install: bool,
}

/// Runs phpt, the behaviour suite and the HTTP suite in each; fails if any test failed, or a PHP was skipped that was asked for.
pub(crate) fn run(options: &Options) -> Result<()> {
    let all = options.only.is_empty();
    let wanted = if all { Which::value_variants() } else { &options.only };
    let mut progress = Progress::new(1);
    let policy = if options.no_install { Policy::OnlyCheck } else { Policy::Install };
    progress.step("Packages: what Debian has to provide", |remark| ensure(&purposes(wanted), policy, remark))?;
    let mut report = Report::default();
    let mut skipped = Vec::new();
    for &which in wanted {
        let name = which.to_possible_value().map_or_else(String::new, |value| format!("PHP {}", value.get_name()));
        report.part(&name, || match which.obstacle() {
            Some(obstacle) => {
                let mut tally = Tally::default();
                tally.skip(format!("{name}: {obstacle}"));
                skipped.push(name.clone());
                Ok(tally)
            }
            None => which.try_out(options.quick),
        });
    }
    report.finish()?;
    ensure!(all || skipped.is_empty(), "{} could not be tried", skipped.join(", "));
    Ok(())
}

fn purposes(wanted: &[Which]) -> Vec<Purpose> {
    let mut purposes = vec![Purpose::Build, Purpose::Site, Purpose::Tests];
    if wanted.contains(&Which::Zts) {
        purposes.push(Purpose::Threads);
    }
    if wanted.iter().any(|which| which.is_in_a_folder()) {
        purposes.push(Purpose::Packages);
    }
    purposes
}

impl Which {
    fn release(self) -> Option<&'static Release> {
        match self {
            Which::Bookworm => Some(&RELEASES[0]),
            Which::Trixie => Some(&RELEASES[1]),
            Which::Zts => None,
        }
    }

    /// Whether it is that of a Debian of its own.
    fn is_in_a_folder(self) -> bool {
        self.release().is_some_and(|release| php_in_root::installed(release).is_none())
    }

    /// What keeps it from being tried.
    fn obstacle(self) -> Option<&'static str> {
        (self.is_in_a_folder() && !is_root())
            .then_some("this machine has another one, and to run that of a Debian in a folder takes root")
    }

    /// The PHP, and the same as one to build for.
    fn find(self) -> Result<(Php, TargetPhp)> {
        let Some(release) = self.release() else {
            let php = thread_safe::php()?;
            let target = TargetPhp::given(&php.version, php.programs.cli.clone(), php.programs.config.clone());
            return Ok((php, target));
        };
        if let Some(target) = php_in_root::installed(release) {
            return Ok((Php::installed()?, target));
        }
        let root = debian::installation(release)?;
        Ok((debian::php(release, &root)?, php_in_root::of(release, &root)?))
    }

    fn try_out(self, quick: bool) -> Result<Tally> {
        let (php, target) = self.find()?;
        println!("  {}", php.title()?);
        let folder = workspace::target()?.join("matrix").join(target.platform()?);
        std::fs::create_dir_all(&folder)?;
        // Copies: the next PHP's take their place.
        let keep = |built: PathBuf, name: &str| -> Result<PathBuf> {
            let kept = folder.join(name);
            std::fs::copy(built, &kept)?;
            Ok(kept)
        };
        let extension = keep(target.build()?, "detour.so")?;
        let command = keep(workspace::target()?.join("release/detour"), "detour")?;
        let built = Built { php, extension, command };
        let panicking = match quick {
            true => None,
            false => Some(keep(workspace::build_panicking_extension(&target.variables())?, "panicking.so")?),
        };
        let mut tally = phpt::suite(&built, panicking.as_deref())?;
        tally.add(behaviour::in_php(&built)?);
        tally.add(http::suite(&built, if quick { Extent::Short } else { Extent::Long })?);
        Ok(tally)
    }
}
