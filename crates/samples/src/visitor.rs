//! Visitors that conditions hold for, and others.

use detour_rules::{Condition, Rule, Settings, Test};

use super::encode;
use super::pattern;
use super::pcre;
use super::source::Words;
use super::urls::Url;

/// Most visitors besides the one that all conditions fit.
const MOST_OTHERS: usize = 10;

/// What a request brings besides its URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Visitor {
    pub(super) method: Option<String>,
    pub(super) host: Option<String>,
    headers: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
    parameters: Vec<(String, String)>,
    query: Option<String>,
    path: Option<String>,
}

/// How a condition is met by a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// It holds.
    Holds,
    /// What it asks for is there and is something else.
    Fails,
    /// What it asks for isn't there.
    Absent,
}

/// A visitor that all conditions of the rule hold for, as far as a request can bring that about, and others that one of
/// them doesn't hold for, or of whom nothing is known at all.
pub(super) fn of_rule(rule: &Rule, settings: &Settings) -> (Visitor, Vec<Visitor>) {
    let arranged = |meant: &dyn Fn(usize) -> Meant| {
        let mut visitor = Visitor::default();
        for (index, condition) in rule.when.iter().enumerate() {
            visitor.arrange(condition, meant(index), settings);
        }
        visitor
    };
    let fitting = arranged(&|_| Meant::Holds);
    let mut others = vec![Visitor::default()];
    for place in 0..rule.when.len() {
        for failing in [Meant::Fails, Meant::Absent] {
            others.push(arranged(&|index| if index == place { failing } else { Meant::Holds }));
        }
    }
    let mut different: Vec<Visitor> = Vec::new();
    for other in others.into_iter().filter(|other| *other != fitting) {
        if !different.contains(&other) && different.len() < MOST_OTHERS {
            different.push(other);
        }
    }
    (fitting, different)
}

impl Visitor {
    /// The same one with another method.
    pub(super) fn with_method(mut self, method: &str) -> Visitor {
        self.method = Some(method.to_owned());
        self
    }

    /// The same one at another host.
    pub(super) fn at_host(mut self, host: String) -> Visitor {
        self.host = Some(host);
        self
    }

    /// The URL this visitor asks for instead of `url`.
    pub(super) fn url(&self, url: &Url) -> Url {
        let path = self.path.clone().unwrap_or_else(|| url.path.clone());
        let mut query = self.query.clone().or_else(|| url.query.clone());
        for (name, value) in &self.parameters {
            let parameter = format!("{}={}", encode::value(name), encode::value(value));
            query = Some(match query.filter(|query| !query.is_empty()) {
                Some(query) => format!("{query}&{parameter}"),
                None => parameter,
            });
        }
        Url { path, query }
    }

    /// The headers.
    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let mut headers = self.headers.clone();
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            headers.push(("Cookie".into(), cookies.join("; ")));
        }
        headers
    }

    fn arrange(&mut self, condition: &Condition, meant: Meant, settings: &Settings) {
        let holds = meant == Meant::Holds;
        let mut header = |name: &str, value: Option<String>| {
            self.headers.extend(value.map(|value| (name.to_owned(), value)));
        };
        match condition {
            Condition::Method(methods) => {
                self.method = methods.first().filter(|_| holds).cloned();
            }
            Condition::Header(test) => header(&test.name, text(test, meant)),
            Condition::Referrer(test) => header("Referer", text(test, meant)),
            Condition::UserAgent(test) => header("User-Agent", text(test, meant)),
            Condition::Country(countries) => {
                let other = (meant == Meant::Fails).then(|| "XX".to_owned());
                header(&settings.country_header, countries.first().filter(|_| holds).cloned().or(other));
            }
            Condition::Language(languages) => {
                let other = (meant == Meant::Fails).then(|| "tlh".to_owned());
                header("Accept-Language", languages.first().filter(|_| holds).cloned().or(other));
            }
            Condition::Host(hosts) => {
                let host = hosts.first().filter(|_| holds).map(|host| match host.strip_prefix("*.") {
                    Some(domain) => format!("www.{domain}"),
                    None => host.clone(),
                });
                self.host = host.or_else(|| (meant == Meant::Fails).then(|| "other.example".to_owned()));
            }
            Condition::Cookie(test) => {
                self.cookies.extend(text(test, meant).map(|value| (test.name.clone(), value)));
            }
            Condition::Query(test) => {
                self.parameters.extend(text(test, meant).map(|value| (test.name.clone(), value)));
            }
            Condition::QueryString(test) => {
                self.query = text(test, meant).map(|text| encode::query(text.as_bytes()));
            }
            Condition::Path(test) if test.missing != Some(true) && (test.is.is_some() || test.matches.is_some()) => {
                self.path = text(test, meant).filter(|_| holds).map(|text| Url::of_text(text.as_bytes(), "").path);
            }
            // A path without further word about it is that of the URL. The others, a request can't bring about.
            Condition::Path(_)
            | Condition::Ip(_)
            | Condition::LoggedIn(_)
            | Condition::Role(_)
            | Condition::NotFound(_)
            | Condition::Filter(_) => {}
            Condition::Any(conditions) if holds => {
                if let Some(condition) = conditions.first() {
                    self.arrange(condition, meant, settings);
                }
            }
            Condition::Any(conditions) => {
                conditions.iter().for_each(|condition| self.arrange(condition, meant, settings));
            }
            Condition::Not(condition) => {
                let meant = if holds { Meant::Absent } else { Meant::Holds };
                self.arrange(condition, meant, settings);
            }
        }
    }
}

