//! `trim` and its relatives.

/// What they take away unless told otherwise.
pub const BLANKS: &[u8] = b" \n\r\t\x0b\0";

/// `trim`: the text without these bytes at its ends.
pub fn trim<'t>(text: &'t [u8], bytes: &[u8]) -> &'t [u8] {
    ltrim(rtrim(text, bytes), bytes)
}

/// `ltrim`: without those at its beginning.
pub fn ltrim<'t>(text: &'t [u8], bytes: &[u8]) -> &'t [u8] {
    &text[text.iter().take_while(|byte| bytes.contains(byte)).count()..]
}

/// `rtrim`: without those at its end.
pub fn rtrim<'t>(text: &'t [u8], bytes: &[u8]) -> &'t [u8] {
    &text[..text.len() - text.iter().rev().take_while(|byte| bytes.contains(byte)).count()]
}
