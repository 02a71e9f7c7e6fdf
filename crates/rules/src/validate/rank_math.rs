//! Rules of the dialect `rank-math`: what Rank Math can't express is refused. Its patterns are any text, since one that
//! never matches, for whatever reason, is kept as it behaved.

use super::{MAX_SOURCE_BYTES, MAX_TARGET_BYTES};
use crate::code::{is_redirect_code, redirect_codes};
use crate::{Action, Case, Dialect, Kind, Problem, QueryMode, Rule, Scheme, Slash, Source};

/// Most entries of `alternatives`.
const MAX_ALTERNATIVES: usize = 1000;
/// Longest `stored`, bytes.
const MAX_STORED_BYTES: usize = 1 << 20;

/// Refuses what only the dialect `rank-math` knows in rules of another.
pub(super) fn check_foreign(rule: &Rule, problems: &mut Vec<Problem>) {
    if rule.dialect == Dialect::RankMath {
        return;
    }
    let only = "Only rules of the dialect rank-math can have this";
    let (given, fix) = match rule.source.kind {
        Kind::Contains => ("contains", "Use wildcard and put a * on both sides"),
        Kind::Suffix => ("suffix", "Use wildcard and put a * before it"),
        _ => ("", ""),
    };
    if !given.is_empty() {
        problems.push(Problem::new("source.kind", given, only, fix));
    }
    if !rule.alternatives.is_empty() {
        problems.push(Problem::new("alternatives", "", only, "Make a rule of each source"));
    }
    if rule.stored.is_some() {
        problems.push(Problem::new("stored", "", only, "Remove it"));
    }
}

/// Checks all but schedule and examples of a rule of the dialect.
pub(super) fn check_rule(rule: &Rule, problems: &mut Vec<Problem>) {
    check_source(&rule.source, "source", problems);
    for (index, source) in rule.alternatives.iter().enumerate() {
        check_source(source, &format!("alternatives[{index}]"), problems);
    }
    let mut wrong = |field: &str, value: &str, message: &str, fix: &str| {
        problems.push(Problem::new(field, value, message, fix));
    };
    if rule.alternatives.len() > MAX_ALTERNATIVES {
        let given = format!("{} sources", rule.alternatives.len());
        let message = format!("There are more than {MAX_ALTERNATIVES} further sources");
        wrong("alternatives", &given, &message, "Split the rule in two");
    }
    if rule.stored.as_ref().is_some_and(|stored| stored.len() > MAX_STORED_BYTES) {
        wrong("stored", "", &format!("The stored text is longer than {MAX_STORED_BYTES} bytes"), "Remove it");
    }
    for (field, there) in [("when", !rule.when.is_empty()), ("else", rule.otherwise.is_some())] {
        if there {
            wrong(field, "", "Rank Math knows no conditions", "Remove them, or make this a native rule");
        }
    }
    check_action(&rule.then, problems);
}

fn check_source(source: &Source, field: &str, problems: &mut Vec<Problem>) {
    let mut wrong = |part: &str, value: &str, message: &str, fix: &str| {
        problems.push(Problem::new(&format!("{field}.{part}"), value, message, fix));
    };
    if source.kind == Kind::Wildcard {
        wrong("kind", "wildcard", "Rank Math knows no wildcards", "Use prefix, suffix, contains or regex");
    }
    if source.value.len() > MAX_SOURCE_BYTES {
        let message = format!("The source is longer than {MAX_SOURCE_BYTES} bytes");
        wrong("value", &source.value, &message, "Use a shorter prefix or a pattern");
    }
    let is_exact = source.kind == Kind::Exact;
    if source.case == Case::Ignore && !(is_exact && source.slash == Slash::Ignore) {
        wrong("case", "ignore", "Rank Math ignores case in exact sources only", "Use exact");
    }
    if source.slash == Slash::Ignore && !is_exact {
        wrong("slash", "ignore", "Rank Math has its own idea of slashes for this kind of source", "Use exact");
    }
    if source.query != QueryMode::Pass {
        wrong("query", "", "Rank Math always leaves the query aside and hands it on", "Use pass");
    }
    if source.host != "any" || source.scheme != Scheme::Any {
        let part = if source.host != "any" { "host" } else { "scheme" };
        wrong(part, "", "Rank Math compares neither host nor scheme", "Use any");
    }
}

