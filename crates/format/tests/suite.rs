//! The behaviour suite, run by the engine on a rule file and by the naive reference matcher.

use detour_engine::{Program, check_examples, compile_with, reference};
use detour_format::{AnyFile, FilePatterns, SiteRules, Stamp, write, write_network};
use detour_rules::{Rule, Settings};
use detour_suite::{Case, Expect};

const STAMP: Stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 7 };

fn by_engine(case: &Case) -> Result<(), String> {
    let bytes = match file_of(case) {
        Ok(bytes) => bytes,
        Err(refused) => return same(case, refused),
    };
    let file = AnyFile::open(bytes).unwrap();
    file.verify().unwrap();
    case.run(|request, from| {
        let decision = file.decide_from(&mut FilePatterns::new(), request, from);
        let explained = file.explain_from(&mut FilePatterns::new(), request, from);
        assert_eq!((explained.decision, explained.rule), (decision.word(), decision.rule()), "{}", case.id);
        decision
    })
}

fn file_of(case: &Case) -> Result<Vec<u8>, Option<Expect>> {
    if case.sites.is_empty() {
        return Ok(write(&program(&case.rules, &case.settings)?, &STAMP).unwrap());
    }
    let programs: Vec<Program> =
        case.sites.iter().map(|site| program(&site.rules, &site.settings)).collect::<Result<_, _>>()?;
    let sites: Vec<SiteRules<'_>> = case
        .sites
        .iter()
        .zip(&programs)
        .map(|(site, program)| SiteRules { blog: site.blog, host: &site.host, path: &site.path, program })
        .collect();
    Ok(write_network(&sites, &STAMP).unwrap())
}

fn program(rules: &[Rule], settings: &Settings) -> Result<Program, Option<Expect>> {
    let compilation = compile_with(rules, settings);
    if let Some(skipped) = compilation.skipped.first() {
        return Err(Expect::of_problems(&skipped.problems));
    }
    if let Some(finding) = compilation.findings.first() {
        return Err(Expect::of_findings(&finding.problems));
    }
    Ok(compilation.program)
}

fn by_reference(case: &Case) -> Result<(), String> {
    if let Some(refused) = case.rules.iter().find_map(|rule| Expect::of_problems(&rule.validate())) {
        return same(case, Some(refused));
    }
    if let Some(finding) = case.rules.iter().find_map(|rule| Expect::of_findings(&check_examples(rule, &case.settings)))
    {
        return same(case, Some(finding));
    }
    if case.sites.is_empty() {
        return case.run(|request, from| reference::decide_from(&case.rules, &case.settings, request, from));
    }
    let sites: Vec<reference::Site<'_>> = case
        .sites
        .iter()
        .map(|site| reference::Site {
            blog: site.blog,
            host: &site.host,
            path: &site.path,
            rules: &site.rules,
            settings: &site.settings,
        })
        .collect();
    case.run(|request, from| reference::decide_network(&sites, request, from))
}

fn same(case: &Case, got: Option<Expect>) -> Result<(), String> {
    match got.as_ref() == Some(&case.expect) {
        true => Ok(()),
        false => Err(format!("expected {:?}, got {got:?}", case.expect)),
    }
}

fn run(implementation: fn(&Case) -> Result<(), String>) {
    let cases = detour_suite::load(&detour_suite::directory()).unwrap();
    assert!(cases.len() >= 400, "only {} cases", cases.len());
    let failed = |case| implementation(case).err().map(|error| format!("{}: {error}", case.id));
    let failures: Vec<String> = cases.iter().filter_map(failed).collect();
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
