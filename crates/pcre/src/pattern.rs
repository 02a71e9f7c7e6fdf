use crate::code::Code;
use crate::machine;
use crate::written::Written;
use crate::{BadPattern, Failure, Groups, Try};

/// A compiled pattern.
pub struct Pattern(Code);

impl Pattern {
    /// Compiles what PHP's `preg_match` would be given: `@…@si`.
    ///
    /// # Errors
    /// Where PHP warns and answers `false`.
    pub fn new(written: &[u8]) -> Result<Pattern, BadPattern> {
        Code::compile(&Written::parse(written)?).map(Pattern)
    }

    /// What it takes in memory, bytes.
    pub fn bytes(&self) -> usize {
        self.0.bytes()
    }

    /// The first match at or after the byte `start` of the subject.
    ///
    /// # Errors
    /// Where PHP gives up and answers `false`.
    pub fn find(&self, subject: &[u8], start: usize, attempt: Try) -> Result<Option<Groups>, Failure> {
        machine::find(&self.0, subject, start, attempt)
    }
}
