//! Text as nginx reads it.

/// A word in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text in which variables would be filled in.
pub(super) fn value(text: &str) -> String {
    text.replace('$', "${detour_dollar}")
}

/// Longest word that nginx is trusted with, bytes: it reads a configuration through a buffer of 4096.
pub(super) const MAX_WORD_BYTES: usize = 4000;

/// Whether each word of a piece of configuration, quoted or not, can be read.
pub(super) fn is_readable(text: &str) -> bool {
    let (mut length, mut in_quotes, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_quotes = !in_quotes,
            b' ' | b'\n' if !in_quotes => length = 0,
            _ => {}
        }
        length += 1;
        if length > MAX_WORD_BYTES {
            return false;
        }
    }
    true
}
