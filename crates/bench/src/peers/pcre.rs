//! PCRE2's just-in-time compiler in a loop: every pattern in the order of the rules, all compiled before.

use pcre2::bytes::{Regex, RegexBuilder};

use crate::generate::Site;

/// Compiled patterns.
#[derive(Debug)]
pub struct Pcre {
    patterns: Vec<Regex>,
}

impl Pcre {
    /// Compiles a site's patterns with the flag that Redirection sets.
    pub fn new(site: &Site) -> Pcre {
        Pcre { patterns: site.patterns.iter().map(|(pattern, _)| compiled(&pattern.regex())).collect() }
    }

    /// Which pattern matches first.
    pub fn first_match(&self, url: &str) -> Option<usize> {
        self.patterns.iter().position(|pattern| pattern.is_match(url.as_bytes()).unwrap_or(false))
    }
}

/// One pattern.
pub fn compiled(pattern: &str) -> Regex {
    RegexBuilder::new().dotall(true).jit_if_available(true).build(pattern).expect("the pattern is valid")
}
