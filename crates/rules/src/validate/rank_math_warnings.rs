//! Sources of the dialect `rank-math` that never match, or match something else than they look like (spec/importers §12).

use crate::{Case, Kind, Problem, Rule, Slash, Source};

/// What `FILTER_SANITIZE_SPECIAL_CHARS` makes of `" & ' < >`.
const ENTITIES: [&str; 5] = ["&#34;", "&#38;", "&#39;", "&#60;", "&#62;"];

pub(super) fn warn(rule: &Rule, warnings: &mut Vec<Problem>) {
    let fields = (0..).map(|index| format!("alternatives[{index}].value"));
    let sources = std::iter::once(&rule.source).chain(&rule.alternatives);
    for (field, source) in std::iter::once("source.value".to_owned()).chain(fields).zip(sources) {
        if let Some((message, fix)) = oddity(source) {
            warnings.push(Problem::new(&field, &source.value, message, fix));
        }
    }
}

fn oddity(source: &Source) -> Option<(&'static str, &'static str)> {
    let value = source.value.as_str();
    let bare = value.trim_end_matches(['/', '\\']);
    let has_slash = value.starts_with('/') || value.ends_with('/');
    Some(match source.kind {
        Kind::Regex => return odd_pattern(value),
        Kind::Exact if matches!(value.trim_matches('/'), "" | "0") => {
            ("This never matches: Rank Math looks up neither the home page nor the path 0", "Make this a native rule")
        }
        _ if value.contains('?') => (
            "This never matches: Rank Math compares the path only",
            "Make this a native rule, which can compare the query",
        ),
        Kind::Exact if source.case == Case::Ignore && has_slash => (
            "Case is not ignored: Rank Math does so only without slashes at the ends",
            "Remove the slashes, unless case is to count",
        ),
        Kind::Exact if source.slash == Slash::Exact && has_slash => {
            ("This never matches: the path has no slashes at its ends", "Remove them")
        }
        Kind::Prefix if bare.is_empty() => ("This matches every page but the home page", "Narrow it down"),
        Kind::Suffix if bare.is_empty() => ("This matches every page but the home page", "Narrow it down"),
        Kind::Contains if bare.is_empty() => ("This never matches: nothing is left without slashes", "Name some text"),
        Kind::Prefix if bare.starts_with('/') => {
            ("This never matches: the path has no slash at its start", "Remove the slash")
        }
        Kind::Prefix | Kind::Suffix | Kind::Contains if ENTITIES.iter().any(|entity| value.contains(entity)) => (
            "This never matches: Rank Math stored quotes, angle brackets or & as HTML",
            "Write the character itself in a native rule",
        ),
        _ => return None,
    })
}

fn odd_pattern(value: &str) -> Option<(&'static str, &'static str)> {
    let has_branches = value.contains('|');
    if value.starts_with("^/") && !has_branches {
        return Some(("This never matches: the path has no slash at its start", "Remove the slash"));
    }
    if value.ends_with("/$") && !has_branches {
        return Some(("This never matches: the path has no slash at its end", "Remove the slash"));
    }
    // One level of backslashes is taken away before the pattern is compiled.
    let mut rest = value;
    while let Some(at) = rest.find('\\') {
        match rest[at + 1..].chars().next() {
            Some('\\') => rest = &rest[at + 2..],
            Some(c) => {
                return Some(match c.is_ascii_alphanumeric() {
                    true => (
                        "Rank Math takes the backslash away, so \\d is the letter d and \\w the letter w",
                        "Double the backslashes if classes are meant",
                    ),
                    false => (
                        "Rank Math takes the backslash away, so the character behind it has its special meaning",
                        "Double the backslashes if the character itself is meant",
                    ),
                });
            }
            None => break,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::{Case, Dialect, Kind, Rule, Slash, Source};

    #[test]
    fn what_looks_different_is_said() {
        let (ignore, exact) = (Slash::Ignore, Slash::Exact);
        for (kind, slash, value, said) in [
            (Kind::Exact, ignore, "old", ""),
            (Kind::Exact, ignore, "/0/", "home page"),
            (Kind::Exact, ignore, "old?x=1", "path only"),
            (Kind::Exact, ignore, "Old/", "Case is not ignored"),
            (Kind::Exact, exact, "old/", "no slashes"),
            (Kind::Prefix, exact, "/blog", "slash at its start"),
            (Kind::Prefix, exact, "/", "every page"),
            (Kind::Suffix, exact, "/blog", ""),
            (Kind::Contains, exact, "/", "never matches"),
            (Kind::Contains, exact, "it&#39;s", "HTML"),
            (Kind::Regex, exact, "^/old", "slash at its start"),
            (Kind::Regex, exact, "^/old|x", ""),
            (Kind::Regex, exact, "old/$", "slash at its end"),
            (Kind::Regex, exact, r"^p/(\d+)$", "letter d"),
            (Kind::Regex, exact, r"^a\.html$", "special meaning"),
            (Kind::Regex, exact, r"^p/(\\d+)\\.html$", ""),
        ] {
            let case = if (kind, slash) == (Kind::Exact, ignore) { Case::Ignore } else { Case::Exact };
            let source = Source { kind, slash, case, value: value.into(), ..Source::default() };
            let rule = Rule { source, dialect: Dialect::RankMath, ..Rule::default() };
            let warnings = rule.warnings();
            let message = warnings.first().map(|problem| problem.message.clone()).unwrap_or_default();
            assert!(message.contains(said) && message.is_empty() == said.is_empty(), "{value}: {message}");
        }
    }
}
