//! A server that answers from one rule set, compared with another: what is equal is found equal, what was changed is found.

mod server;

use std::collections::{BTreeSet, HashSet};

use detour_engine::Patterns;
use detour_rules::{RequestScheme, Rule, Settings};
use detour_samples::{Home, Wanted, samples};
use detour_verify::{Asking, Difference, Event, LeftOut, Options, Report, RuleSet, Site, Unreachable, verify};
use serde_json::{Value, json};
use server::{Server, opened};

/// Rules of every kind, none of which needs WordPress.
fn rules() -> Value {
    json!([
        {"id": 1, "source": {"value": "/old/page"}, "then": {"redirect": {"to": "/new", "code": 301}}},
        {"id": 2, "source": {"value": "/Case", "case": "ignore", "slash": "ignore"}, "then": {"redirect": {"to": "/c"}}},
        {"id": 3, "source": {"value": "/q?a=1&b=2", "query": "any-order"}, "then": {"redirect": {"to": "/q2", "code": 302}}},
        {"id": 4, "source": {"value": "/pass", "query": "pass"}, "then": {"redirect": {"to": "/p?x=1", "code": 308}}},
        {"id": 5, "source": {"kind": "prefix", "value": "/docs/"}, "then": {"redirect": {"to": "/help/$1"}}},
        {"id": 6, "source": {"kind": "wildcard", "value": "/shop/*/buy"}, "then": {"redirect": {"to": "/store/$1"}}},
        {"id": 7, "source": {"kind": "regex", "value": r"^/(?:blog|news)/(\d{4})/([^/]+)/?$"},
         "then": {"redirect": {"to": "/$1-$2", "code": 301}}},
        {"id": 8, "source": {"value": "/gone"}, "then": {"respond": {"code": 410}}},
        {"id": 9, "source": {"value": "/es"}, "when": [{"language": ["es"]}, {"not": {"cookie": {"name": "lang"}}}],
         "then": {"redirect": {"to": "/es/", "code": 302}}, "else": {"redirect": {"to": "/en/", "code": 302}}},
        {"id": 10, "source": {"value": "/host", "host": "*.example.test"}, "then": {"redirect": {"to": "/h"}}},
        {"id": 11, "source": {"value": "/caf\u{e9} au lait"}, "then": {"redirect": {"to": "/caf\u{e9}", "code": 301}}},
        {"id": 12, "source": {"value": "/keep"}, "then": {"ignore": {}}},
        {"id": 13, "enabled": false, "source": {"value": "/off"}, "then": {"redirect": {"to": "/on"}}}
    ])
}

fn parsed(rules: &Value) -> Vec<Rule> {
    let rules = rules.as_array().unwrap().iter();
    rules.map(|rule| Rule::from_json(rule).unwrap_or_else(|problems| panic!("{rule}: {problems:?}"))).collect()
}

fn compared(site: &str, rules: &[Rule], options: &Options) -> Result<(Report, Vec<Difference>), Unreachable> {
    let site = Site::parse(site).unwrap();
    let (file, mut patterns) = (opened(rules), Patterns::new());
    let settings = Settings::default();
    let sets = [RuleSet { blog: None, host: None, rules, settings: &settings, without: HashSet::new() }];
    let mut differences = Vec::new();
    let mut decide = |request: &detour_rules::Request<'_>| (None, file.decide(&mut patterns, request));
    let mut watch = |event: Event<'_>| {
        if let Event::Difference(difference) = event {
            differences.push(*difference);
        }
    };
    let work = verify(&site, &sets, Vec::new(), options, &mut decide, &mut watch);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let report = runtime.block_on(work)?;
    Ok((report, differences))
}

fn asking(asked: Asking) -> Options {
    Options { asked, ..Options::default() }
}

/// The site runs `old`, the new rules are `new`.
fn between(old: &Value, new: &Value) -> (Report, Vec<Difference>) {
    let server = Server::start(&parsed(old));
    compared(&server.url(), &parsed(new), &Options::default()).unwrap()
}

