//! What the runner makes of cases: a good one passes, and fails as soon as one thing it tells is false, missing or misspelt.

use detour_conformance::{Case, Verdict, replay};
use serde_json::{Value, json};

fn verdict(case: &Value) -> Verdict {
    replay(&Case::from(case.clone()))
}

fn fails(case: &Value, pointer: &str, value: Value) {
    let mut false_case = case.clone();
    *false_case.pointer_mut(pointer).unwrap_or_else(|| panic!("{}: {pointer}", case["id"])) = value;
    assert!(matches!(verdict(&false_case), Verdict::Failed { .. }), "{} with another {pointer} passes", case["id"]);
}

fn is_unreadable(case: &Value) -> bool {
    matches!(verdict(case), Verdict::Failed { expected, .. } if expected == "a readable case")
}

// Takes each of the fields away, then misspells it.
fn needs(case: &Value, pointers: &[&str]) {
    for pointer in pointers {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut without = case.clone();
        let fields = without.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        let value = fields.remove(name).unwrap();
        assert!(is_unreadable(&without), "{} without {pointer} is read", case["id"]);
        without.pointer_mut(parent).unwrap()[format!("{name}x")] = value;
        assert!(is_unreadable(&without), "{} with {pointer}x is read", case["id"]);
    }
}

fn http(rule: Value, request: &str, expect: Value) -> Value {
    json!({
        "id": "redirect", "kind": "http", "request": request, "expect_match": true,
        "expect_target": expect["headers"]["Location"], "target": rule["action_data"]["url"], "expect": expect,
        "details": {"rule": rule, "method": "GET", "host": "site.test", "options": {}, "body_starts": ""},
    })
}

fn redirect() -> Value {
    let headers = json!({"Location": "/new", "Expires": "<now+max-age>", "Cache-Control": "max-age=7200",
        "X-Redirect-By": "redirection", "X-Custom": "site", "X-Custom-R": "redir"});
    let rule = json!({"url": "/old", "action_data": {"url": "/new"}, "action_code": 301});
    let mut case = http(rule, "/old", json!({"status": 301, "headers": headers}));
    case["details"]["options"] = json!({"redirect_cache": 2, "headers": "site X-Custom, redirect X-Custom-R"});
    case
}

fn error() -> Value {
    let headers = json!({"Expires": "Wed, 11 Jan 1984 05:00:00 GMT",
        "Cache-Control": "no-cache, must-revalidate, max-age=0", "X-Redirect-By": "redirection"});
    let rule = json!({"url": "/old", "action_data": {"url": ""}, "action_type": "error", "action_code": 410});
    http(rule, "/old", json!({"status": 410, "headers": headers}))
}

fn left_alone(rule: Value) -> Value {
    http(rule, "/old", json!({"status": 404, "headers": {}}))
}

fn rewrite() -> Value {
    let rule = json!({"url": "/old", "action_data": {"url": "/page/?x=1"}, "action_type": "pass"});
    http(rule, "/old", json!({"status": 200, "headers": {}}))
}

#[test]
fn each_thing_an_answer_tells_is_compared() {
    for case in [redirect(), error(), rewrite()] {
        assert_eq!(verdict(&case), Verdict::Passed, "{case}");
        fails(&case, "/expect/status", json!(302));
        fails(&case, "/expect_match", json!(false));
        fails(&case, "/request", json!("/other"));
        fails(&case, "/expect_target", json!("/other"));
        let mut more = case.clone();
        more["expect"]["headers"]["X-More"] = json!("1");
        assert!(matches!(verdict(&more), Verdict::Failed { .. }), "{} with one header more", case["id"]);
        for name in case["expect"]["headers"].as_object().unwrap().keys() {
            fails(&case, &format!("/expect/headers/{name}"), json!("/other"));
            let mut less = case.clone();
            less["expect"]["headers"].as_object_mut().unwrap().remove(name);
            assert!(matches!(verdict(&less), Verdict::Failed { .. }), "without {name}");
        }
        needs(&case, &["/expect_match", "/expect_target", "/request", "/expect", "/details"]);
        needs(&case, &["/expect/status", "/expect/headers", "/details/rule", "/details/method", "/details/host"]);
    }
    fails(&redirect(), "/expect/headers/Location", json!("/old"));
    fails(&redirect(), "/expect/headers/Cache-Control", json!("max-age=3600"));
    fails(&rewrite(), "/target", json!("/other"));
    fails(&redirect(), "/details/options/headers", json!("site X-Custom"));
    needs(&redirect(), &["/details/rule/url"]);
}

