//! Patterns that plugins hand to PCRE, as native ones.

use detour_rules::{Case, Kind, Source};

use crate::pcre::{self, Piece, Subject};
use crate::refusal::Refusal;

/// How a target refers to groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum References {
    /// As `preg_replace` takes it: `$1`, `${1}`, `\1`, up to 99; a group that isn't there is empty.
    Replace,
    /// `$1` to `$9` are replaced as text.
    Text,
}

/// A pattern on the path and query of a request.
pub(crate) struct Pattern {
    pieces: Vec<Piece>,
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Result<Pattern, Refusal> {
        Ok(Pattern { pieces: pcre::pieces(text)? })
    }

    pub(crate) fn source(&self, case: Case) -> Source {
        Source { kind: Kind::Regex, value: self.text(), case, ..Source::default() }
    }

    /// The pattern for the whole URL.
    pub(crate) fn text(&self) -> String {
        pcre::write(&self.pieces, Subject::DecodedUrl)
    }

    pub(crate) fn groups(&self) -> usize {
        pcre::groups(&self.pieces)
    }

    /// Whether it can only match at the start.
    pub(crate) fn is_anchored(&self) -> bool {
        self.pieces.first() == Some(&Piece::Start) && !self.has_alternatives()
    }

    /// Whether its end is the end of the URL.
    pub(crate) fn takes_the_rest(&self) -> bool {
        let star = |piece: &Piece| matches!(piece, Piece::Repeat(repeat) if repeat == "*");
        !self.has_alternatives()
            && match self.pieces.as_slice() {
                [.., Piece::End] => true,
                [.., Piece::Dot, repeat] | [.., Piece::Dot, repeat, Piece::Close] => star(repeat),
                _ => false,
            }
    }

    /// The pattern whose greedy rest leaves a slash at the end of the URL aside.
    pub(crate) fn without_last_slash(&self) -> String {
        let mut pieces = self.pieces.clone();
        if pieces.last() == Some(&Piece::End) {
            pieces.pop();
        }
        if let [.., Piece::Dot, Piece::Repeat(repeat)] | [.., Piece::Dot, Piece::Repeat(repeat), Piece::Close] =
            pieces.as_mut_slice()
            && repeat == "*"
        {
            repeat.push('?');
        }
        format!("{}/?$", pcre::write(&pieces, Subject::DecodedUrl))
    }

    /// Whether it asks for a slash at the very end.
    pub(crate) fn ends_with_slash(&self) -> bool {
        matches!(self.pieces.as_slice(), [.., Piece::Literal('/'), Piece::End])
    }

    /// Whether the query must be there for it to match.
    pub(crate) fn names_the_query(&self) -> bool {
        self.pieces.contains(&Piece::Literal('?'))
    }

    /// Whether some group may be left out of a match.
    pub(crate) fn has_optional_groups(&self) -> bool {
        let optional = |repeat: &str| repeat.starts_with(['?', '*']) || repeat.starts_with("{0");
        let left_out = |pair: &[Piece]| matches!(pair, [Piece::Close, Piece::Repeat(repeat)] if optional(repeat));
        self.has_alternatives() || self.pieces.windows(2).any(left_out)
    }

    fn has_alternatives(&self) -> bool {
        self.pieces.contains(&Piece::Or)
    }

    /// A target in which groups are inserted. `shift` groups stand before those of the pattern.
    pub(crate) fn target(&self, text: &str, references: References, shift: usize) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some((group, length)) = reference(rest, references) {
                if group <= self.groups() && (group > 0 || shift == 0) {
                    out.push_str(&format!("${{{}}}", group + shift));
                } else if references == References::Text {
                    out.push_str(&super::target_text(&rest[..length]));
                }
                rest = &rest[length..];
            } else {
                out.push_str(&super::target_text(&rest[..c.len_utf8()]));
                rest = &rest[c.len_utf8()..];
            }
        }
        out
    }
}

// The group that `text` begins with a reference to, and the reference's length.
fn reference(text: &str, references: References) -> Option<(usize, usize)> {
    let digits = |text: &str, most: usize| {
        let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
        text[..length].parse::<usize>().ok().map(|group| (group, length))
    };
    match references {
        References::Text => {
            digits(text.strip_prefix('$')?, 1).filter(|(group, _)| *group > 0).map(|(group, _)| (group, 2))
        }
        References::Replace => {
            if let Some(inner) = text.strip_prefix("${") {
                let (group, length) = digits(inner, 2)?;
                return inner[length..].starts_with('}').then_some((group, length + 3));
            }
            digits(text.strip_prefix(['$', '\\'])?, 2).map(|(group, length)| (group, length + 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_captures() {
        let two = Pattern::new("^/(a)(b)").unwrap();
        assert_eq!(two.target(r"/x/$1-\2/${1}$3$$", References::Replace, 0), "/x/${1}-${2}/${1}$$$$");
        assert_eq!(two.target("/x/$1$12$3{", References::Text, 1), "/x/${2}${2}2$$3%7B");
    }

    #[test]
    fn ends_of_patterns() {
        let pattern = |text| Pattern::new(text).unwrap();
        assert!(pattern("^/a(.*)$").takes_the_rest() && pattern("/a.*").takes_the_rest());
        assert!(!pattern("^/a$|b").takes_the_rest() && !pattern("^/a|b").is_anchored());
        assert_eq!(pattern("^/a/(.*)$").without_last_slash(), "^/a/(.*?)/?$");
        assert_eq!(pattern(r"^/a\?b%").text(), r"^/a\?b%25");
    }
}
