//! What becomes of a rule's target.

use detour_rules::QueryMode;

use super::{Flags, Regex, RequestUrl, User, expanded, with_parameters};
use crate::php::trim;

/// A target that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// There it goes; not yet fit for a header.
    To(Vec<u8>),
    /// Nothing is left, so the next rule is tried.
    Nothing,
    /// It names the user, and it isn't known whether he is logged in.
    NeedsUser,
    /// It is a number: the plugin would take it for that of a post and redirect to its permalink.
    Post(Vec<u8>),
}

/// Makes a target: filled in by the regular expression if the source is one, with the request's parameters if they are
/// passed on, and with its tags replaced. `now` = seconds since 1970.
pub fn target(
    written: &[u8],
    regex: Option<&Regex>,
    flags: Flags,
    url: &RequestUrl<'_>,
    now: u64,
    user: Option<&User>,
) -> Target {
    let mut target = match regex {
        Some(regex) => regex.replaced(written, &url.replaced),
        None => written.to_vec(),
    };
    if regex.is_none() && flags.query == QueryMode::Pass && !is_nothing(&target) {
        target = with_parameters(&target, &url.replaced);
    }
    if is_numeric(&target) && !is_nothing(&target) {
        return Target::Post(target);
    }
    match expanded(&target, now, user) {
        None => Target::NeedsUser,
        Some(target) if is_nothing(&target) => Target::Nothing,
        Some(target) => Target::To(target),
    }
}

// PHP takes "0" for false.
fn is_nothing(target: &[u8]) -> bool {
    matches!(target, b"" | b"0")
}

/// `is_numeric`: a number with blanks around it, perhaps with a sign, a fraction, an exponent.
fn is_numeric(text: &[u8]) -> bool {
    let number = trim(text, b" \t\n\r\x0b\x0c");
    let number = number.strip_prefix(b"-").or(number.strip_prefix(b"+")).unwrap_or(number);
    let digits = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(number);
    let mut rest = &number[whole..];
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix(b".") {
        fraction = digits(after);
        rest = &after[fraction..];
    }
    if let Some((b'e' | b'E', after)) = rest.split_first() {
        let after = after.strip_prefix(b"-").or(after.strip_prefix(b"+")).unwrap_or(after);
        let exponent = digits(after);
        rest = if exponent > 0 { &after[exponent..] } else { rest };
    }
    whole + fraction > 0 && rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for text in ["1", " 12\n", "-1.5", ".5", "1.", "1e3", "1E-3"] {
            assert!(is_numeric(text.as_bytes()), "{text}");
        }
        for text in ["", ".", "1e", "/1", "0x1", "1 2", "e3"] {
            assert!(!is_numeric(text.as_bytes()), "{text}");
        }
    }
}
