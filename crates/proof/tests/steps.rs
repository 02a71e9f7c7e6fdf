//! A comparison in steps finds what one in a single go finds, wherever it is interrupted.

use std::collections::HashSet;

use detour_engine::Patterns;
use detour_format::{RuleFile, Stamp};
use detour_proof::{Actual, Answered, Asking, Difference, Planned, Report, RuleSet, Site, State, Stepped, step};
use detour_rules::{Decision, Facts, Request, Rule, Settings};
use serde_json::{Value, json};

const SITE: &str = "http://shop.test";

fn rules(rules: &Value) -> Vec<Rule> {
    rules.as_array().unwrap().iter().map(|rule| Rule::from_json(rule).unwrap()).collect()
}

fn opened(rules: &[Rule]) -> RuleFile<Vec<u8>> {
    let stamp = Stamp { generation: 1, revision: 1, created: 1, seed: 7 };
    RuleFile::open(detour_format::write(&detour_engine::compile(rules).program, &stamp).unwrap()).unwrap()
}

/// What a site with these rules answers.
fn answer(file: &RuleFile<Vec<u8>>, planned: &Planned<'_>) -> Answered {
    let facts = Facts { headers: planned.headers.iter().cloned().collect(), ..Facts::default() };
    let sample = &planned.sample;
    let request = Request {
        method: sample.method.as_bytes(),
        scheme: sample.scheme,
        host: sample.host.as_bytes(),
        uri: sample.uri.as_bytes(),
        context: &facts,
    };
    let (status, location) = match file.decide(&mut Patterns::new(), &request) {
        Decision::Redirect { code, location, .. } => (code, Some(String::from_utf8_lossy(&location).into_owned())),
        Decision::Respond { code, .. } => (code, None),
        _ => (200, None),
    };
    Answered { actual: Actual { status, location, by: None, cache: None }, own_address: None }
}

/// Compares, `most` requests a step.
fn compared(old: &RuleFile<Vec<u8>>, new: &[Rule], most: usize) -> (Report, Vec<Difference>, usize) {
    let (site, settings, asking) = (Site::parse(SITE).unwrap(), Settings::default(), Asking::default());
    let file = opened(new);
    let sets = [RuleSet { blog: None, host: None, rules: new, settings: &settings, without: HashSet::new() }];
    let mut decided = |request: &Request<'_>| (None, file.decide(&mut Patterns::new(), request));
    let (mut state, mut all, mut steps) = (None, Vec::new(), 0);
    loop {
        let mut left = most;
        let mut ask = |planned: &Planned<'_>| {
            left = left.checked_sub(1)?;
            Some(Ok(answer(old, planned)))
        };
        let stepped = step((&site, &sets, &asking), Vec::new(), state, &mut ask, &mut decided).unwrap();
        let Stepped { report, differences, state: next, .. } = stepped;
        all.extend(differences);
        steps += 1;
        let Some(next) = next else { return (report, all, steps) };
        // As it goes over the wire.
        state = Some(serde_json::from_str::<State>(&serde_json::to_string(&next).unwrap()).unwrap());
    }
}

#[test]
fn steps_come_to_the_same() {
    let new = rules(&json!([
        {"id": 1, "source": {"value": "/a"}, "then": {"redirect": {"to": "/b", "code": 301}}},
        {"id": 2, "position": 1, "source": {"value": "/a"}, "then": {"redirect": {"to": "/never"}}},
        {"id": 3, "position": 2, "source": {"kind": "wildcard", "value": "/shop/*"},
         "then": {"redirect": {"to": "/store/$1"}}}
    ]));
    let mut old = new.clone();
    old[2] = rules(&json!([{"id": 3, "position": 2, "source": {"kind": "wildcard", "value": "/shop/*"},
        "then": {"redirect": {"to": "/stores/$1"}}}]))
    .remove(0);
    let old = opened(&old);
    let (whole, found, steps) = compared(&old, &new, usize::MAX);
    assert_eq!((steps, whole.exercised, whole.not_exercised.len()), (1, 2, 1), "{whole}");
    assert_eq!(whole.not_exercised[0].before, Some(1));
    assert!(!found.is_empty() && found.iter().all(|difference| difference.rule == Some(3)), "{found:?}");
    for most in [1, 2, 7] {
        let (report, differences, steps) = compared(&old, &new, most);
        assert!(steps > 1);
        // What two steps have in common is asked twice.
        assert!(report.requests >= whole.requests, "{report}");
        assert_eq!(report.not_exercised, whole.not_exercised);
        assert_eq!((report.exercised, report.differences), (whole.exercised, differences.len() as u64));
        assert_eq!(report.requests, report.equal + report.differences);
        let urls = |all: &[Difference]| -> HashSet<String> { all.iter().map(|one| one.request.to_string()).collect() };
        assert_eq!(urls(&differences), urls(&found));
    }
}

// It comes back from a browser.
#[test]
fn a_state_may_say_anything() {
    let new = rules(&json!([{"id": 1, "source": {"value": "/a"}, "then": {"redirect": {"to": "/b"}}}]));
    let (site, settings, asking) = (Site::parse(SITE).unwrap(), Settings::default(), Asking::default());
    let sets = [RuleSet { blog: None, host: None, rules: &new, settings: &settings, without: HashSet::new() }];
    let file = opened(&new);
    let mut decided = |request: &Request<'_>| (None, file.decide(&mut Patterns::new(), request));
    let mut report = json!(Report::default());
    for number in ["requests", "equal", "differences", "refused", "unanswered"] {
        report[number] = json!(u64::MAX);
    }
    for (rule, reason) in [(0, ""), (0, "refused"), (usize::MAX, "")] {
        let state = json!({"start": {"rule": rule, "request": 0}, "report": report,
            "coverage": [[null, 1, true, true, true, true, 7], [9, 9, true, true, true, true, null]]});
        let state: State = serde_json::from_value(state).unwrap();
        let mut ask = |planned: &Planned<'_>| match reason {
            "" => Some(Ok(answer(&file, planned))),
            reason => Some(Err(reason.to_owned())),
        };
        let stepped = step((&site, &sets, &asking), Vec::new(), Some(state), &mut ask, &mut decided);
        assert!(stepped.is_ok_and(|stepped| stepped.state.is_none()) || reason == "refused");
    }
}

#[test]
fn a_site_that_never_answers_is_given_up() {
    let new = rules(&json!([{"source": {"value": "/a"}, "then": {"redirect": {"to": "/b"}}}]));
    let (site, settings, asking) = (Site::parse(SITE).unwrap(), Settings::default(), Asking::default());
    let sets = [RuleSet { blog: None, host: None, rules: &new, settings: &settings, without: HashSet::new() }];
    let mut decided = |_: &Request<'_>| unreachable!("nobody has answered");
    let mut ask = |_: &Planned<'_>| Some(Err("refused".to_owned()));
    let given_up = step((&site, &sets, &asking), Vec::new(), None, &mut ask, &mut decided).unwrap_err();
    assert_eq!(given_up.to_string(), "shop.test doesn't answer: refused");
}
