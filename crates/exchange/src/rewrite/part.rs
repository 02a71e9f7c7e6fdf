//! What a server makes of a URL: text, captures and variables.

/// A piece of a substitution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    /// `$1`: a group of the rule's pattern.
    OfRule(usize),
    /// `%1`: a group of the last condition that matched.
    OfCondition(usize),
    /// `%{NAME}`
    Variable(String),
}

/// Text as Apache escapes it: in UTF-8, all but what may stand in a path.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() || b"$-_.+!*'(),:;@&=/~".contains(&b) => out.push(char::from(b)),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// Text as it stands in a target of ours.
pub(crate) fn target_text(text: &str) -> String {
    text.replace('$', "$$").replace('{', "%7B").replace('}', "%7D")
}

/// What stands in quotes; text without them as it is.
pub(crate) fn unquoted(text: &str) -> &str {
    let inner = ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("/a b%é#"), "/a%20b%25%C3%A9%23");
        assert_eq!(target_text("/{a}$1"), "/%7Ba%7D$$1");
    }
}