#[test]
fn equal_rules_have_no_differences() {
    let (report, differences) = between(&rules(), &rules());
    assert_eq!(differences, []);
    assert!(report.is_proof(), "{report}");
    assert_eq!((report.rules, report.not_exercised.len(), report.unanswered), (13, 0, 0), "{report}");
    assert!(report.requests > 200 && report.equal == report.requests, "{report}");
    let last = format!("13 rules, {} requests, 0 differences", report.requests);
    let shown = report.to_string();
    assert!(shown.ends_with(&last), "{shown}");
    assert!(shown.contains(&format!("No differences in {} requests that were answered.", report.requests)), "{shown}");
}

#[test]
fn the_same_requests_each_time() {
    let server = Server::start(&parsed(&rules()));
    let asked = |seed| {
        server.forget();
        compared(
            &server.url(),
            &parsed(&rules()),
            &Options { concurrency: 1, ..asking(Asking { seed, ..Asking::default() }) },
        )
        .unwrap();
        server.asked()
    };
    let first = asked(0);
    assert_eq!(first, asked(0));
    assert_ne!(first, asked(1));
    assert_eq!(first.len(), first.iter().collect::<BTreeSet<_>>().len(), "no request twice");
    assert!(first.iter().all(|line| line.starts_with("GET ") || line.starts_with("HEAD ")));
}

/// What is changed in one rule of the site, at this pointer, and a cause that must be found for it.
#[test]
fn whatever_is_changed_is_found() {
    for (id, pointer, value, cause) in [
        (1, "/then/redirect/to", json!("/newer"), "target"),
        (1, "/then/redirect/to", json!("/new/"), "target-slash"),
        (1, "/then/redirect/to", json!("/New"), "target-case"),
        (1, "/then/redirect/to", json!("/new?a"), "query"),
        (1, "/then/redirect/to", json!("https://elsewhere.test/new"), "host"),
        (1, "/then/redirect/code", json!(302), "status"),
        (1, "/source/case", json!("ignore"), "site-takes-case"),
        (1, "/source/slash", json!("ignore"), "site-takes-slash"),
        (1, "/source/query", json!("ignore"), "site-takes-query"),
        (1, "/source/kind", json!("prefix"), "site-takes-near"),
        (1, "/enabled", json!(false), "rules-take-hit"),
        (2, "/source/case", json!("exact"), "rules-take-case"),
        (2, "/source/slash", json!("exact"), "rules-take-slash"),
        (3, "/source/query", json!("exact"), "rules-take-query"),
        (4, "/source/query", json!("ignore"), "query"),
        (5, "/then/redirect/to", json!("/help/x$1"), "target"),
        (6, "/source/value", json!("/shop/*/bu"), "site-takes-near"),
        (7, "/source/value", json!(r"^/(?:blog)/(\d{4})/([^/]+)/?$"), "rules-take-hit"),
        (7, "/source/value", json!(r"^/(?:blog|news)/(\d{4})/([^/]+)$"), "rules-take-hit"),
        (8, "/then/respond/code", json!(404), "rules-take-hit"),
        (9, "/when/0/language/0", json!("fr"), "target"),
        (9, "/when/1/not/cookie/name", json!("other"), "target"),
        (10, "/source/host", json!("any"), "site-takes-host"),
        (11, "/source/value", json!("/caf\u{e9}"), "rules-take-hit"),
        (12, "/then", json!({"redirect": {"to": "/kept"}}), "site-takes-hit"),
        (13, "/enabled", json!(true), "disabled"),
    ] {
        let mut site = rules();
        let index = site.as_array().unwrap().iter().position(|rule| rule["id"] == id).unwrap();
        let place = format!("/{index}{pointer}");
        match site.pointer_mut(&place) {
            Some(found) => *found = value.clone(),
            None => {
                let (parent, name) = place.rsplit_once('/').unwrap();
                site.pointer_mut(parent).unwrap()[name] = value.clone();
            }
        }
        let (report, differences) = between(&site, &rules());
        let causes: BTreeSet<&str> = differences.iter().map(|difference| &*difference.cause.id).collect();
        let of: BTreeSet<Option<u64>> = differences.iter().map(|difference| difference.rule).collect();
        assert!(causes.contains(cause), "rule {id} {pointer} {value}: {causes:?}");
        assert_eq!(of, [Some(id)].into(), "rule {id} {pointer} {value}: {differences:?}");
        assert_eq!(report.differences, differences.len() as u64);
        assert!(!report.is_proof());
    }
}

