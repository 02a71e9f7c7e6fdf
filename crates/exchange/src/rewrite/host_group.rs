//! Targets such as `https://example.com$1` or `$1/`, where the group brings the slash along.
//!
//! Nothing of the request may stand right behind a host, or begin a target. So the slash is taken out of the group, and where the group
//! may be missing there is a rule for each case.

use super::{Part, Rewriting};
use crate::pcre::Piece;

/// The same rewriting with the slash in the target; as it is if the target is none of these.
pub(super) fn apart(rewriting: &Rewriting) -> Vec<Rewriting> {
    let (at, group) = match rewriting.substitution.as_slice() {
        [Part::Text(text), Part::OfRule(group), ..] if ends_with_host(text) => (1, *group),
        [Part::OfRule(group), ..] => (0, *group),
        _ => return vec![rewriting.clone()],
    };
    let once = uses(&rewriting.substitution, group) == 1;
    let Some((open, close)) = nth_group(&rewriting.pattern, group).filter(|_| once) else {
        return vec![rewriting.clone()];
    };
    if rewriting.pattern.get(open + 1) != Some(&Piece::Literal('/'))
        || rewriting.pattern[open..close].contains(&Piece::Or)
    {
        return vec![rewriting.clone()];
    }
    let optional = match rewriting.pattern.get(close + 1) {
        Some(Piece::Repeat(repeat)) if repeat == "?" && at == 1 => true,
        Some(Piece::Repeat(_)) => return vec![rewriting.clone()],
        _ => false,
    };
    let mut all = Vec::new();
    let mut with = rewriting.clone();
    with.pattern.swap(open, open + 1);
    if optional {
        with.pattern.remove(close + 1);
        let mut without = rewriting.clone();
        // The group stays, empty, so that the others keep their numbers.
        without.pattern.drain(open + 1..close);
        without.pattern.remove(open + 2);
        without.substitution.remove(at);
        all.push(without);
    }
    with.substitution.insert(at, Part::Text("/".into()));
    all.push(with);
    all
}

fn ends_with_host(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, host)| !host.is_empty() && !host.contains(['/', '?', '#']))
}

fn uses(substitution: &[Part], group: usize) -> usize {
    substitution.iter().filter(|part| **part == Part::OfRule(group)).count()
}

// Where a group opens and closes.
fn nth_group(pieces: &[Piece], group: usize) -> Option<(usize, usize)> {
    let mut opened = pieces.iter().enumerate().filter(|(_, piece)| matches!(piece, Piece::Open(_, true)));
    let (open, _) = opened.nth(group.checked_sub(1)?)?;
    let mut depth = 0;
    for (at, piece) in pieces.iter().enumerate().skip(open) {
        match piece {
            Piece::Open(..) => depth += 1,
            Piece::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((open, at));
        }
    }
    None
}
