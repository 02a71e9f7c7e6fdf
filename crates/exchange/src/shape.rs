//! The simplest source that matches what a server's pattern matches.

use detour_rules::{Case, Kind, Slash, Source};

use crate::pcre::{self, Piece, Subject, groups, push_literal, spelled, write};
use crate::refusal::Refusal;

/// A source without its query mode, and where its captures are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) slash: Slash,
    pub(crate) case: Case,
    /// The template text of group `n`, with `$0` for the whole match; those of the pattern that can't be had are empty.
    captures: Vec<String>,
}

/// A pattern on paths, and what it sees of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PathPattern<'p> {
    pub(crate) pieces: &'p [Piece],
    pub(crate) ignore_case: bool,
    /// What is taken off the path before it is compared: nothing, or a folder with a slash at its end.
    pub(crate) base: &'p str,
}

impl Shape {
    /// A source that takes everything below a folder.
    pub(crate) fn everything(base: &str) -> Shape {
        let base = if base.is_empty() { "/" } else { base };
        Shape {
            kind: Kind::Prefix,
            value: canonical(base),
            slash: Slash::Exact,
            case: Case::Exact,
            captures: Vec::new(),
        }
    }

    /// What a target writes for group `n`; nothing for a group that isn't there.
    pub(crate) fn capture(&self, n: usize) -> &str {
        self.captures.get(n).map_or("", String::as_str)
    }

    /// The source for requests of a host.
    pub(crate) fn source(&self) -> Source {
        let Shape { kind, value, slash, case, .. } = self.clone();
        Source { kind, value, slash, case, ..Source::default() }
    }
}

impl PathPattern<'_> {
    /// The simplest source. `whole` tells that the target uses the whole match, `$0`.
    pub(crate) fn shape(self, whole: bool) -> Result<Shape, Refusal> {
        match self.simple(whole) {
            Some(shape) => Ok(shape),
            None => self.regex(whole),
        }
    }

    /// The pattern on whole paths.
    pub(crate) fn regex(self, whole: bool) -> Result<Shape, Refusal> {
        let case = if self.ignore_case { Case::Ignore } else { Case::Exact };
        let value = self.text(whole, Subject::Path)?;
        // With a folder in front, the whole match is a group of its own and comes before all others.
        let shift = usize::from(whole && !self.base.is_empty());
        let captures = (0..=groups(self.pieces)).map(|n| format!("${{{}}}", n + shift)).collect();
        Ok(Shape { kind: Kind::Regex, value, slash: Slash::Exact, case, captures })
    }

    /// The text of the pattern on whole paths.
    pub(crate) fn text(self, whole: bool, subject: Subject) -> Result<String, Refusal> {
        if self.base.is_empty() {
            return Ok(write(self.pieces, subject));
        }
        let mut base = String::from("^");
        canonical(self.base).chars().for_each(|c| push_literal(&mut base, c));
        let branches = branches(self.pieces);
        let several = branches.len() > 1;
        let mut texts = Vec::new();
        for branch in branches {
            let (anchored, branch) = match branch {
                [Piece::Start, rest @ ..] => (true, rest),
                [Piece::Open(_, captures), Piece::Start, Piece::Or, Piece::Literal('/'), Piece::Close, rest @ ..]
                    if self.base == "/" && !several && !(whole && *captures) =>
                {
                    // Whatever begins at the start of the rest stands behind a slash of the whole path.
                    let group = if *captures { "()" } else { "" };
                    return Ok(format!("/{group}{}", write(rest, subject)));
                }
                rest => (starts_anywhere(rest), rest),
            };
            if branch.contains(&Piece::Start) {
                return Err(Refusal::new("The pattern uses ^ in its middle", "Write it as several rules"));
            }
            let group = |text: String| if whole { format!("({text})") } else { text };
            let text = group(write(branch, subject));
            let free = if subject == Subject::PathBeforeQuery { "[^?]*?" } else { ".*?" };
            texts.push(match anchored {
                true => text,
                // The slash that was taken off is no part of the match.
                false if self.base == "/" && !several && !whole && begins_behind_slash(branch) => return Ok(text),
                false => format!("{free}{text}"),
            });
        }
        Ok(if several { format!("{base}(?:{})", texts.join("|")) } else { base + &texts.concat() })
    }

    fn simple(self, whole: bool) -> Option<Shape> {
        let mut pieces = match self.pieces {
            [Piece::Start, rest @ ..] => rest,
            [Piece::Dot, Piece::Repeat(star), ..]
            | [Piece::Open(_, _), Piece::Dot, Piece::Repeat(star), Piece::Close, ..]
                if star == "*" =>
            {
                self.pieces
            }
            [] | [Piece::End] => &[],
            [Piece::Dot, Piece::Repeat(question)] if question == "?" => &[],
            _ => return None,
        };
        let mut value = canonical(self.base);
        // `^/?` is what people write who don't know whether the slash is there.
        if let [Piece::Literal('/'), Piece::Repeat(question), rest @ ..] = pieces
            && question == "?"
            && rest != [Piece::End]
        {
            pieces = rest;
            if value.is_empty() {
                value.push('/');
            }
        }
        let run = pieces.iter().take_while(|piece| matches!(piece, Piece::Literal(_))).count();
        let repeated = matches!(pieces.get(run), Some(Piece::Repeat(_)));
        let (literals, rest) = pieces.split_at(run - usize::from(repeated && run > 0));
        for piece in literals {
            let Piece::Literal(c) = piece else { return None };
            match spelled(*c, Subject::Path) {
                Some(spelling) => value.push_str(spelling),
                None => value.push(*c),
            }
        }
        let case = if self.ignore_case { Case::Ignore } else { Case::Exact };
        let shape = |kind, value, slash, captures| Some(Shape { kind, value, slash, case, captures });
        let is = |piece: &Piece, text: &str| matches!(piece, Piece::Repeat(repeat) if repeat == text);
        match rest {
            // The path begins with a slash whatever it is.
            [Piece::Open(_, true), Piece::Dot, star, Piece::Close]
            | [Piece::Open(_, true), Piece::Dot, star, Piece::Close, Piece::End]
                if is(star, "*") && (!whole || literals.is_empty()) =>
            {
                let slash = if value.is_empty() { "/" } else { "" };
                let rest = format!("{slash}${{1}}");
                shape(Kind::Prefix, value + slash, Slash::Exact, vec![rest.clone(), rest])
            }
            [Piece::Dot, star] | [Piece::Dot, star, Piece::End] if is(star, "*") && (!whole || literals.is_empty()) => {
                let slash = if value.is_empty() { "/" } else { "" };
                let rest = format!("{slash}${{1}}");
                shape(Kind::Prefix, value + slash, Slash::Exact, vec![rest])
            }
            _ if whole || !value.is_empty() && !value.starts_with('/') => None,
            [] if value.is_empty() => shape(Kind::Prefix, "/".into(), Slash::Exact, Vec::new()),
            [] => shape(Kind::Prefix, value, Slash::Exact, Vec::new()),
            [Piece::End] if !value.is_empty() => shape(Kind::Exact, value, Slash::Exact, Vec::new()),
            [Piece::Literal('/'), question, Piece::End]
                if is(question, "?") && value.len() > 1 && !value.ends_with('/') =>
            {
                shape(Kind::Exact, value, Slash::Ignore, Vec::new())
            }
            _ => None,
        }
    }
}