#[test]
fn a_client_sees_that_a_rule_leaves_it_alone() {
    for action in ["nothing", "pass"] {
        let rule = json!({"url": "/old", "action_data": {"url": "http://site.test/x"}, "action_type": action});
        let case = left_alone(rule);
        assert_eq!(verdict(&case), Verdict::Passed, "{case}");
        let mut answered = case.clone();
        answered["expect"]["headers"]["X-Redirect-By"] = json!("redirection");
        assert!(matches!(verdict(&answered), Verdict::Failed { .. }), "{action}");
        fails(&case, "/details/rule/action_type", json!("url"));
        fails(&case, "/details/rule/action_type", json!("error"));
    }
}

#[test]
fn a_rule_for_missing_pages_has_them() {
    let mut case = redirect();
    case["details"]["rule"]["match_type"] = json!("page");
    case["details"]["rule"]["action_data"] = json!({"page": "404", "url": "/new"});
    assert_eq!(verdict(&case), Verdict::Passed);
    case["details"]["rule"]["url"] = json!("/sample-page");
    fails(&case, "/request", json!("/sample-page/"));
}

fn decision(target: &str, stored: Value, request: &str) -> Value {
    let mut row = json!({"url": "/old", "match_url": "/old", "match_data": null, "regex": "0", "position": "0",
        "status": "enabled", "match_type": "url", "action_type": "url", "action_code": "301", "action_data": target});
    for (name, value) in stored.as_object().unwrap() {
        row[name] = value.clone();
    }
    let expect = json!({"rule": 0, "action": "url", "code": 301, "location_header": target});
    json!({"id": "rule", "kind": "rule", "request": request, "expect_match": true, "expect_target": target,
        "expect": expect, "details": {"rules": [{"stored": row}]}})
}

#[test]
fn each_thing_a_decision_tells_is_compared() {
    let case = decision("/new", json!({}), "/old");
    assert_eq!(verdict(&case), Verdict::Passed);
    let own = decision("/old", json!({}), "/old");
    assert_eq!(verdict(&own), Verdict::Passed);
    for case in [&case, &own] {
        fails(case, "/expect/rule", json!(1));
        fails(case, "/expect/location_header", json!("/other"));
        fails(case, "/expect/action", json!("error"));
        fails(case, "/expect_match", json!(false));
        needs(case, &["/request", "/expect_match", "/expect", "/details", "/details/rules"]);
        needs(case, &["/expect/rule", "/expect/action", "/expect/code", "/expect/location_header"]);
        for column in ["url", "match_url", "match_data", "regex", "status", "match_type", "action_type", "action_code"]
        {
            needs(case, &[&format!("/details/rules/0/stored/{column}")]);
        }
    }
    fails(&case, "/expect/code", json!(302));
    fails(&case, "/expect/location_header", json!("/old"));
}

#[test]
fn rows_without_a_rule() {
    let none = |stored: Value| {
        let mut case = decision("/new", stored, "/old");
        case["expect_match"] = json!(false);
        case.as_object_mut().unwrap().remove("expect");
        verdict(&case)
    };
    assert_eq!(none(json!({"match_url": "/elsewhere"})), Verdict::Passed);
    let long = format!("/{}", "n".repeat(9000));
    for stored in [json!({"action_data": long}), json!({"match_data": "{\"source\":{\"flag_regex\":true}}"})] {
        assert!(matches!(none(stored), Verdict::Failed { .. }), "what can't be a rule counts as a row that never acts");
    }
}

