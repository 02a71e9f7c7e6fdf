//! Conditions as `RewriteCond`.

use detour_rules::Condition;

use crate::export::{Atom, header_pattern, named_pattern, text_pattern};
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
        Condition::Header(test) => line(&format!("HTTP:{}", test.name), &header_pattern(test)?),
        Condition::Referrer(test) => line("HTTP_REFERER", &header_pattern(test)?),
        Condition::UserAgent(test) => line("HTTP_USER_AGENT", &header_pattern(test)?),
        Condition::Path(test) => line("REQUEST_URI", &text_pattern(test)?),
        Condition::QueryString(test) => line("QUERY_STRING", &text_pattern(test)?),
        Condition::Cookie(test) => line("HTTP_COOKIE", &format!("(^|;)\\s*{}", named_pattern(test, ";", "\\s*(;|$)")?)),
        Condition::Query(test) => line("QUERY_STRING", &format!("(^|&){}", named_pattern(test, "&", "(&|$)")?)),
        Condition::Ip(networks) => {
            let network = networks.first().map_or("", String::as_str);
            if network.ends_with("/0") {
                return Err(Refusal::new("Apache doesn't take a network of all addresses", "Leave it to Detour"));
            }
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
