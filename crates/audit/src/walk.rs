//! Where a rule's visitors end up: redirects followed from rule to rule, as a browser would.

use std::collections::HashSet;

use detour_rules::{
    Action, Condition, Decision, Dialect, Facts, Kind, Origin, Pass, Problem, Request, RequestScheme, Rule, RuleName,
    Template, Test,
};
use detour_samples::Sample;

use crate::in_force::InForce;
use crate::reach::request;
use crate::report::Findings;
use crate::set::{Set, visitor};
use crate::{Change, Code, Finding, Site, chain};

/// Redirects after which browsers give up.
const MOST_HOPS: usize = 20;

/// A redirect on the way.
pub(crate) struct Hop {
    /// The rule that sent it.
    pub(crate) index: usize,
    pub(crate) code: u16,
    /// Where to.
    pub(crate) url: Url,
    /// Whether that is the rule's fallback.
    pub(crate) is_fallback: bool,
}

/// A URL on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) scheme: RequestScheme,
    pub(crate) host: String,
    /// Path and query.
    pub(crate) uri: String,
    /// `#` and what follows it, if anything.
    pub(crate) fragment: String,
}

/// Follows redirects.
pub(crate) struct Walker<'a> {
    site: &'a Site,
    now: u64,
    /// Loops told of already, by the rules on them.
    loops: HashSet<Vec<usize>>,
}

impl<'a> Walker<'a> {
    pub(crate) fn new(site: &'a Site, now: u64) -> Walker<'a> {
        Walker { site, now, loops: HashSet::new() }
    }

    /// Whether a rule is there at this time.
    pub(crate) fn is_due(&self, rule: &Rule) -> bool {
        let schedule = rule.schedule.as_ref().and_then(|schedule| schedule.seconds());
        schedule.is_none_or(|(from, until)| (from..until).contains(&self.now))
    }

    /// Follows the answer of a rule to a request of its own, and what that would be while its target is broken.
    pub(crate) fn follow(
        &mut self,
        set: &mut Set,
        index: usize,
        sample: &Sample,
        decision: Decision,
        findings: &mut Findings<'_>,
    ) {
        if let Some(mut in_force) = InForce::of(&set.entry(index).rule, &self.site.settings) {
            let fallen = in_force.ask(&request(sample, &visitor(&sample.headers, self.now)));
            if fallen != decision {
                self.walk(set, index, sample, fallen, Some(in_force), findings);
            }
        }
        self.walk(set, index, sample, decision, None, findings);
    }

    // `in_force`: the rule, if the way is that by its fallback.
    fn walk(
        &mut self,
        set: &mut Set,
        index: usize,
        sample: &Sample,
        decision: Decision,
        mut in_force: Option<InForce>,
        findings: &mut Findings<'_>,
    ) {
        let first = index;
        let start =
            Url { scheme: sample.scheme, host: sample.host.clone(), uri: sample.uri.clone(), fragment: String::new() };
        if matches!(decision, Decision::Pass(Pass::SelfRedirect { .. })) {
            let rule = &set.entry(index).rule;
            let problem = match (&rule.then, &in_force) {
                (Action::Redirect(redirect), Some(_)) => {
                    let message =
                        "The fallback is the URL that is asked for, so while the target is broken nobody is redirected";
                    let value = redirect.fallback.as_deref().unwrap_or_default();
                    Problem::new("then.redirect.fallback", value, message, "Name another page, or remove the fallback")
                }
                _ => {
                    let message = "The target is the URL that is asked for, so the redirect is never sent";
                    let fix = "Correct the target, or delete the rule";
                    Problem::new("source.value", &rule.source.value, message, fix)
                }
            };
            findings.add(Finding::new(Code::SelfRedirect, &[set.number(index)], problem).at(start.shown(&start)));
            return;
        }
        let facts = visitor(&sample.headers, self.now);
        let mut way = vec![start];
        let mut hops: Vec<Hop> = Vec::new();
        let (mut decision, mut by) = (decision, Some(index));
        while let (Decision::Redirect { code, location, .. }, Some(index)) = (&decision, by) {
            let Some(url) = way.last().and_then(|from| from.joined(location)) else { break };
            let is_fallback = index == first && in_force.is_some();
            hops.push(Hop { index, code: *code, url: url.clone(), is_fallback });
            if let Some(back) = way.iter().position(|known| known.is_same_page(&url)) {
                return self.looped(set, &hops, back, &way, findings);
            }
            if hops.len() == MOST_HOPS {
                return self.looped(set, &hops, 0, &way, findings);
            }
            if !self.is_own(&url, &way[0]) {
                break;
            }
            let next = url.request(&sample.method, &facts);
            (decision, by) = set.ask(&next);
            if let Some(in_force) = in_force.as_mut().filter(|_| by == Some(first)) {
                decision = in_force.ask(&next);
            }
            way.push(url);
        }
        // A rule that leaves the last URL alone is no redirect.
        if hops.len() > 1 {
            findings.add(chain::finding(set, &hops, &way[0]));
        }
    }

    fn is_own(&self, url: &Url, start: &Url) -> bool {
        url.host == start.host || self.site.has_host(&url.host)
    }

    // `back`: which of the URLs on the way comes again.
    fn looped(&mut self, set: &Set, hops: &[Hop], back: usize, way: &[Url], findings: &mut Findings<'_>) {
        let mut on_loop: Vec<usize> = hops[back..].iter().map(|hop| hop.index).collect();
        on_loop.sort_unstable();
        on_loop.dedup();
        // One finding for each loop, and one for each rule that leads into it. One by a fallback is the business of its rule.
        let is_fallback = hops[0].is_fallback;
        let is_on_it = !is_fallback && on_loop.contains(&hops[0].index);
        if is_on_it && !self.loops.insert(on_loop.clone()) {
            return;
        }
        let repair = is_on_it.then(|| repair(set, &on_loop, findings.draft())).flatten();
        let first = repair.as_ref().map_or(hops[0].index, |(index, _)| *index);
        let mut numbers = vec![set.number(first)];
        for number in hops.iter().map(|hop| set.number(hop.index)) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        let shown: Vec<String> = way.iter().take(5).map(|url| url.shown(&way[0])).collect();
        let again = hops.last().map_or(String::new(), |hop| hop.url.shown(&way[0]));
        let more = if way.len() > 5 { " → …" } else { "" };
        let round = format!("{}{more} → {again}", shown.join(" → "));
        let names: Vec<String> = numbers.iter().map(|number| RuleName::from(*number).to_string()).collect();
        let names = names.join(", ");
        let problem = match hops[0].written(set).filter(|_| is_fallback) {
            Some(fallback) => {
                let message =
                    format!("While the target is broken and the fallback in force, redirects go round: {round}");
                let fix = format!("Name another fallback, or change one of {names}");
                Problem::new("then.redirect.fallback", fallback, message, fix)
            }
            None => {
                let value = &set.entry(first).rule.source.value;
                let fix = format!("Change or delete one of {names}");
                Problem::new("source.value", value, format!("Redirects go round: {round}"), fix)
            }
        };
        let finding = Finding::new(Code::Loop, &numbers, problem).at(way[0].shown(&way[0]));
        findings.add(match repair {
            Some((_, change)) => finding.with(change),
            None => finding,
        });
    }
}

impl Hop {
    /// The target or fallback that it leads by; `None` if its rule is no plain redirect.
    pub(crate) fn written<'s>(&self, set: &'s Set) -> Option<&'s str> {
        match &set.entry(self.index).rule.then {
            Action::Redirect(redirect) if self.is_fallback => redirect.fallback.as_deref(),
            Action::Redirect(redirect) => Some(&redirect.to),
            _ => None,
        }
    }
}

