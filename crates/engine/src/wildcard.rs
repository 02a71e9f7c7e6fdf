//! Sources with stars. They are compared piece by piece; no regular expression is needed.

use std::borrow::Cow;

use detour_rules::Case;
use memchr::memmem;
use smallvec::SmallVec;

use crate::canonical::folded;

/// What each star stands for, as start and end in the text.
pub(crate) type Stars = SmallVec<[(usize, usize); 4]>;

/// What the stars stand for if the whole text fits. Each takes as much as it can, the first one first.
pub(crate) fn stars(source: &[u8], text: &[u8], case: Case) -> Option<Stars> {
    let (source, text) = match case {
        Case::Exact => (Cow::Borrowed(source), Cow::Borrowed(text)),
        Case::Ignore => (folded(source), folded(text)),
    };
    let mut pieces = pieces(&source);
    let first = pieces.next()?;
    let rest = text.strip_prefix(&*first)?;
    let mut stars = Stars::new();
    // From the end, so that what comes first is left the most.
    let Some(last) = pieces.next_back() else { return rest.is_empty().then_some(stars) };
    let mut rest = rest.strip_suffix(&*last)?;
    for piece in pieces.rev() {
        let at = memmem::rfind(rest, &piece)?;
        stars.push((first.len() + at + piece.len(), first.len() + rest.len()));
        rest = &rest[..at];
    }
    stars.push((first.len(), first.len() + rest.len()));
    stars.reverse();
    Some(stars)
}

/// The texts between the stars. A `%2A` is a star of the URL.
pub(crate) fn pieces(source: &[u8]) -> impl DoubleEndedIterator<Item = Cow<'_, [u8]>> {
    source.split(|&byte| byte == b'*').map(|piece| {
        // Canonical texts have capital digits.
        match memmem::find(piece, b"%2A").or(memmem::find(piece, b"%2a")) {
            Some(_) => Cow::Owned(unescaped(piece)),
            None => Cow::Borrowed(piece),
        }
    })
}

/// A text with its escaped stars as they stand in a URL.
pub(crate) fn unescaped(mut text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    while let Some((&byte, after)) = text.split_first() {
        (text, _) = match text {
            [b'%', b'2', b'A' | b'a', rest @ ..] => (rest, out.push(b'*')),
            _ => (after, out.push(byte)),
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::bytes::Regex;

    fn texts(alphabet: &[u8], longest: usize) -> Vec<Vec<u8>> {
        let mut all = vec![Vec::new()];
        let mut last = all.clone();
        for _ in 0..longest {
            last = last.iter().flat_map(|text| alphabet.iter().map(|&byte| [&text[..], &[byte]].concat())).collect();
            all.extend_from_slice(&last);
        }
        all
    }

    #[test]
    fn stars_take_what_greedy_groups_take() {
        let subjects = texts(b"ab", 6);
        for source in texts(b"ab*", 5) {
            let pattern = String::from_utf8(source.clone()).unwrap().replace('*', "(.*)");
            let regex = Regex::new(&format!("^{pattern}$")).unwrap();
            for text in &subjects {
                let groups = regex.captures(text).map(|groups| {
                    groups.iter().skip(1).flatten().map(|group| (group.start(), group.end())).collect::<Stars>()
                });
                assert_eq!(stars(&source, text, Case::Exact), groups, "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn all_bytes_but_stars_stand_for_themselves() {
        assert!(stars(b"/a.b\xe9(*", b"/A.b\xe9(x\ny", Case::Ignore).is_some());
        assert!(stars(b"/a.b*", b"/aXb", Case::Exact).is_none());
        assert!(stars(b"/a.b*", b"x/a.b", Case::Exact).is_none());
        assert_eq!(stars(b"/a%2Ab*", b"/a*bc", Case::Ignore).as_deref(), Some(&[(4, 5)][..]));
        assert!(stars(b"/a%2Ab*", b"/axbc", Case::Exact).is_none());
    }
}
