//! Any rules, any requests: the engine on a rule file answers as the naive reference matcher does.

use detour_engine::{Patterns, compile, reference};
use detour_format::{RuleFile, Stamp, write};
use detour_rules::*;
use proptest::prelude::*;
use proptest::sample::select;

// Few letters, so that sources and requests meet often.
fn path() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        select(vec![
            "a",
            "b",
            "A",
            "%61",
            "é",
            "%C3%A9",
            "%2F",
            "%",
            "wp-admin",
            "alpha",
            "Beta-gamma",
            "alpha.beta.delta.eps",
            "",
        ]),
        1..4,
    )
    .prop_map(|segments| format!("/{}", segments.join("/")))
}

fn query() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        2 => proptest::collection::vec(select(vec!["x=1", "y=2", "X=1", "x=%31", "z", ""]), 1..4)
            .prop_map(|parameters| format!("?{}", parameters.join("&"))),
    ]
}

fn source() -> impl Strategy<Value = Source> {
    let literal = || (path(), query()).prop_map(|(path, query)| path + &query);
    let value = prop_oneof![
        4 => (Just(Kind::Exact), literal()),
        2 => (Just(Kind::Prefix), literal()),
        2 => (Just(Kind::Wildcard), (path(), select(vec!["*", "/*", "*/b", ""])).prop_map(|(a, b)| a + b)),
        2 => (Just(Kind::Regex), select(vec![
            "^/a", "a$", "^/(a|b)/(.*)$", "^/a\\?x=1$", ".", "^/alpha/(alpha|beta-gamma)/", "/beta-(.*)$", "gamma/?$",
            "^/(alpha|Beta-gamma)$", "(alpha|beta)\\.(beta|x)", "^/[ab]$", "^/[a-z]+/alpha$", "(?i)^/ALPHA", "a\\?x=1&y=2",
            "alpha/\\?", "^/?alpha", "(/alpha){2}", "^/(?:alpha|b)?/a",
        ]).prop_map(String::from)),
    ];
    let case = prop_oneof![Just(Case::Exact), Just(Case::Ignore)];
    let slash = prop_oneof![Just(Slash::Exact), Just(Slash::Ignore)];
    let mode =
        prop_oneof![Just(QueryMode::Exact), Just(QueryMode::AnyOrder), Just(QueryMode::Ignore), Just(QueryMode::Pass)];
    let host = prop_oneof![3 => Just("any"), 1 => Just("a.test"), 1 => Just("*.test")].prop_map(String::from);
    let scheme = prop_oneof![4 => Just(Scheme::Any), 1 => Just(Scheme::Http), 1 => Just(Scheme::Https)];
    (value, case, slash, mode, host, scheme).prop_map(|((kind, value), case, slash, query, host, scheme)| Source {
        kind,
        value,
        case,
        slash,
        query,
        host,
        scheme,
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let action = prop_oneof![
        4 => select(vec!["/t", "/a", "/t?x=9", "/t$0", "{path}", "/t/{query}"])
            .prop_map(|to| Action::Redirect(Redirect { to: to.into(), ..Redirect::default() })),
        1 => Just(Action::Respond(Respond { code: 410, ..Respond::default() })),
        1 => Just(Action::Ignore(Ignore {})),
    ];
    (source(), action, 0u32..3, prop::bool::weighted(0.9)).prop_map(|(source, then, position, enabled)| Rule {
        enabled,
        position,
        source,
        then,
        ..Rule::default()
    })
}

proptest! {
    // Cases that fail become cases of tests/suite, not a file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn engine_and_reference_agree(
        mut rules in proptest::collection::vec(rule(), 0..12),
        urls in proptest::collection::vec((path(), query()), 1..6),
        host in select(vec!["a.test", "B.A.test:80", ""]),
        https in any::<bool>(),
        seed in any::<u64>(),
    ) {
        for (id, rule) in (1..).zip(&mut rules) {
            rule.id = id;
        }
        let stamp = Stamp { generation: 1, revision: 1, created: 0, seed };
        let file = RuleFile::open(write(&compile(&rules).program, &stamp).unwrap()).unwrap();
        prop_assert_eq!(file.verify(), Ok(()));
        let mut listed: Vec<u32> = file.rules().map(|rule| rule.order).collect();
        listed.sort_unstable();
        prop_assert_eq!(listed, (0..file.rule_count()).collect::<Vec<_>>());
        let mut patterns = Patterns::new();
        for (path, query) in urls {
            let uri = path + &query;
            let scheme = if https { RequestScheme::Https } else { RequestScheme::Http };
            let request = Request { scheme, ..Request::get(host, &uri) };
            let decision = file.decide(&mut patterns, &request);
            prop_assert_eq!(&decision, &reference::decide(&rules, &request), "{}", uri);
            if let Decision::Redirect { location, .. } = &decision {
                prop_assert!(location.iter().all(u8::is_ascii_graphic));
            }
        }
    }
}
