//! What fuzzing begins with, made out of `tests/suite` at run time: rule files that are kept would be those of an older
//! format one day.

use detour_exchange::csv;
use detour_rules::{Kind, RequestScheme, Rule, Settings};
use detour_spool::Event;
use serde::Serialize;
use serde_json::Value;

use crate::asked::{Asked, Known, WordPress};
use crate::case::Case;
use crate::damage::Damage;

/// Kind of the section that holds what rules say.
const RECORDS: u32 = 7;
/// Kind of the section that holds the files of a network's sites.
const FILES: u32 = 34;

/// A seed's name and its bytes.
pub type Seed = (String, Vec<u8>);

/// An option as plugins keep it.
const SERIALIZED: &[u8] =
    br#"a:3:{s:4:"/old";s:4:"/new";i:404;s:2:"/l";i:0;a:4:{s:6:"origin";s:6:"^/(a)?";s:3:"url";s:4:"b/$1";s:4:"type";i:301;s:6:"format";s:5:"regex";}}"#;

/// The seeds of a target, besides those kept in `corpus/`.
///
/// # Panics
/// When the suite can't be read.
pub fn of(target: &str) -> Vec<Seed> {
    let suite = detour_suite::load(&detour_suite::directory()).unwrap_or_else(|error| panic!("{error}"));
    let name = |case: &detour_suite::Case| case.id.replace('/', "--");
    let json = |case| (name(case) + ".json", to_json(&as_case(case)));
    match target {
        "compiler" | "engine_vs_reference" => suite.iter().map(json).chain(counting()).collect(),
        "needles" => {
            let has_regex = |case: &&detour_suite::Case| case.rules.iter().any(|rule| rule.source.kind == Kind::Regex);
            suite.iter().filter(has_regex).map(json).chain(counting()).collect()
        }
        "rule_file" => {
            let whole: Vec<Seed> = suite.iter().map(|case| (name(case), file_and_uri(case))).collect();
            let hit = |(number, case)| (name(case) + ".json", to_json(&with_damage(as_case(case), number)));
            let broken = damaged(&whole[0].1);
            suite.iter().enumerate().map(hit).chain(whole).chain(broken).chain(counting()).collect()
        }
        "rule_json" => {
            let rules = |case| (name(case) + ".json", to_json(&case.rules));
            suite.iter().map(rules).chain(counting()).collect()
        }
        "php" => {
            let text = |case| (name(case), pattern_and_url(case));
            suite.iter().map(text).chain(counting()).collect()
        }
        "csv" => {
            let rules = suite.iter().flat_map(|case| case.rules.clone());
            let sound: Vec<Rule> = rules.filter(|rule| rule.validate().is_empty()).take(8).collect();
            damaged(&csv::write(&sound))
        }
        "spool" => damaged(&events()),
        "socket" => damaged(&questions()).into_iter().chain(counting()).collect(),
        "php_value" => {
            let values =
                [SERIALIZED, b"O:1:\"A\":1:{s:1:\"p\";R:1;}", b"d:-1.5E+3;", b"a:99999999999:{", b"s:9:\"a\";"];
            let deep = |levels| ["a:1:{i:0;".repeat(levels).as_bytes(), b"N;", "}".repeat(levels).as_bytes()].concat();
            let bombs = [deep(63), deep(65), deep(100_000), "i:0;".repeat(100_000).into_bytes()];
            let named = |(number, value): (usize, Vec<u8>)| (format!("value-{number}"), value);
            values
                .map(<[u8]>::to_vec)
                .into_iter()
                .chain(bombs)
                .enumerate()
                .map(named)
                .chain(damaged(SERIALIZED))
                .collect()
        }
        "plugins" => {
            let texts = [
                SERIALIZED,
                b"/a*b,/c*$1\n/d e|/f|0|0\n301;x;yes\n",
                b"short_url,target_url\nw/*,//x/*\n",
                b"^/(a|b)*\\/$",
                b"{}",
            ];
            let both = |reader: u8| {
                texts.into_iter().flat_map(move |text| [[&[reader], text].concat(), [&[reader | 128], text].concat()])
            };
            (0..14).flat_map(both).enumerate().map(|(number, bytes)| (format!("option-{number}"), bytes)).collect()
        }
        "wp_config" => damaged(b"<?php\ndefine( 'DB_NAME', 'shop' ); /* \xc3\xa9 */ $table_prefix = \"w\\x70_\";\n"),
        _ => Vec::new(),
    }
}

