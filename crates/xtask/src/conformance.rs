//! `cargo xtask conformance`: replays observed behaviour of other plugins.

use std::path::PathBuf;

use anyhow::{Result, bail};
use detour_conformance::{Tally, Verdict};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Files of observed cases: JSON arrays
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Only cases whose id contains this
    #[arg(long, default_value = "")]
    only: String,
    /// Say why each skipped case was skipped
    #[arg(long)]
    show_skipped: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let mut tally = Tally::default();
    for file in &options.files {
        tally.merge(detour_conformance::run(file, &options.only, |case, verdict| match verdict {
            Verdict::Failed { expected, actual } => {
                println!("FAILED {} {}", case.id(), case.note());
                println!("  expected {expected}\n  actual   {actual}");
            }
            Verdict::Skipped(reason) if options.show_skipped => println!("skipped {}: {reason}", case.id()),
            Verdict::Skipped(_) | Verdict::Passed => {}
        })?);
    }
    println!("{tally}");
    match (tally.failed(), tally.replayed()) {
        (0, 0) => bail!("no case was replayed"),
        (0, _) => Ok(()),
        (failed, _) => bail!("{failed} cases are otherwise than observed"),
    }
}
