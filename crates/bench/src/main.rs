//! Measures the engine and writes one JSON object a line for each figure. `cargo xtask bench engine` makes the table.

use clap::{Parser, Subcommand};
use detour_bench::measure::{Effort, Part};
use detour_bench::worker::Worker;

#[derive(Parser)]
#[command(about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure everything, or only the parts named
    Measure {
        /// What to measure
        parts: Vec<Part>,
        /// Fewer rounds: for trying it out, not for comparing
        #[arg(long)]
        quick: bool,
    },
    /// Be a process that is measured
    Worker {
        #[command(subcommand)]
        work: Worker,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Measure { parts, quick } => {
            let effort = if quick { Effort::Quick } else { Effort::Full };
            for part in if parts.is_empty() { Part::all() } else { parts } {
                for figure in part.measure(effort)? {
                    println!("{}", figure.json());
                }
            }
        }
        Command::Worker { work } => println!("{}", work.run()?),
    }
    Ok(())
}