// A value that passes the test or fails it; `None` if there is none.
fn text(test: &Test, meant: Meant) -> Option<String> {
    let any = || Some("x".to_owned());
    match (meant, test.missing == Some(true)) {
        (Meant::Absent, false) | (Meant::Holds, true) => return None,
        (Meant::Absent | Meant::Fails, true) => return any(),
        (Meant::Fails, false) => return Some("other".into()),
        (Meant::Holds, false) => {}
    }
    if let Some(is) = &test.is {
        return Some(is.clone());
    }
    if let Some(contains) = &test.contains {
        return Some(format!("a{contains}b"));
    }
    let Some(pattern) = &test.matches else { return any() };
    let first = pattern::texts(&pcre::readable(pattern), Words::new(0, 0), 1).pop()?;
    Some(String::from_utf8_lossy(&first).into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(when: serde_json::Value) -> (Vec<String>, Vec<Vec<String>>) {
        let rule = json!({"source": {"value": "/a"}, "when": when, "then": {"redirect": {"to": "/b"}}});
        let rule = Rule::from_json(&rule).unwrap();
        let (fitting, others) = of_rule(&rule, &Settings::default());
        let shown = |visitor: &Visitor| {
            let url = visitor.url(&Url::of_text(b"/a", ""));
            let mut parts: Vec<String> = visitor.method.iter().chain(&visitor.host).cloned().collect();
            parts.push(url.to_string());
            parts.extend(visitor.headers().iter().map(|(name, value)| format!("{name}: {value}")));
            parts
        };
        (shown(&fitting), others.iter().map(shown).collect())
    }

    #[test]
    fn visitors_fit_and_do_not() {
        let (fitting, others) = of(json!([
            {"header": {"name": "X-A", "contains": "yes"}},
            {"cookie": {"name": "c", "is": "1"}},
            {"language": ["es"]}
        ]));
        assert_eq!(fitting, ["/a", "X-A: ayesb", "Accept-Language: es", "Cookie: c=1"]);
        assert!(others.contains(&vec!["/a".into()]), "{others:?}");
        let wrong = ["/a", "X-A: other", "Accept-Language: es", "Cookie: c=1"].map(String::from).to_vec();
        let missing = ["/a", "Accept-Language: es", "Cookie: c=1"].map(String::from).to_vec();
        assert!(others.contains(&wrong) && others.contains(&missing), "{others:?}");
    }

    #[test]
    fn each_condition_is_brought_about() {
        for (when, fitting) in [
            (json!([{"method": ["POST"]}]), vec!["POST", "/a"]),
            (json!([{"host": ["*.x.test"]}]), vec!["www.x.test", "/a"]),
            (json!([{"query": {"name": "q q", "is": "a&b"}}]), vec!["/a?q%20q=a%26b"]),
            (json!([{"query_string": {"is": "a=b&c"}}]), vec!["/a?a=b&c"]),
            (json!([{"path": {"matches": "^/x/y$"}}]), vec!["/x/y"]),
            (json!([{"not": {"cookie": {"name": "c"}}}]), vec!["/a"]),
            (json!([{"not": {"cookie": {"name": "c", "missing": true}}}]), vec!["/a", "Cookie: c=x"]),
            (json!([{"any": [{"referrer": {"is": "r"}}, {"user_agent": {"is": "u"}}]}]), vec!["/a", "Referer: r"]),
            (json!([{"country": ["DE"]}]), vec!["/a", "CF-IPCountry: DE"]),
            (json!([{"ip": ["10.0.0.1"]}, {"logged_in": true}]), vec!["/a"]),
        ] {
            assert_eq!(of(when.clone()).0, fitting, "{when}");
        }
    }
}
