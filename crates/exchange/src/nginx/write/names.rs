//! Text as nginx reads it.

/// A word in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text in which variables would be filled in.
pub(super) fn value(text: &str) -> String {
    text.replace('$', "${detour_dollar}")
}
