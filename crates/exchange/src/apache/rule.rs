//! One `RewriteRule` with its conditions.

use detour_rules::{
    Action, Condition as Native, Ignore, Kind, QueryMode, Redirect, Respond, Rule, Scheme, Source, Test,
};

use super::condition::{Condition, Test as ApacheTest};
use super::flags::Flags;
use super::lower::{Way, ways};
use super::substitution::{Part, parts};
use super::target::{Names, target};
use crate::pcre::{self, Piece, Subject, finite, groups, is_empty_match, whole_text, write};
use crate::refusal::Refusal;
use crate::shape::{PathPattern, Shape, is_match};

/// A `RewriteRule` as it was read.
#[derive(Debug)]
pub(super) struct RewriteRule {
    pub(super) pattern: Vec<Piece>,
    pub(super) negated: bool,
    pub(super) substitution: String,
    pub(super) flags: Flags,
    pub(super) conditions: Vec<Condition>,
}

/// Where a rule stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Surroundings {
    /// What is taken off the path before a pattern sees it: nothing, or the folder with a slash at its end.
    pub(super) base: String,
    /// `RewriteBase`: what relative targets begin with.
    pub(super) rewrite_base: Option<String>,
    /// Hosts that rules are made for if the target is built from the requested one.
    pub(super) hosts: Vec<String>,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Redirect(u16),
    Respond(u16),
    /// It ends the search: an exception from the rules behind it.
    Stop,
    /// Nothing that concerns us.
    Nothing,
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

    /// What it does.
    pub(super) fn deed(&self) -> Result<Deed, Refusal> {
        let is_absolute = ["http://", "https://"].iter().any(|scheme| {
            self.substitution.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        match (self.flags.respond, self.flags.redirect) {
            (Some(code), _) => Ok(Deed::Respond(code)),
            (None, Some(code)) if !(300..400).contains(&code) => Ok(Deed::Respond(code)),
            (None, _) if self.substitution == "-" => Ok(if self.flags.last { Deed::Stop } else { Deed::Nothing }),
            (None, Some(code)) => Ok(Deed::Redirect(code)),
            (None, None) if is_absolute => Ok(Deed::Redirect(302)),
            (None, None) => Err(Refusal::new(
                "It rewrites the URL inside the server, which no visitor sees",
                "Leave it to Apache, or add R=301 if a redirect is meant",
            )),
        }
    }

    /// The rules it comes to; several if it acts for several hosts or in several ways.
    pub(super) fn rules(&self, deed: Deed, around: &Surroundings) -> Result<Vec<Rule>, Refusal> {
        no_question_mark(&self.pattern)?;
        let substitution = match deed {
            Deed::Redirect(_) => parts(&self.substitution)?,
            _ => Vec::new(),
        };
        let uses = Uses::of(&substitution);
        let mut work = Work { rule: self, around, deed, conditions: self.conditions.clone(), substitution, uses };
        let asks_host = work.uses.host || work.uses.conditions && self.reference(None)?.is_some_and(|c| c.is_of_host());
        if !asks_host {
            let host = work.take_host();
            return work.for_host(None, host.as_deref());
        }
        let mut rules = Vec::new();
        for host in work.hosts()? {
            rules.append(&mut work.for_host(Some(&host), Some(&host))?);
        }
        match rules.is_empty() {
            true => Err(Refusal::new("It holds for none of the hosts", "Name the hosts it is meant for with --host")),
            false => Ok(rules),
        }
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

    /// The condition that `%1` refers to: the last one that matched.
    fn reference(&self, host: Option<&str>) -> Result<Option<&Condition>, Refusal> {
        let mut groups = self.conditions.split_inclusive(|condition| !condition.or_next);
        let Some(last) = groups.rfind(|group| group.iter().any(Condition::captures)) else { return Ok(None) };
        match (last, host) {
            ([one], _) => Ok(Some(one)),
            (several, Some(host)) if several.iter().all(Condition::is_of_host) => {
                Ok(several.iter().find(|one| one.captures() && one.holds_for(host)))
            }
            (several, None) if several.iter().all(Condition::is_of_host) => Ok(several.first()),
            _ => Err(Refusal::new(
                "The target uses a group of one of several conditions",
                "Write a rule for each of the conditions",
            )),
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

// What a substitution inserts.
#[derive(Debug, Clone, Copy, Default)]
struct Uses {
    rule: bool,
    whole: bool,
    conditions: bool,
    host: bool,
    scheme: bool,
}

impl Uses {
    fn of(parts: &[Part]) -> Uses {
        let mut uses = Uses::default();
        for part in parts {
            match part {
                Part::OfRule(group) => {
                    uses.rule = true;
                    uses.whole |= *group == 0;
                }
                Part::OfCondition(_) => uses.conditions = true,
                Part::Variable(name) => {
                    uses.host |= matches!(name.as_str(), "HTTP_HOST" | "SERVER_NAME");
                    uses.scheme |= name == "REQUEST_SCHEME";
                }
                Part::Text(_) => {}
            }
        }
        uses
    }
}

struct Work<'w> {
    rule: &'w RewriteRule,
    around: &'w Surroundings,
    deed: Deed,
    /// Those that are not part of the source.
    conditions: Vec<Condition>,
    substitution: Vec<Part>,
    uses: Uses,
}

impl Work<'_> {
    // A condition that asks for one host and nothing else is better off in the source.
    fn take_host(&mut self) -> Option<String> {
        let alone = alone(&self.conditions, |condition| {
            let one = condition.is_of_host().then(|| host_texts(condition)).flatten()?;
            (one.len() == 1).then(|| one[0].clone())
        })?;
        self.conditions.remove(alone.0);
        Some(alone.1)
    }

    fn hosts(&self) -> Result<Vec<String>, Refusal> {
        if let Some((_, hosts)) =
            alone(&self.conditions, |condition| condition.is_of_host().then(|| host_texts(condition)).flatten())
        {
            return Ok(hosts);
        }
        match self.around.hosts.is_empty() {
            true => Err(Refusal::new(
                "The target is built from the requested host, which visitors choose",
                "Name the hosts of the site with --host",
            )),
            false => Ok(self.around.hosts.clone()),
        }
    }

    fn for_host(&self, known: Option<&str>, source_host: Option<&str>) -> Result<Vec<Rule>, Refusal> {
        let mut conditions = self.conditions.clone();
        let reference = if self.uses.conditions { self.rule.reference(known)? } else { None };
        let made = self.source(reference, &mut conditions)?;
        let mut ways = ways(&conditions, known)?;
        if self.uses.scheme {
            ways = ways.into_iter().flat_map(with_known_scheme).collect();
        }
        let mut rules = Vec::new();
        for way in ways {
            let then = self.action(&made, &way, known, reference)?;
            let mut source = Source { scheme: way.scheme, ..made.source.clone() };
            if let Some(host) = source_host {
                source.host = host.to_owned();
            }
            let query = match (&then, made.query) {
                (_, SourceQuery::Compared) => QueryMode::Exact,
                (Action::Redirect(_), SourceQuery::Free) if self.hands_query_on() => QueryMode::Pass,
                _ => QueryMode::Ignore,
            };
            let when = made.when.iter().cloned().chain(way.when).collect();
            rules.push(Rule { source: Source { query, ..source }, when, then, ..Rule::default() });
        }
        Ok(rules)
    }

    fn hands_query_on(&self) -> bool {
        let flags = &self.rule.flags;
        let has_own = self.substitution.iter().any(|part| matches!(part, Part::Text(text) if text.contains('?')));
        !flags.discard_query && (flags.append_query || !has_own)
    }

    // The source, without the condition that became a part of it.
    fn source(&self, reference: Option<&Condition>, conditions: &mut Vec<Condition>) -> Result<Made, Refusal> {
        let base = &self.around.base;
        let pattern = PathPattern { pieces: &self.rule.pattern, ignore_case: self.rule.flags.ignore_case, base };
        if self.rule.negated {
            let text = pattern.text(false, Subject::Path)?;
            let text = if self.rule.flags.ignore_case { format!("(?i){text}") } else { text };
            let not = Native::Not(Box::new(Native::Path(Test { matches: Some(text), ..Test::default() })));
            return Ok(Made { when: vec![not], ..Made::free(Shape::everything(base)) });
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
                ApacheTest::Matches(pieces) if condition.captures() && condition.variable == "REQUEST_URI" => {
                    Some(pieces.clone())
                }
                _ => None,
            };
            let found = alone(conditions, is_path).filter(|(at, _)| {
                reference.is_none_or(|reference| !self.uses.conditions || conditions[*at] == *reference)
            });
            if let Some((at, pieces)) = found {
                let ignore_case = conditions.remove(at).ignore_case;
                let whole = self.substitution.contains(&Part::OfCondition(0));
                let shape = PathPattern { pieces: &pieces, ignore_case, base: "" }.shape(whole)?;
                return Ok(Made { is_of_rule: false, ..Made::free(shape) });
            }
        }
        if shape.kind == Kind::Exact {
            let text = |condition: &Condition| match &condition.test {
                ApacheTest::Is(text) => Some(text.clone()),
                ApacheTest::Matches(pieces) => whole_text(pieces),
            };
            let query = alone(conditions, |condition| {
                let plain = condition.variable == "QUERY_STRING" && !condition.negated && !condition.ignore_case;
                text(condition).filter(|text| plain && !text.contains(['#', '%']))
            });
            if let Some((at, text)) = query {
                conditions.remove(at);
                let mut made = Made { query: SourceQuery::Compared, ..Made::free(shape) };
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
        let ApacheTest::Matches(query) = &condition.test else { return Ok(Made::free(path.shape(false)?)) };
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
            [Piece::Start, rest @ ..] => format!("({})", write(rest, Subject::Query)),
            all => format!(".*?({})", write(all, Subject::Query)),
        };
        text += &if may_be_empty { format!("(?:\\?{inner}.*)?$") } else { format!("\\?{inner}") };
        if path.ignore_case || condition.ignore_case {
            if path.ignore_case != condition.ignore_case {
                return Err(Refusal::new(
                    "Path and query are compared with and without case",
                    "Use NC for both or none",
                ));
            }
            text = format!("(?i){text}");
        }
        let shift = groups(path.pieces) + usize::from(self.uses.whole && !self.around.base.is_empty());
        let source = Source { kind: Kind::Regex, value: text, ..Source::default() };
        let of_rule = path.regex(self.uses.whole)?;
        let of_query = (0..=groups(query)).map(|n| format!("${{{}}}", n + shift + 1)).collect();
        Ok(Made { source, shape: of_rule, of_query, query: SourceQuery::Compared, ..Made::free(path.regex(false)?) })
    }

    fn action(
        &self,
        made: &Made,
        way: &Way,
        host: Option<&str>,
        reference: Option<&Condition>,
    ) -> Result<Action, Refusal> {
        let code = match self.deed {
            Deed::Redirect(code) => code,
            Deed::Respond(code) => return Ok(Action::Respond(Respond { code, ..Respond::default() })),
            Deed::Stop | Deed::Nothing => return Ok(Action::Ignore(Ignore {})),
        };
        let names = Names { made, scheme: way.scheme, host, reference };
        let mut to = target(&self.substitution, &names, self.around, self.rule.flags.no_escape)?;
        // What is compared isn't handed on by itself.
        if made.query == SourceQuery::Compared && self.hands_query_on() {
            let separator = if to.contains('?') { '&' } else { '?' };
            if !made.of_query.is_empty() {
                to += &format!("{separator}{{query}}");
            } else if let Some(asked) = &made.asked_query {
                to += &format!("{separator}{}", super::substitution::literal(asked));
            }
        }
        Ok(Action::Redirect(Redirect { to, code, ..Redirect::default() }))
    }
}

/// A source in the making.
pub(super) struct Made {
    source: Source,
    /// Where the groups of the rule's pattern, or of the condition that took its place, are.
    pub(super) shape: Shape,
    /// Likewise for a query pattern; empty if there is none.
    pub(super) of_query: Vec<String>,
    /// The query string that the source asks for.
    asked_query: Option<String>,
    query: SourceQuery,
    when: Vec<Native>,
    /// The path is that of the rule, not of a condition.
    pub(super) is_of_rule: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SourceQuery {
    /// No part of the source.
    Free,
    Compared,
}

impl Made {
    fn free(shape: Shape) -> Made {
        Made {
            source: shape.source(),
            shape,
            of_query: Vec::new(),
            asked_query: None,
            query: SourceQuery::Free,
            when: Vec::new(),
            is_of_rule: true,
        }
    }
}

fn with_known_scheme(way: Way) -> Vec<Way> {
    match way.scheme {
        Scheme::Any => {
            [Scheme::Http, Scheme::Https].into_iter().map(|scheme| Way { scheme, when: way.when.clone() }).collect()
        }
        Scheme::Http | Scheme::Https => vec![way],
    }
}

// The first condition that must hold by itself and is what is looked for.
fn alone<T>(conditions: &[Condition], fits: impl Fn(&Condition) -> Option<T>) -> Option<(usize, T)> {
    conditions.iter().enumerate().find_map(|(at, condition)| {
        let in_group = condition.or_next || at > 0 && conditions[at - 1].or_next;
        if in_group { None } else { fits(condition).map(|found| (at, found)) }
    })
}

fn host_texts(condition: &Condition) -> Option<Vec<String>> {
    let texts = match &condition.test {
        _ if condition.negated => None,
        ApacheTest::Is(text) => Some(vec![text.to_lowercase()]),
        ApacheTest::Matches(pieces) => finite::texts(pieces, detour_rules::Case::Ignore),
    };
    texts.filter(|texts| texts.iter().all(|text| !text.is_empty() && !text.contains(':')))
}
