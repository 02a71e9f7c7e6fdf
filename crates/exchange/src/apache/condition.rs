//! `RewriteCond`, and the comparisons of `<If>`.

use crate::pcre;
use crate::refusal::Refusal;
use crate::rewrite::{Condition, Test, unquoted};

/// Why a `RewriteCond` can't be carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// It tests whether a file or folder is there.
    pub(super) asks_files: bool,
    pub(super) refusal: Refusal,
}

impl From<Unreadable> for Refusal {
    fn from(unreadable: Unreadable) -> Refusal {
        unreadable.refusal
    }
}

/// Reads the words of a `RewriteCond`.
pub(super) fn read(words: &[String]) -> Result<Condition, Unreadable> {
    let operator = words.get(1).map_or("", |pattern| pattern.strip_prefix('!').unwrap_or(pattern));
    let asks_files = matches!(operator, "-d" | "-f" | "-F" | "-h" | "-l" | "-L" | "-s" | "-U" | "-x");
    comparison(words).map_err(|refusal| Unreadable { asks_files, refusal })
}

fn comparison(words: &[String]) -> Result<Condition, Refusal> {
    let [text, pattern, flags @ ..] = words else {
        return Err(Refusal::new("A condition needs a text and a pattern", "Write RewriteCond %{VARIABLE} pattern"));
    };
    let (mut ignore_case, mut or_next) = (false, false);
    let flags = flags.first().map_or("", |flags| flags.trim_matches(['[', ']']));
    for flag in flags.split(',').map(str::trim).filter(|flag| !flag.is_empty()) {
        match flag.to_ascii_lowercase().as_str() {
            "nc" | "nocase" => ignore_case = true,
            "or" | "ornext" => or_next = true,
            "nv" | "novary" => {}
            _ => return Err(Refusal::new(format!("The flag {flag} of a condition is not known"), "Use NC or OR")),
        }
    }
    let variable = variable(text)?;
    let (negated, pattern) = match pattern.strip_prefix('!') {
        Some(pattern) => (true, pattern),
        None => (false, pattern.as_str()),
    };
    let is_file_test = |text: &str| {
        let mut letters = text.chars().skip(1);
        text.starts_with('-') && letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && text.len() <= 3
    };
    let test = match pattern.strip_prefix('=') {
        Some(text) => Test::Is(unquoted(text).to_owned()),
        None if is_file_test(pattern) => {
            return Err(Refusal::new(
                format!("The test {pattern} asks the server's files or compares numbers"),
                "Leave the rule to Apache, or write it without this condition",
            ));
        }
        None if pattern.starts_with(['<', '>']) => {
            return Err(Refusal::new("The condition compares by order", "Write it as a pattern"));
        }
        None => Test::Matches(pcre::pieces(pattern)?),
    };
    Ok(Condition { variable, test, negated, ignore_case, or_next })
}

/// Reads the expression of an `<If>`: comparisons of one variable each, all of which must hold.
pub(super) fn of_expression(text: &str) -> Result<Vec<Condition>, Refusal> {
    let refuse = || {
        Refusal::new(
            "The expression is more than a comparison of a variable with a text or pattern",
            "Write it as RewriteCond and RewriteRule",
        )
    };
    text.split("&&")
        .map(|one| {
            let one = one.trim();
            let end = one.find('}').filter(|_| one.starts_with("%{")).ok_or_else(refuse)?;
            let variable = one[2..end].to_ascii_uppercase();
            let rest = one[end + 1..].trim();
            let operator = ["==", "!=", "=~", "!~", "="].into_iter().find(|op| rest.starts_with(op));
            let operator = operator.ok_or_else(refuse)?;
            let operand = rest[operator.len()..].trim();
            let (test, ignore_case) = if operator.ends_with('~') {
                let inner = operand.strip_prefix("m").unwrap_or(operand);
                let delimiter = inner.chars().next().filter(|c| "/#,|".contains(*c)).ok_or_else(refuse)?;
                let (pattern, flags) = inner[1..].rsplit_once(delimiter).ok_or_else(refuse)?;
                if !matches!(flags, "" | "i") {
                    return Err(refuse());
                }
                (Test::Matches(pcre::pieces(&pattern.replace("\\/", "/"))?), flags == "i")
            } else {
                let text = unquoted(operand);
                if text == operand || text.contains(['\'', '"', '%']) {
                    return Err(refuse());
                }
                (Test::Is(text.to_owned()), false)
            };
            Ok(Condition { variable, test, negated: operator.starts_with('!'), ignore_case, or_next: false })
        })
        .collect()
}

fn variable(text: &str) -> Result<String, Refusal> {
    let inner = text.strip_prefix("%{").and_then(|text| text.strip_suffix('}'));
    inner.filter(|name| !name.contains(['%', '{', '}'])).map(str::to_ascii_uppercase).ok_or_else(|| {
        Refusal::new(
            format!("The condition tests \"{text}\", which is more than one variable"),
            "Write one condition for each variable",
        )
    })
}
