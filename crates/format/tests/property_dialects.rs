//! Any rules of all dialects at once, any requests: the engine on a rule file answers as the naive reference matcher does,
//! also when a deferred decision is resumed. The reference tries every rule, so this is also where patterns of PCRE with all
//! its constructs show whether the index leaves out one that matches.

use detour_engine::{Patterns, compile_with, reference};
use detour_format::{RuleFile, Stamp, write};
use detour_rules::*;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

const PIECES: [&str; 31] = [
    "/",
    "a",
    "B",
    "old",
    "Old",
    "news",
    "/old/news",
    "é",
    "%C3%A9",
    "%20",
    " ",
    "+",
    "%2B",
    "//",
    ".html",
    "-",
    "0",
    "?x=1",
    "?X=1",
    "?y",
    "?x=1&y=2",
    "?y=2&x=1",
    "&a[]=1",
    "\\",
    "'",
    "%3F",
    "%",
    "wp-admin",
    "/old",
    "old/",
    "/news/old/",
];

const REGEX_PIECES: [&str; 60] = [
    "^",
    "$",
    "/",
    "/old",
    "old/",
    "news",
    "Old",
    "a",
    "B",
    "(",
    ")",
    "(?:",
    "(?i)",
    "(?=",
    "(?!",
    "(?<=",
    "(?<!",
    "(?>",
    "(?<n>",
    "(?|",
    "(?x)",
    "(?m)",
    "(?#x)",
    "|",
    "*",
    "+",
    "?",
    "{2}",
    "{0,1}",
    "{0}",
    "{,2}",
    "{",
    "}",
    ".",
    ".*",
    "(.*)",
    "(.+)",
    "[a-z]+",
    "[^/]+",
    "[]a]",
    "[[:alpha:]]",
    "[",
    "]",
    "\\d",
    "\\w+",
    "\\b",
    "\\.",
    "\\/",
    "\\Q",
    "\\E",
    "\\K",
    "\\1",
    "\\x61",
    "\\?",
    "@",
    "\\\\@",
    "%20",
    "(*ACCEPT)",
    "\\\\",
    "é",
];

fn text() -> impl Strategy<Value = String> {
    vec(select(PIECES.to_vec()), 0..4).prop_map(|pieces| pieces.concat())
}

fn path() -> impl Strategy<Value = String> {
    text().prop_map(|text| format!("/{text}"))
}

fn regex() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => vec(select(REGEX_PIECES.to_vec()), 1..7).prop_map(|pieces| pieces.concat()),
        1 => (select(vec!["", "^/?", "^"]), vec(select(REGEX_PIECES.to_vec()), 0..3), select(vec!["news", "(old|news)", "old/news"]))
            .prop_map(|(start, pieces, end)| format!("{start}{}{end}", pieces.concat())),
    ]
}

fn flag<T: Clone + std::fmt::Debug + 'static>(off: T, on: T) -> impl Strategy<Value = T> {
    select(vec![off, on])
}

fn condition() -> impl Strategy<Value = Condition> {
    let test = prop_oneof![
        Just(Test { is: Some("1".into()), ..Test::default() }),
        regex().prop_map(|pattern| Test { matches: Some(pattern), ..Test::default() }),
    ];
    let named = |name: &'static str, test: Test| Test { name: name.into(), ..test };
    let plain = prop_oneof![
        test.clone().prop_map(Condition::Referrer),
        test.clone().prop_map(Condition::UserAgent),
        test.clone().prop_map(move |test| Condition::Header(named("X-A", test))),
        test.prop_map(move |test| Condition::Cookie(named("c", test))),
        Just(Condition::Ip(vec!["10.0.0.1".into()])),
        Just(Condition::Language(vec!["es".into()])),
        Just(Condition::Host(vec!["a.test".into()])),
        Just(Condition::LoggedIn(true)),
        Just(Condition::NotFound(true)),
        Just(Condition::Role(vec!["editor".into()])),
        Just(Condition::Filter("f".into())),
    ];
    (plain, any::<bool>()).prop_map(|(one, negated)| if negated { Condition::Not(Box::new(one)) } else { one })
}

fn target() -> impl Strategy<Value = String> {
    let pieces =
        ["/t", "$1", "\\1", "/old", "?x=2", "[userid]", "[upper]a[/upper]", "é", " ", "#f", "http://b.test", "0", "12"];
    vec(select(pieces.to_vec()), 1..4).prop_map(|pieces| pieces.concat())
}

fn redirect(to: String, code: u16) -> Action {
    Action::Redirect(Redirect { to, code, ..Redirect::default() })
}

