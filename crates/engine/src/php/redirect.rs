//! `wp_sanitize_redirect` of WordPress 6.1 to 6.7 (wp-includes/pluggable.php).

use super::octets::without_octets;
use super::url_coding::push_octet;

/// A target as it may stand in a `Location` header: spaces and UTF-8 are percent-encoded, every other byte that is not in
/// WordPress's list is deleted, and so are `%0d` and `%0a`, also those that appear by deleting.
pub fn wp_sanitize_redirect(location: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(location.len());
    for chunk in location.utf8_chunks() {
        for &byte in chunk.valid().as_bytes() {
            match byte {
                b' ' | 0x80.. => push_octet(&mut out, byte),
                byte if byte.is_ascii_alphanumeric() || b"-~+_.?#=&;,/:%!*[]()@".contains(&byte) => out.push(byte),
                _ => {}
            }
        }
    }
    without_line_ends(&out)
}

/// `_deep_replace` of `%0d` and `%0a`.
pub(super) fn without_line_ends(location: &[u8]) -> Vec<u8> {
    without_octets(location, |high, low| high == b'0' && matches!(low, b'd' | b'a' | b'D' | b'A'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept() {
        assert_eq!(wp_sanitize_redirect("/é ü\t$'\"<>|^{}\\`x".as_bytes()), b"/%C3%A9%20%C3%BCx");
        assert_eq!(wp_sanitize_redirect(b"/a\xe9b\0"), b"/ab");
        assert_eq!(wp_sanitize_redirect(b"/%0%0d%0Ad%0D%0a%00"), b"/%00");
    }
}
