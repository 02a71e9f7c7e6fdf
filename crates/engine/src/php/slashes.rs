//! `addslashes` and `stripslashes`: WordPress puts backslashes into every request variable, and plugins take them out.

use std::borrow::Cow;

/// `addslashes`: a backslash before `'`, `"` and `\`; NUL becomes `\0`.
pub fn addslashes(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.iter().any(|byte| matches!(byte, b'\'' | b'"' | b'\\' | 0)) {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len() + 8);
    for &byte in text {
        match byte {
            b'\'' | b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            0 => out.extend_from_slice(b"\\0"),
            _ => out.push(byte),
        }
    }
    Cow::Owned(out)
}

/// `stripslashes`: takes one backslash away wherever there are some; `\0` becomes NUL.
pub fn stripslashes(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'\\') {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            // One at the very end disappears.
            b'\\' => out.extend(bytes.next().map(|&escaped| if escaped == b'0' { 0 } else { escaped })),
            _ => out.push(byte),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_come_and_go_as_in_php() {
        assert_eq!(&*addslashes(b"a'b\"c\\d\0"), b"a\\'b\\\"c\\\\d\\0");
        for (slashed, plain) in [
            (&b"\\d"[..], &b"d"[..]),
            (b"\\\\d", b"\\d"),
            (b"\\\\\\d", b"\\d"),
            (b"\\0", b"\0"),
            (b"\\\\0", b"\\0"),
            (b"a\\", b"a"),
        ] {
            assert_eq!(&*stripslashes(slashed), plain, "{}", slashed.escape_ascii());
        }
    }
}
