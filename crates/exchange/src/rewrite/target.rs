//! The target of a rewriting, escaped as the server does it.

use detour_rules::{Case, Scheme};

use super::rule::Surroundings;
use super::source::Made;
use super::{Condition, Part, Test, escaped, target_text};
use crate::pcre::{Subject, write};
use crate::refusal::Refusal;

/// What the names in a substitution stand for.
pub(super) struct Names<'n> {
    pub(super) made: &'n Made,
    pub(super) scheme: Scheme,
    /// If rules are made for one host each.
    pub(super) host: Option<&'n str>,
    /// The condition that `%1` refers to.
    pub(super) reference: Option<&'n Condition>,
}

/// Which part of a URL is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Host,
    Path,
    Query,
}

/// The target template.
pub(super) fn target(
    parts: &[Part],
    names: &Names<'_>,
    around: &Surroundings,
    no_escape: bool,
) -> Result<String, Refusal> {
    let mut pieces: Vec<Piece> = Vec::new();
    for part in parts {
        let piece = match part {
            Part::Text(text) => Piece::Text(text.clone()),
            Part::OfRule(group) => Piece::Template(names.made.shape.capture(*group).to_owned()),
            Part::OfCondition(group) => names.of_condition(*group)?,
            Part::Variable(name) => names.variable(name)?,
        };
        match (pieces.last_mut(), piece) {
            (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
            (_, piece) => pieces.push(piece),
        }
    }
    let absolute = matches!(pieces.first(), Some(Piece::Text(text)) if text.contains("://"));
    let begins_with_slash = match pieces.first() {
        Some(Piece::Text(text)) => text.starts_with('/'),
        Some(Piece::Template(text)) => text.starts_with(['/', '{']) || around.base.is_empty(),
        None => false,
    };
    let mut out = String::new();
    if !absolute && !begins_with_slash {
        match (&around.rewrite_base, around.base.as_str()) {
            (Some(base), _) => out.push_str(&target_text(base)),
            (None, "") => out.push('/'),
            (None, _) => {
                return Err(Refusal::new(
                    "The target is relative, and without RewriteBase Apache leads visitors to a path of the file system",
                    "Begin the target with a slash",
                ));
            }
        }
    }
    let mut place = if absolute { In::Host } else { In::Path };
    let mut slashes = 0;
    for piece in pieces {
        match piece {
            Piece::Template(text) => out.push_str(&text),
            Piece::Text(text) => {
                for c in text.chars() {
                    slashes += usize::from(c == '/');
                    place = match (place, c) {
                        (In::Host, '/') if slashes > 2 => In::Path,
                        (In::Host | In::Path, '?') => In::Query,
                        (place, _) => place,
                    };
                    let plain = place == In::Host || no_escape || c == '?' && !out.contains('?');
                    out.push_str(&target_text(&if plain { c.to_string() } else { escaped(&c.to_string()) }));
                }
            }
        }
    }
    if out.ends_with('?') {
        out.pop();
    }
    Ok(out)
}

enum Piece {
    /// Written in the substitution, or known already.
    Text(String),
    /// To be filled in for each request.
    Template(String),
}

impl Names<'_> {
    fn of_condition(&self, group: usize) -> Result<Piece, Refusal> {
        let Some(condition) = self.reference else { return Ok(Piece::Text(String::new())) };
        if !self.made.of_query.is_empty() {
            return Ok(Piece::Template(self.made.of_query.get(group).cloned().unwrap_or_default()));
        }
        if let (Some(host), true, Test::Matches(pieces)) = (self.host, condition.is_of_host(), &condition.test) {
            let case = if condition.ignore_case { Case::Ignore } else { Case::Exact };
            let found = detour_rules::pattern(&write(pieces, Subject::Text), case).ok();
            let found = found.and_then(|regex| {
                let groups = regex.captures(host.as_bytes())?;
                Some(String::from_utf8_lossy(groups.get(group)?.as_bytes()).into_owned())
            });
            return Ok(Piece::Text(found.unwrap_or_default()));
        }
        if condition.variable == "REQUEST_URI" && !self.made.is_of_rule {
            return Ok(Piece::Template(self.made.shape.capture(group).to_owned()));
        }
        Err(Refusal::new(
            format!("The target uses a group of a condition on %{{{}}}", condition.variable),
            "Write the pattern into the rule itself, or one rule for each value",
        ))
    }

    fn variable(&self, name: &str) -> Result<Piece, Refusal> {
        let refuse = || Err(Refusal::new(format!("Only the server knows {name}"), "Write the target without it"));
        match (name, self.scheme, self.host) {
            ("HTTP_HOST" | "SERVER_NAME", _, Some(host)) => Ok(Piece::Text(host.to_owned())),
            ("REQUEST_URI", _, _) => Ok(Piece::Template("{path}".into())),
            ("QUERY_STRING", _, _) => Ok(Piece::Template("{query}".into())),
            ("REQUEST_SCHEME", Scheme::Http, _) => Ok(Piece::Text("http".into())),
            ("REQUEST_SCHEME", Scheme::Https, _) => Ok(Piece::Text("https".into())),
            _ => refuse(),
        }
    }
}
