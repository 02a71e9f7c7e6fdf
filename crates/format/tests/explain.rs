//! What explain says about conditions, actions and targets.

use detour_engine::{Explanation, Patterns, compile};
use detour_format::{RuleFile, Stamp, write};
use detour_rules::{Facts, Request, Rule};
use serde_json::{Value, json};

fn explain(rules: Value, facts: &Facts, url: &str) -> Explanation {
    let rules: Vec<Rule> = serde_json::from_value(rules).unwrap();
    let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 3 };
    let file = RuleFile::open(write(&compile(&rules).program, &stamp).unwrap()).unwrap();
    file.explain(&mut Patterns::new(), &Request { context: facts, ..Request::get("x.test", url) })
}

fn with_headers(headers: &[(&str, &str)]) -> Facts {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Facts { headers, client_ip: Some([9, 9, 9, 9].into()), now: Some(100), ..Facts::default() }
}

fn why(condition: Value, facts: &Facts) -> (Option<bool>, String) {
    let rule =
        json!([{"id": 1, "source": {"value": "/a", "query": "ignore"}, "when": [condition], "then": {"ignore": {}}}]);
    let checked = explain(rule, facts, "/a?q=7").steps[0].conditions[0].clone();
    (checked.holds, checked.why)
}

#[test]
fn each_condition_says_how_it_stands() {
    let facts =
        with_headers(&[("X-B", "2"), ("Cookie", "c=1"), ("Accept-Language", "en,es;q=0.5"), ("CF-IPCountry", "DE")]);
    for (condition, holds, words) in [
        (json!({"header": {"name": "X-Test", "is": "1"}}), Some(false), "the header X-Test is missing"),
        (json!({"header": {"name": "X-B", "is": "1"}}), Some(false), "the header X-B is \"2\", not \"1\""),
        (json!({"header": {"name": "X-B", "matches": "^[0-9]$"}}), Some(true), "the header X-B matches ^[0-9]$"),
        (json!({"cookie": {"name": "c", "missing": true}}), Some(false), "the cookie c is there"),
        (
            json!({"query": {"name": "q", "contains": "8"}}),
            Some(false),
            "the parameter q is \"7\" and doesn't contain \"8\"",
        ),
        (json!({"referrer": {}}), Some(false), "the header Referer is missing"),
        (json!({"method": ["POST", "PUT"]}), Some(false), "the method is GET, not POST or PUT"),
        (json!({"ip": ["10.0.0.0/8"]}), Some(false), "the address 9.9.9.9 is not listed"),
        (json!({"language": ["es"]}), Some(false), "the visitor prefers en, not es"),
        (json!({"country": ["MX"]}), Some(false), "the country is DE, not MX"),
        (json!({"logged_in": true}), None, "only WordPress can tell whether the visitor is logged in"),
        (
            json!({"any": [{"method": ["POST"]}, {"role": ["editor"]}]}),
            None,
            "only WordPress can tell whether the method is POST or the visitor has the role editor",
        ),
        (
            json!({"any": [{"method": ["POST"]}, {"country": ["MX"]}]}),
            Some(false),
            "none holds: the method is GET, not POST; the country is DE, not MX",
        ),
        (json!({"not": {"method": ["GET"]}}), Some(false), "the method is GET"),
    ] {
        assert_eq!(why(condition.clone(), &facts), (holds, words.to_owned()), "{condition}");
    }
}

