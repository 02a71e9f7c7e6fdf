//! Stored sources in the spelling of native ones.

use detour_rules::{Kind, Slash, Source};

use crate::pcre::push_literal;
use crate::refusal::Refusal;
use crate::shape::canonical;

/// Stored bytes as text.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(bytes)
        .map_err(|_| Refusal::new("This is not UTF-8, so it can't be shown or edited", "Enter the rule anew"))
}

/// A source for one decoded path without the slashes around it. Where a plus sign sent stood for a space, it does so here.
pub(crate) fn exact_path(folder: &str, path: &str, plus_is_space: bool) -> Source {
    let path = format!("{folder}/{path}");
    if plus_is_space && path.contains(' ') {
        let pattern = path_pattern(&path).replace(' ', "[ +]");
        let pattern = pattern.strip_suffix('/').unwrap_or(&pattern);
        return Source { kind: Kind::Regex, value: format!("^{pattern}/?$"), ..Source::default() };
    }
    Source { value: canonical(&path), slash: Slash::Ignore, ..Source::default() }
}

/// The pattern that matches a decoded path only.
pub(crate) fn path_pattern(path: &str) -> String {
    let mut out = String::new();
    canonical(path).chars().for_each(|c| push_literal(&mut out, c));
    out
}

/// Percent-escapes decoded; bytes that are no text afterwards stay escaped.
pub(crate) fn decoded(text: &str, plus_is_space: bool) -> String {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |at: usize| bytes.get(at).and_then(|&b| char::from(b).to_digit(16));
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high << 4 | low) as u8);
                at += 2;
            }
            (b'+', ..) if plus_is_space => out.push(b' '),
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The few HTML entities that plugins leave in what they store.
pub(crate) fn entities(text: &str) -> String {
    const KNOWN: [(&str, &str); 8] = [
        ("&#038;", "&"),
        ("&#38;", "&"),
        ("&#039;", "'"),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (entity, character) = KNOWN.into_iter().find(|(entity, _)| rest.starts_with(entity)).unwrap_or(("&", "&"));
        out.push_str(character);
        rest = &rest[entity.len()..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_text_is_decoded_once() {
        assert_eq!(decoded("a%2520+%C3%A9%", true), "a%20 é%");
        assert_eq!(decoded("%e9", false), "%e9");
        assert_eq!(entities("a&amp;amp;b&#038;c&x;&"), "a&amp;b&c&x;&");
    }

    #[test]
    fn sources_take_the_path_only() {
        assert_eq!(exact_path("/blog", "50%?", true).value, "/blog/50%25%3F");
        assert_eq!(exact_path("", "a b.c", true).value, r"^/a[ +]b\.c/?$");
        assert_eq!(exact_path("", "a b", false).value, "/a b");
    }
}
