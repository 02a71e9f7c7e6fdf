//! What a rule in the dialect `redirection` may be: what a row of that plugin's table can hold.

use super::{MAX_ENTRIES, MAX_SOURCE_BYTES, MAX_TARGET_BYTES, MAX_TEXT_BYTES};
use crate::code::{is_redirect_code, is_respond_code, redirect_codes};
use crate::{Action, Condition, Kind, Problem, Redirect, Rule, Scheme, Test};

pub(super) fn check(rule: &Rule, problems: &mut Vec<Problem>) {
    let mut wrong = |field: &str, value: &str, message: &str, fix: &str| {
        problems.push(Problem::new(field, value, message, fix));
    };
    let source = &rule.source;
    if !matches!(source.kind, Kind::Exact | Kind::Regex) {
        wrong(
            "source.kind",
            "",
            "Rules of the dialect redirection have no such kind",
            "Use exact or regex, or the dialect native",
        );
    }
    if source.value.len() > MAX_SOURCE_BYTES {
        let message = format!("The source is longer than {MAX_SOURCE_BYTES} bytes");
        wrong("source.value", &source.value, &message, "Use a pattern instead");
    }
    if source.host != "any" || source.scheme != Scheme::Any {
        let fix = "Use the condition host, or the dialect native";
        wrong("source.host", &source.host, "Sources of the dialect redirection have no host and no scheme", fix);
    }
    match &rule.when[..] {
        [] => {}
        [Condition::Not(inner)] if is_condition(inner) => check_bounds(inner, "when[0].not", &mut wrong),
        [one] if is_condition(one) => check_bounds(one, "when[0]", &mut wrong),
        [_] => wrong("when[0]", "", "The dialect redirection has no such condition", "Use the dialect native for it"),
        _ => wrong("when", "", "Rules of the dialect redirection have one condition at most", "Use the dialect native"),
    }
    for (field, action) in rule.actions() {
        check_action(action, field, &mut wrong);
    }
}

fn is_condition(condition: &Condition) -> bool {
    let is_test = |test: &Test| {
        let texts = [&test.is, &test.matches].into_iter().flatten();
        test.contains.is_none() && test.missing.is_none() && texts.count() == 1
    };
    match condition {
        Condition::LoggedIn(wanted) | Condition::NotFound(wanted) => *wanted,
        Condition::Referrer(test) | Condition::UserAgent(test) => is_test(test) && test.name.is_empty(),
        Condition::Header(test) | Condition::Cookie(test) => is_test(test),
        Condition::Ip(_) | Condition::Language(_) => true,
        Condition::Host(texts) | Condition::Role(texts) => texts.len() == 1,
        Condition::Filter(_) => true,
        Condition::Method(_)
        | Condition::Query(_)
        | Condition::Path(_)
        | Condition::QueryString(_)
        | Condition::Country(_)
        | Condition::Any(_)
        | Condition::Not(_) => false,
    }
}

fn check_bounds(condition: &Condition, place: &str, wrong: &mut dyn FnMut(&str, &str, &str, &str)) {
    let mut bounded = |part: &str, text: &str, most: usize| {
        if text.len() > most {
            let field = format!("{place}.{}{part}", condition.word());
            wrong(&field, text, &format!("The text is longer than {most} bytes"), "Shorten it");
        }
    };
    match condition {
        Condition::Referrer(test) | Condition::UserAgent(test) | Condition::Header(test) | Condition::Cookie(test) => {
            bounded(".name", &test.name, MAX_TEXT_BYTES);
            bounded(".is", test.is.as_deref().unwrap_or_default(), MAX_TEXT_BYTES);
            bounded(".matches", test.matches.as_deref().unwrap_or_default(), MAX_SOURCE_BYTES);
        }
        Condition::Ip(texts) | Condition::Language(texts) | Condition::Host(texts) | Condition::Role(texts) => {
            for (index, text) in texts.iter().take(MAX_ENTRIES).enumerate() {
                bounded(&format!("[{index}]"), text, MAX_TEXT_BYTES);
            }
            if texts.len() > MAX_ENTRIES {
                let (field, given) = (format!("{place}.{}", condition.word()), format!("{} entries", texts.len()));
                let message = format!("More than {MAX_ENTRIES} entries are listed");
                wrong(&field, &given, &message, "Split the rule into several");
            }
        }
        Condition::Filter(name) => bounded("", name, MAX_TEXT_BYTES),
        _ => {}
    }
}

