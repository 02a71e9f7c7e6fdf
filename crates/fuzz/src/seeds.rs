//! What fuzzing begins with, made out of `tests/suite` at run time: rule files that are kept would be those of an older
//! format one day.

use detour_exchange::csv;
use detour_rules::{Kind, RequestScheme, Rule, Settings};
use serde_json::Value;

use crate::asked::{Asked, Known, WordPress};
use crate::case::Case;

/// A seed's name and its bytes.
pub type Seed = (String, Vec<u8>);

/// The seeds of a target, besides those kept in `corpus/`.
///
/// # Panics
/// When the suite can't be read.
pub fn of(target: &str) -> Vec<Seed> {
    let suite = detour_suite::load(&detour_suite::directory()).unwrap_or_else(|error| panic!("{error}"));
    let cases = || suite.iter().map(|case| (case.id.replace('/', "--"), case));
    let json = |(name, case)| (name + ".json", serde_json::to_vec(&as_case(case)).unwrap_or_default());
    match target {
        "compiler" | "engine_vs_reference" => cases().map(json).chain(counting()).collect(),
        "needles" => {
            let regex = |case: &detour_suite::Case| case.rules.iter().any(|rule| rule.source.kind == Kind::Regex);
            cases().filter(|(_, case)| regex(case)).map(json).chain(counting()).collect()
        }
        "rule_file" => {
            let file = |(name, case): (String, &detour_suite::Case)| (name, file_and_uri(&as_case(case), &case.url));
            let whole: Vec<Seed> = cases().map(file).collect();
            let broken = damaged(&whole[0].1);
            cases().map(json).chain(whole).chain(broken).chain(counting()).collect()
        }
        "rule_json" => {
            let json = |case: &detour_suite::Case| serde_json::to_vec(&as_case(case).rules).unwrap_or_default();
            cases().map(|(name, case)| (name + ".json", json(case))).chain(counting()).collect()
        }
        "csv" => {
            let rules = suite.iter().flat_map(|case| case.rules.clone());
            let sound: Vec<Rule> = rules.filter(|rule| rule.validate().is_empty()).take(8).collect();
            damaged(&csv::write(&sound))
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
        damage: Vec::new(),
    }
}

// As the target `rule_file` takes it: the file, a URI, its length.
fn file_and_uri(case: &Case, uri: &str) -> Vec<u8> {
    let uri = &uri.as_bytes()[..uri.len().min(255)];
    [&case.bytes(&case.rules())[..], uri, &[uri.len() as u8]].concat()
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
