//! The column `sources` as Rank Math writes it today. Its bytes decide the order (see `order.rs`).

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
    let mut out = format!("a:{}:{{", sources.len()).into_bytes();
    for (index, &(comparison, pattern)) in sources.iter().enumerate() {
        let ignore = if comparison == (Comparison::Exact { ignore_case: true }) { "case" } else { "" };
        out.extend_from_slice(format!("i:{index};a:3:{{").as_bytes());
        for (key, value) in
            [("ignore", ignore.as_bytes()), ("pattern", pattern), ("comparison", comparison.word().as_bytes())]
        {
            push_string(&mut out, key.as_bytes());
            push_string(&mut out, value);
        }
        out.push(b'}');
    }
    out.push(b'}');
    out
}

fn push_string(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(format!("s:{}:\"", text.len()).as_bytes());
    out.extend_from_slice(text);
    out.extend_from_slice(b"\";");
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
