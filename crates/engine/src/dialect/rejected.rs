//! Patterns that PHP rejects. The plugin takes them for patterns that never match, and so do we; their owners are told.

use detour_rules::{Condition, Dialect, Kind, Problem, Rule, Source};

use super::Flavour;
use super::redirection::source_url;

/// Every pattern of a rule, in the dialect of a plugin, that PHP rejects; and what the others take in memory, bytes.
pub(crate) fn rejected_patterns(rule: &Rule) -> (Vec<Problem>, usize) {
    let (mut problems, mut bytes) = (Vec::new(), 0);
    let mut check = |field: String, flavour: Flavour, written: &[u8]| match flavour.compile(written) {
        Ok(pattern) => bytes += pattern.bytes(),
        Err(error) => {
            let message = format!("PHP rejects the pattern, so it never matches: {error}");
            problems.push(Problem::new(&field, &String::from_utf8_lossy(written), message, "Correct it"));
        }
    };
    let is_regex = |source: &Source| source.kind == Kind::Regex;
    match rule.dialect {
        Dialect::Native => {}
        Dialect::Redirection => {
            let flavour = Flavour::of_redirection(rule.source.case == detour_rules::Case::Ignore);
            if is_regex(&rule.source) {
                check("source.value".into(), flavour, &source_url(rule.source.value.as_bytes()));
            }
            if let Some((word, pattern)) = rule.when.first().and_then(pattern_of) {
                check(format!("when[0].{word}.matches"), Flavour::RedirectionIgnoringCase, pattern.as_bytes());
            }
        }
        Dialect::RankMath => {
            if is_regex(&rule.source) {
                check("source.value".into(), Flavour::RankMath, rule.source.value.as_bytes());
            }
            for (index, source) in rule.alternatives.iter().enumerate().filter(|(_, source)| is_regex(source)) {
                check(format!("alternatives[{index}].value"), Flavour::RankMath, source.value.as_bytes());
            }
        }
    }
    (problems, bytes)
}

fn pattern_of(condition: &Condition) -> Option<(String, &str)> {
    match condition {
        Condition::Referrer(test) | Condition::UserAgent(test) | Condition::Header(test) | Condition::Cookie(test) => {
            Some((condition.word().into(), test.matches.as_deref()?))
        }
        Condition::Not(inner) => pattern_of(inner).map(|(word, pattern)| (format!("not.{word}"), pattern)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn fields(rule: Value) -> Vec<String> {
        let rule = Rule::from_json(&rule).unwrap();
        rejected_patterns(&rule).0.into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn each_pattern_is_named() {
        let redirection = |value: &str, matches: &str| {
            json!({"dialect": "redirection", "source": {"kind": "regex", "value": value},
                   "when": [{"not": {"cookie": {"name": "c", "matches": matches}}}], "then": {"ignore": {}}})
        };
        assert_eq!(fields(redirection("^/a b$", "x")), [""; 0]);
        assert_eq!(fields(redirection("(", "[")), ["source.value", "when[0].not.cookie.matches"]);
        let source = |value: &str| json!({"kind": "regex", "value": value, "query": "pass"});
        let rank_math = json!({"dialect": "rank-math", "source": source("a@b"), "alternatives": [source("a"), source("*")],
                               "then": {"ignore": {}}});
        assert_eq!(fields(rank_math), ["source.value", "alternatives[1].value"]);
    }
}
