//! `preg_match` and `preg_replace` (ext/pcre/php_pcre.c).

use detour_pcre::{Failure, Groups, Pattern, Try};

/// A result longer than this is given up. A target that long reaches no browser.
const LONGEST_RESULT: usize = 1 << 20;

/// Whether the pattern matches anywhere.
///
/// # Errors
/// Where PHP answers `false`; plugins take that for no match.
pub fn preg_match(pattern: &Pattern, subject: &[u8]) -> Result<bool, Failure> {
    Ok(pattern.find(subject, 0, Try::From)?.is_some())
}

/// The subject with all matches replaced. The replacement knows `$1 $12 ${1} \1`; `$0` is the whole match, and a group
/// that took no part is empty.
///
/// # Errors
/// Where PHP answers `null`.
pub fn preg_replace(pattern: &Pattern, replacement: &[u8], subject: &[u8]) -> Result<Vec<u8>, Failure> {
    let pieces = pieces(replacement);
    let mut out = Vec::with_capacity(subject.len() + replacement.len());
    let (mut copied, mut at, mut attempt) = (0, 0, Try::From);
    loop {
        let found = pattern.find(subject, at, attempt)?;
        match found.as_ref().and_then(|groups| *groups.first()?) {
            Some((from, to)) if from <= to => {
                // `\K` in a lookahead can begin a match behind where the last one ended.
                out.extend_from_slice(subject.get(copied..from).unwrap_or_default());
                if let Some(groups) = &found {
                    expand(&mut out, &pieces, groups, subject);
                }
                (copied, at) = (to, to);
                attempt = if from == to { Try::AtNotEmpty } else { Try::From };
            }
            Some(_) => return Err(Failure::Other(0)),
            // There was an empty match here; the next one begins at least a byte later.
            None if attempt == Try::AtNotEmpty && at < subject.len() => (at, attempt) = (at + 1, Try::From),
            None => {
                out.extend_from_slice(&subject[copied..]);
                return Ok(out);
            }
        }
        if out.len() > LONGEST_RESULT {
            return Err(Failure::TooLong);
        }
    }
}

enum Piece<'r> {
    Text(&'r [u8]),
    Group(usize),
}

fn expand(out: &mut Vec<u8>, pieces: &[Piece<'_>], groups: &Groups, subject: &[u8]) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.extend_from_slice(text),
            Piece::Group(number) => {
                let place = groups.get(*number).copied().flatten();
                out.extend_from_slice(place.and_then(|(from, to)| subject.get(from..to)).unwrap_or_default());
            }
        }
        if out.len() > LONGEST_RESULT {
            return;
        }
    }
}

// A backslash before a backslash or a `$` is dropped and takes away the other's meaning.
fn pieces(replacement: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut text_from, mut at) = (0, 0);
    let mut escapes = false;
    while at < replacement.len() {
        let byte = replacement[at];
        if byte == b'\\' || byte == b'$' {
            if escapes {
                pieces.push(Piece::Text(&replacement[text_from..at - 1]));
                (text_from, escapes) = (at, false);
                at += 1;
                continue;
            }
            if let Some((group, length)) = reference(&replacement[at..]) {
                pieces.push(Piece::Text(&replacement[text_from..at]));
                pieces.push(Piece::Group(group));
                at += length;
                text_from = at;
                continue;
            }
        }
        escapes = byte == b'\\';
        at += 1;
    }
    pieces.push(Piece::Text(&replacement[text_from..]));
    pieces
}

// `$1`, `\1`, `$12`, `${1}` at the front: its number and its length.
fn reference(text: &[u8]) -> Option<(usize, usize)> {
    let brace = usize::from(text.starts_with(b"${"));
    let digits = text[1 + brace..].iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
    let number = text[1 + brace..][..digits].iter().fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
    let end = 1 + brace + digits;
    (digits > 0 && (brace == 0 || text.get(end) == Some(&b'}'))).then_some((number, end + brace))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replace(pattern: &str, replacement: &str, subject: &str) -> String {
        let pattern = Pattern::new(pattern.as_bytes()).unwrap();
        String::from_utf8(preg_replace(&pattern, replacement.as_bytes(), subject.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn all_matches_are_replaced() {
        assert_eq!(replace("@.*@s", "/x", "/a"), "/x/x");
        assert_eq!(replace("@a*?@s", "-", "baac"), "-b-----c-");
        assert_eq!(replace("@b|@", "[$0]", "abc"), "[]a[b][]c[]");
    }

    #[test]
    fn references() {
        assert_eq!(replace("@(a)(x)?@", r"<$1\1${1}$2$11$9$x\\$1\$1$>", "a"), r"<aaa$x\a$1$>");
        assert_eq!(replace("@a@", "${1$0", "a"), "${1a");
    }

    #[test]
    fn a_result_is_bounded() {
        let pattern = Pattern::new(b"@.@").unwrap();
        let replacement = vec![b'x'; 1 << 16];
        assert_eq!(preg_replace(&pattern, &replacement, &[b'a'; 100]), Err(Failure::TooLong));
    }
}
