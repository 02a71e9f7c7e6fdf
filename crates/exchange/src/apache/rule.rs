//! One `RewriteRule` with its conditions.

use super::flags::Flags;
use super::substitution::parts;
use crate::pcre::{self, Piece};
use crate::refusal::Refusal;
use crate::rewrite::{Condition, Deed, Part, Rewriting};
use crate::shape::is_match;

/// A `RewriteRule` as it was read.
#[derive(Debug)]
pub(super) struct RewriteRule {
    pub(super) pattern: Vec<Piece>,
    pub(super) negated: bool,
    pub(super) substitution: String,
    pub(super) flags: Flags,
    pub(super) conditions: Vec<Condition>,
}

impl RewriteRule {
    /// Reads the words of a `RewriteRule`.
    pub(super) fn read(words: &[String], conditions: Vec<Condition>) -> Result<RewriteRule, Refusal> {
        let [pattern, substitution, flags @ ..] = words else {
            return Err(Refusal::new("A pattern or a target is missing", "Write RewriteRule pattern target [flags]"));
        };
        let flags = Flags::read(flags.first().map_or("", String::as_str))?;
        let (negated, pattern) = match pattern.strip_prefix('!') {
            Some(pattern) => (true, pattern),
            None => (false, pattern.as_str()),
        };
        let pattern = pcre::pieces(pattern)?;
        Ok(RewriteRule { pattern, negated, substitution: substitution.clone(), flags, conditions })
    }

    /// What it does; `None` if it is nothing that concerns us.
    pub(super) fn deed(&self) -> Result<Option<Deed>, Refusal> {
        let is_absolute = ["http://", "https://"].iter().any(|scheme| {
            self.substitution.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        match (self.flags.respond, self.flags.redirect) {
            (Some(code), _) => Ok(Some(Deed::Respond(code))),
            (None, Some(code)) if !(300..400).contains(&code) => Ok(Some(Deed::Respond(code))),
            (None, _) if self.substitution == "-" => Ok(self.flags.last.then_some(Deed::Stop)),
            (None, Some(code)) => Ok(Some(Deed::Redirect(code))),
            (None, None) if is_absolute => Ok(Some(Deed::Redirect(302))),
            (None, None) => Err(Refusal::new(
                "It rewrites the URL inside the server, which no visitor sees",
                "Leave it to Apache, or add R=301 if a redirect is meant",
            )),
        }
    }

    /// What it does to URLs.
    pub(super) fn rewriting(&self, deed: Deed) -> Result<Rewriting, Refusal> {
        no_question_mark(&self.pattern)?;
        let substitution = match deed {
            Deed::Redirect(_) => parts(&self.substitution)?,
            Deed::Respond(_) | Deed::Stop => Vec::new(),
        };
        let flags = &self.flags;
        let has_own = substitution.iter().any(|part| matches!(part, Part::Text(text) if text.contains('?')));
        Ok(Rewriting {
            pattern: self.pattern.clone(),
            negated: self.negated,
            ignore_case: flags.ignore_case,
            sees_query: false,
            deed,
            substitution,
            hands_query_on: !flags.discard_query && (flags.append_query || !has_own),
            no_escape: flags.no_escape,
            conditions: self.conditions.clone(),
        })
    }

    /// Whether Apache would go on with the URL that another rule has made: a redirect without `L` is tried on the rules
    /// behind it.
    pub(super) fn may_take(&self, made: &str) -> bool {
        if self.negated {
            return true;
        }
        match self.pattern.as_slice() {
            [Piece::Start, rest @ ..] if !rest.contains(&Piece::Or) => {
                let rest = match rest {
                    [Piece::Literal('/'), Piece::Repeat(optional), rest @ ..] if optional == "?" => rest,
                    rest => rest,
                };
                let run = rest.iter().take_while(|piece| matches!(piece, Piece::Literal(_))).count();
                let repeated = matches!(rest.get(run), Some(Piece::Repeat(_)));
                let start = pcre::literal_text(&rest[..run - usize::from(repeated && run > 0)]).unwrap_or_default();
                "https://".starts_with(&start) || "http://".starts_with(&start) || start.starts_with("http")
            }
            all if made.contains(['$', '{']) => !all.is_empty(),
            all => is_match(all, self.flags.ignore_case, &format!("http://host{made}")),
        }
    }
}

/// Apache compares the path alone, so a question mark in a pattern never matches.
pub(super) fn no_question_mark(pieces: &[Piece]) -> Result<(), Refusal> {
    match pieces.contains(&Piece::Literal('?')) {
        true => Err(Refusal::new(
            "The pattern asks for a question mark, but the query is no part of what is compared",
            "Test the query with RewriteCond %{QUERY_STRING}",
        )),
        false => Ok(()),
    }
}
