//! Patterns that match a few texts only, such as `^(www\.)?example\.com$`.

use detour_rules::Case;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::{Piece, Subject, write};

/// More texts than anybody wants as rules of their own.
const MOST: usize = 32;

/// All texts an anchored pattern matches, in lower case if case doesn't matter; `None` if there are many or it isn't
/// anchored at both ends.
pub(crate) fn texts(pieces: &[Piece], case: Case) -> Option<Vec<String>> {
    let [Piece::Start, .., Piece::End] = pieces else { return None };
    let text = write(pieces, Subject::Text);
    let hir = ParserBuilder::new().unicode(false).utf8(false).build().parse(&text).ok()?;
    let HirKind::Concat(parts) = hir.kind() else { return None };
    let [start, inner @ .., end] = parts.as_slice() else { return None };
    if *start.kind() != HirKind::Look(Look::Start) || *end.kind() != HirKind::Look(Look::End) {
        return None;
    }
    let all = product(inner, vec![String::new()])?;
    Some(match case {
        Case::Ignore => all.into_iter().map(|text| text.to_ascii_lowercase()).collect(),
        Case::Exact => all,
    })
}

fn product(parts: &[Hir], so_far: Vec<String>) -> Option<Vec<String>> {
    parts.iter().try_fold(so_far, |so_far, part| {
        let next = one(part)?;
        let all: Vec<String> =
            so_far.iter().flat_map(|start| next.iter().map(move |end| format!("{start}{end}"))).collect();
        (all.len() <= MOST).then_some(all)
    })
}

fn one(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Empty => Some(vec![String::new()]),
        HirKind::Literal(literal) => Some(vec![String::from_utf8(literal.0.to_vec()).ok()?]),
        HirKind::Class(class) => {
            let class = match class {
                Class::Bytes(class) => class.clone(),
                Class::Unicode(class) => class.to_byte_class()?,
            };
            if !class.is_ascii() {
                return None;
            }
            let bytes = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            let texts: Vec<String> = bytes.take(MOST + 1).map(|byte| char::from(byte).to_string()).collect();
            (texts.len() <= MOST).then_some(texts)
        }
        HirKind::Repetition(repetition) if repetition.min == 0 && repetition.max == Some(1) => {
            let mut texts = vec![String::new()];
            texts.append(&mut one(&repetition.sub)?);
            Some(texts)
        }
        HirKind::Capture(capture) => one(&capture.sub),
        HirKind::Concat(parts) => product(parts, vec![String::new()]),
        HirKind::Alternation(parts) => {
            let mut texts = Vec::new();
            for part in parts {
                texts.append(&mut one(part)?);
                if texts.len() > MOST {
                    return None;
                }
            }
            Some(texts)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pcre::pieces;

    #[test]
    fn the_texts_of_a_pattern() {
        let all = |text: &str| {
            texts(&pieces(text).unwrap(), Case::Ignore).map(|mut all| {
                all.sort();
                all
            })
        };
        let of = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(all(r"^(www\.)?Old\.com$"), of(&["old.com", "www.old.com"]));
        assert_eq!(all("^a(b|c)[xy]$"), of(&["abx", "aby", "acx", "acy"]));
        for many in ["^a.*$", "^a", "a$", "^[a-z]{9}$", "^.$"] {
            assert_eq!(all(many), None, "{many}");
        }
    }
}
