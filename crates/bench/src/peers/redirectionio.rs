//! The `redirectionio` crate: the matching core of redirection.io.
//!
//! It is called as its own benches call it: [`Router::match_request`] on a request made before. That collects all rules
//! that match; [`RedirectionIo::full`] goes on to what is sent, as its integrations do.

use redirectionio::RouterConfig;
use redirectionio::action::Action;
use redirectionio::api::Rule;
use redirectionio::http::Request;
use redirectionio::router::Router;
use serde_json::{Value, json};

use crate::detour::HOST;
use crate::generate::Site;

/// How many of its expressions are kept compiled. The others are compiled anew for each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// `cache(None)`, what its own benches use: a tenth of the rules, from 100 to 10,000.
    Default,
    /// Every one.
    Everything,
}

/// A router.
#[derive(Debug)]
pub struct RedirectionIo {
    router: Router<Rule>,
    config: RouterConfig,
}

impl RedirectionIo {
    /// A router for rules that [`rules`] made.
    pub fn new(rules: impl Iterator<Item = String>, cache: Cache) -> RedirectionIo {
        let config = RouterConfig::default();
        let mut router = Router::<Rule>::from_config(config.clone());
        for rule in rules {
            router.insert(Rule::from_json(&rule).expect("the rule has its shape"));
        }
        router.cache(match cache {
            Cache::Default => None,
            Cache::Everything => Some(1_000_000_000),
        });
        RedirectionIo { router, config }
    }

    /// The request for a URL.
    pub fn request(&self, url: &str) -> Request {
        let (host, scheme, method) = (HOST.to_owned(), "http".to_owned(), "GET".to_owned());
        Request::from_config(&self.config, url.to_owned(), Some(host), Some(scheme), Some(method), None, None)
    }

    /// How many rules match.
    pub fn matches(&self, request: &Request) -> usize {
        self.router.match_request(request).len()
    }

    /// The whole way from a URL to the headers that are sent.
    pub fn full(&self, url: &str) -> usize {
        let request = self.request(url);
        let routes = self.router.match_request(&request);
        let found = routes.len();
        let mut action = Action::from_routes_rule(routes, &request, None);
        let status = match action.get_status_code(0, None) {
            0 => 200,
            status => status,
        };
        std::hint::black_box(action.filter_headers(Vec::new(), status, false, None));
        found
    }
}

/// A site's rules as the crate's JSON.
pub fn rules(site: &Site) -> impl Iterator<Item = String> {
    let literals = site.literals.iter().map(|(path, target)| (path.clone(), None, Vec::new(), target));
    let patterns = site.patterns.iter().map(|(pattern, target)| {
        let template = pattern.template();
        let markers = template.markers.iter().map(|(name, regex)| json!({"name": name, "regex": regex})).collect();
        (template.path, template.query, markers, target)
    });
    literals.chain(patterns).enumerate().map(|(index, (path, query, markers, target))| {
        rule(index + 1, &path, query.as_deref(), markers, target).to_string()
    })
}

fn rule(id: usize, path: &str, query: Option<&str>, markers: Vec<Value>, target: &str) -> Value {
    json!({
        "id": id.to_string(),
        "source": {"path": path, "query": query},
        "target": target.replace("$1", "@m1"),
        "status_code": 301,
        "rank": 0,
        "markers": markers,
    })
}
