//! `cargo xtask bench`: what is promised about speed, measured side by side in one run.
//!
//! Absolute figures belong to the machine; the ratios are what counts.

mod callgrind;
mod engine;
mod figure;
mod hits;
mod import;
mod latency;
mod load;
mod pages;
mod peers;
mod sites;

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::ValueEnum;

use crate::progress::Progress;
use crate::stack::packages::{self, Policy, Purpose};
use crate::stack::wordpress;
use crate::workspace;

/// A benchmark that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The engine in one process with its peers
    Engine,
    /// A redirect by the extension, by a script, by nginx
    Hits,
    /// A WordPress page with and without the extension
    Pages,
    /// From a save to the new answer
    Latency,
    /// A list of a hundred thousand redirects through WordPress
    Import,
    /// A thousand sites on one agent
    Sites,
    /// WordPress with Detour, with other plugins, and behind web servers; has to be named, and alone
    Peers,
}

/// What is run when nothing is named.
const UNNAMED: &[Part] = &[Part::Engine, Part::Hits, Part::Pages, Part::Latency, Part::Import, Part::Sites];

/// What the benchmarks can be told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these benchmarks
    #[arg(value_name = "PART")]
    parts: Vec<Part>,
    /// Write the figures as JSON as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Fewer and shorter rounds: for trying it out, not for comparing
    #[arg(long)]
    quick: bool,
    /// Install nothing; say what is missing instead
    #[arg(long)]
    no_install: bool,
    /// Use this copy of WordPress instead of fetching one
    #[arg(long, value_name = "DIR")]
    wordpress: Option<PathBuf>,
    #[command(flatten)]
    peers: peers::Options,
}

/// Measures everything and prints a table. A goal that is missed is shown, and is no error.
pub(crate) fn run(options: &Options) -> Result<()> {
    let policy = if options.no_install { Policy::OnlyCheck } else { Policy::Install };
    let parts = if options.parts.is_empty() { UNNAMED } else { &options.parts };
    ensure!(
        parts == [Part::Peers] || !parts.contains(&Part::Peers),
        "`peers` has tables of its own and is measured alone: name it alone, and the other benchmarks in another run"
    );
    let quick = options.quick;
    let over_http = parts.iter().any(|part| !matches!(part, Part::Engine | Part::Sites));
    let mut progress = Progress::new(parts.len() + if over_http { 3 } else { 1 });
    let purposes: &[_] = match (over_http, parts.contains(&Part::Sites)) {
        (true, _) => &[Purpose::Build, Purpose::Site, Purpose::Bench],
        (false, true) => &[Purpose::Build, Purpose::Site],
        (false, false) => &[Purpose::Build],
    };
    progress.step("Packages: what Debian has to provide", |remark| packages::ensure(purposes, policy, remark))?;
    let mut figures = Vec::new();
    // The engine is measured before anything else is started, for it is what noise hurts most.
    if parts.contains(&Part::Engine) {
        figures.extend(progress.step("Engine: beside its peers in one process", |_| engine::measure(quick))?);
    }
    if parts.contains(&Part::Sites) {
        figures.extend(progress.step("Sites: a thousand on one agent", |_| sites::measure(quick))?);
    }
    if over_http {
        let built = progress.step("Build: the extension and the detour command", |_| workspace::build())?;
        let wordpress = progress.step("WordPress: find or fetch it", |remark| {
            wordpress::find(options.wordpress.as_deref(), &workspace::cache()?, remark)
        })?;
        if parts == [Part::Peers] {
            return progress.step("Peers: WordPress alone, with plugins, behind web servers", |_| {
                peers::run(&options.peers, &built, &wordpress, quick, options.json.as_deref())
            });
        }
        for part in parts {
            figures.extend(match part {
                Part::Engine | Part::Sites | Part::Peers => continue,
                Part::Hits => progress.step("Hits: extension, script, nginx", |_| hits::measure(&built, quick))?,
                Part::Pages => progress.step("Pages: WordPress with and without the extension", |_| {
                    pages::measure(&built, &wordpress, quick)
                })?,
                Part::Import => progress
                    .step("Import: a long list through WordPress", |_| import::measure(&built, &wordpress, quick))?,
                Part::Latency => progress
                    .step("Latency: from a save to the new answer", |_| latency::measure(&built, &wordpress, quick))?,
            });
        }
    }
    figure::print(&figures);
    if let Some(file) = &options.json {
        figure::write(&figures, file)?;
    }
    Ok(())
}
