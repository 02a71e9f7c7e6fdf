//! Replays observed behaviour of other plugins against Detour. `cargo xtask conformance` prints what it finds.

mod case;
mod rank_math;
mod redirection;
mod tally;
mod verdict;

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

pub use case::Case;
pub use tally::Tally;
pub use verdict::Verdict;

/// Replays the cases of a file whose id contains `only`; `tell` hears of each.
///
/// # Errors
/// Where the file can't be read as a list of cases.
pub fn run(file: &Path, only: &str, mut tell: impl FnMut(&Case, &Verdict)) -> Result<Tally> {
    let text = std::fs::read_to_string(file).with_context(|| format!("can't read {}", file.display()))?;
    let cases: Vec<Value> =
        serde_json::from_str(&text).with_context(|| format!("{} is no JSON array of cases", file.display()))?;
    let mut tally = Tally::default();
    for case in cases.into_iter().map(Case).filter(|case| case.id().contains(only)) {
        let verdict = match case.kind() {
            Some(kind) => redirection::replay(kind, &case),
            None => rank_math::replay(&case),
        };
        tally.add(&case, &verdict);
        tell(&case, &verdict);
    }
    Ok(tally)
}
