//! What all cores make of many rules is what one makes of them.

use std::rc::Rc;

use detour_engine::{Compilation, compile_in_parallel, compile_with};
use detour_format::{RuleFile, Stamp, write};
use detour_rules::{Action, Redirect, Rule, Settings, Source};

const STAMP: Stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 5 };
/// Enough for several threads.
const RULES: u64 = 70_000;

fn rule(id: u64) -> Rule {
    // One in a thousand has a target that can't be sent.
    let to = if id % 1000 == 7 { "no-url".into() } else { format!("/new/{id}") };
    Rule {
        id,
        source: Source { value: format!("/old/{id}"), ..Source::default() },
        then: Action::Redirect(Redirect { to, code: 301, ..Redirect::default() }),
        ..Rule::default()
    }
}

// Bytes that can't be shared with another thread: a worker of PHP checks the file by itself.
#[test]
fn a_file_is_checked_without_threads() {
    let rules: Vec<Rule> = (1..=RULES).map(rule).collect();
    let bytes = write(&compile_with(&rules, &Settings::default()).program, &STAMP).unwrap();
    let file = RuleFile::open(Rc::<[u8]>::from(bytes)).unwrap();
    file.verify().unwrap();
    assert_eq!(u64::from(file.literal_count()), RULES - RULES / 1000);
}

#[test]
fn many_rules_make_the_same_file() {
    let rules: Vec<Rule> = (1..=RULES).rev().map(rule).collect();
    let [one, all] = [compile_with, compile_in_parallel].map(|compile| {
        let Compilation { program, skipped, .. } = compile(&rules, &Settings::default());
        assert_eq!(skipped.len() as u64, RULES / 1000);
        (write(&program, &STAMP).unwrap(), skipped)
    });
    assert!(one == all, "two files, or two reports");
    let file = RuleFile::open(&one.0).unwrap();
    file.verify_in_parallel().unwrap();
    assert_eq!(u64::from(file.literal_count()), RULES - RULES / 1000);
}
