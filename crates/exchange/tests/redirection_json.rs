//! Rules as the plugin Redirection exports and imports them, there and back.

use detour_exchange::{Export, Format, Options};
use detour_rules::Rule;
use serde_json::{Value, json};

fn rule(value: Value) -> Rule {
    Rule::from_json(&value).unwrap()
}

fn written(rules: &[Rule]) -> (Export, Value) {
    let export = Format::RedirectionJson.write(rules, &[]);
    let file = serde_json::from_slice(&export.files[0].1).unwrap();
    (export, file)
}

fn read(export: &Export) -> Vec<Rule> {
    let import = Format::RedirectionJson.read(&export.files[0].1, &Options::default());
    assert_eq!(import.report.skipped, []);
    import.rules
}

/// Rules of the plugin's dialect with each condition and action that it has.
fn of_the_plugin() -> Vec<Rule> {
    let to = |to: &str| json!({"redirect": {"to": to, "code": 302}});
    let test = |word: &str, test: Value| json!([{word: test}]);
    let both = [
        json!([{"logged_in": true}]),
        json!([{"role": ["editor"]}]),
        test("referrer", json!({"is": "https://a.test/"})),
        test("user_agent", json!({"matches": "iPhone|Android"})),
        test("cookie", json!({"name": "c", "is": "1"})),
        test("header", json!({"name": "X-Test", "matches": "^a"})),
        json!([{"filter": "my_filter"}]),
        json!([{"host": ["old.test"]}]),
        json!([{"language": ["en", "de-AT"]}]),
        json!([{"ip": ["192.0.2.1", "2001:db8::1"]}]),
    ];
    let source = json!({"value": "/Old é?a=1", "case": "ignore", "slash": "ignore", "query": "any-order"});
    let mut rules = vec![
        json!({"source": source, "then": to("/new"), "note": "Moved", "group": "Campaigns"}),
        json!({"source": {"value": "/o?b=1&a=2", "query": "exact"}, "then": to("/x"), "enabled": false}),
        json!({"source": {"value": "/p", "query": "pass"}, "then": {"rewrite": {"to": "/q"}}}),
        json!({"source": {"kind": "regex", "value": "^/r/(.*)", "query": "any-order"}, "then": to("/s/$1")}),
        json!({"source": source, "then": {"respond": {"code": 451, "body": "theme"}}}),
        json!({"source": source, "then": {"ignore": {}}, "when": [{"logged_in": true}]}),
        json!({"source": source, "then": to("/gone"), "when": [{"not_found": true}]}),
    ];
    for when in both {
        rules.push(json!({"source": source, "then": to("/yes"), "else": to("/no"), "when": when}));
        rules.push(json!({"source": source, "then": to("/no"), "when": [{"not": when[0]}]}));
    }
    let with_dialect = |(index, mut json): (usize, Value)| {
        json["dialect"] = "redirection".into();
        json["position"] = index.into();
        rule(json)
    };
    rules.into_iter().enumerate().map(with_dialect).collect()
}

#[test]
fn all_that_the_plugin_has_comes_back() {
    let rules = of_the_plugin();
    let (export, file) = written(&rules);
    assert_eq!((export.left_out.len(), export.widened.len()), (0, 0), "{:?}", export.left_out);
    let expected: Vec<Rule> = rules
        .into_iter()
        .map(|rule| Rule { group: if rule.group.is_empty() { "Redirections".into() } else { rule.group }, ..rule })
        .collect();
    assert_eq!(read(&export), expected);
    assert_eq!(file["plugin"]["version"], "5.4.2");
    let groups: Vec<&Value> = file["groups"].as_array().unwrap().iter().map(|group| &group["name"]).collect();
    assert_eq!(groups, ["Campaigns", "Redirections"]);
    let first = &file["redirects"][0];
    assert_eq!(first["match_url"], "/old%20%c3%a9");
    assert_eq!((&first["action_data"], &first["match_type"]), (&json!({"url": "/new"}), &json!("url")));
    assert_eq!(
        first["match_data"],
        json!({"source": {"flag_query": "exact", "flag_case": true, "flag_trailing": true, "flag_regex": false}})
    );
    let keys: Vec<&Value> = [1, 3].map(|index| &file["redirects"][index]["match_url"]).to_vec();
    assert_eq!(keys, ["/o?b=1&a=2", "regex"]);
}

#[test]
fn native_rules_become_the_plugins() {
    let then = json!({"redirect": {"to": "/new"}});
    let rules = [
        rule(json!({"id": 1, "position": 1, "source": {"value": "/old", "slash": "ignore"}, "then": then})),
        rule(json!({"id": 2, "position": 2, "source": {"value": "/gone"}, "then": {"respond": {"code": 410}}})),
        rule(json!({"id": 3, "source": {"kind": "wildcard", "value": "/w/*"}, "then": then})),
        rule(json!({"id": 4, "source": {"value": "/c"}, "when": [{"logged_in": true}], "then": then})),
        rule(json!({"id": 5, "source": {"value": "/s"}, "then": then, "schedule": {"until": "2026-12-01T00:00:00Z"}})),
        rule(json!({"id": 6, "source": {"value": "/h"}, "then": {"redirect": {"to": "/n", "headers": {"X-A": "1"}}}})),
    ];
    let (export, _) = written(&rules);
    let reasons: Vec<&str> = export.left_out.iter().map(|row| row.problem.message.as_str()).collect();
    assert_eq!(reasons.len(), 4, "{reasons:?}");
    assert!(reasons[1].contains("conditions") && reasons[2].contains("for a time") && reasons[3].contains("headers"));
    assert_eq!(export.widened.len(), 1, "the theme's page");
    let back = read(&export);
    let sources: Vec<&str> = back.iter().map(|rule| rule.source.value.as_str()).collect();
    assert_eq!(sources, ["/old", "/gone"]);
}

/// Exports of versions before 4 have no key, and lists may hold what is no redirect.
#[test]
fn keys_are_made_and_what_is_no_redirect_is_told() {
    let file = json!({"redirects": [
        {"id": 1, "url": "/Old/", "action_type": "url", "action_code": 301, "action_data": "/new", "match_type": "url"},
        {"id": 2, "url": "^/r/(.*)", "regex": true, "action_type": "url", "action_code": 302, "action_data": "/s/$1",
         "match_type": "url"},
        {"id": 3, "match_type": "url"},
        "text",
        {"id": 5, "url": "/x", "match_url": null, "action_type": "url", "action_code": 301, "action_data": "/y",
         "match_type": "url"}
    ]});
    let import = Format::RedirectionJson.read(file.to_string().as_bytes(), &Options::default());
    let rules: Vec<(&str, bool)> = import.rules.iter().map(|rule| (&*rule.source.value, rule.enabled)).collect();
    // A key that is null is none, as in the table.
    assert_eq!(rules, [("/Old/", true), ("^/r/(.*)", true), ("/x", false)]);
    let skipped: Vec<String> = import.report.skipped.iter().map(|row| row.place.to_string()).collect();
    assert_eq!(skipped, ["entry 3", "entry 4"]);
}
