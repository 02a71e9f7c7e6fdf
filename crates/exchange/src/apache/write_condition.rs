//! Conditions as `RewriteCond`.

use detour_rules::{Condition, Test};

use crate::export::{Atom, portable};
use crate::pcre::push_literal;
use crate::refusal::Refusal;

/// One line; `or` ties it to the next.
pub(super) fn condition(atom: &Atom, or: bool) -> Result<String, Refusal> {
    let not = if atom.negated { "!" } else { "" };
    let or = if or { " [OR]" } else { "" };
    let line = |variable: &str, pattern: &str| {
        Ok(format!("RewriteCond %{{{variable}}} {}{or}\n", pattern_word(&format!("{not}{pattern}"))))
    };
    match &atom.condition {
        Condition::Method(methods) => line("REQUEST_METHOD", &format!("^({})$", methods.join("|"))),
        Condition::Header(test) => line(&format!("HTTP:{}", test.name), &pattern(test)?),
        Condition::Referrer(test) => line("HTTP_REFERER", &pattern(test)?),
        Condition::UserAgent(test) => line("HTTP_USER_AGENT", &pattern(test)?),
        Condition::Path(test) => line("REQUEST_URI", &pattern(test)?),
        Condition::QueryString(test) => line("QUERY_STRING", &pattern(test)?),
        Condition::Cookie(test) => line("HTTP_COOKIE", &format!("(^|;)\\s*{}", named(test, ";", "\\s*(;|$)")?)),
        Condition::Query(test) => line("QUERY_STRING", &format!("(^|&){}", named(test, "&", "(&|$)")?)),
        Condition::Ip(networks) => {
            let network = networks.first().map_or("", String::as_str);
            let not = if atom.negated { "! " } else { "" };
            Ok(format!("RewriteCond expr \"{not}-R '{network}'\"{or}\n"))
        }
        other => {
            Err(Refusal::new(format!("The server can't tell the condition {}", other.word()), "Leave it to Detour"))
        }
    }
}

/// A pattern as one word of a directive.
pub(super) fn pattern_word(pattern: &str) -> String {
    pattern.replace(' ', "\\x20").replace('"', "\\x22").replace('\'', "\\x27")
}

fn pattern(test: &Test) -> Result<String, Refusal> {
    let mut out = String::new();
    match test {
        Test { is: Some(text), .. } => {
            out.push('^');
            text.chars().for_each(|c| push_literal(&mut out, c));
            out.push('$');
        }
        Test { contains: Some(text), .. } => text.chars().for_each(|c| push_literal(&mut out, c)),
        Test { matches: Some(text), .. } => {
            portable(text)?;
            out.push_str(text);
        }
        Test { .. } => out.push('.'),
    }
    Ok(out)
}

// Name and value among others of the kind.
fn named(test: &Test, separator: &str, end: &str) -> Result<String, Refusal> {
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c));
    let mut out = String::new();
    test.name.chars().for_each(|c| push_literal(&mut out, c));
    match test {
        Test { is: Some(text), .. } if plain(text) && plain(&test.name) => {
            out.push('=');
            text.chars().for_each(|c| push_literal(&mut out, c));
            out.push_str(end);
        }
        Test { contains: Some(text), .. } if plain(text) && plain(&test.name) => {
            out.push_str(&format!("=[^{separator}]*"));
            text.chars().for_each(|c| push_literal(&mut out, c));
        }
        Test { is: None, contains: None, matches: None, .. } if plain(&test.name) => {
            out.push_str(if separator == ";" { "=" } else { "(=|&|$)" });
        }
        _ => {
            return Err(Refusal::new(
                "The server has cookies and parameters only as they are sent",
                "Compare with a plain text, or leave it to Detour",
            ));
        }
    }
    Ok(out)
}
