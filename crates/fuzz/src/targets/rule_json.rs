//! Any JSON as a rule: refused with words or taken, and what is taken stays the same on every way out and in again.

use arbitrary::Unstructured;
use detour_exchange::json;
use detour_rules::Rule;
use serde_json::Value;

use crate::generate;

/// Runs the target. Bytes that are JSON are one rule or a list; all others are made into a rule that is shaped oddly.
pub fn run(data: &[u8]) {
    list(data);
    let read = serde_json::from_slice(data).ok();
    if let Some(json) = read.or_else(|| generate::text::rule(&mut Unstructured::new(data)).ok()) {
        one(&json);
        list(Value::Array(vec![json]).to_string().as_bytes());
    }
}

fn one(json: &Value) {
    let rule = match Rule::from_json(json) {
        Ok(rule) => rule,
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a word: {json}");
            return problems.iter().for_each(super::assert_shown);
        }
    };
    assert_eq!(rule.validate(), [], "{json}");
    rule.warnings().iter().for_each(super::assert_shown);
    let canonical = serde_json::to_value(&rule).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(Rule::from_json(&canonical).as_ref(), Ok(&rule), "a rule changes on its way through JSON: {json}");
    let again = Rule::from_json(&canonical).ok().and_then(|rule| serde_json::to_string(&rule).ok());
    assert_eq!(again, Some(canonical.to_string()), "canonical JSON isn't: {json}");
}

fn list(text: &[u8]) {
    let import = json::read(text);
    assert_eq!(import.report.imported, import.rules.len());
    assert!(!import.report.to_string().is_empty());
    let again = json::read(&json::write(&import.rules));
    assert_eq!(again.rules, import.rules, "rules change on their way through {}", String::from_utf8_lossy(text));
    assert_eq!(again.report.skipped, [], "{}", String::from_utf8_lossy(text));
}
