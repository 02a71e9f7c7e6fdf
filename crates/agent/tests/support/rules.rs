//! Any rules whose order matters, and requests that meet them.

use detour_agent::publish::{Made, rule_file};
use detour_exchange::Import;
use detour_format::AnyFile;
use detour_rules::{Facts, Rule, Settings};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// The hosts whose answers are wanted.
pub(crate) const HOSTS: [&str; 2] = ["a.test", "b.test:8080"];

pub(crate) fn hosts() -> Vec<String> {
    HOSTS.map(String::from).into()
}

/// The rule file of these rules.
pub(crate) fn file_of(rules: &[Rule], settings: &Settings) -> AnyFile<Vec<u8>> {
    let import = Import { rules: rules.to_vec(), ..Import::default() };
    let description = detour_agent::description::Description::of_site(import, settings);
    let Made { bytes, .. } = rule_file(&description, 1, 1).expect("a rule file");
    AnyFile::open(bytes).expect("a sound rule file")
}

// Few letters, so that sources and requests meet often; and what could break out of a server's file.
fn path() -> impl Strategy<Value = String> {
    let segment = select(vec!["a", "b", "A", "é", "a b", "c\"d", "e$1", "f;g{h}", "i|j", "%2F", "x~y", "wp-admin", ""]);
    proptest::collection::vec(segment, 1..3).prop_map(|segments| format!("/{}", segments.join("/")))
}

fn source() -> impl Strategy<Value = Value> {
    let exact =
        (path(), select(vec!["", "", "", "?x=1", "?y=2&x=1", "?q=a\"b"])).prop_map(|(path, query)| path + query);
    let value = prop_oneof![
        8 => exact.prop_map(|value| ("exact", value)),
        1 => path().prop_map(|path| ("prefix", path)),
        1 => path().prop_map(|path| ("wildcard", path + "*")),
        1 => select(vec!["^/a", "b$", "^/(a|b)/(.*)$", "\\?x=1$", "^/A"]).prop_map(|text| ("regex", text.to_owned())),
    ];
    let modes = select(vec!["exact", "exact", "any-order", "ignore", "pass"]);
    let host = select(vec!["any", "any", "any", "a.test", "b.test", "*.test"]);
    let scheme = select(vec!["any", "any", "any", "any", "http", "https"]);
    let two = || select(vec!["exact", "exact", "ignore"]);
    (value, two(), two(), modes, host, scheme).prop_map(|((kind, value), case, slash, query, host, scheme)| {
        json!({"kind": kind, "value": value, "case": case, "slash": slash, "query": query, "host": host, "scheme": scheme})
    })
}

fn action() -> impl Strategy<Value = Value> {
    let to = select(vec![
        "/t",
        "/a",
        "/b?x=9#z",
        "https://else.test/a",
        "http://a.test/a",
        "https://b.test:8080/b",
        "/é \"x\"",
        "/$$5|",
        "/{path}",
        "https://else.test{path}?q={query}",
    ]);
    let code = select(vec![301, 302, 303, 307, 307, 308]);
    prop_oneof![
        8 => (to, code).prop_map(|(to, code)| json!({"redirect": {"to": to, "code": code}})),
        1 => select(vec![json!(0), json!("none"), json!(60)])
            .prop_map(|cache| json!({"redirect": {"to": "/t", "code": 301, "cache": cache}})),
        1 => Just(json!({"redirect": {"to": "/t", "headers": {"X-Why": "because"}}})),
        2 => select(vec![403, 404, 410, 451, 503]).prop_map(|code| json!({"respond": {"code": code}})),
        1 => Just(json!({"respond": {"code": 410, "body": "theme"}})),
        1 => Just(json!({"respond": {"code": 503, "retry_after": 60}})),
        1 => Just(json!({"ignore": {}})),
        1 => Just(json!({"rewrite": {"to": "/t"}})),
        1 => Just(json!({"split": {"variants": [{"to": "/x", "weight": 1}, {"to": "/y", "weight": 1}]}})),
    ]
}

fn condition() -> impl Strategy<Value = Value> {
    select(vec![
        json!({"method": ["POST"]}),
        json!({"method": ["GET"]}),
        json!({"cookie": {"name": "c", "is": "1"}}),
        json!({"not": {"user_agent": {"contains": "Bot"}}}),
        json!({"host": ["a.test"]}),
        json!({"query": {"name": "x"}}),
        json!({"path": {"contains": "a"}}),
        json!({"ip": ["10.0.0.0/8"]}),
        json!({"logged_in": true}),
        json!({"language": ["es"]}),
    ])
}

/// A rule; one that is not sound is left out by whoever compiles it.
pub(crate) fn rule() -> impl Strategy<Value = Rule> {
    let sometimes = |chance| prop::option::weighted(chance, Just(()));
    let schedule = select(vec![
        json!({"from": "2020-01-01T00:00:00Z"}),
        json!({"until": "2020-01-01T00:00:00Z"}),
        json!({"from": "2090-01-01T00:00:00Z"}),
    ]);
    let when = prop::option::weighted(0.2, condition());
    (source(), action(), when, action(), sometimes(0.5), prop::option::weighted(0.1, schedule), 0u32..3)
        .prop_filter_map("a shape that can be read", |(source, then, when, otherwise, has_else, schedule, position)| {
            let mut rule = json!({"source": source, "then": then, "position": position});
            if let Some(when) = when {
                rule["when"] = json!([when]);
                if has_else.is_some() {
                    rule["else"] = otherwise;
                }
            }
            if let Some(schedule) = schedule {
                rule["schedule"] = schedule;
            }
            serde_json::from_value(rule).ok()
        })
}

/// Rules in any order, numbered.
pub(crate) fn rules() -> impl Strategy<Value = Vec<Rule>> {
    proptest::collection::vec(rule(), 1..14).prop_map(|mut rules| {
        (1..).zip(&mut rules).for_each(|(id, rule)| rule.id = id);
        rules
    })
}

/// Visitors who differ in whatever a rule may ask for.
pub(crate) fn visitors() -> Vec<Facts> {
    let headers = |list: &[(&str, &str)]| list.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    vec![
        Facts::default(),
        Facts {
            headers: headers(&[("Cookie", "c=1"), ("User-Agent", "Bot/1"), ("Accept-Language", "es-MX")]),
            client_ip: Some([10, 1, 2, 3].into()),
            now: Some(1_000_000_000),
            ..Facts::default()
        },
        Facts { now: Some(4_000_000_000), logged_in: Some(true), theme: true, ..Facts::default() },
    ]
}