#[test]
fn what_was_not_put_to_the_test_is_not_called_proved() {
    let rules = json!([
        {"id": 1, "source": {"value": "/a"}, "then": {"redirect": {"to": "/b"}}},
        {"id": 2, "position": 1, "source": {"value": "/a"}, "then": {"redirect": {"to": "/c"}}},
        {"id": 3, "source": {"value": "/ip"}, "when": [{"ip": ["192.0.2.7"]}], "then": {"redirect": {"to": "/c"}}},
        {"id": 4, "source": {"value": "/post"}, "when": [{"method": ["POST"]}], "then": {"redirect": {"to": "/c"}}},
        {"id": 5, "source": {"value": "/member"}, "when": [{"logged_in": true}], "then": {"redirect": {"to": "/c"}}},
        {"id": 6, "source": {"value": "/hook"}, "when": [{"filter": "x"}], "then": {"redirect": {"to": "/c"}}},
        {"id": 7, "source": {"value": "/no-tls", "scheme": "https"}, "then": {"redirect": {"to": "/c"}}}
    ]);
    let (report, differences) = between(&rules, &rules);
    assert_eq!(differences, []);
    let reasons: Vec<(u64, &str)> = report.not_exercised.iter().map(|rule| (rule.rule, &*rule.reason)).collect();
    let nothing = "it takes none of the requests that were made from it";
    assert_eq!(
        reasons,
        [
            (2, "rule 1 answers before it"),
            (3, nothing),
            (4, nothing),
            (5, nothing),
            (6, "it is left to WordPress"),
            (7, nothing)
        ]
    );
    assert!(report.left_to_wordpress > 0 && report.equal < report.requests, "{report}");
}

#[test]
fn disabled_rules_alone_prove_nothing() {
    let rules = json!([
        {"id": 1, "source": {"value": "/ip"}, "when": [{"ip": ["192.0.2.7"]}], "then": {"redirect": {"to": "/c"}}},
        {"id": 2, "enabled": false, "source": {"value": "/off"}, "then": {"redirect": {"to": "/on"}}}
    ]);
    let (report, differences) = between(&rules, &rules);
    assert_eq!((differences, report.rules, report.not_exercised.len()), (Vec::new(), 2, 1));
    assert!(!report.is_proof(), "{report}");
}

#[test]
fn urls_that_cannot_be_asked_for_are_counted() {
    let rules = parsed(&json!([{"id": 1, "source": {"value": "/a"}, "then": {"redirect": {"to": "/b"}}}]));
    let server = Server::start(&rules);
    let asked = |url: &str| {
        let options = asking(Asking { urls: vec![url.to_owned()], ..Asking::default() });
        compared(&server.url(), &rules, &options).unwrap().0
    };
    assert!(asked("/x").is_proof());
    // Nothing says where the site answers HTTPS.
    let report = asked("https://elsewhere.test/x");
    assert!(!report.is_proof() && report.to_string().contains("1 URLs not asked for"), "{report}");
}

#[test]
fn methods_and_addresses_can_be_asked_for() {
    let rules = parsed(&json!([
        {"id": 1, "source": {"value": "/post"}, "when": [{"method": ["POST"]}], "then": {"redirect": {"to": "/c"}}},
        {"id": 2, "source": {"value": "/ip"}, "when": [{"ip": ["127.0.0.1"]}], "then": {"redirect": {"to": "/c"}}}
    ]));
    let server = Server::start(&rules);
    let options = asking(Asking { unsafe_methods: true, ..Asking::default() });
    let (report, differences) = compared(&server.url(), &rules, &options).unwrap();
    assert_eq!((differences, report.not_exercised.len()), (Vec::new(), 0));
    // The site sees another address than it is said to.
    let options = asking(Asking { client_ip: Some([192, 0, 2, 7].into()), ..Asking::default() });
    let (_, differences) = compared(&server.url(), &rules, &options).unwrap();
    assert_eq!(differences.iter().map(|difference| difference.rule).collect::<BTreeSet<_>>(), [Some(2)].into());
}

