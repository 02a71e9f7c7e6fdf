//! Replays observed behaviour of other plugins against Detour. `cargo xtask conformance` prints what it finds.

mod case;
mod decided;
mod leads_back;
mod rank_math;
mod redirection;
mod tally;
mod verdict;

use std::path::Path;

use anyhow::{Context, Result, anyhow};
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
    for case in cases.into_iter().map(Case::from).filter(|case| case.id().contains(only)) {
        let verdict = replay(&case);
        tally.add(&case, &verdict);
        tell(&case, &verdict);
    }
    Ok(tally)
}

/// Replays one case. One that can't be read fails.
pub fn replay(case: &Case) -> Verdict {
    let verdict = match case.kind() {
        Some(kind) => redirection::replay(kind, case),
        None if case.get("/request_uri").is_string() => rank_math::replay(case),
        None => Err(anyhow!("it has neither a kind nor a request_uri")),
    };
    verdict.unwrap_or_else(|error| Verdict::Failed { expected: "a readable case".into(), actual: format!("{error:#}") })
}
