//! Deleting percent-encoded octets until none is left.

/// The text without the octets `%xx` that are to go, those included that deleting others puts together.
///
/// PHP code loops until nothing is found any more. One pass comes to the same end: no octet overlaps another, so the order
/// doesn't matter, and one that deleting puts together is there when its last byte arrives.
pub(super) fn without_octets(text: &[u8], goes: impl Fn(u8, u8) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        out.push(byte);
        if matches!(out.last_chunk(), Some(&[b'%', high, low]) if goes(high, low)) {
            out.truncate(out.len() - 3);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    // As WordPress does it: the first octet, wherever it stands, all of them, and so on.
    fn one_by_one(text: &[u8], goes: fn(u8, u8) -> bool) -> Vec<u8> {
        let mut text = text.to_vec();
        while let Some(octet) =
            text.windows(3).find(|found| found[0] == b'%' && goes(found[1], found[2])).map(<[u8]>::to_vec)
        {
            text = crate::php::str_replace(&text, &octet, b"");
        }
        text
    }

    #[test]
    fn one_pass_leaves_what_many_leave() {
        let hexadecimal = |high: u8, low: u8| high.is_ascii_hexdigit() && low.is_ascii_hexdigit();
        let line_end = |high: u8, low: u8| high == b'0' && b"dDaA".contains(&low);
        // Every text of up to seven of these bytes.
        let bytes = b"%0d4x";
        for length in 0..8 {
            for mut number in 0..bytes.len().pow(length) {
                let mut text = Vec::new();
                for _ in 0..length {
                    text.push(bytes[number % bytes.len()]);
                    number /= bytes.len();
                }
                for goes in [hexadecimal, line_end] {
                    assert_eq!(without_octets(&text, goes), one_by_one(&text, goes), "{}", text.escape_ascii());
                }
            }
        }
    }

    #[test]
    fn nested_octets_are_deleted_from_the_inside() {
        let text = ["%".repeat(20_000), "41".repeat(20_000)].concat();
        assert!(without_octets(text.as_bytes(), |high, low| high == b'4' && low == b'1').is_empty());
    }
}