fn redirection() -> impl Strategy<Value = Rule> {
    let action = || {
        prop_oneof![
            4 => (target(), select(vec![301, 307])).prop_map(|(to, code)| redirect(to, code)),
            1 => target().prop_map(|to| Action::Rewrite(Rewrite { to })),
            1 => flag(Body::Bare, Body::Theme)
                .prop_map(|body| Action::Respond(Respond { code: 410, body, ..Respond::default() })),
            1 => Just(Action::Ignore(Ignore {})),
        ]
    };
    let value = prop_oneof![(Just(Kind::Exact), path()), (Just(Kind::Exact), text()), (Just(Kind::Regex), regex())];
    let query = select(vec![QueryMode::Exact, QueryMode::AnyOrder, QueryMode::Ignore, QueryMode::Pass]);
    let flags = (flag(Case::Exact, Case::Ignore), flag(Slash::Exact, Slash::Ignore), query);
    (value, flags, weighted(0.4, condition()), action(), weighted(0.3, action())).prop_map(
        |((kind, value), (case, slash, query), when, then, otherwise)| Rule {
            dialect: Dialect::Redirection,
            source: Source { kind, value, case, slash, query, ..Source::default() },
            otherwise: otherwise.filter(|_| when.is_some()),
            when: when.into_iter().collect(),
            then,
            ..Rule::default()
        },
    )
}

fn rank_math_source() -> impl Strategy<Value = Source> {
    let exact = (text(), flag(Slash::Exact, Slash::Ignore), flag(Case::Exact, Case::Ignore)).prop_map(
        |(value, slash, case)| Source {
            value,
            slash,
            case: if slash == Slash::Ignore { case } else { Case::Exact },
            query: QueryMode::Pass,
            ..Source::default()
        },
    );
    let other =
        prop_oneof![(select(vec![Kind::Prefix, Kind::Contains, Kind::Suffix]), text()), (Just(Kind::Regex), regex())];
    let other = other.prop_map(|(kind, value)| Source { kind, value, query: QueryMode::Pass, ..Source::default() });
    prop_oneof![1 => exact, 1 => other]
}

fn rank_math() -> impl Strategy<Value = Rule> {
    let action = prop_oneof![
        4 => target().prop_map(|to| redirect(to, 301)),
        1 => Just(Action::Respond(Respond { code: 410, body: Body::Theme, ..Respond::default() })),
        1 => Just(Action::Ignore(Ignore {})),
    ];
    let stored = weighted(0.2, select(vec!["old", "", "a:1:{news}"]).prop_map(String::from));
    (rank_math_source(), vec(rank_math_source(), 0..3), stored, action).prop_map(
        |(source, alternatives, stored, then)| Rule {
            dialect: Dialect::RankMath,
            source,
            alternatives,
            stored,
            then,
            ..Rule::default()
        },
    )
}

