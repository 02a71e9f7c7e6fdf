//! One line: source, parameters, target, status, conditions.

use detour_rules::{Action, Condition, Problem, Redirect, Respond, Rewrite, Rule, Test, is_redirect_code};

use super::source::{self, Names};
use crate::refusal::Refusal;
use crate::rewrite::target_text;

/// The rule of a line with its warnings.
pub(super) fn rule(line: &str, status: u16) -> Result<(Rule, Vec<Problem>), Refusal> {
    let words: Vec<&str> = line.split_whitespace().take_while(|word| !word.starts_with('#')).collect();
    let is_target = |word: &&str| word.starts_with('/') || word.contains("://");
    let Some((from, rest)) = words.split_first() else {
        return Err(Refusal::new("The line is empty", "Write a path and a target"));
    };
    let Some(at) = rest.iter().position(is_target) else {
        return Err(Refusal::new("The line has no target", "Write a path and a target, such as /old /new"));
    };
    let (parameters, to, mut options) = (&rest[..at], rest[at], &rest[at + 1..]);
    let mut code = status;
    if let Some((word, others)) = options.split_first()
        && word.starts_with(|c: char| c.is_ascii_digit())
    {
        // A file of the same name is none of PHP's affairs, so it makes no difference whether it is covered (`!`).
        code = word
            .trim_end_matches('!')
            .parse()
            .map_err(|_| Refusal::new(format!("The status {word} can't be read"), "Write a number such as 301"))?;
        options = others;
    }
    let (source, names) = source::read(from, parameters)?;
    let when = options.iter().map(|option| condition(option)).collect::<Result<Vec<_>, _>>()?;
    let mut warnings = Vec::new();
    let to = target(to, &names);
    let then = match code {
        200 if to.starts_with('/') => Action::Rewrite(Rewrite { to }),
        200 => {
            let message = "It fetches the page from another server";
            return Err(Refusal::new(message, "Give a status such as 302 if a redirect is meant"));
        }
        code if is_redirect_code(code) => Action::Redirect(Redirect { to, code, ..Redirect::default() }),
        code => {
            let (message, fix) = ("The answer has no page of its own here", "Check that a bare answer is good enough");
            warnings.push(Problem::new("then.respond", &to, message, fix));
            Action::Respond(Respond { code, ..Respond::default() })
        }
    };
    Ok((Rule { source, when, then, ..Rule::default() }, warnings))
}

fn condition(option: &str) -> Result<Condition, Refusal> {
    let (name, values) = option.split_once('=').unwrap_or((option, ""));
    let list = || values.split(',').filter(|value| !value.is_empty()).map(str::to_owned);
    match name.to_ascii_lowercase().as_str() {
        "country" => Ok(Condition::Country(list().map(|code| code.to_uppercase()).collect())),
        "language" => Ok(Condition::Language(list().collect())),
        "role" => Ok(Condition::Role(list().collect())),
        "cookie" => {
            let cookies = list().map(|name| Condition::Cookie(Test { name, ..Test::default() }));
            Ok(Condition::Any(cookies.collect()))
        }
        _ => Err(Refusal::new(
            format!("The option {option} is not known"),
            "Use a status, Country=…, Language=…, Role=… or Cookie=…",
        )),
    }
}

// `:name` and `:splat` stand for what the source took.
fn target(to: &str, names: &Names) -> String {
    let mut out = String::new();
    let mut rest = to;
    while let Some(at) = rest.find(':') {
        out.push_str(&target_text(&rest[..at]));
        let after = &rest[at + 1..];
        let length = after.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        match names.group(&after[..length]) {
            Some(group) => out.push_str(&format!("${{{group}}}")),
            None => out.push_str(&target_text(&rest[at..at + 1 + length])),
        }
        rest = &after[length..];
    }
    out + &target_text(rest)
}