/// A decoded path in the spelling of sources.
pub(crate) fn canonical(path: &str) -> String {
    let mut out = String::new();
    for c in path.chars() {
        match spelled(c, Subject::Path) {
            Some(spelling) => out.push_str(spelling),
            None => out.push(c),
        }
    }
    out
}

/// The alternatives of a pattern.
fn branches(pieces: &[Piece]) -> Vec<&[Piece]> {
    let mut depth = 0;
    let mut all = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Open(..) => depth += 1,
            Piece::Close => depth -= 1,
            Piece::Or if depth == 0 => {
                all.push(&pieces[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(&pieces[start..]);
    all
}

// A pattern that begins with `.*` finds the same as an anchored one.
fn starts_anywhere(branch: &[Piece]) -> bool {
    let inner = match branch {
        [Piece::Open(_, _), inner @ ..] => inner,
        all => all,
    };
    matches!(inner, [Piece::Dot, Piece::Repeat(star), ..] if star == "*")
}

// Whether the first thing it matches can't be the slash a path begins with.
fn begins_behind_slash(branch: &[Piece]) -> bool {
    match branch {
        [Piece::Literal(c), Piece::Repeat(repeat), ..] => *c != '/' && repeat.starts_with('+'),
        [Piece::Literal(c), ..] => *c != '/',
        _ => false,
    }
}

/// Whether a pattern matches a text, for what is known at import already.
pub(crate) fn is_match(pieces: &[Piece], ignore_case: bool, text: &str) -> bool {
    let case = if ignore_case { Case::Ignore } else { Case::Exact };
    detour_rules::pattern(&write(pieces, pcre::Subject::Text), case).is_ok_and(|regex| regex.is_match(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(pattern: &str, base: &str) -> String {
        let pieces = pcre::pieces(pattern).unwrap();
        match (PathPattern { pieces: &pieces, ignore_case: false, base }).shape(false) {
            Ok(shape) => format!("{:?} {} {}", shape.kind, shape.value, shape.capture(1)).trim_end().to_owned(),
            Err(refusal) => refusal.message,
        }
    }

    #[test]
    fn the_simplest_source_is_found() {
        for (pattern, base, expected) in [
            ("^old$", "/", "Exact /old"),
            (r"^a\.html$", "/d/", "Exact /d/a.html"),
            ("^old/?$", "/", "Exact /old"),
            ("^old", "/", "Prefix /old"),
            ("^old/(.*)$", "/", "Prefix /old/ ${1}"),
            ("^(.*)$", "/", "Prefix / ${1}"),
            ("(.*)", "/d/", "Prefix /d/ ${1}"),
            ("^/?(.*)$", "", "Prefix / ${1}"),
            ("^(.*)$", "", "Prefix / /${1}"),
            ("^", "/", "Prefix /"),
            (".*", "/", "Prefix /"),
            ("^/old$", "", "Exact /old"),
            ("^a([0-9]+)$", "/", "Regex ^/a([0-9]+)$ ${1}"),
            ("old", "/", "Regex old"),
            ("/old", "/", "Regex ^/.*?/old"),
            ("^a|^b|c", "/", "Regex ^/(?:a|b|.*?c)"),
            (r"(^|/)\.git", "/", r"Regex /()\.git ${1}"),
            ("old%", "", "Regex old%25"),
            ("^$", "/", "Exact /"),
        ] {
            assert_eq!(source(pattern, base), expected, "{pattern}");
        }
    }
}
