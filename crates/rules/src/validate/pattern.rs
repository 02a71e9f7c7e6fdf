//! Patterns: whether they compile, and what they capture.

use regex::bytes::{Regex, RegexBuilder};
use regex_automata::meta;
use regex_automata::util::syntax;

use crate::{Case, Kind, Source};

/// Compiled size that a pattern may reach, bytes. Generous for people, small enough for a worker's memory.
const MAX_PATTERN_BYTES: usize = 1 << 20;

/// Compiles the pattern of a regex source: bytes, ASCII classes, linear time, bounded size.
///
/// # Errors
/// The `regex` crate's own message.
pub fn pattern(text: &str, case: Case) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text)
        .unicode(false)
        .case_insensitive(case == Case::Ignore)
        .size_limit(MAX_PATTERN_BYTES)
        .dfa_size_limit(MAX_PATTERN_BYTES)
        .build()
}

/// The groups of a pattern, each with its name if it has one.
///
/// Compiles the pattern as [`pattern`] does, but for the automata that only make searching quicker: they take nine tenths of
/// the time, which would be most of the time that thousands of rules take to compile.
pub(super) fn groups(text: &str, case: Case) -> Result<Vec<Option<String>>, String> {
    let config = meta::Config::new().utf8_empty(false).nfa_size_limit(Some(MAX_PATTERN_BYTES));
    let syntax = syntax::Config::new().unicode(false).utf8(false).case_insensitive(case == Case::Ignore);
    let built = meta::Builder::new().configure(config.dfa(false).onepass(false)).syntax(syntax).build(text);
    let owned = |name: Option<&str>| name.map(str::to_owned);
    match built {
        Ok(regex) => Ok(regex.group_info().pattern_names(0.into()).skip(1).map(owned).collect()),
        Err(_) => {
            let regex = pattern(text, case).map_err(|error| reason(&error))?;
            Ok(regex.capture_names().skip(1).map(owned).collect())
        }
    }
}

/// How many captures a source offers its target; `None` for a pattern that doesn't compile.
pub fn capture_count(source: &Source) -> Option<usize> {
    Some(match source.kind {
        Kind::Exact | Kind::Contains | Kind::Suffix => 0,
        Kind::Prefix => 1,
        Kind::Wildcard => source.value.bytes().filter(|&b| b == b'*').count(),
        Kind::Regex => groups(&source.value, source.case).ok()?.len(),
    })
}

// What the `regex` crate has to say, without its drawing of the place.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
    format!("The pattern can't be compiled: {reason}")
}
