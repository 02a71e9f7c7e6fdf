//! Any conditions, any visitors: the engine on a rule file answers as the naive reference matcher does, and a decision
//! that was deferred and resumed, in whatever steps, ends as if all had been known from the start.

use detour_engine::{Patterns, compile_with, reference};
use detour_format::{RuleFile, Stamp, write};
use detour_rules::*;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn texts(all: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    subsequence(all, 1..=all.len()).prop_map(|some| some.into_iter().map(String::from).collect())
}

fn test(name: &'static str, values: &'static [&'static str]) -> impl Strategy<Value = Test> {
    (0..5, select(values)).prop_map(move |(kind, value)| {
        let mut test = Test { name: name.into(), ..Test::default() };
        match kind {
            0 => test.is = Some(value.into()),
            1 => test.contains = Some(value.into()),
            2 => test.matches = Some(format!("^{value}")),
            3 => test.missing = Some(value.len() > 1),
            _ => {}
        }
        test
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        texts(&["GET", "POST"]).prop_map(Condition::Method),
        test("X-A", &["1", "12"]).prop_map(Condition::Header),
        test("c", &["1", "12"]).prop_map(Condition::Cookie),
        test("x", &["1", "a b"]).prop_map(Condition::Query),
        test("", &["1", "12"]).prop_map(Condition::Referrer),
        test("", &["a", "/a"]).prop_map(Condition::Path),
        test("", &["utm_x", "x=1"]).prop_map(Condition::QueryString),
        texts(&["10.0.0.0/8", "10.1.0.0/15", "::1", "2001:db8::/31", "1.2.3.4"]).prop_map(Condition::Ip),
        texts(&["es", "es-MX", "en", "*"]).prop_map(Condition::Language),
        texts(&["MX", "de"]).prop_map(Condition::Country),
        any::<bool>().prop_map(Condition::LoggedIn),
        texts(&["editor", "author"]).prop_map(Condition::Role),
        any::<bool>().prop_map(Condition::NotFound),
        select(vec!["f", "g"]).prop_map(|name| Condition::Filter(name.into())),
        select(vec!["shop.test", "*.test"]).prop_map(|host| Condition::Host(vec![host.into()])),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Condition::Any),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

fn action() -> impl Strategy<Value = Action> {
    let redirect = (select(vec!["/t", "/a", "/t?utm_x=0", "/t{path}"]), select(vec![301, 307]), option::of(0u32..9))
        .prop_map(|(to, code, cache)| {
            let cache = cache.map(Cache::Seconds);
            Action::Redirect(Redirect { to: to.into(), code, cache, ..Redirect::default() })
        });
    let split = any::<bool>().prop_map(|sticky| {
        let variant = |to: &str, weight| Variant { to: to.into(), weight };
        let variants = vec![variant("/v1", 1), variant("/v2", 2), variant("/a", 1)];
        Action::Split(Split { variants, sticky: sticky.then_some(Sticky::Cookie), code: 302 })
    });
    let respond = any::<bool>().prop_map(|theme| {
        let body = if theme { Body::Theme } else { Body::Bare };
        Action::Respond(Respond { code: 410, retry_after: None, body })
    });
    prop_oneof![
        4 => redirect,
        1 => split,
        1 => respond,
        1 => select(vec!["/r", "/a"]).prop_map(|to| Action::Rewrite(Rewrite { to: to.into() })),
        1 => Just(Action::Ignore(Ignore {})),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    let source = select(vec![
        (Kind::Exact, "/a", QueryMode::Exact),
        (Kind::Exact, "/a?x=1", QueryMode::AnyOrder),
        (Kind::Exact, "/a", QueryMode::Pass),
        (Kind::Prefix, "/a", QueryMode::Exact),
        (Kind::Wildcard, "/*", QueryMode::Ignore),
        (Kind::Regex, "^/a$", QueryMode::Exact),
        (Kind::Regex, "x=1$", QueryMode::AnyOrder),
    ]);
    let schedule = option::weighted(0.2, (0u64..4, 5u64..9)).prop_map(|ends| {
        let time = |second| Some(format!("1970-01-01T01:00:0{second}+01:00"));
        ends.map(|(from, until)| Schedule { from: time(from), until: time(until) })
    });
    let when = proptest::collection::vec(condition(), 0..4);
    (source, when, action(), option::of(action()), schedule, 0u32..3).prop_map(
        |((kind, value, query), when, then, otherwise, schedule, position)| Rule {
            position,
            source: Source { kind, value: value.into(), query, ..Source::default() },
            when,
            then,
            otherwise,
            schedule,
            ..Rule::default()
        },
    )
}

fn facts() -> impl Strategy<Value = Facts> {
    let headers = [
        ("X-A", select(vec!["1", "12", "2", ""]).boxed()),
        ("Cookie", select(vec!["c=1", "a=1; c=12", "cc=1; detour_split_1=2", "detour_split_2=1;c=2"]).boxed()),
        ("Referer", select(vec!["1", "x12"]).boxed()),
        (
            "Accept-Language",
            select(vec!["es", "en,es;q=0.9", "es-mx;q=0.3,en;q=0.2", "*", "es;q=0", "de;q=2,en"]).boxed(),
        ),
        ("CF-IPCountry", select(vec!["MX", "DE", "XX"]).boxed()),
        ("User-Agent", select(vec!["one", "two", "three"]).boxed()),
    ];
    let headers: Vec<_> = headers
        .into_iter()
        .map(|(name, values)| option::weighted(0.7, values).prop_map(move |value| value.map(|value| (name, value))))
        .collect();
    let client = select(vec!["10.0.0.1", "10.2.0.1", "::1", "2001:db9::1", "::ffff:1.2.3.4", "9.9.9.9"]);
    let roles = subsequence(vec!["editor", "author"], 0..=2);
    let known = (any::<bool>(), roles, any::<bool>(), any::<(bool, bool)>());
    (headers, option::of(client), 0u64..10, known).prop_map(
        |(headers, client, now, (logged_in, roles, not_found, filters))| Facts {
            headers: headers.into_iter().flatten().map(|(name, value)| (name.into(), value.into())).collect(),
            client_ip: client.map(|client| client.parse().unwrap()),
            now: Some(now),
            logged_in: Some(logged_in),
            roles: Some(roles.into_iter().map(String::from).collect()),
            not_found: Some(not_found),
            filters: [("f".into(), filters.0), ("g".into(), filters.1)].into(),
            theme: true,
        },
    )
}

/// `all`, of which WordPress knows only some.
fn some_of(all: &Facts, known: &Needs) -> Facts {
    Facts {
        logged_in: all.logged_in.filter(|_| known.logged_in),
        roles: all.roles.clone().filter(|_| known.roles),
        not_found: all.not_found.filter(|_| known.not_found),
        filters: all.filters.clone().into_iter().filter(|(name, _)| known.filters.contains(name)).collect(),
        theme: known.theme,
        ..all.clone()
    }
}

fn known() -> impl Strategy<Value = Needs> {
    let filters = subsequence(vec!["f".to_owned(), "g".to_owned()], 0..=2);
    (any::<[bool; 4]>(), filters).prop_map(|([logged_in, roles, not_found, theme], filters)| Needs {
        logged_in,
        roles,
        not_found,
        theme,
        filters,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]
    #[test]
    fn deferred_or_not_the_answer_is_the_same(
        mut rules in proptest::collection::vec(rule(), 0..7),
        all in facts(),
        known_at_first in known(),
        method in select(vec!["GET", "POST"]),
        uri in select(vec!["/a", "/a?x=1", "/a?utm_x=1", "/a?utm_x=1&x=1", "/a?x=a+b&UTM_Y", "/b", "/a?utm_x=2&gclid=3"]),
        tracking in subsequence(vec!["utm_*".to_owned(), "gclid".to_owned()], 0..=2),
        seed in any::<u64>(),
    ) {
        for (id, rule) in (1..).zip(&mut rules) {
            rule.id = id;
        }
        let settings = Settings { tracking, ..Settings::default() };
        let compilation = compile_with(&rules, &settings);
        prop_assert!(compilation.skipped.is_empty(), "{:?}", compilation.skipped);
        let stamp = Stamp { generation: 1, revision: 1, created: 0, seed };
        let file = RuleFile::open(write(&compilation.program, &stamp).unwrap()).unwrap();
        prop_assert_eq!(file.verify(), Ok(()));
        let mut patterns = Patterns::new();
        let mut decide = |facts: &Facts, from: u32| {
            let request = Request { method: method.as_bytes(), context: facts, ..Request::get("a.test", uri) };
            let decision = file.decide_from(&mut patterns, &request, from);
            let explanation = file.explain_from(&mut patterns, &request, from);
            assert_eq!((explanation.decision, explanation.rule), (decision.word(), decision.rule()));
            (decision, reference::decide_from(&rules, &settings, &request, from))
        };

        let (at_once, by_reference) = decide(&all, 0);
        prop_assert_eq!(&at_once, &by_reference);
        prop_assert!(!matches!(at_once, Decision::Defer { .. }), "all is known");

        let mut known = known_at_first;
        let mut place = 0;
        loop {
            let (decision, by_reference) = decide(&some_of(&all, &known), place);
            prop_assert_eq!(&decision, &by_reference, "from {} knowing {:?}", place, &known);
            let Decision::Defer { from, needs, .. } = decision else {
                prop_assert_eq!(&decision, &at_once, "deferred, knowing {:?}", &known);
                break;
            };
            prop_assert!(from >= place);
            place = from;
            // Each time something that was not known is asked for, so this ends.
            let before = known.clone();
            known.add(needs);
            prop_assert_ne!(&before, &known);
        }
    }
}
