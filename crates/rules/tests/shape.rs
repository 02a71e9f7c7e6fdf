//! JSON of the wrong shape: each error names the field, the value and the way out in plain words.

use detour_rules::Rule;
use serde_json::{Value, json};

fn refused(rule: Value) -> String {
    let problems = Rule::from_json(&rule).expect_err(&rule.to_string());
    problems[0].to_string()
}

fn with_then(then: Value) -> Value {
    json!({"source": {"value": "/a"}, "then": then})
}

fn with_when(when: Value) -> Value {
    json!({"source": {"value": "/a"}, "when": when, "then": {"ignore": {}}})
}

fn with_source(source: Value) -> Value {
    json!({"source": source, "then": {"redirect": {"to": "/b"}}})
}

#[test]
fn errors_are_for_people() {
    for (rule, error) in [
        (json!("x"), "This is of the wrong kind. Give an object"),
        (json!({}), "source: This field is missing. Add \"source\""),
        (with_then(json!({"redirect": {}})), "then.redirect.to: This field is missing. Add \"to\""),
        (
            with_source(json!({"value": "/a", "kind": "glob"})),
            "source.kind: This is none of the words that can stand here (given: \"glob\"). \
             Use one of: exact, prefix, wildcard, regex, contains, suffix",
        ),
        (
            with_source(json!({"value": "/a", "knd": "exact"})),
            "source.knd: There is no field of this name (given: \"exact\"). \
             Use one of: kind, value, case, slash, query, host, scheme",
        ),
        (with_source(json!({"value": 5})), "source.value: This is of the wrong kind (given: \"5\"). Give a string"),
        (
            with_then(json!({"redirect": {"to": "/b", "code": "301"}})),
            "then.redirect.code: This is of the wrong kind (given: \"301\"). Give a number from 0 to 65535",
        ),
        (
            with_then(json!({})),
            "then: This is of the wrong kind (given: \"{}\"). \
             Give exactly one action: redirect, split, respond, rewrite or ignore",
        ),
        (
            with_then(json!({"ignore": {}, "respond": {"code": 410}})),
            "then: This is of the wrong kind (given: \"{\"ignore\":{},\"respond\":{\"code\":410}}\"). \
             Give exactly one action: redirect, split, respond, rewrite or ignore",
        ),
        (
            with_then(json!({"ignore": {}, "sticky": "cookie"})),
            "then: This is of the wrong kind (given: \"{\"ignore\":{},\"sticky\":\"cookie\"}\"). \
             Give sticky and code only beside split; a redirect has its own code",
        ),
        (
            with_then(json!({"redirect": {"to": "/b", "cache": "some"}})),
            "then.redirect.cache: This is of the wrong kind (given: \"some\"). Give \"none\" or a number of seconds",
        ),
        (
            json!({"source": {"value": "/a"}, "then": {"ignore": {}}, "else": {"respond": {}}}),
            "else.respond.code: This field is missing. Add \"code\"",
        ),
        (
            with_when(json!([{"hedder": {"name": "x"}}])),
            "when[0]: This is none of the words that can stand here (given: \"{\"hedder\":{\"name\":\"x\"}}\"). \
             Use one of: method, header, cookie, host, query, path, query_string, referrer, user_agent, ip, language, \
             country, logged_in, role, not_found, filter, any, not",
        ),
        (
            with_when(json!([{}])),
            "when[0]: This is of the wrong kind (given: \"{}\"). \
             Give exactly one condition, such as {\"method\": [\"GET\"]}",
        ),
        (
            with_when(json!([{"any": [{"method": "GET"}]}])),
            "when[0].any[0].method: This is of the wrong kind (given: \"GET\"). Give a list",
        ),
        (
            with_then(json!({"redirct": {"to": "/b"}})),
            "then.redirct: There is no field of this name (given: \"{\"to\":\"/b\"}\"). \
             Use one of: redirect, split, respond, rewrite, ignore, sticky, code",
        ),
        (
            with_then(json!({"redirect": {"to": "/b", "allow_hosts": ["x", 1]}})),
            "then.redirect.allow_hosts[1]: This is of the wrong kind (given: \"1\"). Give a string",
        ),
    ] {
        assert_eq!(refused(rule), error);
    }
}

#[test]
fn canonical_json_names_every_default() {
    let rule = Rule::from_json(&with_source(json!({"value": "/a"}))).unwrap();
    let canonical = json!({
        "id": 0, "enabled": true, "position": 0, "group": "", "note": "",
        "source": {"kind": "exact", "value": "/a", "case": "exact", "slash": "exact", "query": "exact",
                   "host": "any", "scheme": "any"},
        "then": {"redirect": {"to": "/b", "code": 307, "allow_hosts": []}},
        "dialect": "native",
    });
    assert_eq!(serde_json::to_value(&rule).unwrap(), canonical);
    assert_eq!(Rule::from_json(&canonical).unwrap(), rule);
}

#[test]
fn conditions_actions_and_the_rest_survive_a_round_trip() {
    let rule = json!({
        "id": 7, "enabled": true, "position": 0, "group": "", "note": "",
        "source": {"kind": "exact", "value": "/a", "case": "exact", "slash": "exact", "query": "exact",
                   "host": "any", "scheme": "any"},
        "when": [
            {"method": ["GET"]}, {"header": {"name": "X-A", "is": "1"}}, {"cookie": {"name": "c", "missing": true}},
            {"query": {"name": "q", "contains": "x"}}, {"referrer": {"matches": "^https"}}, {"user_agent": {}},
            {"path": {"is": "/x"}}, {"query_string": {}},
            {"ip": ["10.0.0.0/8", "::1"]}, {"language": ["es", "es-MX"]}, {"country": ["MX"]}, {"logged_in": true},
            {"role": ["editor"]}, {"not_found": false}, {"filter": "mine"},
            {"any": [{"not": {"logged_in": false}}]},
        ],
        "then": {"split": [{"to": "/b", "weight": 1}, {"to": "/c", "weight": 2}], "sticky": "cookie", "code": 302},
        "else": {"redirect": {"to": "/d", "code": 307, "allow_hosts": [], "cache": "none", "headers": {"X-B": "2"}}},
        "schedule": {"from": "2026-11-27T00:00:00+01:00"},
        "examples": [{"url": "/a", "to": "/b"}, {"url": "/x", "matches": false, "method": "POST"}],
        "dialect": "native",
    });
    let read = Rule::from_json(&rule).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), rule);
}

#[test]
fn what_is_probably_not_meant_is_warned_about() {
    let fields = |rule: Value| -> Vec<String> {
        Rule::from_json(&rule).unwrap().warnings().into_iter().map(|warning| warning.field).collect()
    };
    assert_eq!(fields(with_source(json!({"value": "/a"}))), Vec::<String>::new());
    assert_eq!(fields(with_source(json!({"kind": "regex", "value": "old"}))), ["source.value"]);
    assert_eq!(fields(with_source(json!({"kind": "regex", "value": "^/a%20b"}))), ["source.value"]);
    assert_eq!(fields(with_source(json!({"kind": "wildcard", "value": "/*"}))), ["source.value"]);
    assert_eq!(fields(with_then(json!({"redirect": {"to": "http://x.test/"}}))), ["then.redirect.to"]);
}
