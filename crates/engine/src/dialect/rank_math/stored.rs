//! The column `sources` as Rank Math writes it today. Its bytes decide the order (see `order.rs`).

use detour_php_value::{Key, Value};

use super::Comparison;

impl Comparison {
    /// Rank Math's word for it. It has none for [`Comparison::Identical`].
    pub fn word(self) -> &'static str {
        match self {
            Comparison::Exact { .. } => "exact",
            Comparison::Contains => "contains",
            Comparison::Start => "start",
            Comparison::End => "end",
            Comparison::Regex => "regex",
            Comparison::Identical => "",
        }
    }
}

/// PHP's `serialize()` of a list of sources.
pub fn stored(sources: &[(Comparison, &[u8])]) -> Vec<u8> {
    let listed = sources.iter().map(|&(comparison, pattern)| {
        let ignore = if comparison == (Comparison::Exact { ignore_case: true }) { "case" } else { "" };
        let parts = [("ignore", ignore.as_bytes()), ("pattern", pattern), ("comparison", comparison.word().as_bytes())];
        Value::Array(parts.map(|(key, part)| (Key::Text(key.into()), Value::Text(part.to_vec()))).to_vec())
    });
    Value::Array((0..).map(Key::Int).zip(listed).collect()).write()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_serialized() {
        let sources = [(Comparison::Exact { ignore_case: true }, &b"a/"[..]), (Comparison::Start, "é".as_bytes())];
        let expected = concat!(
            r#"a:2:{i:0;a:3:{s:6:"ignore";s:4:"case";s:7:"pattern";s:2:"a/";s:10:"comparison";s:5:"exact";}"#,
            r#"i:1;a:3:{s:6:"ignore";s:0:"";s:7:"pattern";s:2:"é";s:10:"comparison";s:5:"start";}}"#,
        );
        assert_eq!(stored(&sources), expected.as_bytes());
    }
}
