//! A pattern as PHP programs write it: `@…@si`.

use pcre2_sys::{
    PCRE2_ANCHORED, PCRE2_CASELESS, PCRE2_DOLLAR_ENDONLY, PCRE2_DOTALL, PCRE2_DUPNAMES, PCRE2_EXTENDED,
    PCRE2_MULTILINE, PCRE2_NO_AUTO_CAPTURE, PCRE2_UCP, PCRE2_UNGREEDY, PCRE2_UTF,
};

use crate::BadPattern;

/// A pattern without its delimiters.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written<'w> {
    pub(crate) pattern: &'w [u8],
    /// PCRE2's compile options.
    pub(crate) options: u32,
}

impl<'w> Written<'w> {
    /// Finds delimiters and modifiers as PHP 8.2 does.
    pub(crate) fn parse(written: &'w [u8]) -> Result<Written<'w>, BadPattern> {
        let written = written.trim_ascii_start();
        let (&first, rest) = written.split_first().ok_or(BadPattern::Empty)?;
        if first.is_ascii_alphanumeric() || first == b'\\' || first == 0 {
            return Err(BadPattern::Delimiter);
        }
        let end = closing(first, rest).ok_or(BadPattern::Unclosed)?;
        let mut parsed = Written { pattern: &rest[..end], options: 0 };
        for &modifier in &rest[end + 1..] {
            parsed.options |= match modifier {
                b'i' => PCRE2_CASELESS,
                b'm' => PCRE2_MULTILINE,
                b's' => PCRE2_DOTALL,
                b'x' => PCRE2_EXTENDED,
                b'A' => PCRE2_ANCHORED,
                b'D' => PCRE2_DOLLAR_ENDONLY,
                b'U' => PCRE2_UNGREEDY,
                b'u' => PCRE2_UTF | PCRE2_UCP,
                b'J' => PCRE2_DUPNAMES,
                b'n' => PCRE2_NO_AUTO_CAPTURE,
                // "Study" means nothing any more, "extra" nothing where PHP uses the system's library, as Debian's does:
                // unknown escapes are errors anyway. Blanks and line ends never meant anything.
                b'S' | b'X' | b' ' | b'\n' | b'\r' => 0,
                _ => return Err(BadPattern::Modifier(modifier)),
            };
        }
        Ok(parsed)
    }
}

// Where the closing delimiter is. A backslash hides the byte behind it; brackets count how often they were opened.
fn closing(open: u8, rest: &[u8]) -> Option<usize> {
    let close = match open {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        b'<' => b'>',
        other => other,
    };
    let mut depth = 1;
    let mut at = 0;
    while at < rest.len() {
        match rest[at] {
            b'\\' if at + 1 < rest.len() => at += 1,
            byte if byte == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            byte if byte == open => depth += 1,
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(written: &[u8]) -> Result<(&[u8], u32), BadPattern> {
        Written::parse(written).map(|parsed| (parsed.pattern, parsed.options))
    }

    #[test]
    fn delimiters_and_modifiers() {
        assert_eq!(parse(b"@a\\@b@si"), Ok((&b"a\\@b"[..], PCRE2_DOTALL | PCRE2_CASELESS)));
        assert_eq!(parse(b" {a{2}}\n"), Ok((&b"a{2}"[..], 0)));
        assert_eq!(parse(b"@a\\\\@@s"), Err(BadPattern::Modifier(b'@')));
        assert_eq!(parse(b"@a\\@s"), Err(BadPattern::Unclosed));
        assert_eq!(parse(b"aba"), Err(BadPattern::Delimiter));
        assert_eq!(parse(b" "), Err(BadPattern::Empty));
    }
}