#[test]
fn the_text_tells_the_whole_story() {
    let rules = json!([
        {"id": 1, "source": {"value": "/shop/shoes"}, "schedule": {"from": "2030-01-01T00:00:00Z"}, "then": {"ignore": {}}},
        {"id": 2, "source": {"value": "/shop/shoes"}, "when": [{"header": {"name": "X"}}], "then": {"ignore": {}}},
        {"id": 3, "source": {"kind": "wildcard", "value": "/shop/*", "query": "pass"}, "when": [{"method": ["POST"]}],
         "then": {"ignore": {}},
         "else": {"split": [{"to": "/es/$1", "weight": 1}, {"to": "/mx/$1", "weight": 1}], "sticky": "cookie"}}
    ]);
    let explanation = explain(rules, &with_headers(&[("Cookie", "detour_split_3=2")]), "/shop/shoes?x=1");
    // The first two compare the query; the URL without it is another.
    let text = explanation.to_string();
    let wanted = "GET http://x.test/shop/shoes?x=1
  - rule 1 (exact /shop/shoes): the query string doesn't fit
  - rule 2 (exact /shop/shoes): the query string doesn't fit
  + rule 3 (wildcard /shop/*): the source matches, the conditions don't
      - the method is GET, not POST
      its else is done
  > variant 2 is chosen
  > the target is /mx/$1
  > written out: /mx/shoes
  > with the request's parameters: /mx/shoes?x=1
→ redirect 307 /mx/shoes?x=1, rule 3
  Cache-Control: no-cache
  Set-Cookie: detour_split_3=2; Path=/; Max-Age=2592000; SameSite=Lax; HttpOnly";
    assert_eq!(text, wanted);
    assert_eq!((explanation.variant, explanation.steps[2].action), (Some(2), Some("else")));
}

#[test]
fn a_fallback_in_force_is_told() {
    let rule = json!({"id": 7, "source": {"value": "/a"}, "when": [{"method": ["POST"]}],
        "then": {"redirect": {"to": "https://other.test/b", "fallback": "/c"}},
        "else": {"redirect": {"to": "https://other.test/d", "fallback": "/e"}}});
    let explained = |broken: &str, method: &str| {
        let mut rule: Rule = serde_json::from_value(rule.clone()).unwrap();
        rule.fall_back(|url| (url == broken).then_some(1_795_132_800));
        let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 3 };
        let file = RuleFile::open(write(&compile(&[rule]).program, &stamp).unwrap()).unwrap();
        file.verify().unwrap();
        let request = Request { method: method.as_bytes(), ..Request::get("x.test", "/a") };
        file.explain(&mut Patterns::new(), &request)
    };
    let told = explained("https://other.test/b", "POST");
    assert!(
        told.to_string().contains(
            "\n  > the target https://other.test/b is known to be broken since 2026-11-20; visitors are sent to the fallback\n"
        ),
        "{told}"
    );
    assert_eq!(told.location.as_deref(), Some("/c"));
    let json = serde_json::to_value(&told).unwrap();
    assert_eq!(json["instead_of"], json!({"target": "https://other.test/b", "since": 1_795_132_800}));
    // The other action is as it was, and so is a rule whose target is there.
    let told = explained("https://other.test/b", "GET");
    assert_eq!((told.instead_of, told.location.as_deref()), (None, Some("https://other.test/d")));
    let told = explained("https://other.test/d", "GET");
    assert_eq!(
        (told.instead_of.map(|broken| broken.target), told.location.as_deref()),
        (Some("https://other.test/d".into()), Some("/e"))
    );
    assert_eq!(explained("", "POST").instead_of, None);
}

#[test]
fn schedules_and_deferral_are_told() {
    let rules = json!([
        {"id": 1, "source": {"value": "/a"}, "schedule": {"from": "2030-01-01T00:00:00Z"}, "then": {"ignore": {}}},
        {"id": 2, "source": {"value": "/a"}, "schedule": {"until": "1970-01-01T00:00:01Z"}, "then": {"ignore": {}}},
        {"id": 3, "source": {"value": "/a"}, "when": [{"filter": "f"}, {"not_found": true}], "then": {"ignore": {}}}
    ]);
    let explanation = explain(rules, &with_headers(&[]), "/a");
    let whys: Vec<&str> = explanation.steps.iter().map(|step| step.why).collect();
    assert_eq!(
        whys,
        [
            "the source matches, but the schedule has not begun",
            "the source matches, but the schedule is over",
            "the source matches, and only WordPress can tell the rest",
        ]
    );
    let json = serde_json::to_value(&explanation).unwrap();
    assert_eq!((&json["decision"], &json["from"]), (&json!("defer"), &json!(2)));
    assert_eq!(json["needs"], json!(["not_found", "filter:f"]));
    assert!(explanation.to_string().ends_with("→ defer (needs not_found, filter:f), rule 3"), "{explanation}");
}

#[test]
fn rules_of_plugins_are_told_in_the_same_form() {
    let rules = json!([
        {"id": 1, "dialect": "redirection", "source": {"kind": "regex", "value": "^/shop/(\\d+)$"},
         "then": {"redirect": {"to": "/s/$1", "code": 301}}},
        {"id": 2, "dialect": "redirection", "source": {"value": "/shop/shoes", "query": "pass"},
         "when": [{"cookie": {"name": "c", "is": "1"}}], "then": {"redirect": {"to": "/no", "code": 301}}},
        {"id": 3, "dialect": "rank-math", "source": {"kind": "regex", "value": "(", "query": "pass"},
         "alternatives": [{"kind": "prefix", "value": "shop", "query": "pass"}],
         "then": {"redirect": {"to": "/new", "code": 302}}}
    ]);
    let explanation = explain(rules, &with_headers(&[]), "/shop/shoes?x=1");
    // Whoever answers first is asked last, so that he needn't be asked more than that.
    let wanted = "GET http://x.test/shop/shoes?x=1
  - rule 3 (rank-math regex (): the pattern can't be compiled
  + rule 3 (rank-math prefix shop): the source matches
  - rule 1 (redirection regex ^/shop/(\\d+)$): the URL doesn't fit
  - rule 2 (redirection exact /shop/shoes): the source matches, the conditions don't
      - it is not so that the cookie c is \"1\"
  > the target is /new
  > written out: /new
  > with the query, cleaned: /new?x=1
→ redirect 302 /new?x=1, rule 3
  X-Redirect-By: Rank Math";
    assert_eq!(explanation.to_string(), wanted);
    let json = serde_json::to_value(&explanation).unwrap();
    assert_eq!(
        (&json["steps"][0]["dialect"], &json["steps"][3]["dialect"]),
        (&json!("rank-math"), &json!("redirection"))
    );
}
