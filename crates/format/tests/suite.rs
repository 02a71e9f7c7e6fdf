//! The behaviour suite, run by the engine on a rule file and by the naive reference matcher.

use detour_engine::{Patterns, compile, reference};
use detour_format::{RuleFile, Stamp, write};
use detour_suite::{Case, Expect};

const STAMP: Stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 7 };

fn by_engine(case: &Case) -> Expect {
    let compilation = compile(&case.rules);
    if let Some(skipped) = compilation.skipped.first() {
        return Expect::of_problems(&skipped.problems).unwrap();
    }
    let file = RuleFile::open(write(&compilation.program, &STAMP).unwrap()).unwrap();
    file.verify().unwrap();
    Expect::of(&file.decide(&mut Patterns::new(), &case.request()))
}

fn by_reference(case: &Case) -> Expect {
    match case.rules.iter().find_map(|rule| Expect::of_problems(&rule.validate())) {
        Some(refused) => refused,
        None => Expect::of(&reference::decide(&case.rules, &case.request())),
    }
}

fn run(implementation: fn(&Case) -> Expect) {
    let cases = detour_suite::load(&detour_suite::directory()).unwrap();
    assert!(cases.len() >= 150, "only {} cases", cases.len());
    let failures: Vec<String> = cases
        .iter()
        .map(|case| (case, implementation(case)))
        .filter(|(case, got)| case.expect != *got)
        .map(|(case, got)| format!("{}: expected {:?}, got {got:?}", case.id, case.expect))
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
