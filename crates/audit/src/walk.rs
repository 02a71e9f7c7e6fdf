//! Where a rule's visitors end up: redirects followed from rule to rule, as a browser would.

use std::collections::HashSet;

use detour_rules::{Decision, Facts, Pass, Problem, Request, RequestScheme, Rule, RuleName};
use detour_samples::Sample;

use crate::report::Findings;
use crate::set::{Set, visitor};
use crate::{Code, Finding, Site, chain};

/// Redirects after which browsers give up.
const MOST_HOPS: usize = 20;

/// A redirect on the way.
pub(crate) struct Hop {
    /// The rule that sent it.
    pub(crate) index: usize,
    pub(crate) code: u16,
    /// Where to.
    pub(crate) url: Url,
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

    /// Follows the answer of a rule to a request of its own.
    pub(crate) fn follow(
        &mut self,
        set: &mut Set,
        index: usize,
        sample: &Sample,
        decision: Decision,
        findings: &mut Findings<'_>,
    ) {
        let start =
            Url { scheme: sample.scheme, host: sample.host.clone(), uri: sample.uri.clone(), fragment: String::new() };
        if matches!(decision, Decision::Pass(Pass::SelfRedirect { .. })) {
            let value = &set.entry(index).rule.source.value;
            let message = "The target is the URL that is asked for, so the redirect is never sent";
            let problem = Problem::new("source.value", value, message, "Correct the target, or delete the rule");
            findings.add(Finding::new(Code::SelfRedirect, &[set.number(index)], problem).at(start.shown(&start)));
            return;
        }
        let facts = visitor(&sample.headers, self.now);
        let mut way = vec![start];
        let mut hops: Vec<Hop> = Vec::new();
        let (mut decision, mut by) = (decision, Some(index));
        while let (Decision::Redirect { code, location, .. }, Some(index)) = (&decision, by) {
            let Some(url) = way.last().and_then(|from| from.joined(location)) else { break };
            hops.push(Hop { index, code: *code, url: url.clone() });
            if let Some(back) = way.iter().position(|known| known.is_same_page(&url)) {
                return self.looped(set, &hops, back, &way, findings);
            }
            if hops.len() == MOST_HOPS {
                return self.looped(set, &hops, 0, &way, findings);
            }
            if !self.is_own(&url, &way[0]) {
                break;
            }
            (decision, by) = set.ask(&url.request(&sample.method, &facts));
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
        // One finding for each loop, and one for each rule that leads into it.
        if on_loop.contains(&hops[0].index) && !self.loops.insert(on_loop) {
            return;
        }
        let mut numbers: Vec<u64> = Vec::new();
        for number in hops.iter().map(|hop| set.number(hop.index)) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        let shown: Vec<String> = way.iter().take(5).map(|url| url.shown(&way[0])).collect();
        let again = hops.last().map_or(String::new(), |hop| hop.url.shown(&way[0]));
        let more = if way.len() > 5 { " → …" } else { "" };
        let message = format!("Redirects go round: {}{more} → {again}", shown.join(" → "));
        let names: Vec<String> = numbers.iter().map(|number| RuleName::from(*number).to_string()).collect();
        let fix = format!("Change or delete one of {}", names.join(", "));
        let value = &set.entry(hops[0].index).rule.source.value;
        let problem = Problem::new("source.value", value, message, fix);
        findings.add(Finding::new(Code::Loop, &numbers, problem).at(way[0].shown(&way[0])));
    }
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
