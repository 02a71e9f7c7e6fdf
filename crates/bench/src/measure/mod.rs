//! The rows of the table.

mod bad_input;
mod cold;
mod compile;
mod literals;
mod one_path;
mod patterns;
mod process;

use anyhow::Result;
use clap::ValueEnum;

use crate::figure::Figure;

/// A group of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Exact rules beside other hash tables
    Literals,
    /// Exact rules that differ in the query of one path
    OnePath,
    /// Regex rules beside other ways to try them
    Patterns,
    /// Starting a worker, and its memory
    Process,
    /// Compiling a large site, and the file's size
    Compile,
    /// Single decisions with cold caches
    Cold,
    /// Requests and patterns made to hurt
    BadInput,
}

/// How long to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For figures.
    Full,
    /// For trying it out.
    Quick,
}

impl Effort {
    /// One number or the other.
    pub fn choose(self, full: usize, quick: usize) -> usize {
        match self {
            Effort::Full => full,
            Effort::Quick => quick,
        }
    }
}

impl Part {
    /// Every part.
    pub fn all() -> Vec<Part> {
        Part::value_variants().to_vec()
    }

    /// Measures the rows.
    ///
    /// # Errors
    /// When something can't be measured, or a contender answers wrongly.
    pub fn measure(self, effort: Effort) -> Result<Vec<Figure>> {
        match self {
            Part::Literals => literals::measure(effort),
            Part::OnePath => one_path::measure(effort),
            Part::Patterns => patterns::measure(effort),
            Part::Process => process::measure(effort),
            Part::Compile => compile::measure(effort),
            Part::Cold => cold::measure(effort),
            Part::BadInput => bad_input::measure(effort),
        }
    }
}
