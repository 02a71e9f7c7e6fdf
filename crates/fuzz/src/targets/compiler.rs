//! Every rule that validates can be compiled, written, opened, fully checked and used.

use detour_engine::Patterns;
use detour_exchange::json;
use detour_rules::{Dialect, Request, Rule};

use crate::case::Case;

/// Runs the target. Bytes that begin with `[` are a list of rules as `detour import` takes it.
pub fn run(data: &[u8]) {
    let case = match data.first() {
        Some(b'[') => {
            let import = json::read(data);
            let rules = import.rules.iter().filter_map(|rule| serde_json::to_value(rule).ok()).collect();
            Case { rules, ..Case::default() }
        }
        _ => match super::case("compiler", data) {
            Some(case) => case,
            None => return,
        },
    };
    let rules = case.rules();
    for rule in &rules {
        let json = serde_json::to_value(rule).unwrap_or_else(|error| panic!("{error}\n{case}"));
        assert_eq!(Rule::from_json(&json).as_ref(), Ok(rule), "a rule changes on its way through JSON\n{case}");
    }
    assert!(case.bytes(&rules) == case.bytes(&rules), "equal rules and seed make different files\n{case}");
    let file = case.file(&rules);
    let mut patterns = Patterns::new();
    let visitors: Vec<_> = case.requests.iter().map(|asked| asked.knowing_all()).collect();
    let sources = rules.iter().map(|rule| Request::get("a.test", &rule.source.value));
    let asked = case.requests.iter().zip(&visitors).map(|(asked, visitor)| asked.request(visitor));
    for request in sources.chain(asked) {
        super::assert_sendable(&file.decide(&mut patterns, &request), case.has_plugins());
        let explained = file.explain(&mut patterns, &request);
        let native = explained.steps.iter().filter(|step| step.dialect == Dialect::Native);
        let broken = native.into_iter().find(|step| step.why == "the pattern can't be compiled");
        assert!(broken.is_none(), "a sound rule's pattern can't be compiled: {broken:?}\n{case}");
    }
}
