//! One spelling for each URL: percent-escapes are decoded where that can't change what the URL means.

use std::borrow::Cow;

/// Decodes a path. `%2F`, `%3F`, `%23`, `%25` and control characters stay escaped (in upper case), because decoded
/// they would end the path or be mistaken for an escape. A `%` that begins no escape becomes `%25`, so that a canonical
/// text is its own canonical form.
pub(crate) fn path(raw: &[u8]) -> Cow<'_, [u8]> {
    decode(raw, |b| matches!(b, b'/' | b'?' | b'#' | b'%'))
}

/// Decodes the path of a source with stars: an escaped star, which is none of them, stays escaped.
pub(crate) fn starred_path(raw: &[u8]) -> Cow<'_, [u8]> {
    decode(raw, |b| matches!(b, b'/' | b'?' | b'#' | b'%' | b'*'))
}

/// Decodes the query string of a source with stars likewise.
pub(crate) fn starred_query(raw: &[u8]) -> Cow<'_, [u8]> {
    decode(raw, |b| matches!(b, b'&' | b'=' | b'+' | b'#' | b'%' | b'*'))
}

/// Decodes a query string. `&`, `=`, `+`, `#` and `%` stay escaped: decoded they would split or change a parameter.
pub(crate) fn query(raw: &[u8]) -> Cow<'_, [u8]> {
    decode(raw, |b| matches!(b, b'&' | b'=' | b'+' | b'#' | b'%'))
}

/// What there is to do about a text, seen in one pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// A `?` or `#`.
    pub(crate) ends: bool,
    /// A `%` or control character: the text may have another canonical form.
    pub(crate) coded: bool,
    /// A capital.
    pub(crate) capital: bool,
}

impl Marks {
    pub(crate) fn of(text: &[u8]) -> Marks {
        let mut lanes = Lanes::default();
        // Blocks of one size, the last one overlapping, are what the compiler makes vector code of.
        match text.last_chunk() {
            Some(last) => {
                text.as_chunks().0.iter().for_each(|block| lanes.add(block));
                lanes.add(last);
            }
            None => {
                let mut block = [b'/'; LANES];
                block[..text.len()].copy_from_slice(text);
                lanes.add(&block);
            }
        }
        let any = |lanes: [u8; LANES]| u128::from_ne_bytes(lanes) != 0;
        Marks { ends: any(lanes.ends), coded: any(lanes.coded), capital: any(lanes.capital) }
    }
}

const LANES: usize = 16;

/// The marks of all blocks so far, for each place in a block: not 0 if there was one.
#[derive(Default)]
struct Lanes {
    ends: [u8; LANES],
    coded: [u8; LANES],
    capital: [u8; LANES],
}

impl Lanes {
    fn add(&mut self, block: &[u8; LANES]) {
        for (lane, &byte) in block.iter().enumerate() {
            self.ends[lane] |= u8::from(byte == b'?') | u8::from(byte == b'#');
            self.coded[lane] |= u8::from(byte == b'%') | u8::from(byte < b' ') | u8::from(byte == 0x7f);
            self.capital[lane] |= u8::from(byte.is_ascii_uppercase());
        }
    }
}

fn decode(raw: &[u8], reserved: fn(u8) -> bool) -> Cow<'_, [u8]> {
    if !Marks::of(raw).coded {
        return Cow::Borrowed(raw);
    }
    decoded(raw, reserved).into()
}

#[cold]
fn decoded(raw: &[u8], reserved: fn(u8) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + 8);
    let mut rest = raw;
    while let Some((&byte, after)) = rest.split_first() {
        let (byte, escaped) = match escape(rest) {
            Some(byte) => (byte, true),
            None => (byte, false),
        };
        let bare_percent = byte == b'%' && !escaped;
        if byte.is_ascii_control() || bare_percent || (escaped && reserved(byte)) {
            push_escape(&mut out, byte);
        } else {
            out.push(byte);
        }
        rest = if escaped { &rest[3..] } else { after };
    }
    out
}

/// The byte that `text` begins with as a percent-escape.
pub(crate) fn escape(text: &[u8]) -> Option<u8> {
    match *text {
        [b'%', high, low, ..] => Some(hex(high)? << 4 | hex(low)?),
        _ => None,
    }
}

/// Appends `%XX`.
pub(crate) fn push_escape(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend_from_slice(&[b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

fn hex(digit: u8) -> Option<u8> {
    Some(match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => return None,
    })
}

/// ASCII lower case, without a copy where there is nothing to fold.
pub(crate) fn folded(text: &[u8]) -> Cow<'_, [u8]> {
    match Marks::of(text).capital {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    }
}

/// The path without one slash at its end. A path of nothing but slashes has none to spare.
pub(crate) fn without_slash(path: &[u8]) -> &[u8] {
    match path {
        [start @ .., b'/'] if !is_root(path) => start,
        _ => path,
    }
}

/// Whether a path is `/`, however many times.
pub(crate) fn is_root(path: &[u8]) -> bool {
    path.iter().all(|&byte| byte == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_keeps_what_would_change_the_url() {
        assert_eq!(&*path(b"/a%20b/%c3%a9%2f%3F%25%0d%7e"), b"/a b/\xc3\xa9%2F%3F%25%0D~");
        assert_eq!(&*path(b"/100%/%zz/%4"), b"/100%25/%25zz/%254");
        assert_eq!(&*query(b"a%26b=%3d%2B%2f"), b"a%26b=%3D%2B/");
        assert!(matches!(path(b"/plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_canonical_text_is_its_own_canonical_form() {
        for text in [&b"/a%2520b"[..], b"/%25%32%30", b"/%%20", b"/%%341", b"/a\x01", b"/%e9"] {
            let once = path(text).into_owned();
            assert_eq!(&*path(&once), &once[..], "{:?}", String::from_utf8_lossy(text));
        }
    }
}