fn check_action(action: &Action, problems: &mut Vec<Problem>) {
    let mut wrong = |field: &str, value: &str, message: &str, fix: &str| {
        problems.push(Problem::new(field, value, message, fix));
    };
    match action {
        Action::Redirect(redirect) => {
            if !is_redirect_code(redirect.code) {
                let fix = format!("Use one of {}", redirect_codes());
                wrong("then.redirect.code", &redirect.code.to_string(), "This code doesn't redirect", &fix);
            }
            if redirect.to.len() > MAX_TARGET_BYTES {
                let message = format!("The target is longer than {MAX_TARGET_BYTES} bytes");
                wrong("then.redirect.to", &redirect.to, &message, "Shorten it");
            }
            for (field, there) in [
                ("fallback", redirect.fallback.is_some()),
                ("allow_hosts", !redirect.allow_hosts.is_empty()),
                ("cache", redirect.cache.is_some()),
                ("headers", !redirect.headers.is_empty()),
                ("canonical", redirect.canonical),
                ("alternates", !redirect.alternates.is_empty()),
            ] {
                if there {
                    let field = format!("then.redirect.{field}");
                    wrong(&field, "", "Rank Math has no such setting", "Remove it, or make this a native rule");
                }
            }
        }
        Action::Respond(respond) => {
            if !matches!(respond.code, 410 | 451) {
                let message = "Rank Math answers with no other code than 410 and 451";
                wrong("then.respond.code", &respond.code.to_string(), message, "Use 410 or 451");
            }
            if respond.retry_after.is_some() {
                wrong("then.respond.retry_after", "", "Rank Math has no such setting", "Remove it");
            }
        }
        Action::Ignore(_) => {}
        Action::Split(_) | Action::Rewrite(_) => {
            wrong("then", action.word(), "Rank Math knows no such action", "Make this a native rule");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn fields(rule: Value) -> Vec<String> {
        match Rule::from_json(&rule) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.into_iter().map(|problem| problem.field).collect(),
        }
    }

    #[test]
    fn any_text_is_a_source() {
        for value in ["", "old", "/old?x=1", "a b#\u{7}é", "(("] {
            for kind in ["exact", "prefix", "suffix", "contains", "regex"] {
                let source = json!({"kind": kind, "value": value, "query": "pass"});
                let rule = json!({"dialect": "rank-math", "source": source, "alternatives": [source],
                    "stored": "x", "then": {"redirect": {"to": "", "code": 301}}});
                assert_eq!(fields(rule), [""; 0], "{kind} {value}");
            }
        }
    }

    #[test]
    fn what_rank_math_lacks_is_refused() {
        for (source, then, wrong) in [
            (json!({"value": "a"}), json!({"ignore": {}}), "source.query"),
            (json!({"kind": "wildcard", "value": "a", "query": "pass"}), json!({"ignore": {}}), "source.kind"),
            (json!({"value": "a", "case": "ignore", "query": "pass"}), json!({"ignore": {}}), "source.case"),
            (
                json!({"kind": "regex", "value": "a", "slash": "ignore", "query": "pass"}),
                json!({"ignore": {}}),
                "source.slash",
            ),
            (json!({"value": "a", "query": "pass", "host": "a.test"}), json!({"ignore": {}}), "source.host"),
            (json!({"value": "a", "query": "pass", "scheme": "https"}), json!({"ignore": {}}), "source.scheme"),
            (json!({"value": "a", "query": "pass"}), json!({"respond": {"code": 404}}), "then.respond.code"),
            (
                json!({"value": "a", "query": "pass"}),
                json!({"redirect": {"to": "/b", "code": 200}}),
                "then.redirect.code",
            ),
            (
                json!({"value": "a", "query": "pass"}),
                json!({"redirect": {"to": "/b", "cache": "none"}}),
                "then.redirect.cache",
            ),
            (json!({"value": "a", "query": "pass"}), json!({"rewrite": {"to": "/b"}}), "then"),
        ] {
            assert_eq!(
                fields(json!({"dialect": "rank-math", "source": source, "then": then})),
                [wrong],
                "{source} {then}"
            );
        }
    }

    #[test]
    fn other_dialects_have_none_of_it() {
        let source = json!({"kind": "suffix", "value": "/a"});
        let rule = json!({"source": source, "alternatives": [source], "stored": "x", "then": {"ignore": {}}});
        assert_eq!(fields(rule), ["source.kind", "alternatives", "stored"]);
    }
}