fn as_case(case: &detour_suite::Case) -> Case {
    let visitor = &case.visitor;
    let knowing = case.resumed.as_ref().unwrap_or(visitor);
    let wordpress = WordPress {
        logged_in: knowing.logged_in.unwrap_or_default(),
        roles: knowing.roles.clone().unwrap_or_default(),
        not_found: knowing.not_found.unwrap_or_default(),
        filters: knowing.filters.iter().filter(|(_, says)| **says).map(|(name, _)| name.clone()).collect(),
    };
    let known = Known {
        logged_in: visitor.logged_in.is_some(),
        roles: visitor.roles.is_some(),
        not_found: visitor.not_found.is_some(),
        theme: visitor.theme,
        filters: visitor.filters.keys().cloned().collect(),
    };
    let asked = Asked {
        uri: case.url.clone(),
        method: case.method.clone(),
        host: case.host.clone(),
        https: case.scheme == RequestScheme::Https,
        headers: visitor.headers.clone(),
        client: visitor.client_ip,
        now: visitor.now.unwrap_or_default(),
        wordpress,
        known,
    };
    let default = Settings::default();
    Case {
        rules: case.rules.iter().map(|rule| serde_json::to_value(rule).unwrap_or(Value::Null)).collect(),
        tracking: case.settings.tracking.clone(),
        country_header: Some(case.settings.country_header.clone()).filter(|name| *name != default.country_header),
        requests: vec![asked],
        seed: 7,
        redirection: case.settings.redirection.clone(),
        rank_math: case.settings.rank_math.clone(),
        ..Case::default()
    }
}

// In the records of a site's file, or in a network's.
fn with_damage(mut case: Case, number: usize) -> Case {
    case.damage = vec![Damage { section: RECORDS, at: number * 7, put: vec![0xff] }];
    if number.is_multiple_of(3) {
        case.damage[0].section = FILES;
        case.sites = vec!["/".to_owned(), "/b/".to_owned()];
        case.requests.iter_mut().for_each(|asked| asked.host = "a.test".to_owned());
    }
    case
}

// As the target `rule_file` takes it: the file, a URI, its length.
fn file_and_uri(case: &detour_suite::Case) -> Vec<u8> {
    let uri = &case.url.as_bytes()[..case.url.len().min(255)];
    let case = as_case(case);
    [&case.bytes(&case.rules())[..], uri, &[uri.len() as u8]].concat()
}

// As the target `php` takes it: a pattern, a replacement, a text.
fn pattern_and_url(case: &detour_suite::Case) -> Vec<u8> {
    let source = case.rules.first().map(|rule| rule.source.value.as_str()).unwrap_or_default();
    format!("@{}@si\n/t$1\\2${{0}}\n{}", source.replace('@', "\\@"), case.url).into_bytes()
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_else(|error| panic!("{error}"))
}

fn damaged(whole: &[u8]) -> Vec<Seed> {
    let mut flipped = whole.to_vec();
    flipped[whole.len() / 2] ^= 0xff;
    let all = [
        ("empty", Vec::new()),
        ("whole", whole.to_vec()),
        ("truncated", whole[..whole.len() * 2 / 3].to_vec()),
        ("longer", [whole, &[0; 7]].concat()),
        ("flipped", flipped),
    ];
    all.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

// For targets that read structure into bytes.
fn counting() -> Vec<Seed> {
    let all = [("counting", (0..=255).collect()), ("counting-down", (1..=255).rev().collect::<Vec<u8>>())];
    all.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

// Frames of each kind of request.
fn questions() -> Vec<u8> {
    let variables = r#""variables": {"REQUEST_METHOD": "GET", "REQUEST_URI": {"base64": "L/8="}, "HTTP_X_A": "b", "REMOTE_ADDR": "::1"}"#;
    let stop =
        r#""stop": {"from": 1, "generation": 2, "blog": null}, "facts": {"roles": ["a"], "filters": {"f": true}}"#;
    let questions = [
        format!(r#"{{"v": 1, "ask": "handle", "site": {{"wordpress": "/w"}}, "now": 3, {variables}}}"#),
        format!(r#"{{"v": 1, "ask": "resume", "site": {{"rules": "/r"}}, {variables}, {stop}}}"#),
        format!(r#"{{"v": 1, "ask": "not_found", "site": {{"rules": "/r"}}, {variables}}}"#),
        r#"{"v": 1, "\u001b": 1}"#.to_owned(),
    ];
    questions.iter().flat_map(|json| [&(json.len() as u32).to_be_bytes()[..], json.as_bytes()].concat()).collect()
}

// Three records with all that needs escaping.
fn events() -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, text) in [
        (detour_spool::Kind::Hit, &b"/a?b"[..]),
        (detour_spool::Kind::Loop, b"\x1e\t\n\\"),
        (detour_spool::Kind::NotFound, &[0xff; 2000]),
    ] {
        let event = Event { rule: 7, code: 307, uri: text.into(), target: text.into(), ..Event::new(kind, 1) };
        event.write(&mut bytes);
    }
    bytes
}
