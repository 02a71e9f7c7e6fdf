//! Regular expressions of sources and conditions.

use std::sync::Arc;

use detour_pcre::{BadPattern, Failure, Pattern};

use crate::php::{preg_match, preg_replace, rawurldecode};

/// A compiled regular expression.
pub struct Regex(pub(crate) Arc<Pattern>);

/// Compiles a regular expression as the plugin does: decoded, `@` as the delimiter and escaped once too often where it is
/// escaped already, not anchored, `.` takes line ends too, bytes.
///
/// # Errors
/// Where PHP rejects it; the rule then never matches.
pub fn regex(written: &[u8], ignore_case: bool) -> Result<Regex, BadPattern> {
    pattern(written, ignore_case).map(|pattern| Regex(Arc::new(pattern)))
}

/// The same, to be kept for later.
pub(crate) fn pattern(written: &[u8], ignore_case: bool) -> Result<Pattern, BadPattern> {
    let decoded = rawurldecode(written);
    let mut pattern = Vec::with_capacity(decoded.len() + 8);
    pattern.push(b'@');
    for &byte in &*decoded {
        if byte == b'@' {
            pattern.push(b'\\');
        }
        pattern.push(byte);
    }
    pattern.extend_from_slice(if ignore_case { b"@si" } else { b"@s" });
    Pattern::new(&pattern)
}

impl Regex {
    /// Whether it matches anywhere in the subject.
    ///
    /// # Errors
    /// Where PHP gives up; the plugin takes that for no match.
    pub fn matches(&self, subject: &[u8]) -> Result<bool, Failure> {
        preg_match(&self.0, subject)
    }

    /// The subject with every match replaced, what didn't match kept, and spaces encoded: as `+` in the query if there is
    /// exactly one `?`, else as `%20`. Where PHP gives up, the subject as it is.
    pub fn replaced(&self, target: &[u8], subject: &[u8]) -> Vec<u8> {
        let Ok(replaced) = preg_replace(&self.0, target, subject) else { return subject.to_vec() };
        let mut marks = replaced.iter().enumerate().filter(|(_, b)| **b == b'?').map(|(at, _)| at);
        let query = match (marks.next(), marks.next()) {
            (Some(mark), None) => mark,
            _ => replaced.len(),
        };
        let mut out = Vec::with_capacity(replaced.len());
        for (at, &byte) in replaced.iter().enumerate() {
            match byte {
                b' ' if at < query => out.extend_from_slice(b"%20"),
                b' ' => out.push(b'+'),
                _ => out.push(byte),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_encoded() {
        let replaced = |target: &str| regex(b"^.*$", false).unwrap().replaced(target.as_bytes(), b"/");
        assert_eq!(replaced("/a b?c d"), b"/a%20b?c+d");
        assert_eq!(replaced("/a b?c d?e f"), b"/a%20b?c%20d?e%20f");
    }

    #[test]
    fn an_escaped_delimiter_ends_the_pattern() {
        assert!(regex(br"a\@b", false).is_err());
        assert!(regex(b"a@b", false).unwrap().matches(b"a@b").unwrap());
    }
}
