//! Random networks and requests: the rule file against the reference.

use detour_engine::{Program, compile, reference};
use detour_format::{AnyFile, FilePatterns, SiteRules, Stamp, write_network};
use detour_rules::{Request, Rule, Settings};
use proptest::prelude::*;
use serde_json::json;

const STAMP: Stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 5 };

/// Few words, so that sites lie in each other, beside each other, and in each other's way.
fn path() -> impl Strategy<Value = String> {
    let segment = prop::sample::select(vec!["a", "b", "a-b", "a0", "A", "ab", ""]);
    prop::collection::vec(segment, 0..4).prop_map(|segments| format!("/{}", segments.join("/")))
}

fn host() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["x.test", "X.test", "y.x.test", "x.test.", "x.test:80", "x"])
}

/// A rule that answers for all of its site and says whose it is.
fn rules(blog: usize) -> Vec<Rule> {
    let rule = json!({"id": 1, "source": {"kind": "prefix", "value": "/"}, "then": {"redirect": {"to": format!("/of/{blog}")}}});
    vec![Rule::from_json(&rule).unwrap()]
}

// Sites as they are written, first come, first served where two have one place.
fn distinct(sites: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    let mut kept: Vec<(&'static str, String)> = Vec::new();
    let mut keys = Vec::new();
    for (host, path) in sites {
        let key = detour_engine::SiteKey::of_site(host.as_bytes(), path.as_bytes());
        if !keys.contains(&key) {
            keys.push(key);
            kept.push((host, path));
        }
    }
    kept
}

proptest! {
    #[test]
    fn the_file_answers_as_the_reference(
        sites in prop::collection::vec((host(), path()), 0..12),
        requests in prop::collection::vec((host(), path()), 1..12),
    ) {
        let sites = distinct(sites);
        let rules: Vec<Vec<Rule>> = (0..sites.len()).map(rules).collect();
        let programs: Vec<Program> = rules.iter().map(|rules| compile(rules).program).collect();
        let written: Vec<SiteRules<'_>> = (0_u64..).zip(sites.iter().zip(&programs))
            .map(|(blog, ((host, path), program))| SiteRules { blog, host, path, program })
            .collect();
        let file = AnyFile::open(write_network(&written, &STAMP).unwrap()).unwrap();
        file.verify().unwrap();

        // The reference compares hosts as WordPress keeps them: without port and dot.
        let plain: Vec<String> =
            sites.iter().map(|(host, _)| host.trim_end_matches(":80").trim_end_matches('.').to_lowercase()).collect();
        let settings = Settings::default();
        let naive: Vec<reference::Site<'_>> = (0..).zip(plain.iter().zip(&sites).zip(&rules))
            .map(|(blog, ((host, (_, path)), rules))| reference::Site { blog, host, path, rules, settings: &settings })
            .collect();
        let mut patterns = FilePatterns::new();
        for (host, path) in &requests {
            let request = Request::get(host, path);
            prop_assert_eq!(file.decide(&mut patterns, &request), reference::decide_network(&naive, &request, 0));
        }
    }
}
