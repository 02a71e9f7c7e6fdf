//! The requests of a verification, each made only when its turn comes.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;

use detour_rules::{Decision, Facts, Needs, Request, Rule};
use detour_samples::{Home, Sample, Variant, Wanted, samples};
use serde::{Deserialize, Serialize};

use crate::comparison::{Decide, RuleSet};
use crate::difference::Asked;
use crate::{Asking, Site};

/// A place in the order of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Start {
    /// Number of the rule, from 0; URLs of the list follow the last one.
    pub(crate) rule: usize,
    /// Number of its request, from 0.
    pub(crate) request: usize,
}

/// One request, and where it comes from.
#[derive(Debug)]
pub struct Planned<'a> {
    /// The rules and the rule that it was made from; none if it is one of a list.
    pub(crate) from: Option<(&'a RuleSet<'a>, &'a Rule)>,
    /// How many rules were begun.
    pub number: usize,
    /// Its place.
    pub(crate) start: Start,
    /// Whether the same request was sent before.
    pub repeated: bool,
    /// What was made from the rule.
    pub sample: Sample,
    /// All headers.
    pub headers: Vec<(String, String)>,
    /// Its URL.
    pub(crate) url: String,
    authority: String,
}

/// All requests from `start` on, those of the rules first.
pub(crate) fn requests<'a>(
    site: &'a Site,
    sets: &'a [RuleSet<'a>],
    options: &'a Asking,
    start: Start,
) -> impl Iterator<Item = Planned<'a>> + use<'a> {
    let rules = sets.iter().flat_map(|set| set.sampled().map(move |rule| (set, rule))).enumerate().skip(start.rule);
    let of_rules = rules.flat_map(move |(index, (set, rule))| {
        let wanted = Wanted {
            home: Home { host: set.host.unwrap_or(site.host()), ..site.home() },
            settings: set.settings,
            most: options.most,
            unsafe_methods: options.unsafe_methods,
            seed: options.seed,
        };
        let made = samples(rule, &wanted).into_iter().enumerate();
        made.map(move |(request, sample)| (Some((set, rule)), index + 1, Start { rule: index, request }, sample))
    });
    let all: usize = sets.iter().map(|set| set.sampled().count()).sum();
    let listed = options.urls.iter().filter_map(move |url| of_url(site, url)).enumerate();
    let listed = listed.map(move |(request, sample)| (None, all, Start { rule: all, request }, sample));
    let in_order = of_rules.chain(listed);
    let rest = in_order.skip_while(move |(.., place, _)| place.rule == start.rule && place.request < start.request);
    let mut known: HashSet<u64> = HashSet::new();
    rest.map(move |(from, number, start, sample)| {
        let authority = site.authority(sample.scheme, &sample.host);
        let headers = headers_of(&sample, &authority, options);
        let url = format!("{}://{authority}{}", sample.scheme.as_str(), sample.uri);
        let mut hasher = DefaultHasher::new();
        (&sample.method, &url, &headers).hash(&mut hasher);
        let repeated = !known.insert(hasher.finish());
        Planned { from, number, start, repeated, sample, headers, url, authority }
    })
}

/// How many URLs of the list can't be asked for.
pub(crate) fn unaskable(site: &Site, options: &Asking) -> u64 {
    options.urls.iter().filter(|url| of_url(site, url).is_none()).count() as u64
}

fn of_url(site: &Site, url: &str) -> Option<Sample> {
    let request = Request::for_url("GET", site.host(), site.scheme(), url);
    let host = String::from_utf8_lossy(request.host);
    let host = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(&*host, |(host, _)| host);
    let sample = Sample {
        variant: Variant::Log,
        method: "GET".into(),
        scheme: request.scheme,
        host: host.to_owned(),
        uri: String::from_utf8_lossy(request.uri).split('#').next().unwrap_or_default().to_owned(),
        headers: Vec::new(),
    };
    (!host.is_empty() && site.address(request.scheme).is_some()).then_some(sample)
}

// What every request has, unless the sample has it otherwise.
fn headers_of(sample: &Sample, authority: &str, options: &Asking) -> Vec<(String, String)> {
    let mut headers = vec![("Host".to_owned(), authority.to_owned())];
    headers.extend(sample.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("host")).cloned());
    let common = [("User-Agent", concat!("detour-verify/", env!("CARGO_PKG_VERSION"))), ("Accept", "*/*")];
    let common = common.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    for (name, value) in options.headers.iter().cloned().chain(common) {
        if !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            headers.push((name, value));
        }
    }
    headers
}

impl Planned<'_> {
    /// For people and programs.
    pub(crate) fn asked(&self) -> Asked {
        let Sample { method, headers, .. } = &self.sample;
        Asked { method: method.clone(), url: self.url.clone(), headers: headers.clone() }
    }

    /// What the rules answer a visitor who isn't logged in, and for which blog: at least one decision, and two if it
    /// depends on whether there is a page.
    pub(crate) fn decisions(
        &self,
        options: &Asking,
        own_address: Option<IpAddr>,
        decide: &mut Decide<'_>,
    ) -> (Option<u64>, Vec<Decision>) {
        // Cookies that every request has may be those of somebody who is logged in.
        let is_visitor = !options.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        let mut facts = Facts {
            headers: self.headers.iter().cloned().collect(),
            client_ip: options.client_ip.or(own_address),
            logged_in: is_visitor.then_some(false),
            roles: is_visitor.then(Vec::new),
            theme: true,
            ..Facts::default()
        };
        let mut ask = |facts: &Facts| {
            decide(&Request {
                method: self.sample.method.as_bytes(),
                scheme: self.sample.scheme,
                host: self.authority.as_bytes(),
                uri: self.sample.uri.as_bytes(),
                context: facts,
            })
        };
        let (blog, decision) = ask(&facts);
        let only_page = Needs { not_found: true, ..Needs::default() };
        if !matches!(&decision, Decision::Defer { needs, .. } if *needs == only_page) {
            return (blog, vec![decision]);
        }
        let possible = [true, false].map(|not_found| {
            facts.not_found = Some(not_found);
            ask(&facts).1
        });
        (blog, possible.into())
    }
}