fn check_action(action: &Action, field: &str, wrong: &mut dyn FnMut(&str, &str, &str, &str)) {
    match action {
        Action::Redirect(redirect) => {
            let Redirect { to, fallback, code, allow_hosts, cache, headers, canonical, alternates, instead_of: _ } =
                redirect;
            let field = |name: &str| format!("{field}.redirect.{name}");
            if !is_redirect_code(*code) {
                let fix = format!("Use one of {}", redirect_codes());
                wrong(&field("code"), &code.to_string(), "This code doesn't redirect", &fix);
            }
            let names_pages = *canonical || !alternates.is_empty();
            let has_more = fallback.is_some() || cache.is_some() || !headers.is_empty() || names_pages;
            if !allow_hosts.is_empty() || has_more {
                let message = "Redirects of the dialect redirection have nothing but a target and a code";
                wrong(
                    &field("to"),
                    to,
                    message,
                    "Remove fallback, allow_hosts, canonical and alternates, and cache and headers, which the site's settings have",
                );
            }
            check_target(to, &field("to"), wrong);
        }
        Action::Rewrite(rewrite) => check_target(&rewrite.to, &format!("{field}.rewrite.to"), wrong),
        // Rows that were not written by the plugin's own screens hold any code here.
        Action::Respond(respond) if !is_respond_code(respond.code) && !is_redirect_code(respond.code) => {
            let field = format!("{field}.respond.code");
            wrong(&field, &respond.code.to_string(), "Nothing answers with this code", "Use a code such as 404 or 410");
        }
        Action::Respond(_) | Action::Ignore(_) => {}
        Action::Split(_) => {
            wrong(field, "", "The dialect redirection has no splits", "Use the dialect native");
        }
    }
}

// "0" is nothing in PHP.
fn check_target(to: &str, field: &str, wrong: &mut dyn FnMut(&str, &str, &str, &str)) {
    if matches!(to, "" | "0") {
        wrong(field, to, "The target is empty, so the rule never acts", "Give a target");
    } else if to.len() > MAX_TARGET_BYTES {
        wrong(field, to, &format!("The target is longer than {MAX_TARGET_BYTES} bytes"), "Shorten it");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn fields(when: Value) -> Vec<String> {
        let rule = json!({"dialect": "redirection", "source": {"value": "/a"}, "when": [when], "then": {"ignore": {}}});
        match Rule::from_json(&rule) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.into_iter().map(|problem| problem.field).collect(),
        }
    }

    #[test]
    fn texts_of_conditions_are_bounded() {
        let text = |length: usize| "x".repeat(length);
        for (word, part, most) in [
            ("header", "name", MAX_TEXT_BYTES),
            ("header", "is", MAX_TEXT_BYTES),
            ("cookie", "matches", MAX_SOURCE_BYTES),
        ] {
            let test = |length| {
                let mut test = if part == "name" { json!({"is": ""}) } else { json!({}) };
                test[part] = json!(text(length));
                json!({word: test})
            };
            assert_eq!(fields(test(most)), [""; 0], "{word} {part}");
            assert_eq!(fields(test(most + 1)), [format!("when[0].{word}.{part}")]);
            assert_eq!(fields(json!({"not": test(most + 1)})), [format!("when[0].not.{word}.{part}")]);
        }
        for word in ["ip", "language", "host", "role"] {
            assert_eq!(fields(json!({word: [text(MAX_TEXT_BYTES)]})), [""; 0], "{word}");
            assert_eq!(fields(json!({word: [text(MAX_TEXT_BYTES + 1)]})), [format!("when[0].{word}[0]")]);
        }
        assert_eq!(fields(json!({"ip": vec!["192.0.2.1"; MAX_ENTRIES + 1]})), ["when[0].ip"]);
        assert_eq!(fields(json!({"filter": text(MAX_TEXT_BYTES + 1)})), ["when[0].filter"]);
    }
}