fn native() -> impl Strategy<Value = Rule> {
    let value = prop_oneof![
        (Just(Kind::Exact), path()),
        (Just(Kind::Prefix), path()),
        (Just(Kind::Regex), select(vec!["news$", "^/old", "."]).prop_map(String::from)),
    ];
    let query = flag(QueryMode::Exact, QueryMode::Ignore);
    let when = weighted(0.2, select(vec![Condition::LoggedIn(true), Condition::NotFound(true)]));
    (value, query, when).prop_map(|((kind, value), query, when)| Rule {
        source: Source { kind, value, query, ..Source::default() },
        when: when.into_iter().collect(),
        then: redirect("/native".into(), 302),
        ..Rule::default()
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let rule = prop_oneof![1 => native(), 4 => redirection(), 4 => rank_math()];
    let second = |second: u64| jiff_seconds(second);
    let schedule = weighted(0.15, (0u64..8).prop_map(move |from| Schedule { from: Some(second(from)), until: None }));
    (rule, 0u32..3, 0u64..3, schedule).prop_map(|(rule, position, origin, schedule)| Rule {
        position,
        schedule,
        id: origin,
        ..rule
    })
}

fn jiff_seconds(second: u64) -> String {
    format!("1970-01-01T00:00:0{second}Z")
}

fn settings() -> impl Strategy<Value = Settings> {
    let texts = |texts: &[&str]| select(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>());
    let homes = ["http://a.test", "https://a.test/old", "http://www.a.test"];
    let redirection = (
        texts(&homes),
        weighted(0.1, Just("http://b.test".to_owned())),
        any::<bool>(),
        select(vec![PreferredDomain::Any, PreferredDomain::Any, PreferredDomain::Www, PreferredDomain::NoWww]),
        weighted(0.2, Just("a.test".to_owned())),
        flag(AddressMode::None, AddressMode::Full),
    )
        .prop_map(|(home, relocate, https, preferred_domain, alias, ip)| RedirectionSettings {
            home,
            relocate: relocate.unwrap_or_default(),
            https,
            preferred_domain,
            aliases: alias.into_iter().collect(),
            ip,
            ip_headers: vec!["HTTP_X_A".into()],
            headers: vec![("X-B".into(), "1".into())],
            ..RedirectionSettings::default()
        });
    let fallback =
        (weighted(0.5, Just("/lost".to_owned())), select(vec![301, 410])).prop_map(|(to, code)| Fallback { to, code });
    let rank_math =
        (texts(&homes), weighted(0.5, fallback)).prop_map(|(home, fallback)| RankMathSettings { home, fallback });
    (weighted(0.3, redirection), weighted(0.5, rank_math)).prop_map(|(redirection, rank_math)| Settings {
        redirection,
        rank_math,
        ..Settings::default()
    })
}

fn visitor() -> impl Strategy<Value = Facts> {
    let header = |name: &'static str| {
        weighted(0.5, select(vec!["1", "news", "c=1; d", "es,en", "é\"", "XMLHttpRequest"]))
            .prop_map(move |value| value.map(|value| (name.to_owned(), value.to_owned())))
    };
    let headers = (header("X-A"), header("Cookie"), header("Referer"), header("User-Agent"), header("Accept-Language"));
    let known =
        (weighted(0.5, any::<bool>()), weighted(0.5, any::<bool>()), weighted(0.5, any::<bool>()), any::<bool>());
    (headers, known, weighted(0.5, Just([10, 0, 0, 1].into())), 0u64..9).prop_map(
        |((a, b, c, d, e), (logged_in, not_found, filter, theme), client_ip, now)| Facts {
            headers: [a, b, c, d, e].into_iter().flatten().collect(),
            client_ip,
            now: Some(now),
            logged_in,
            roles: logged_in.map(|is| if is { vec!["editor".into()] } else { Vec::new() }),
            not_found,
            filters: filter.into_iter().map(|says| ("f".to_owned(), says)).collect(),
            theme,
        },
    )
}

// The visitor once all that may be asked is known.
fn knowing_all(visitor: &Facts) -> Facts {
    Facts {
        logged_in: visitor.logged_in.or(Some(false)),
        roles: visitor.roles.clone().or(Some(Vec::new())),
        not_found: visitor.not_found.or(Some(true)),
        filters: [("f".to_owned(), visitor.filters.values().next().copied().unwrap_or(true))].into(),
        theme: true,
        ..visitor.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn engine_and_reference_agree(
        mut rules in vec(rule(), 0..10),
        settings in settings(),
        urls in vec(prop_oneof![4 => path(), 1 => text()], 1..6),
        visitor in visitor(),
        host in select(vec!["a.test", "www.a.test:80", ""]),
        https in any::<bool>(),
        seed in any::<u64>(),
    ) {
        for (id, rule) in (1..).zip(&mut rules) {
            rule.id = Origin::ALL[rule.id as usize].rule(id);
        }
        let stamp = Stamp { generation: 1, revision: 1, created: 0, seed };
        let file = RuleFile::open(write(&compile_with(&rules, &settings).program, &stamp).unwrap()).unwrap();
        prop_assert_eq!(file.verify(), Ok(()));
        let mut patterns = Patterns::new();
        let knowing = knowing_all(&visitor);
        for uri in urls {
            let scheme = if https { RequestScheme::Https } else { RequestScheme::Http };
            let request = Request { scheme, context: &visitor, ..Request::get(host, &uri) };
            let resumed = Request { context: &knowing, ..request };
            let decision = file.decide(&mut patterns, &request);
            prop_assert_eq!(&decision, &reference::decide_from(&rules, &settings, &request, 0), "{}", uri);
            let explained = file.explain(&mut patterns, &request);
            prop_assert_eq!((explained.decision, explained.rule), (decision.word(), decision.rule()), "{}", uri);
            let mut from = 0;
            if let Decision::Defer { from: place, .. } = decision {
                from = place;
            }
            for (request, from) in [(&resumed, from), (&resumed, 0), (&request, 3)] {
                let decision = file.decide_from(&mut patterns, request, from);
                let expected = reference::decide_from(&rules, &settings, request, from);
                prop_assert_eq!(&decision, &expected, "{} from {}", uri, from);
                if let Decision::Redirect { location, .. } = &decision {
                    prop_assert!(location.iter().all(u8::is_ascii_graphic), "{}", location.escape_ascii());
                }
            }
        }
    }
}
