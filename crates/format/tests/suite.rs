//! The behaviour suite, run by the engine on a rule file and by the naive reference matcher.

use detour_engine::{Patterns, check_examples, compile_with, reference};
use detour_format::{RuleFile, Stamp, write};
use detour_suite::{Case, Expect};

const STAMP: Stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 7 };

fn by_engine(case: &Case) -> Result<(), String> {
    let compilation = compile_with(&case.rules, &case.settings);
    if let Some(skipped) = compilation.skipped.first() {
        return same(case, Expect::of_problems(&skipped.problems));
    }
    if let Some(finding) = compilation.findings.first() {
        return same(case, Expect::of_findings(&finding.problems));
    }
    let file = RuleFile::open(write(&compilation.program, &STAMP).unwrap()).unwrap();
    file.verify().unwrap();
    case.run(|request, from| {
        let decision = file.decide_from(&mut Patterns::new(), request, from);
        let explained = file.explain_from(&mut Patterns::new(), request, from);
        assert_eq!((explained.decision, explained.rule), (decision.word(), decision.rule()), "{}", case.id);
        decision
    })
}

fn by_reference(case: &Case) -> Result<(), String> {
    if let Some(refused) = case.rules.iter().find_map(|rule| Expect::of_problems(&rule.validate())) {
        return same(case, Some(refused));
    }
    if let Some(finding) = case.rules.iter().find_map(|rule| Expect::of_findings(&check_examples(rule))) {
        return same(case, Some(finding));
    }
    case.run(|request, from| reference::decide_from(&case.rules, &case.settings, request, from))
}

fn same(case: &Case, got: Option<Expect>) -> Result<(), String> {
    match got.as_ref() == Some(&case.expect) {
        true => Ok(()),
        false => Err(format!("expected {:?}, got {got:?}", case.expect)),
    }
}

fn run(implementation: fn(&Case) -> Result<(), String>) {
    let cases = detour_suite::load(&detour_suite::directory()).unwrap();
    assert!(cases.len() >= 150, "only {} cases", cases.len());
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| implementation(case).err().map(|error| format!("{}: {error}", case.id)))
        .collect();
    assert!(failures.is_empty(), "{} of {} cases failed:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn engine() {
    run(by_engine);
}

#[test]
fn naive_reference() {
    run(by_reference);
}