#[test]
fn the_server_variables_of_a_case_are_its_headers() {
    let data = "a:5:{s:4:\"name\";s:6:\"X-Shop\";s:5:\"value\";s:1:\"b\";s:5:\"regex\";b:0;s:8:\"url_from\";s:4:\"/new\";\
                s:11:\"url_notfrom\";s:0:\"\";}";
    let mut case = decision("/new", json!({"match_type": "header", "action_data": data}), "/old");
    assert!(matches!(verdict(&case), Verdict::Failed { .. }));
    case["details"]["context"] = json!({"server": {"HTTP_X_SHOP": "b"}});
    assert_eq!(verdict(&case), Verdict::Passed);
    for context in [json!({"servers": {"HTTP_X_SHOP": "b"}}), json!({"server": {"X_SHOP": "b"}})] {
        case["details"]["context"] = context;
        assert!(is_unreadable(&case));
    }
}

#[test]
fn refusals_are_compared_by_their_words() {
    let input = json!({"url": "/caf%E9", "action_data": {"url": "/new"}});
    let case = json!({"id": "refused", "kind": "rule", "expect": {"create_error": "Invalid source URL"},
        "details": {"rules": [{"input": input}]}});
    assert_eq!(verdict(&case), Verdict::Passed);
    fails(&case, "/expect/create_error", json!("Invalid group"));
    fails(&case, "/expect/create_error", json!(null));
    fails(&case, "/details/rules/0/input/url", json!("/cafe"));
}

#[test]
fn cases_of_rank_math() {
    let sources =
        "a:1:{i:0;a:3:{s:6:\"ignore\";s:0:\"\";s:7:\"pattern\";s:3:\"old\";s:10:\"comparison\";s:5:\"exact\";}}";
    let row = json!({"id": 4, "sources_serialized": sources, "url_to": "http://example.test/new", "header_code": 301,
        "status": "active"});
    let case = json!({"id": "rm", "request_uri": "/old", "expect_match": true, "expect_status": 301,
        "expect_location": "http://example.test/new", "rule_matched": true, "matched_rule_id": 4, "stored": [row]});
    assert_eq!(verdict(&case), Verdict::Passed);
    fails(&case, "/expect_status", json!(302));
    fails(&case, "/expect_location", json!("http://example.test/old"));
    fails(&case, "/expect_match", json!(false));
    fails(&case, "/matched_rule_id", json!(5));
    fails(&case, "/rule_matched", json!(false));
    needs(&case, &["/request_uri", "/expect_match", "/expect_status", "/expect_location", "/rule_matched", "/stored"]);
    for column in ["id", "sources_serialized", "url_to", "header_code", "status"] {
        needs(&case, &[&format!("/stored/0/{column}")]);
    }
}

#[test]
fn cases_of_every_other_kind() {
    let flags = json!({"regex": false, "case": true, "trailing": true, "query": "exact"});
    for case in [
        json!({"id": "path", "kind": "path_match", "flags": flags, "source": "/a", "request": "/A/", "expect_match": true}),
        json!({"id": "url", "kind": "url_match", "flags": flags, "source": "/a", "request": "/b", "expect_match": false}),
        json!({"id": "regex", "kind": "regex_match", "flags": flags, "source": "a", "request": "b", "expect_match": false}),
    ] {
        assert_eq!(verdict(&case), Verdict::Passed, "{case}");
        fails(&case, "/expect_match", json!(!case["expect_match"].as_bool().unwrap()));
        fails(&case, "/flags/query", json!("exactly"));
        needs(&case, &["/expect_match", "/source", "/request", "/flags", "/flags/case", "/flags/regex"]);
    }
    for case in [json!({"id": "x", "kind": "path_matches"}), json!({"id": "x"}), json!({}), json!(null)] {
        assert!(is_unreadable(&case), "{case}");
    }
    for kind in [
        "path_component",
        "match_key",
        "request_url",
        "request_decode",
        "query_component",
        "query_parse",
        "query_match",
        "query_pass",
        "regex_replace",
        "transform",
        "location_sanitize",
        "canonical",
        "site_canonical",
        "relocate",
        "client_ip",
        "mask_ip",
        "accept_language",
        "flags",
        "match_condition",
        "target_select",
        "rule_order",
        "e2e",
        "csv_import_row",
        "csv_import_text",
        "apache_import",
    ] {
        assert!(is_unreadable(&json!({"id": "says nothing", "kind": kind})), "{kind}");
    }
}
