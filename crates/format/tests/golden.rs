//! Files written by earlier versions stay readable, or are refused with words. See `golden/README.md`.

use std::path::{Path, PathBuf};

use detour_engine::{Program, compile, compile_with};
use detour_format::{AnyFile, FilePatterns, MAJOR, MINOR, RuleFile, SiteRules, Stamp, write, write_network};
use detour_rules::Rule;
use detour_suite::{Case, Expect};

/// Files of the suite whose cases don't depend on the ids of rules or on settings.
const TOPICS: &[&str] = &[
    "exact",
    "prefix",
    "wildcard",
    "regex",
    "codes",
    "fallback",
    "conditions-logic",
    "conditions-request",
    "headers",
    "rewrite",
    "schedule",
];

/// The same for the dialects of plugins. Their cases have settings, and rules without hosts, so each has a site of its own.
const PLUGINS: &[&str] = &[
    "redirection/source",
    "redirection/query",
    "redirection/regex",
    "redirection/target",
    "redirection/conditions",
    "rank-math/source",
    "rank-math/regex",
    "rank-math/target",
    "rank-math/order",
    "rank-math/fallback",
];

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

// Cases of some topics, each with a host of its own, so that they don't meet.
fn cases_of(topics: &[&str]) -> Vec<Case> {
    let mut cases = detour_suite::load(&detour_suite::directory()).unwrap();
    cases.retain(|case| topics.contains(&case.id.rsplit_once('/').unwrap().0));
    cases.retain(|case| !case.url.contains("://") && case.defer.is_none());
    // Whether a target leads back depends on the host.
    cases.retain(|case| case.expect != Expect::Pass { reason: "self-redirect".into() });
    for case in &mut cases {
        // By name, so that cases that are added or moved don't rename the others.
        case.host = case.id.replace(|c: char| !c.is_ascii_alphanumeric(), "-") + ".test";
    }
    cases
}

// Every native rule of these at once: each keeps its own host.
fn rules_and_cases() -> (Vec<Rule>, Vec<Case>) {
    let mut rules = Vec::new();
    let cases = cases_of(TOPICS);
    for case in &cases {
        for mut rule in case.rules.clone() {
            rule.id = rules.len() as u64 + 1;
            rule.source.host = case.host.clone();
            rules.push(rule);
        }
    }
    (rules, cases)
}

fn write_golden(name: &str, bytes: impl FnOnce(&Stamp) -> Vec<u8>) {
    let is_newest = name.starts_with(&format!("{MAJOR}.{MINOR}."));
    if is_newest && std::env::var_os("DETOUR_WRITE_GOLDEN").is_some() {
        let stamp = Stamp { generation: 7, revision: 11, created: 1_790_000_000, seed: 0x0123_4567_89ab_cdef };
        std::fs::write(golden(name), bytes(&stamp)).unwrap();
    }
}

fn answers_the_cases(name: &str, cases: &[Case]) {
    let path = golden(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = AnyFile::open(bytes).unwrap();
    file.verify().unwrap();
    assert_eq!((file.generation(), file.revision(), file.created()), (7, 11, 1_790_000_000));
    let mut patterns = FilePatterns::new();
    // Cases that came after the golden file was written have no rules in it.
    let known = cases.iter().filter(|case| file.decide(&mut patterns, &case.request()).rule().is_some()).count();
    assert!(known >= 50, "{name}: only {known} cases are answered");
    for case in cases {
        let got = Expect::of(&file.decide(&mut patterns, &case.request()));
        let unknown = ["no-match", "no-site"].map(|reason| Expect::Pass { reason: reason.into() });
        assert!(got == case.expect || unknown.contains(&got), "{name}: {}: {got:?}", case.id);
    }
}

#[test]
fn files_of_this_major_version_are_read() {
    let (rules, cases) = rules_and_cases();
    for minor in 0..=MINOR {
        let name = format!("{MAJOR}.{minor}.detour");
        write_golden(&name, |stamp| write(&compile(&rules).program, stamp).unwrap());
        answers_the_cases(&name, &cases);
    }
}

#[test]
fn a_file_tells_which_fallbacks_are_in_force() {
    let file = |name: &str| RuleFile::open(std::fs::read(golden(name)).unwrap()).unwrap();
    assert_eq!((file("4.0.detour").fallback_count(), file("4.1.detour").fallback_count()), (0, 5));
}

#[test]
fn network_files_of_this_major_version_are_read() {
    let (rules, cases) = rules_and_cases();
    let name = "4.0.network.detour";
    write_golden(name, |stamp| {
        let program_of = |host: &str| {
            let own: Vec<Rule> = rules.iter().filter(|rule| rule.source.host == host).cloned().collect();
            compile(&own).program
        };
        let programs: Vec<Program> = cases.iter().map(|case| program_of(&case.host)).collect();
        let sites: Vec<SiteRules<'_>> = (1..)
            .zip(cases.iter().zip(&programs))
            .map(|(blog, (case, program))| SiteRules { blog, host: &case.host, path: "/", program })
            .collect();
        write_network(&sites, stamp).unwrap()
    });
    answers_the_cases(name, &cases);
}

#[test]
fn files_with_rules_of_plugins_are_read() {
    let cases = cases_of(PLUGINS);
    let name = "4.0.dialects.detour";
    write_golden(name, |stamp| {
        let programs: Vec<Program> =
            cases.iter().map(|case| compile_with(&case.rules, &case.settings).program).collect();
        let sites: Vec<SiteRules<'_>> = (1..)
            .zip(cases.iter().zip(&programs))
            .map(|(blog, (case, program))| SiteRules { blog, host: &case.host, path: "/", program })
            .collect();
        write_network(&sites, stamp).unwrap()
    });
    answers_the_cases(name, &cases);
}

#[test]
fn earlier_versions_are_refused_with_words() {
    for version in ["1.0", "2.0", "3.0"] {
        let error = RuleFile::open(std::fs::read(golden(&format!("{version}.detour"))).unwrap()).unwrap_err();
        assert_eq!(error.state(), "version");
        assert!(error.to_string().contains(&format!("format version {version}")), "{error}");
    }
}
