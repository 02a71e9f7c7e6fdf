//! Whatever stands in Rank Math's table and in a request, an answer comes of it that can be sent.

use detour_engine::reference;
use detour_exchange::rank_math::{Row, read};
use detour_exchange::{apache, cloudflare, netlify, nginx};
use detour_rules::{Decision, Facts, Fallback, RankMathSettings, Request, Rule, Settings};
use proptest::prelude::*;

fn serialized(sources: &[(String, &str, &str)]) -> String {
    let text = |text: &str| format!("s:{}:\"{text}\";", text.len());
    let source = |(index, (pattern, comparison, ignore)): (usize, &(String, &str, &str))| {
        let members = [("ignore", *ignore), ("pattern", pattern), ("comparison", *comparison)];
        let members: String = members.iter().map(|(key, value)| text(key) + &text(value)).collect();
        format!("i:{index};a:3:{{{members}}}")
    };
    format!("a:{}:{{{}}}", sources.len(), sources.iter().enumerate().map(source).collect::<String>())
}

fn source() -> impl Strategy<Value = (String, &'static str, &'static str)> {
    let comparison = prop::sample::select(vec!["exact", "contains", "start", "end", "regex", "wildcard"]);
    let pattern = prop_oneof![r"[ab/?.*+()\[\]^$\\@é0d'-]{0,12}", any::<String>()];
    (pattern, comparison, prop::sample::select(vec!["", "case"]))
}

fn row() -> impl Strategy<Value = Row> {
    let sources = prop_oneof![
        9 => prop::collection::vec(source(), 0..4).prop_map(|sources| serialized(&sources)),
        1 => r#"[aibsN:{}0-9;"]{0,40}"#,
    ];
    let url_to = prop_oneof![r"(http://example\.test)?[a/$1\\{}?#é ]{0,12}", any::<String>()];
    let code = prop::sample::select(vec![301, 302, 307, 410, 451, 404, 0, 65535]);
    let status = prop::sample::select(vec!["active", "Active ", "inactive", "trashed"]);
    (any::<u64>(), sources, url_to, code, status, "2026-0[1-3]").prop_map(
        |(id, sources, url_to, header_code, status, updated)| {
            let status = status.to_owned();
            Row { id, sources, url_to, header_code, status, updated, ..Row::default() }
        },
    )
}

fn settings() -> impl Strategy<Value = Settings> {
    let home = prop::sample::select(vec!["http://example.test", "https://example.test/a", ""]);
    let fallback = (prop::option::of("[/a?]{0,4}"), prop::sample::select(vec![302, 410, 0]));
    (home, prop::option::of(fallback)).prop_map(|(home, fallback)| {
        let fallback = fallback.map(|(to, code)| Fallback { to, code });
        Settings { rank_math: Some(RankMathSettings { home: home.into(), fallback }), ..Settings::default() }
    })
}

fn uri() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        r"/[ab/?.+%'é=&-]{0,16}(%2F|%00|%0d%0a|%FF)?".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..40),
    ]
}

// They would match otherwise there.
#[test]
fn no_server_gets_rules_of_the_dialect() {
    let sources = serialized(&[("old".into(), "exact", "")]);
    let (url_to, status) = ("/new".to_owned(), "active".to_owned());
    let rules = read(&[Row { id: 1, sources, url_to, header_code: 301, status, ..Row::default() }]).rules;
    assert_eq!(rules.len(), 1);
    let hosts = ["example.test".to_owned()];
    let exports =
        [apache::write(&rules), nginx::write(&rules), netlify::write(&rules), cloudflare::write(&rules, &hosts)];
    for export in exports {
        assert_eq!(export.left_out.len(), 1, "{export:?}");
    }
}

proptest! {
    #[test]
    fn anything_is_read_and_answered(
        rows in prop::collection::vec(row(), 0..6),
        settings in settings(),
        uri in uri(),
        not_found in any::<bool>(),
    ) {
        let import = read(&rows);
        for rule in &import.rules {
            prop_assert_eq!(rule.validate(), vec![]);
            let json = serde_json::to_value(rule).unwrap();
            prop_assert_eq!(&Rule::from_json(&json).unwrap(), rule);
        }
        let known = Facts { not_found: Some(not_found), theme: true, ..Facts::default() };
        let unknown = Facts { theme: false, not_found: None, ..known.clone() };
        let asked = |context| Request { uri: &uri, context, ..Request::get("example.test", "/") };
        let at_once = reference::decide_from(&import.rules, &settings, &asked(&known), 0);
        if let Decision::Redirect { location, .. } = &at_once {
            prop_assert!(!location.is_empty() && location.len() <= 8000 && location.iter().all(u8::is_ascii_graphic));
        }
        // What was deferred comes to the same answer when it is resumed.
        if let Decision::Defer { from, .. } = reference::decide_from(&import.rules, &settings, &asked(&unknown), 0) {
            prop_assert_eq!(reference::decide_from(&import.rules, &settings, &asked(&known), from), at_once);
        }
    }
}
