//! Why something can't be carried over.

use detour_rules::Problem;

/// Why something can't be carried over, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    pub(crate) fix: String,
}

impl Refusal {
    pub(crate) fn new(message: impl Into<String>, fix: impl Into<String>) -> Refusal {
        Refusal { message: message.into(), fix: fix.into() }
    }

    /// As a problem of a directive, which is shown.
    pub(crate) fn of(self, directive: &str, text: &str) -> Problem {
        Problem::new(directive, text, self.message, self.fix)
    }
}
