//! `mb_strtolower` of PHP 8.2, on UTF-8.

/// Lower case, with full case mapping (`İ` becomes two characters) and without context: every `Σ` becomes `σ`, which
/// PHP 8.3 changed for the end of a word. Bytes that are no UTF-8 become `?`.
pub fn mb_strtolower(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = Vec::with_capacity(text.len());
    for chunk in text.utf8_chunks() {
        let mut buffer = [0; 4];
        for lower in chunk.valid().chars().flat_map(char::to_lowercase) {
            out.extend_from_slice(lower.encode_utf8(&mut buffer).as_bytes());
        }
        if !chunk.invalid().is_empty() {
            out.push(b'?');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_without_context() {
        assert_eq!(mb_strtolower("ÄΣΣ İ".as_bytes()), "äσσ i̇".as_bytes());
        assert_eq!(mb_strtolower(b"A\xe9B\xe2\x82C"), b"a?b?c");
    }
}
