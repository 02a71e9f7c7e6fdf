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
             Use one of: exact, prefix, wildcard, regex",
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
            "then: This is of the wrong kind (given: \"{}\"). Give exactly one action: redirect, respond or ignore",
        ),
        (
            with_then(json!({"redirct": {"to": "/b"}})),
            "then: This is none of the words that can stand here (given: \"{\"redirct\":{\"to\":\"/b\"}}\"). \
             Use one of: redirect, respond, ignore",
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
