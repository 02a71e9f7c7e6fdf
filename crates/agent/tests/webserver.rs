//! What a web server may answer in front of PHP: only what everybody gets at any time, whatever the order of the rules.

mod support;

use detour_agent::webserver::{Answers, Webserver};
use detour_engine::reference;
use detour_exchange::Fixed;
use detour_rules::{Decision, Request, RequestScheme, Rule, Settings};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::rules::{self, HOSTS, file_of, hosts, visitors};
use support::{Playground, detour};

/// What a decision is in a table; nothing if a server could not give it.
fn as_fixed(host: &str, uri: &str, decision: &Decision) -> Option<Fixed> {
    let [cache] = decision.headers() else { return None };
    let (code, location) = match decision {
        Decision::Redirect { code, location, .. } => (*code, Some(String::from_utf8(location.clone()).ok()?)),
        Decision::Respond { code, .. } => (*code, None),
        _ => return None,
    };
    Fixed::new(host, uri, code, location.as_deref(), &cache.value).ok()
}

fn check(rules: &[Rule], settings: &Settings, answers: &Answers) -> Result<(), TestCaseError> {
    for fixed in &answers.fixed {
        let (host, uri) = fixed.key().split_at(fixed.key().find('/').unwrap());
        for context in &visitors() {
            for scheme in [RequestScheme::Http, RequestScheme::Https] {
                for method in [&b"GET"[..], b"HEAD"] {
                    let request = Request { method, scheme, context, ..Request::get(host, uri) };
                    let decision = reference::decide_from(rules, settings, &request, 0);
                    let expected = as_fixed(host, uri, &decision);
                    prop_assert_eq!(Some(fixed), expected.as_ref(), "{:?} {:?}", request, decision);
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn a_table_says_what_the_reference_says_to_everybody(rules in rules::rules()) {
        let settings = Settings::default();
        check(&rules, &settings, &Answers::of(&file_of(&rules, &settings), &hosts()))?;
    }
}

#[test]
fn the_suite_of_behaviour() {
    let cases = detour_suite::load(&detour_suite::directory()).unwrap();
    let mut moved = 0;
    for case in cases.iter().filter(|case| !case.rules.is_empty()) {
        let answers = Answers::of(&file_of(&case.rules, &case.settings), std::slice::from_ref(&case.host));
        check(&case.rules, &case.settings, &answers).unwrap_or_else(|error| panic!("{}: {error}", case.id));
        moved += answers.fixed.len();
    }
    assert!(moved > cases.len() / 10, "only {moved} answers of {} cases", cases.len());
}

/// Keys that are answered in front, and why the rules that aren't there are not.
fn told(rules: &Value) -> (Vec<String>, Vec<(u64, &'static str)>) {
    let rules: Vec<Rule> = serde_json::from_value(rules.clone()).unwrap();
    let answers = Answers::of(&file_of(&rules, &Settings::default()), &["a.test".to_owned()]);
    let keys = answers.fixed.iter().map(|fixed| fixed.key().to_owned()).collect();
    (keys, answers.left.iter().map(|left| (left.rule, left.why)).collect())
}

fn exact(id: u64, value: &str) -> Value {
    json!({"id": id, "position": id, "source": {"value": value}, "then": {"redirect": {"to": "/t"}}})
}

#[test]
fn order_is_kept() {
    let depends = "its answer depends on the visitor or the time";
    let both = (vec!["a.test/a".to_owned(), "a.test/b".to_owned()], Vec::new());
    assert_eq!(told(&json!([exact(2, "/a"), exact(3, "/b")])), both);
    let only_b = |why| (vec!["a.test/b".to_owned()], vec![(1, "it takes more URLs than can be listed"), (2, why)]);
    for (change, why) in [
        (json!({"then": {"ignore": {}}}), "nothing is answered"),
        (json!({"then": {"rewrite": {"to": "/x"}}}), "only PHP can carry it out"),
        (json!({"then": {"respond": {"code": 503, "retry_after": 9}}}), "it sends headers of its own"),
        (json!({"when": [{"cookie": {"name": "preview"}}], "then": {"ignore": {}}}), depends),
        (json!({"when": [{"logged_in": false}], "then": {"ignore": {}}}), depends),
        (json!({"schedule": {"from": "2090-01-01T00:00:00Z"}, "then": {"respond": {"code": 410}}}), depends),
        (
            json!({"source": {"kind": "prefix", "value": "/a", "scheme": "http"}, "then": {"redirect": {"to": "/y"}}}),
            "its answer depends on scheme or method",
        ),
        (
            json!({"when": [{"method": ["HEAD"]}], "then": {"redirect": {"to": "/y"}}}),
            "its answer depends on scheme or method",
        ),
    ] {
        let mut earlier = json!({"id": 1, "position": 1, "source": {"kind": "prefix", "value": "/a"}});
        for (key, value) in change.as_object().unwrap() {
            earlier[key] = value.clone();
        }
        assert_eq!(told(&json!([earlier, exact(2, "/a"), exact(3, "/b")])), only_b(why), "{change}");
    }
    // The answer is the earlier rule's, whatever kind of rule that is.
    let earlier = json!({"id": 1, "position": 1, "source": {"kind": "regex", "value": "^/(a|c)$"}, "then": {"respond": {"code": 410}}});
    assert_eq!(told(&json!([earlier, exact(2, "/a"), exact(3, "/b")])).1, [(2, "an earlier rule answers its URL")]);
    // Maintenance stands before all rules, with exceptions: nothing may go past it.
    let maintenance = json!({"id": 1, "position": 0, "source": {"kind": "prefix", "value": "/"},
        "when": [{"not": {"ip": ["192.0.2.1"]}}], "then": {"respond": {"code": 503, "retry_after": 600}}});
    assert!(told(&json!([maintenance, exact(2, "/a"), exact(3, "/b")])).0.is_empty());
}

#[test]
fn what_is_not_the_same_for_every_url_of_a_rule_is_left_where_it_differs() {
    let rules = json!([
        {"id": 1, "source": {"value": "/caf\u{e9}", "slash": "ignore"}, "then": {"redirect": {"to": "/caf%C3%A9/"}}},
        {"id": 2, "source": {"value": "/Here", "case": "ignore"}, "then": {"redirect": {"to": "https://a.test/here", "code": 301}}},
        {"id": 3, "source": {"value": "/x?utm_source=a"}, "then": {"redirect": {"to": "/y"}}},
        {"id": 4, "source": {"value": "/wp-login.php"}, "then": {"respond": {"code": 404}}},
        {"id": 5, "source": {"value": "/b", "host": "other.test"}, "then": {"redirect": {"to": "/y"}}},
        {"id": 6, "source": {"value": "/a$b"}, "then": {"redirect": {"to": "/y"}}},
    ]);
    let (keys, left) = told(&rules);
    let expected = ["a.test/caf%C3%A9", "a.test/caf%c3%a9", "a.test/wp-login.php", "a.test/x?utm_source=a"];
    assert_eq!(keys, expected, "a redirect to the very URL is never sent");
    let why: Vec<u64> = left.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(why, [2, 5, 6], "{left:?}");
}

#[test]
fn blogs_of_a_network_answer_at_their_own_place() {
    let here = Playground::new();
    let rules = here.write(
        "network.json",
        json!({"sites": [
            {"blog": 1, "host": "a.test", "path": "/", "rules": [exact(1, "/a"), exact(2, "/two/b")]},
            {"blog": 2, "host": "a.test", "path": "/two/", "rules": [exact(1, "/two/a"), exact(2, "/c")]},
            {"blog": 3, "host": "c.test", "path": "/", "rules": [exact(1, "/a")]},
        ]})
        .to_string(),
    );
    let done =
        detour(&[&"webserver", &"--rules", &rules, &"--kind", &"nginx", &"--host", &"a.test", &"--json"]).exits(0);
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((&report["answers"], &report["rules"]), (&json!(2), &json!(2)));
    let left: Vec<(u64, u64)> = report["left"]
        .as_array()
        .unwrap()
        .iter()
        .map(|left| (left["blog"].as_u64().unwrap(), left["rule"].as_u64().unwrap()))
        .collect();
    assert_eq!(left, [(1, 2), (2, 2), (3, 1)], "{report}");
}

#[test]
fn the_command_shows_and_writes_what_there_is() {
    let here = Playground::new();
    let rules = here.write("rules.json", json!([exact(1, "/a"), exact(2, "/A"), exact(3, "/c$")]).to_string());
    let out = here.path("out");
    let run =
        |kind: &str| detour(&[&"webserver", &"--rules", &rules, &"--kind", &kind, &"--host", &HOSTS[0], &"-o", &out]);
    run("nginx").exits(0).says(&[
        "1 URLs of 2 rules",
        "rule 3: the URL holds characters",
        "a.test/a: nginx doesn't tell it",
    ]);
    run("apache").exits(0).says(&["2 URLs of 2 rules", "rule 3: "]);
    let lines = std::fs::read_to_string(out.join("rules.conf")).unwrap();
    assert!(lines.contains(&format!("txt:{}", out.join("table.txt").display())), "{lines}");
    assert!(out.join("table.conf").is_file() && out.join("location.conf").is_file());
    detour(&[&"webserver", &"shop"]).exits(78);
    detour(&[&"webserver"]).exits(64);
    detour(&[&"webserver", &"--rules", &rules, &"--kind", &"nginx", &"--host", &"https://a.test"]).exits(64);
}

#[test]
fn nothing_that_a_rule_holds_breaks_out_of_a_table() {
    for kind in [Webserver::Nginx, Webserver::Apache] {
        let fixed = Fixed::new("a.test", "/a", 301, Some("/$host$x'#;"), "no-cache").unwrap();
        let table = String::from_utf8(kind.table("Shop \"; x", &[fixed]).text).unwrap();
        assert!(!table.contains("Shop"), "{table}");
        if kind == Webserver::Nginx {
            assert!(table.contains("/${detour_shop____x_dollar}host${detour_shop____x_dollar}x'#;\";\n"), "{table}");
        }
    }
}
