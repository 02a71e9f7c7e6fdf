//! What else must hold for a server to rewrite a URL, in Apache's names.

use crate::pcre::Piece;
use crate::shape::is_match;

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    /// In capitals, without `%{}`: `HTTP_HOST`, `HTTP:X-FORWARDED-PROTO`.
    pub(crate) variable: String,
    pub(crate) test: Test,
    pub(crate) negated: bool,
    pub(crate) ignore_case: bool,
    /// It or the next one must hold.
    pub(crate) or_next: bool,
}

/// What a value is tested for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    Is(String),
    Matches(Vec<Piece>),
}

impl Condition {
    /// Whether it holds for a value that is known at import already.
    pub(crate) fn holds_for(&self, value: &str) -> bool {
        let holds = match &self.test {
            Test::Is(text) if self.ignore_case => text.eq_ignore_ascii_case(value),
            Test::Is(text) => text == value,
            Test::Matches(pieces) => is_match(pieces, self.ignore_case, value),
        };
        holds != self.negated
    }

    /// Whether its groups can be `%1` of the target.
    pub(crate) fn captures(&self) -> bool {
        !self.negated && matches!(self.test, Test::Matches(_))
    }

    /// Whether it asks which host the visitor wants.
    pub(crate) fn is_of_host(&self) -> bool {
        matches!(self.variable.as_str(), "HTTP_HOST" | "SERVER_NAME" | "HTTP:HOST")
    }
}
