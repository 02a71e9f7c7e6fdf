//! One rewriting of URLs with its conditions, and the rules it comes to.

use detour_rules::{Action, Case, Ignore, QueryMode, Redirect, Respond, Rule, Scheme, Source};

use super::source::{Made, Making, alone};
use super::target::{Names, target};
use super::{Condition, Part, Test, Way, either, host_group, target_text, ways};
use crate::pcre::{Piece, finite};
use crate::refusal::Refusal;

/// One rewriting of URLs: where they lead, and what must hold.
#[derive(Debug, Clone)]
pub(crate) struct Rewriting {
    pub(crate) pattern: Vec<Piece>,
    pub(crate) negated: bool,
    pub(crate) ignore_case: bool,
    /// The pattern sees the path with the query behind it.
    pub(crate) sees_query: bool,
    pub(crate) deed: Deed,
    pub(crate) substitution: Vec<Part>,
    /// The query is handed on to the target.
    pub(crate) hands_query_on: bool,
    /// The text of the target is escaped already.
    pub(crate) no_escape: bool,
    pub(crate) conditions: Vec<Condition>,
}

/// Where a rule stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    /// What is taken off the path before a pattern sees it: nothing, or the folder with a slash at its end.
    pub(crate) base: String,
    /// `RewriteBase`: what relative targets begin with.
    pub(crate) rewrite_base: Option<String>,
    /// Hosts that rules are made for if the target is built from the requested one.
    pub(crate) hosts: Vec<String>,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Redirect(u16),
    Respond(u16),
    /// It ends the search: an exception from the rules behind it.
    Stop,
}

impl Rewriting {
    /// The rules it comes to; several if it acts for several hosts or in several ways.
    pub(crate) fn rules(&self, around: &Surroundings) -> Result<Vec<Rule>, Refusal> {
        let apart = either::each(self).into_iter().flat_map(|one| host_group::apart(&one));
        Ok(apart.map(|one| one.own_rules(around)).collect::<Result<Vec<_>, _>>()?.concat())
    }

    fn own_rules(&self, around: &Surroundings) -> Result<Vec<Rule>, Refusal> {
        let uses = match self.deed {
            Deed::Redirect(_) => Uses::of(&self.substitution),
            Deed::Respond(_) | Deed::Stop => Uses::default(),
        };
        let mut work = Work { rule: self, around, conditions: self.conditions.clone(), uses };
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

/// What a substitution inserts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Uses {
    pub(super) rule: bool,
    pub(super) whole: bool,
    pub(super) conditions: bool,
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
    rule: &'w Rewriting,
    around: &'w Surroundings,
    /// Those that are not part of the source.
    conditions: Vec<Condition>,
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
        let making = Making { rule: self.rule, around: self.around, uses: self.uses };
        let made = making.source(reference, &mut conditions)?;
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
            let query = match &then {
                _ if made.compares_query => QueryMode::Exact,
                Action::Redirect(_) if self.rule.hands_query_on => QueryMode::Pass,
                _ => QueryMode::Ignore,
            };
            let when = made.when.iter().cloned().chain(way.when).collect();
            rules.push(Rule { source: Source { query, ..source }, when, then, ..Rule::default() });
        }
        Ok(rules)
    }

    fn action(
        &self,
        made: &Made,
        way: &Way,
        host: Option<&str>,
        reference: Option<&Condition>,
    ) -> Result<Action, Refusal> {
        let code = match self.rule.deed {
            Deed::Redirect(code) => code,
            Deed::Respond(code) => return Ok(Action::Respond(Respond { code, ..Respond::default() })),
            Deed::Stop => return Ok(Action::Ignore(Ignore {})),
        };
        let names = Names { made, scheme: way.scheme, host, reference };
        let mut to = target(&self.rule.substitution, &names, self.around, self.rule.no_escape)?;
        // What is compared isn't handed on by itself.
        if made.compares_query && !self.rule.sees_query && self.rule.hands_query_on {
            let separator = if to.contains('?') { '&' } else { '?' };
            if !made.of_query.is_empty() {
                to += &format!("{separator}{{query}}");
            } else if let Some(asked) = &made.asked_query {
                to += &format!("{separator}{}", target_text(asked));
            }
        }
        Ok(Action::Redirect(Redirect { to, code, ..Redirect::default() }))
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

fn host_texts(condition: &Condition) -> Option<Vec<String>> {
    let texts = match &condition.test {
        _ if condition.negated => None,
        Test::Is(text) => Some(vec![text.to_lowercase()]),
        Test::Matches(pieces) => finite::texts(pieces, Case::Ignore),
    };
    texts.filter(|texts| texts.iter().all(|text| !text.is_empty() && !text.contains(':')))
}
