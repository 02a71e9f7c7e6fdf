//! What an audit finds, as data: `cases/*.toml`. Each case lists all findings, `code` and the numbers of their rules.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use detour_audit::{Broken, Change, Entry, Failure, Options, Repair, Site, audit};
use detour_rules::Rule;
use serde_json::Value;

const DAY: u64 = 86_400;
/// The time of all cases: 2026-11-27.
const NOW: u64 = 1_795_737_600;

struct Case {
    name: String,
    given: Value,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let parsed: Value = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for given in parsed["case"].as_array().unwrap() {
            let file = path.file_stem().unwrap().to_string_lossy();
            cases.push(Case { name: format!("{file}/{}", given["name"].as_str().unwrap()), given: given.clone() });
        }
    }
    assert!(cases.len() > 40, "{} cases", cases.len());
    cases
}

impl Case {
    fn strings(&self, key: &str) -> Vec<String> {
        let list = self.given[key].as_array().cloned().unwrap_or_default();
        list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    }

    fn entries(&self) -> Vec<Entry> {
        let read = |(index, mut json): (usize, Value)| {
            let fields = json.as_object_mut().unwrap();
            let ago = |value: Option<Value>| value.map(|days| NOW - days.as_u64().unwrap() * DAY);
            let created = ago(fields.remove("made_days_ago"));
            let last_hit = ago(fields.remove("hit_days_ago"));
            let origin = fields.remove("origin").map(|origin| serde_json::from_value(origin).unwrap());
            let origin: detour_rules::Origin = origin.unwrap_or_default();
            let mut rule: Rule =
                detour_rules::from_json(&json).unwrap_or_else(|problem| panic!("{}: {problem}", self.name));
            rule.id = origin.rule(if rule.id == 0 { index as u64 + 1 } else { rule.id });
            Entry { rule, created, last_hit }
        };
        self.given["rules"].as_array().unwrap().iter().cloned().enumerate().map(read).collect()
    }

    fn site(&self) -> Site {
        let hosts = self.strings("hosts");
        let host = hosts.first().cloned().unwrap_or_else(|| "shop.test".into());
        let scheme = match self.given["https"] {
            Value::Bool(false) => detour_rules::RequestScheme::Http,
            _ => detour_rules::RequestScheme::Https,
        };
        let other_hosts = hosts.into_iter().skip(1).collect();
        let read = |broken: &Value| {
            let text = |name: &str| broken[name].as_str().unwrap_or_default();
            let failure = Failure::of(broken["status"].as_u64().unwrap_or(0) as u16, text("error")).unwrap();
            let since = NOW - broken["days"].as_u64().unwrap() * DAY;
            (text("url").to_owned(), Broken { failure, since })
        };
        let broken = self.given["broken"].as_array().into_iter().flatten().map(read).collect();
        Site { scheme, host, other_hosts, broken, ..Site::default() }
    }
}

#[test]
fn findings_are_those_of_the_cases() {
    let mut failed = Vec::new();
    for case in cases() {
        let only = case.given["only"].as_u64();
        let options = Options { now: NOW, only, ..Options::default() };
        let report = audit(case.entries(), &case.site(), &options);
        let found: Vec<String> = report
            .findings
            .iter()
            .map(|finding| {
                let rules: Vec<String> = finding
                    .rules
                    .iter()
                    .map(|name| match name.origin {
                        detour_rules::Origin::Native => name.rule.to_string(),
                        origin => format!("{}@{}", name.rule, origin.word()),
                    })
                    .collect();
                [&[finding.code.word().to_owned()][..], &rules].concat().join(" ")
            })
            .collect();
        let repairs: BTreeMap<String, Value> = report
            .findings
            .iter()
            .zip(&found)
            .filter_map(|(finding, shown)| {
                Some((shown.clone(), serde_json::to_value(finding.repair.as_ref()?).unwrap()))
            })
            .collect();
        if found != case.strings("findings") {
            let said: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
            failed.push(format!("{}: {found:?}\n  {}", case.name, said.join("\n  ")));
        }
        for (shown, expected) in case.given["repairs"].as_object().into_iter().flatten() {
            let given: Value = serde_json::from_str(expected.as_str().unwrap()).unwrap();
            if repairs.get(shown).unwrap_or(&Value::Null) != &given {
                failed.push(format!("{}: {shown} is repaired by {:?}", case.name, repairs.get(shown)));
            }
        }
        for finding in &report.findings {
            assert!(!finding.problem.message.is_empty() && !finding.problem.fix.is_empty(), "{}", case.name);
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_chain_names_the_rules_that_redirect_again() {
    for (name, expected) in
        [("ways/twice-by-the-same", "by rule 1: /"), ("ways/by-a-rule-of-another-plugin", "by rule 7")]
    {
        let case = cases().into_iter().find(|case| case.name == name).unwrap();
        let report = audit(case.entries(), &case.site(), &Options { now: NOW, ..Options::default() });
        let message = &report.findings[0].problem.message;
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_fallback_is_named_where_it_is_the_matter() {
    for (name, expected) in [
        ("ways/a-fallback-that-is-redirected", "The fallback is redirected again by rule 2: /a → /b → /c"),
        ("ways/a-fallback-to-the-source", "The fallback is the URL that is asked for"),
        ("ways/a-fallback-that-leads-back", "the fallback in force, redirects go round: /a → /b → /a"),
        ("ways/a-fallback-that-is-the-target", "The fallback is the target itself"),
        ("targets/with-a-fallback", "(since 2026-11-24), so the fallback https://other.test/c is in force"),
        ("targets/a-broken-fallback", "The fallback answers 404 Not Found (since 2026-11-24)"),
    ] {
        let case = cases().into_iter().find(|case| case.name == name).unwrap();
        let report = audit(case.entries(), &case.site(), &Options { now: NOW, ..Options::default() });
        let problem = &report.findings[0].problem;
        assert!(problem.message.contains(expected), "{name}: {problem}");
        assert_eq!(problem.field.ends_with(".fallback"), !name.ends_with("with-a-fallback"), "{name}");
    }
}

/// Every repair ends its finding, and leaves a rule that can be saved.
#[test]
fn a_repair_ends_its_finding() {
    let mut tried = 0;
    for case in cases() {
        let options = Options { now: NOW, ..Options::default() };
        let report = audit(case.entries(), &case.site(), &options);
        for finding in report.findings {
            let Some(Repair { rule: name, change }) = finding.repair.clone() else { continue };
            let mut entries = case.entries();
            let number = name.origin.rule(name.rule);
            match change {
                Change::Delete(_) => entries.retain(|entry| entry.rule.id != number),
                Change::Merge(patch) => {
                    let entry = entries.iter_mut().find(|entry| entry.rule.id == number).unwrap();
                    let mut json = serde_json::to_value(&entry.rule).unwrap();
                    merge(&mut json, &patch);
                    entry.rule =
                        Rule::from_json(&json).unwrap_or_else(|problems| panic!("{}: {problems:?}", case.name));
                }
            }
            let left = audit(entries, &case.site(), &options);
            let same = |other: &&detour_audit::Finding| {
                other.code == finding.code && other.rules == finding.rules && other.problem == finding.problem
            };
            assert_eq!(left.findings.iter().find(same), None, "{}", case.name);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

fn merge(json: &mut Value, patch: &Value) {
    match (json.as_object_mut(), patch.as_object()) {
        (Some(fields), Some(patch)) => {
            for (name, value) in patch {
                merge(fields.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        _ => *json = patch.clone(),
    }
}
