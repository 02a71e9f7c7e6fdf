//! `urldecode` and its relatives (ext/standard/url.c).

use std::borrow::Cow;

const UPPER_HEX: &[u8; 16] = b"0123456789ABCDEF";

/// `rawurldecode`: `%xx` becomes its byte; a `%` without two hexadecimal digits stays.
pub fn rawurldecode(text: &[u8]) -> Cow<'_, [u8]> {
    decoded(text, false)
}

/// `urldecode`: as [`rawurldecode`], and `+` becomes a space.
pub fn urldecode(text: &[u8]) -> Cow<'_, [u8]> {
    decoded(text, true)
}

/// `rawurlencode` (RFC 3986): all but letters, digits and `-._~` become `%XX`.
pub fn rawurlencode(text: &[u8]) -> Vec<u8> {
    encoded(text, |byte| byte == b'~')
}

/// `urlencode`: all but letters, digits and `-._` become `%XX`, and a space becomes `+`.
pub fn urlencode(text: &[u8]) -> Vec<u8> {
    let mut out = encoded(text, |byte| byte == b' ');
    out.iter_mut().filter(|byte| **byte == b' ').for_each(|byte| *byte = b'+');
    out
}

fn decoded(text: &[u8], plus_is_space: bool) -> Cow<'_, [u8]> {
    if !text.iter().any(|&byte| byte == b'%' || plus_is_space && byte == b'+') {
        return text.into();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, tail)) = rest.split_first() {
        let octet = match tail {
            [high, low, ..] if first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        (rest, _) = match octet {
            Some((high, low)) => (&tail[2..], out.push(high << 4 | low)),
            None if plus_is_space && first == b'+' => (tail, out.push(b' ')),
            None => (tail, out.push(first)),
        };
    }
    out.into()
}

fn encoded(text: &[u8], also_kept: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            _ if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) || also_kept(byte) => out.push(byte),
            _ => push_octet(&mut out, byte),
        }
    }
    out
}

/// Appends `%XX`.
pub(super) fn push_octet(out: &mut Vec<u8>, byte: u8) {
    out.extend([b'%', UPPER_HEX[usize::from(byte >> 4)], UPPER_HEX[usize::from(byte & 15)]]);
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_and_encoding() {
        assert_eq!(&*rawurldecode(b"a+b%2fc%2%zz%"), b"a+b/c%2%zz%");
        assert_eq!(&*urldecode(b"a+b%2Bc%00"), b"a b+c\0");
        assert_eq!(rawurlencode(b"a b~+\xe9"), b"a%20b~%2B%E9");
        assert_eq!(urlencode(b"a b~+"), b"a+b%7E%2B");
    }
}
