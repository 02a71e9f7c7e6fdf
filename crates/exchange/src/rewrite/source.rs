//! The source of a rewriting: its pattern, and the condition that is better off in it.

use detour_rules::{Condition as Native, Kind, Source, Test as NativeTest};

use super::rule::{Rewriting, Surroundings, Uses};
use super::{Condition, Part, Test};
use crate::pcre::{Piece, Subject, groups, is_empty_match, whole_text, write};
use crate::refusal::Refusal;
use crate::shape::{PathPattern, Shape};

/// A source in the making.
pub(super) struct Made {
    pub(super) source: Source,
    /// Where the groups of the rule's pattern, or of the condition that took its place, are.
    pub(super) shape: Shape,
    /// Likewise for a query pattern; empty if there is none.
    pub(super) of_query: Vec<String>,
    /// The query string that the source asks for.
    pub(super) asked_query: Option<String>,
    /// The query is part of what is compared.
    pub(super) compares_query: bool,
    /// What must hold besides.
    pub(super) when: Vec<Native>,
    /// The path is that of the rule, not of a condition.
    pub(super) is_of_rule: bool,
}

impl Made {
    fn free(shape: Shape) -> Made {
        Made {
            source: shape.source(),
            shape,
            of_query: Vec::new(),
            asked_query: None,
            compares_query: false,
            when: Vec::new(),
            is_of_rule: true,
        }
    }
}

/// What a source is made from.
pub(super) struct Making<'m> {
    pub(super) rule: &'m Rewriting,
    pub(super) around: &'m Surroundings,
    pub(super) uses: Uses,
}

impl Making<'_> {
    // The source, without the condition that became a part of it.
    pub(super) fn source(
        &self,
        reference: Option<&Condition>,
        conditions: &mut Vec<Condition>,
    ) -> Result<Made, Refusal> {
        let base = &self.around.base;
        let pattern = PathPattern { pieces: &self.rule.pattern, ignore_case: self.rule.ignore_case, base };
        if self.rule.negated {
            let text = pattern.text(false, Subject::Path)?;
            let text = if self.rule.ignore_case { format!("(?i){text}") } else { text };
            let not = Native::Not(Box::new(Native::Path(NativeTest { matches: Some(text), ..NativeTest::default() })));
            return Ok(Made { when: vec![not], ..Made::free(Shape::everything(base)) });
        }
        if self.rule.sees_query {
            let mut shape = pattern.regex(self.uses.whole)?;
            shape.value = write(pattern.pieces, Subject::Url);
            return Ok(Made { compares_query: true, ..Made::free(shape) });
        }
        let of_reference = |name: &str| reference.filter(|condition| condition.variable == name);
        if let Some(condition) = of_reference("QUERY_STRING") {
            conditions.retain(|other| other != condition);
            return self.with_query(pattern, condition);
        }
        let shape = pattern.shape(self.uses.whole)?;
        let is_everything = shape.kind == Kind::Prefix && shape.value == Shape::everything(base).value;
        if is_everything && !self.uses.rule && matches!(base.as_str(), "" | "/") {
            let is_path = |condition: &Condition| match &condition.test {
                Test::Matches(pieces) if condition.captures() && condition.variable == "REQUEST_URI" => {
                    Some(pieces.clone())
                }
                _ => None,
            };
            let found = alone(conditions, is_path).filter(|(at, _)| {
                reference.is_none_or(|reference| !self.uses.conditions || conditions[*at] == *reference)
            });
            if let Some((at, pieces)) = found {
                let ignore_case = conditions.remove(at).ignore_case;
                let whole = self.rule.substitution.contains(&Part::OfCondition(0));
                let shape = PathPattern { pieces: &pieces, ignore_case, base: "" }.shape(whole)?;
                return Ok(Made { is_of_rule: false, ..Made::free(shape) });
            }
        }
        if shape.kind == Kind::Exact {
            let text = |condition: &Condition| match &condition.test {
                Test::Is(text) => Some(text.clone()),
                Test::Matches(pieces) => whole_text(pieces),
            };
            let query = alone(conditions, |condition| {
                let plain = condition.variable == "QUERY_STRING" && !condition.negated && !condition.ignore_case;
                text(condition).filter(|text| plain && !text.contains(['#', '%']))
            });
            if let Some((at, text)) = query {
                conditions.remove(at);
                let mut made = Made { compares_query: true, ..Made::free(shape) };
                if !text.is_empty() {
                    made.source.value += &format!("?{text}");
                    made.asked_query = Some(text);
                }
                return Ok(made);
            }
        }
        Ok(Made::free(shape))
    }

    // Path and query in one pattern, so that the target can use groups of both.
    fn with_query(&self, path: PathPattern<'_>, condition: &Condition) -> Result<Made, Refusal> {
        let Test::Matches(query) = &condition.test else { return Ok(Made::free(path.shape(false)?)) };
        let mut text = path.text(self.uses.whole, Subject::PathBeforeQuery)?;
        match text.strip_suffix('$').filter(|_| path.pieces.last() == Some(&Piece::End)) {
            Some(anchored) if !path.pieces.contains(&Piece::Or) => text = anchored.to_owned(),
            _ => text = format!("(?:{text})[^?]*"),
        }
        if !text.starts_with('^') {
            text = format!("^[^?]*?{text}");
        }
        let may_be_empty = is_empty_match(query);
        let inner = match query.as_slice() {
            [Piece::Start, rest @ ..] => format!("({})", in_query(rest)?),
            // What begins at the start of the query or behind an ampersand.
            [Piece::Open(_, captures), Piece::Start, Piece::Or, Piece::Literal('&'), Piece::Close, rest @ ..] => {
                let group = if *captures { "()" } else { "" };
                format!("(?:.*?&)??({group}{})", in_query(rest)?)
            }
            all => format!(".*?({})", in_query(all)?),
        };
        let mut behind = if may_be_empty { format!("(?:\\?{inner}.*)?$") } else { format!("\\?{inner}") };
        match (path.ignore_case, condition.ignore_case) {
            (false, false) => {}
            (true, true) => text.insert_str(0, "(?i)"),
            (true, false) => text = format!("(?i:{text})"),
            (false, true) => behind = format!("(?i:{behind})"),
        }
        text += &behind;
        let shift = groups(path.pieces) + usize::from(self.uses.whole && !self.around.base.is_empty());
        let source = Source { kind: Kind::Regex, value: text, ..Source::default() };
        let of_rule = path.regex(self.uses.whole)?;
        let of_query = (0..=groups(query)).map(|n| format!("${{{}}}", n + shift + 1)).collect();
        Ok(Made { source, shape: of_rule, of_query, compares_query: true, ..Made::free(path.regex(false)?) })
    }
}

// A pattern on the query behind a path: its start is no start any more.
fn in_query(pieces: &[Piece]) -> Result<String, Refusal> {
    match pieces.contains(&Piece::Start) {
        true => Err(Refusal::new("The pattern uses ^ in its middle", "Write it as several rules")),
        false => Ok(write(pieces, Subject::Query)),
    }
}

/// The first condition that must hold by itself and is what is looked for.
pub(super) fn alone<T>(conditions: &[Condition], fits: impl Fn(&Condition) -> Option<T>) -> Option<(usize, T)> {
    conditions.iter().enumerate().find_map(|(at, condition)| {
        let in_group = condition.or_next || at > 0 && conditions[at - 1].or_next;
        if in_group { None } else { fits(condition).map(|found| (at, found)) }
    })
}
