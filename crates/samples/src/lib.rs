//! Requests made from a rule: what it takes, what lies just beside it, and other spellings of both.
//!
//! Nothing is matched here, so whether the rule takes a request is for the engine to say.
#![forbid(unsafe_code)]

mod encode;
mod pattern;
mod pcre;
mod source;
mod urls;
mod visitor;

use detour_rules::{Dialect, RequestScheme, Rule, Scheme, Settings, Source};
use serde::Serialize;

use source::Words;
use urls::Url;
use visitor::Visitor;

/// What a request is meant to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// What the rule takes.
    Hit,
    /// One of the rule's own examples.
    Example,
    /// A visitor that one of the conditions doesn't fit, or that they all do.
    Condition,
    /// A URL just beside: a byte more or less, a sibling, a child.
    Near,
    /// Other case.
    Case,
    /// A slash more or less.
    Slash,
    /// Other parameters, or in another order.
    Query,
    /// Another spelling of the same bytes, or one that comes to the same if it is decoded twice.
    Encoding,
    /// Another method.
    Method,
    /// Another host.
    Host,
    /// The other scheme.
    Scheme,
    /// A URL that visitors asked for.
    Log,
}

impl Variant {
    /// As in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Variant::Hit => "hit",
            Variant::Example => "example",
            Variant::Condition => "condition",
            Variant::Near => "near",
            Variant::Case => "case",
            Variant::Slash => "slash",
            Variant::Query => "query",
            Variant::Encoding => "encoding",
            Variant::Method => "method",
            Variant::Host => "host",
            Variant::Scheme => "scheme",
            Variant::Log => "log",
        }
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// What it is meant to find out.
    pub variant: Variant,
    /// Its method.
    pub method: String,
    /// Its scheme.
    pub scheme: RequestScheme,
    /// Its host, without port.
    pub host: String,
    /// Its path and query.
    pub uri: String,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

/// The site that is asked.
#[derive(Debug, Clone, Copy)]
pub struct Home<'a> {
    /// Scheme of its address.
    pub scheme: RequestScheme,
    /// Whether it can be asked by the other scheme as well.
    pub both_schemes: bool,
    /// Its host, without port; of a blog, that of the blog.
    pub host: &'a str,
    /// Path of its folder: empty, or `/blog`.
    pub folder: &'a str,
}

/// What samples are made with.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The site that is asked.
    pub home: Home<'a>,
    /// Settings of the blog or site.
    pub settings: &'a Settings,
    /// Most requests of a rule.
    pub most: usize,
    /// Whether methods that may change something are used.
    pub unsafe_methods: bool,
    /// Chooses the letters where any will do.
    pub seed: u64,
}

/// The requests for a rule, the most telling ones first; the same ones each time.
pub fn samples(rule: &Rule, wanted: &Wanted<'_>) -> Vec<Sample> {
    let words = Words::new(wanted.seed, rule.id);
    let mut of_sources: Vec<std::vec::IntoIter<Sample>> = std::iter::once(&rule.source)
        .chain(&rule.alternatives)
        .take(wanted.most)
        .map(|source| Maker { rule, source, wanted, words }.samples().into_iter())
        .collect();
    let mut all: Vec<Sample> = rule.examples.iter().map(|example| of_example(example, rule, wanted)).collect();
    // One of each source in turn, so that none of them is left out.
    loop {
        let before = all.len();
        all.extend(of_sources.iter_mut().filter_map(Iterator::next));
        if all.len() == before || all.len() >= wanted.most {
            break;
        }
    }
    all.retain(|sample| is_askable(sample, wanted));
    all.truncate(wanted.most);
    all
}

/// The requests that a rule takes, as far as can be told without matching: one of each text, by a visitor that its
/// conditions fit.
pub fn hits(rule: &Rule, wanted: &Wanted<'_>) -> Vec<Sample> {
    let words = Words::new(wanted.seed, rule.id);
    let sources = std::iter::once(&rule.source).chain(&rule.alternatives).take(wanted.most);
    let mut all: Vec<Sample> =
        sources.flat_map(|source| Maker { rule, source, wanted, words }.hits().2).take(wanted.most).collect();
    all.retain(|sample| is_askable(sample, wanted));
    all
}

fn is_askable(sample: &Sample, wanted: &Wanted<'_>) -> bool {
    let safe = matches!(&*sample.method, "GET" | "HEAD") || wanted.unsafe_methods;
    let sendable = |text: &str| !text.chars().any(char::is_control);
    safe && sample.uri.starts_with('/')
        && sendable(&sample.uri)
        && (wanted.home.both_schemes || sample.scheme == wanted.home.scheme)
        && !sample.host.is_empty()
        && sendable(&sample.host)
        && sample.headers.iter().all(|(_, value)| sendable(value))
}

fn of_example(example: &detour_rules::Example, rule: &Rule, wanted: &Wanted<'_>) -> Sample {
    let host = source_host(&rule.source, wanted);
    let scheme = source_scheme(&rule.source, wanted.home);
    let request = detour_rules::Request::for_url(&example.method, &host, scheme, &example.url);
    let host = String::from_utf8_lossy(request.host);
    Sample {
        variant: Variant::Example,
        method: example.method.clone(),
        scheme: request.scheme,
        host: host.split(':').next().unwrap_or_default().to_owned(),
        uri: encode::whole(request.uri),
        headers: example.headers.clone().into_iter().collect(),
    }
}

