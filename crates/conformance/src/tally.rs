use std::collections::BTreeMap;
use std::fmt;

use crate::{Case, Verdict};

/// How the cases of some files went.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    kinds: BTreeMap<String, [usize; 3]>,
    reasons: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub(crate) fn add(&mut self, case: &Case, verdict: &Verdict) {
        let column = match verdict {
            Verdict::Passed => 0,
            Verdict::Failed { .. } => 1,
            Verdict::Skipped(reason) => {
                *self.reasons.entry(reason).or_default() += 1;
                2
            }
        };
        self.kinds.entry(case.kind().unwrap_or("rank_math").to_owned()).or_default()[column] += 1;
    }

    /// Adds those of another file.
    pub fn merge(&mut self, other: Tally) {
        for (kind, counts) in other.kinds {
            let own = self.kinds.entry(kind).or_default();
            own.iter_mut().zip(counts).for_each(|(own, count)| *own += count);
        }
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
    }

    /// How many failed.
    pub fn failed(&self) -> usize {
        self.column(1)
    }

    /// How many were run.
    pub fn replayed(&self) -> usize {
        self.column(0) + self.column(1)
    }

    fn column(&self, column: usize) -> usize {
        self.kinds.values().map(|counts| counts[column]).sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, [passed, failed, skipped]) in &self.kinds {
            writeln!(f, "{kind:20} {passed:4} passed {failed:4} failed {skipped:4} skipped")?;
        }
        for (reason, count) in &self.reasons {
            writeln!(f, "skipped {count}: {reason}")?;
        }
        write!(f, "{} passed, {} failed, {} skipped", self.column(0), self.failed(), self.column(2))
    }
}
