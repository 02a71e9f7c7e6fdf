//! `strip_tags` (ext/standard/string.c) without allowed tags.

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    Tag,
    /// `<?xml …`, which a `->` doesn't end.
    Xml,
    Php,
    Declaration,
    Comment,
}

/// Text without tags, comments and NUL bytes. Quotes hide a `>`.
pub fn strip_tags(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut state = State::Text;
    let mut quote = None;
    let mut depth = 0_u32;
    for (at, &byte) in text.iter().enumerate() {
        let before = &text[..at];
        match (state, byte) {
            (_, 0) => {}
            (State::Text, b'<') if !next_is_space(text, at) => state = State::Tag,
            (State::Text, b'>') if depth > 0 => depth -= 1,
            (State::Text, _) => out.push(byte),
            (State::Tag | State::Xml, b'<') if quote.is_none() && !next_is_space(text, at) => depth += 1,
            (State::Tag | State::Xml, b'!') if before.ends_with(b"<") => state = State::Declaration,
            (State::Tag | State::Xml, b'?') if before.ends_with(b"<") => state = State::Php,
            (State::Declaration, b'-') if before.ends_with(b"!-") => state = State::Comment,
            (State::Declaration, b'e' | b'E') if ends_with_folded(before, b"doctyp") => state = State::Tag,
            (State::Php, b'l' | b'L') if at > 4 && ends_with_folded(before, b"<?xm") => state = State::Xml,
            (State::Comment, b'>') if quote.is_none() && before.ends_with(b"--") => {
                (state, quote) = (State::Text, None)
            }
            (State::Comment, _) => {}
            (_, b'>') if depth > 0 => depth -= 1,
            (State::Php, b'>') if quote.is_none() && before.ends_with(b"?") => (state, quote) = (State::Text, None),
            (State::Xml, b'>') if before.ends_with(b"-") => {}
            (State::Tag | State::Xml | State::Declaration, b'>') if quote.is_none() => state = State::Text,
            (State::Php | State::Declaration, b'"' | b'\'') if before.ends_with(b"\\") => {}
            (_, b'"' | b'\'') => {
                quote = match quote {
                    None => Some(byte),
                    Some(open) if open == byte => None,
                    open => open,
                };
            }
            _ => {}
        }
    }
    out
}

fn next_is_space(text: &[u8], at: usize) -> bool {
    text.get(at + 1).is_some_and(|next| next.is_ascii_whitespace() || *next == 0x0b)
}

fn ends_with_folded(text: &[u8], end: &[u8]) -> bool {
    text.len() >= end.len() && text[text.len() - end.len()..].eq_ignore_ascii_case(end)
}