fn source_host(source: &Source, wanted: &Wanted<'_>) -> String {
    match source.host.strip_prefix("*.") {
        Some(domain) => format!("www.{domain}"),
        None if source.host.eq_ignore_ascii_case("any") => wanted.home.host.to_owned(),
        None => source.host.clone(),
    }
}

fn source_scheme(source: &Source, home: Home<'_>) -> RequestScheme {
    match source.scheme {
        Scheme::Any => home.scheme,
        Scheme::Http => RequestScheme::Http,
        Scheme::Https => RequestScheme::Https,
    }
}

struct Maker<'a> {
    rule: &'a Rule,
    source: &'a Source,
    wanted: &'a Wanted<'a>,
    words: Words,
}

impl Maker<'_> {
    // URLs that the source takes, the visitors that the conditions fit and don't, and the requests that come of the fitting.
    fn hits(&self) -> (Vec<Url>, (Visitor, Vec<Visitor>), Vec<Sample>) {
        let Maker { rule, source, wanted, words } = self;
        let visitors = visitor::of_rule(rule, wanted.settings);
        let folder = self.folder();
        let texts = source::texts(source, rule.dialect, *words);
        let urls: Vec<Url> = texts.iter().map(|text| Url::of_text(text, &folder)).collect();
        let samples = urls.iter().map(|url| self.sample(Variant::Hit, url, &visitors.0)).collect();
        (urls, visitors, samples)
    }

    fn samples(&self) -> Vec<Sample> {
        let Maker { source, words, .. } = self;
        let (hits, (fitting, others), mut all) = self.hits();
        let Some(first) = hits.first() else { return Vec::new() };
        all.extend(others.iter().map(|visitor| self.sample(Variant::Condition, first, visitor)));
        let around = urls::around(first, *words);
        all.extend(around.iter().map(|(variant, url)| self.sample(*variant, url, &fitting)));
        for method in ["HEAD", "POST"] {
            let visitor = fitting.clone().with_method(method);
            all.push(self.sample(Variant::Method, first, &visitor));
        }
        for host in self.other_hosts() {
            let visitor = fitting.clone().at_host(host);
            all.push(self.sample(Variant::Host, first, &visitor));
        }
        if source.scheme != Scheme::Any {
            let mut sample = self.sample(Variant::Scheme, first, &fitting);
            sample.scheme = match sample.scheme {
                RequestScheme::Http => RequestScheme::Https,
                RequestScheme::Https => RequestScheme::Http,
            };
            all.push(sample);
        }
        // What any other visitor is asked beside the URL decides little, so it comes last.
        all.extend(
            hits.iter()
                .skip(1)
                .flat_map(|url| urls::queries(url, *words))
                .map(|url| self.sample(Variant::Query, &url, &fitting)),
        );
        all
    }

    // Rank Math compares what stands behind the site's folder, the others whole paths.
    fn folder(&self) -> String {
        let home = self.wanted.settings.rank_math.as_ref().map(|settings| settings.home.as_str());
        match (self.rule.dialect, home) {
            (Dialect::RankMath, Some(home)) => {
                let rest = home.split_once("://").map_or(home, |(_, rest)| rest);
                rest.find('/').map_or(String::new(), |start| rest[start..].trim_end_matches('/').to_owned())
            }
            (Dialect::RankMath, None) => self.wanted.home.folder.to_owned(),
            _ => String::new(),
        }
    }

    fn other_hosts(&self) -> Vec<String> {
        match self.source.host.strip_prefix("*.") {
            Some(domain) => {
                vec![domain.to_owned(), format!("{}.{domain}", self.words.letters(3)), "other.example".into()]
            }
            None if self.source.host.eq_ignore_ascii_case("any") => Vec::new(),
            None => vec![format!("www.{}", self.source.host), "other.example".into()],
        }
    }

    fn sample(&self, variant: Variant, url: &Url, visitor: &Visitor) -> Sample {
        Sample {
            variant,
            method: visitor.method.clone().unwrap_or_else(|| "GET".into()),
            scheme: source_scheme(self.source, self.wanted.home),
            host: visitor.host.clone().unwrap_or_else(|| source_host(self.source, self.wanted)),
            uri: visitor.url(url).to_string(),
            headers: visitor.headers(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Rules may come from somebody else's file.
    #[test]
    fn nothing_is_asked_that_would_be_more_than_one_header() {
        let asked = |host: &str| {
            let example = serde_json::json!({"url": format!("http://{host}/a")});
            let rule = serde_json::json!({"source": {"value": "/a"}, "then": {"respond": {"code": 410}},
                "examples": [example]});
            let rule = Rule::from_json(&rule).unwrap();
            let home = Home { scheme: RequestScheme::Http, both_schemes: false, host: "shop.test", folder: "" };
            let settings = Settings::default();
            let wanted = Wanted { home, settings: &settings, most: 9, unsafe_methods: false, seed: 0 };
            samples(&rule, &wanted).into_iter().any(|sample| sample.variant == Variant::Example)
        };
        assert!(asked("shop.test"));
        assert!(!asked("shop.test\r\nContent-Length"));
    }
}