#[test]
fn pages_that_only_wordpress_finds_must_still_be_possible() {
    let new = json!([
        {"id": 1, "source": {"kind": "prefix", "value": "/"}, "when": [{"not_found": true}],
         "then": {"redirect": {"to": "/search", "code": 302}}}
    ]);
    let nothing = json!([]);
    let (report, differences) = between(&nothing, &new);
    assert_eq!((differences, report.equal, report.left_to_wordpress), (Vec::new(), 0, report.requests));
    assert!(!report.is_proof());
    let other =
        json!([{"id": 1, "source": {"kind": "prefix", "value": "/"}, "then": {"redirect": {"to": "/elsewhere"}}}]);
    let (report, _) = between(&other, &new);
    assert_eq!(report.differences, report.requests);
}

#[test]
fn urls_of_visitors_are_asked_for() {
    let server = Server::start(&parsed(&json!([
        {"id": 1, "source": {"value": "/forgotten"}, "then": {"redirect": {"to": "/c"}}},
        {"id": 2, "source": {"value": "/a"}, "then": {"redirect": {"to": "/b"}}}
    ])));
    let rules = parsed(&json!([{"id": 2, "source": {"value": "/a"}, "then": {"redirect": {"to": "/b"}}}]));
    let urls = ["/forgotten", "/a", "http://elsewhere.test/x", "/nothing"].map(String::from).to_vec();
    let (report, differences) = compared(&server.url(), &rules, &asking(Asking { urls, ..Asking::default() })).unwrap();
    assert_eq!(report.differences, 1);
    assert_eq!((differences[0].rule, &*differences[0].cause.id), (None, "site-takes-log"));
    assert!(differences[0].request.url.ends_with("/forgotten"));
}

#[test]
fn a_site_that_fails_is_no_proof() {
    let rules = parsed(&rules());
    // Nobody listens at a port that was just given back.
    let gone = Server::start(&rules).url();
    assert!(matches!(compared(&gone, &rules, &Options::default()), Err(Unreachable { .. })));
    // Each second connection is closed without an answer: asked twice, every request gets one.
    let server = Server::failing(&rules, |number| number % 2 == 0);
    let options = Options { concurrency: 1, ..Options::default() };
    let (report, differences) = compared(&server.url(), &rules, &options).unwrap();
    assert_eq!((differences, report.unanswered), (Vec::new(), 0));
    let server = Server::failing(&rules, |number| number > 20);
    let (report, differences) = compared(&server.url(), &rules, &options).unwrap();
    assert_eq!(differences, []);
    assert!(report.unanswered > 0 && report.first_failure.is_some() && !report.is_proof(), "{report}");
}

#[test]
fn a_rule_left_out_is_no_proof() {
    let left_out = vec![LeftOut { place: "rule 1".into(), reason: "unsound".into() }];
    let report = Report { rules: 1, requests: 1, equal: 1, exercised: 1, left_out, ..Report::default() };
    assert!(!report.is_proof() && report.to_string().contains("left out       rule 1: unsound"), "{report}");
}

#[test]
fn every_rule_keeps_within_its_bound() {
    let home = Home { scheme: RequestScheme::Http, both_schemes: true, host: "a.test", folder: "" };
    let settings = Settings::default();
    for most in [1, 5, 48] {
        let wanted = Wanted { home, settings: &settings, most, unsafe_methods: false, seed: 0 };
        for rule in parsed(&rules()) {
            let count = samples(&rule, &wanted).len();
            assert!((1..=most).contains(&count), "rule {}: {count} of {most}", rule.id);
        }
    }
}
