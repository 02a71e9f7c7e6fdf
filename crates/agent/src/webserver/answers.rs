//! What of a rule file a web server can answer by itself, and why it can't answer the rest.
//!
//! No rule is translated. The engine is asked what it answers to the URLs of the exact rules, all other rules included, as both
//! an encrypted and a plain request, with GET and HEAD. Where that is the same and nothing was asked about the visitor or the
//! time, it is what everybody gets at any time, whichever rule it comes from and whatever their order is. Everything else is
//! left to PHP.

use std::collections::{BTreeMap, HashSet};

use detour_engine::RuleView;
use detour_exchange::Fixed;
use detour_format::{AnyFile, FilePatterns, RuleFile};
use detour_rules::{Body, Decision, Dialect, Origin, Request, RequestScheme, RuleName};
use serde::Serialize;

use super::spellings;
use super::visitor::Visitor;

/// Most answers in a table: servers read all of it at each reload.
pub(super) const MOST: usize = 200_000;

/// What goes into a server's table, and what doesn't.
#[derive(Debug, Default)]
pub struct Answers {
    /// The answers, each host's in the order of the URLs.
    pub fixed: Vec<Fixed>,
    /// Rules that answer at least some requests in front of PHP.
    pub moved: usize,
    /// Rules that stay with PHP whole, by number.
    pub left: Vec<Left>,
}

/// A rule that stays with PHP.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Left {
    /// Its number.
    #[serde(flatten, serialize_with = "RuleName::serialize_number")]
    pub rule: u64,
    /// The blog of a network that it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blog: Option<u64>,
    /// In words, why.
    pub why: &'static str,
}

/// A rule by its blog and number.
type Rule = (Option<u64>, u64);

impl Answers {
    /// The answers of a file for requests to these hosts, written as browsers send them.
    pub fn of<B: AsRef<[u8]>>(file: &AnyFile<B>, hosts: &[String]) -> Answers {
        let mut search =
            Search { file, hosts, patterns: FilePatterns::new(), found: BTreeMap::new(), rules: BTreeMap::new() };
        match file {
            AnyFile::Site(rules) => search.site(None, rules),
            AnyFile::Network(network) => {
                let mut seen = HashSet::new();
                for (blog, bytes) in network.embedded() {
                    // A blog with several hosts is there once for each.
                    if seen.insert(blog)
                        && let Ok(rules) = RuleFile::open(bytes)
                    {
                        search.site(Some(blog), &rules);
                    }
                }
            }
        }
        search.finish()
    }
}

struct Search<'f, B> {
    file: &'f AnyFile<B>,
    hosts: &'f [String],
    patterns: FilePatterns,
    /// By host and URL, with the rule that each comes from.
    found: BTreeMap<(usize, String), (Rule, Fixed)>,
    /// All rules, with the reason that speaks against the first of their URLs.
    rules: BTreeMap<Rule, Option<&'static str>>,
}

impl<B: AsRef<[u8]>> Search<'_, B> {
    fn site<C: AsRef<[u8]>>(&mut self, blog: Option<u64>, rules: &RuleFile<C>) {
        for rule in rules.rules() {
            let why = self.rule(blog, &rule);
            self.rules.entry((blog, rule.id)).or_insert(why);
        }
    }

    // Why the rule's URLs, or some of them, stay with PHP.
    fn rule(&mut self, blog: Option<u64>, rule: &RuleView<'_>) -> Option<&'static str> {
        if Origin::of(rule.id).0 != Origin::Native {
            return Some("it is kept by another plugin, which is told of its hits");
        }
        if rule.dialect != Dialect::Native {
            return Some("it behaves as in the plugin it comes from");
        }
        if !rule.is_literal() {
            return Some("it takes more URLs than can be listed");
        }
        let mut why = None;
        for uri in spellings::of(rule) {
            for (number, host) in self.hosts.iter().enumerate() {
                if self.found.contains_key(&(number, uri.clone())) {
                    continue;
                }
                if self.found.len() >= MOST {
                    return Some("the table is full");
                }
                match self.answer(blog, host, &uri) {
                    Ok((by, fixed)) => {
                        if by != (blog, rule.id) {
                            why.get_or_insert("an earlier rule answers its URL");
                        }
                        self.found.insert((number, uri.clone()), (by, fixed));
                    }
                    Err(problem) => {
                        why.get_or_insert(problem);
                    }
                }
            }
        }
        why
    }

    /// What everybody gets at this URL, and by which rule.
    fn answer(&mut self, blog: Option<u64>, host: &str, uri: &str) -> Result<(Rule, Fixed), &'static str> {
        let first = self.decide(blog, RequestScheme::Https, b"GET", host, uri)?;
        for (scheme, method) in
            [(RequestScheme::Https, &b"HEAD"[..]), (RequestScheme::Http, b"GET"), (RequestScheme::Http, b"HEAD")]
        {
            if self.decide(blog, scheme, method, host, uri)? != first {
                return Err("its answer depends on scheme or method");
            }
        }
        let cache = |decision: &Decision| match decision.headers() {
            [header] if header.name.eq_ignore_ascii_case("cache-control") => Ok(header.value.clone().into_owned()),
            _ => Err("it sends headers of its own"),
        };
        let text = |location: &[u8]| String::from_utf8_lossy(location).into_owned();
        let (rule, code, location) = match &first {
            Decision::Redirect { variant: 0, rule, code, location, .. } => (*rule, *code, Some(text(location))),
            Decision::Respond { rule, code, body: Body::Bare, .. } => (*rule, *code, None),
            Decision::Pass(_) => return Err("nothing is answered"),
            _ => return Err("only PHP can carry it out"),
        };
        let fixed = Fixed::new(host, uri, code, location.as_deref(), &cache(&first)?)?;
        Ok(((blog, rule), fixed))
    }

    fn decide(
        &mut self,
        blog: Option<u64>,
        scheme: RequestScheme,
        method: &[u8],
        host: &str,
        uri: &str,
    ) -> Result<Decision, &'static str> {
        let visitor = Visitor::default();
        let (host, uri) = (host.as_bytes(), uri.as_bytes());
        let request = Request { method, scheme, host, uri, context: &visitor };
        if self.file.blog(&request) != blog {
            return Err("no host of the table is its blog's");
        }
        let decision = self.file.decide(&mut self.patterns, &request);
        match visitor.was_asked() {
            true => Err("its answer depends on the visitor or the time"),
            false => Ok(decision),
        }
    }

    fn finish(self) -> Answers {
        let by: HashSet<Rule> = self.found.values().map(|(rule, _)| *rule).collect();
        let left = self.rules.iter().filter(|(rule, _)| !by.contains(rule));
        let left =
            left.map(|(&(blog, rule), why)| Left { rule, blog, why: why.unwrap_or("an earlier rule answers its URL") });
        Answers {
            moved: by.len(),
            left: left.collect(),
            fixed: self.found.into_values().map(|(_, fixed)| fixed).collect(),
        }
    }
}
