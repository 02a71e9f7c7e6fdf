use std::fmt;

/// How a case went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As observed.
    Passed,
    /// Otherwise.
    Failed {
        /// What was observed.
        expected: String,
        /// What Detour does.
        actual: String,
    },
    /// It wasn't run, for this reason.
    Skipped(&'static str),
}

impl Verdict {
    /// Compares what was observed with what Detour does.
    pub(crate) fn of<T: PartialEq + fmt::Debug>(expected: T, actual: T) -> Verdict {
        if expected == actual {
            return Verdict::Passed;
        }
        Verdict::Failed { expected: format!("{expected:?}"), actual: format!("{actual:?}") }
    }
}
