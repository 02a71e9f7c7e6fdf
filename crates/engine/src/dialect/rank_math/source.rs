//! Whether one source of a redirection matches (spec/importers §1.4). Bytes throughout.

use detour_pcre::{BadPattern, Pattern};
use detour_rules::{Case, Kind, Slash};
use memchr::memmem;

use crate::php::{preg_match, rtrim, stripslashes, trim};

/// How a source is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The whole path, whatever slashes the pattern has at its ends.
    Exact {
        /// Rank Math folds ASCII only, and not if the pattern has a slash at an end.
        ignore_case: bool,
    },
    /// The pattern stands anywhere.
    Contains,
    /// At the start. A slash there is never found: the path has none.
    Start,
    /// At the end.
    End,
    /// A regular expression.
    Regex,
    /// A word Rank Math doesn't know: the path is the pattern, byte for byte.
    Identical,
}

impl Comparison {
    /// What the parts of a rule's source mean in this dialect.
    pub fn of(kind: Kind, case: Case, slash: Slash) -> Comparison {
        match (kind, slash) {
            (Kind::Exact, Slash::Ignore) => Comparison::Exact { ignore_case: case == Case::Ignore },
            // Validation refuses wildcards.
            (Kind::Exact | Kind::Wildcard, _) => Comparison::Identical,
            (Kind::Prefix, _) => Comparison::Start,
            (Kind::Suffix, _) => Comparison::End,
            (Kind::Contains, _) => Comparison::Contains,
            (Kind::Regex, _) => Comparison::Regex,
        }
    }
}

/// Whether a source matches a path without slashes at its ends, or a path with its query. A regex source matches if its
/// pattern is given and does.
pub fn match_source(comparison: Comparison, pattern: &[u8], regex: Option<&Pattern>, text: &[u8]) -> bool {
    // These three are compared without slashes and backslashes at the end of the pattern.
    let bare = rtrim(pattern, br"/\");
    match comparison {
        Comparison::Exact { ignore_case } => {
            let text = rtrim(text, br"/\");
            ignore_case && pattern.eq_ignore_ascii_case(text) || trim(pattern, b"/") == text
        }
        Comparison::Contains => !bare.is_empty() && memmem::find(text, bare).is_some(),
        Comparison::Start => text.starts_with(bare),
        Comparison::End => text.ends_with(bare),
        Comparison::Regex => regex.is_some_and(|regex| preg_match(regex, text) == Ok(true)),
        Comparison::Identical => pattern == text,
    }
}

/// The pattern of a regex source as Rank Math has PHP compile it: one level of backslashes is taken away, so that a `\d`
/// stored as such is the letter d, and `@` encloses it, so that a bare `@` in it ends it.
///
/// # Errors
/// For a pattern PHP rejects; such a source never matches.
pub fn regex(pattern: &[u8]) -> Result<Pattern, BadPattern> {
    Pattern::new(&[b"@", &*stripslashes(pattern), b"@"].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(comparison: Comparison, pattern: &str, text: &str) -> bool {
        let compiled = regex(pattern.as_bytes()).ok();
        match_source(comparison, pattern.as_bytes(), compiled.as_ref(), text.as_bytes())
    }

    #[test]
    fn each_comparison_has_its_own_idea_of_slashes() {
        use Comparison::*;
        let exact = Exact { ignore_case: false };
        let folded = Exact { ignore_case: true };
        for (comparison, pattern, text, expected) in [
            (exact, "/old/", "old", true),
            (exact, "old", "old\\", true),
            (exact, "Old", "old", false),
            (folded, "Old", "oLD", true),
            (folded, "Old/", "old", false),
            (folded, "Old/", "Old", true),
            (folded, "CafÉ", "cafÉ", true),
            (folded, "CafÉ", "café", false),
            (Contains, "/foo", "foo", false),
            (Contains, "/foo/", "x/foobar", true),
            (Contains, "/", "x/y", false),
            (Start, "/blog", "blog", false),
            (Start, "blog/", "blogger", true),
            (Start, "", "anything", true),
            (End, "foo/", "a/foo", true),
            (End, "/foo", "a/barfoo", false),
            (Identical, "old", "old", true),
            (Identical, "old/", "old", false),
            (Regex, "^old$", "x/old", false),
            (Regex, r"^a\.b$", "axb", true),
            (Regex, r"^a\\.b$", "axb", false),
            (Regex, "a@b", "a@b", false),
            (Regex, r"a\\@b", "a@b", true),
            (Regex, "(", "(", false),
        ] {
            assert_eq!(matches(comparison, pattern, text), expected, "{comparison:?} {pattern} {text}");
        }
    }
}