// Which rule of a loop is to change, and how. Whoever made the last of them wanted it, so the oldest gives way, and never the
// one that somebody is about to save.
fn repair(set: &Set, on_loop: &[usize], draft: Option<u64>) -> Option<(usize, Change)> {
    if let [alone] = on_loop {
        return spared(&set.entry(*alone).rule).map(|change| (*alone, change));
    }
    let is_ours = |index: &usize| Origin::of(set.number(*index)).0 == Origin::Native;
    let gives_way = on_loop.iter().copied().filter(|index| is_ours(index) && Some(set.number(*index)) != draft);
    gives_way.min_by_key(|index| set.number(*index)).map(|index| (index, Change::set("enabled", false)))
}

// A pattern that takes its own targets can leave them alone.
fn spared(rule: &Rule) -> Option<Change> {
    let Action::Redirect(redirect) = &rule.then else { return None };
    let start = Template::parse(&redirect.to).ok()?.literal_start();
    let path = start.split(['?', '#']).next().filter(|path| path.len() > 1 && path.starts_with('/'))?;
    if rule.dialect != Dialect::Native || rule.source.kind == Kind::Exact {
        return None;
    }
    let sign = |c: char| if ".+*?()[]{}|^$\\".contains(c) { format!("\\{c}") } else { c.to_string() };
    let begins = format!("^{}", path.chars().map(sign).collect::<String>());
    let own = Condition::Path(Test { matches: Some(begins), ..Test::default() });
    Some(Change::when(rule, [Condition::Not(Box::new(own))]))
}

impl Url {
    /// Where a `Location` leads from here; `None` if it isn't one of the web.
    fn joined(&self, location: &[u8]) -> Option<Url> {
        let location = std::str::from_utf8(location).ok()?;
        let (rest, fragment) = location.split_at(location.find('#').unwrap_or(location.len()));
        let request = Request::for_url("GET", &self.host, self.scheme, rest);
        let uri = String::from_utf8_lossy(request.uri).into_owned();
        let host = String::from_utf8_lossy(request.host).to_ascii_lowercase();
        uri.starts_with('/').then(|| Url { scheme: request.scheme, host, uri, fragment: fragment.to_owned() })
    }

    fn request<'a>(&'a self, method: &'a str, facts: &'a Facts) -> Request<'a> {
        Request {
            method: method.as_bytes(),
            scheme: self.scheme,
            host: self.host.as_bytes(),
            uri: self.uri.as_bytes(),
            context: facts,
        }
    }

    fn is_same_page(&self, other: &Url) -> bool {
        (self.scheme, &self.host, &self.uri) == (other.scheme, &other.host, &other.uri)
    }

    /// The path alone where that is enough for someone who comes from `start`.
    pub(crate) fn shown(&self, start: &Url) -> String {
        match (self.scheme, &self.host) == (start.scheme, &start.host) {
            true => format!("{}{}", self.uri, self.fragment),
            false => self.whole(),
        }
    }

    /// With scheme and host.
    pub(crate) fn whole(&self) -> String {
        let Url { scheme, host, uri, fragment } = self;
        format!("{}://{host}{uri}{fragment}", scheme.as_str())
    }
}
