//! Patterns that probably mean something else than they look like. Those of plugins' dialects are meant as they behave.

use detour_rules::{Dialect, Problem, Rule};

use crate::report::Findings;
use crate::{Change, Code, Finding};

pub(crate) fn check(number: u64, rule: &Rule, findings: &mut Findings<'_>) {
    if rule.dialect != Dialect::Native {
        return;
    }
    let value = &rule.source.value;
    let signs = signs(value);
    let mut found = |code, message: &str, fix: &str, repaired: String| {
        let problem = Problem::new("source.value", value, message, fix);
        findings.add(Finding::new(code, &[number], problem).with(Change::set("source.value", repaired)));
    };
    if let Some(at) = signs.iter().find(|at| is_bare_dot(value, **at)) {
        let message = "A dot stands for any character, so other URLs match as well";
        found(Code::RegexUnescaped, message, "Write \\. for the dot itself", escaped_at(value, *at));
    }
    if let Some(at) = signs.iter().find(|at| is_query_mark(value, **at)) {
        let message =
            "The question mark makes the character before it optional, so the URL with this query never matches";
        found(Code::RegexUnescaped, message, "Write \\? for the question mark itself", escaped_at(value, *at));
    }
    let greedy: Vec<usize> = signs.iter().copied().filter(|at| is_greedy(value, *at)).collect();
    if let [first, _, ..] = greedy[..] {
        let message = "Of several groups that take anything the first takes as much as it can, slashes included";
        let repaired = format!("{}?{}", &value[..first + 2], &value[first + 2..]);
        found(
            Code::RegexGreedy,
            message,
            "Write .*? to take as little as possible, or [^/]* for one segment",
            repaired,
        );
    }
}

/// Where characters stand that mean more than themselves: neither escaped nor within brackets.
fn signs(pattern: &str) -> Vec<usize> {
    let (mut signs, mut escaped, mut in_class) = (Vec::new(), false, false);
    for (at, byte) in pattern.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'.' | b'?' if !in_class => signs.push(at),
            _ => {}
        }
    }
    signs
}

/// The byte at a place if it stands for itself, as far as can be told from the one before.
fn plain(pattern: &str, at: Option<usize>) -> Option<u8> {
    let at = at?;
    let is_escaped = at > 0 && pattern.as_bytes()[at - 1] == b'\\';
    pattern.as_bytes().get(at).copied().filter(|_| !is_escaped)
}

// As in `/index.php`.
fn is_bare_dot(pattern: &str, at: usize) -> bool {
    let letter = |at| plain(pattern, at).is_some_and(|byte| byte.is_ascii_alphanumeric());
    pattern.as_bytes()[at] == b'.' && letter(at.checked_sub(1)) && letter(Some(at + 1)) && letter(Some(at + 2))
}

// As in `/page?id=1`.
fn is_query_mark(pattern: &str, at: usize) -> bool {
    let before = plain(pattern, at.checked_sub(1));
    let name = pattern[at + 1..].split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).next();
    let name = name.unwrap_or_default();
    pattern.as_bytes()[at] == b'?'
        && before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'/')
        && !name.is_empty()
        && pattern[at + 1 + name.len()..].starts_with('=')
}

// `.*` or `.+` that is not lazy.
fn is_greedy(pattern: &str, at: usize) -> bool {
    let bytes = pattern.as_bytes();
    bytes[at] == b'.' && matches!(bytes.get(at + 1), Some(b'*' | b'+')) && bytes.get(at + 2) != Some(&b'?')
}

fn escaped_at(pattern: &str, at: usize) -> String {
    format!("{}\\{}", &pattern[..at], &pattern[at..])
}
