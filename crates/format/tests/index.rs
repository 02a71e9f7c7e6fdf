//! The index on thousands of patterns at once: what it lets through and what it leaves out, against trying them all.

use std::borrow::Cow;

use detour_engine::{Candidates, Patterns, RuleStore, compile};
use detour_format::{RuleFile, Stamp, write};
use detour_rules::{Case, Request, Rule, pattern};
use serde_json::json;

const WORDS: [&str; 12] =
    ["shop", "blog", "Archive", "red", "blue", "shoes", "news", "2024", "index.php", "tag", "a", "summer-sale"];

fn word(n: usize) -> &'static str {
    WORDS[n % WORDS.len()]
}

// Ten shapes, numbered so that most have a needle of their own and some share theirs.
fn source(n: usize) -> String {
    let (a, b) = (word(n / 3), word(n / 7));
    match n % 10 {
        0 => format!("^/{a}/{b}-{n}/(.*)$"),
        1 => format!("^/{a}/(\\d+)/{n}$"),
        2 => format!("/{b}-{n}$"),
        3 => format!("{a}{n}"),
        4 => format!("^/(?:{a}|{b})/x{n}"),
        5 => format!("(?i)^/{a}-{n}\\.html$"),
        6 => format!("^/{a}\\?id={n}$"),
        7 => format!("^/[a-z]{{{}}}/{}$", 2 + n % 5, n % 1000),
        8 => format!("^(/{a}|/{b}/{n})/end$"),
        _ => format!("^/{a}/{b}/?{n}?$"),
    }
}

fn urls(n: usize) -> [String; 6] {
    let (a, b) = (word(n / 3), word(n / 7));
    [
        format!("/{a}/{b}-{n}/rest"),
        format!("/{a}/77/{n}"),
        format!("/x/{b}-{n}"),
        format!("/{}-{n}.HTML", a.to_uppercase()),
        format!("/{a}?id={n}"),
        format!("/{b}/{n}/end"),
    ]
}

#[test]
fn thousands_of_patterns_answer_as_if_each_were_tried() {
    let sources: Vec<String> = (0..4000).map(source).collect();
    let rules: Vec<Rule> = (1..)
        .zip(&sources)
        .map(|(id, value)| {
            let json =
                json!({"id": id, "source": {"kind": "regex", "value": value}, "then": {"respond": {"code": 410}}});
            Rule::from_json(&json).unwrap()
        })
        .collect();
    let tried: Vec<_> = sources.iter().map(|source| pattern(source, Case::Exact).unwrap()).collect();
    let mut answered = 0;
    for seed in [1, 2] {
        let stamp = Stamp { generation: 1, revision: 1, created: 0, seed };
        let file = RuleFile::open(write(&compile(&rules).program, &stamp).unwrap()).unwrap();
        file.verify().unwrap();
        let mut patterns = Patterns::new();
        for url in (0..4200).step_by(37).flat_map(urls) {
            let expected = tried.iter().position(|regex| regex.is_match(url.as_bytes())).map(|index| index as u64 + 1);
            let got = file.decide(&mut patterns, &Request::get("", &url)).rule();
            assert_eq!(got, expected, "{url}");
            answered += usize::from(got.is_some());
        }
    }
    assert!(answered > 100, "only {answered} URLs are answered");
}

#[test]
fn a_long_url_full_of_needles_is_looked_through_once() {
    let rules: Vec<Rule> = (1..=500)
        .map(|id| {
            let json = json!({"id": id, "source": {"kind": "regex", "value": format!("/needle/.*{id}x$")},
                              "then": {"respond": {"code": 410}}});
            Rule::from_json(&json).unwrap()
        })
        .collect();
    let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 5 };
    let file = RuleFile::open(write(&compile(&rules).program, &stamp).unwrap()).unwrap();
    let url = format!("{}/321x", "/needle".repeat(9000));
    let explanation = file.explain(&mut Patterns::new(), &Request::get("", &url));
    assert_eq!(explanation.rule, Some(1), "1x$ matches first");
    let url = format!("{}/321y", "/needle".repeat(9000));
    let explanation = file.explain(&mut Patterns::new(), &Request::get("", &url));
    // From 100 on the number itself makes a rarer needle.
    assert_eq!((explanation.rule, explanation.steps.len()), (None, 99), "each that shares the needle is tried once");
}

#[test]
fn text_that_may_stand_anywhere_is_found_at_each_place() {
    // The shortest runs say at every how many bytes a text is looked at.
    for length in 4..=9 {
        let runs: Vec<String> = (10..70).map(|n| format!("{}{n}", &"abcdefg"[..length - 2])).collect();
        let rules: Vec<Rule> = (1..)
            .zip(&runs)
            .map(|(id, value)| {
                let json =
                    json!({"id": id, "source": {"kind": "regex", "value": value}, "then": {"respond": {"code": 410}}});
                Rule::from_json(&json).unwrap()
            })
            .collect();
        let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: length as u64 };
        let file = RuleFile::open(write(&compile(&rules).program, &stamp).unwrap()).unwrap();
        let mut patterns = Patterns::new();
        for (id, run) in (1..).zip(&runs) {
            for before in 0..8 {
                for after in ["", "-z", "-zzzzzzzz"] {
                    let url = format!("/{}{run}{after}", "-".repeat(before));
                    assert_eq!(file.decide(&mut patterns, &Request::get("", &url)).rule(), Some(id), "{url}");
                }
            }
        }
    }
}

// Each run of four digits is that of ten patterns, but each word that of hundreds.
#[test]
fn patterns_that_begin_alike_are_told_apart_by_what_follows() {
    let rules: Vec<Rule> = (0..2000)
        .map(|n| {
            let value = format!("^/{}/(.+)-x{}\\.html$", word(n), 10_000 + n);
            let json =
                json!({"id": n + 1, "source": {"kind": "regex", "value": value}, "then": {"respond": {"code": 410}}});
            Rule::from_json(&json).unwrap()
        })
        .collect();
    let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 1 };
    let file = RuleFile::open(write(&compile(&rules).program, &stamp).unwrap()).unwrap();
    for (url, most) in [("/shop/something/else", 0), ("/shop/shoes-x10345.html", 10)] {
        let mut found = Candidates::new();
        file.candidates(&[Cow::Borrowed(url.as_bytes())], &mut found);
        assert!(found.len() <= most, "{} patterns for {url}", found.len());
    }
}
