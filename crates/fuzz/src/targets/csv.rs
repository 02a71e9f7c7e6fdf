//! Any bytes as a CSV file: never a panic, what is imported is sound, and it survives the way out and in again.

use detour_exchange::{csv, json};

/// Runs the target. Bytes that begin with `[` are a list of rules in JSON, which go out as CSV.
pub fn run(data: &[u8]) {
    let import = if data.starts_with(b"[") { json::read(data) } else { csv::read(data) };
    assert_eq!(import.report.imported, import.rules.len());
    assert!(!import.report.to_string().is_empty());
    for rule in &import.rules {
        assert_eq!(rule.validate(), [], "an unsound rule is imported: {rule:?}");
    }
    let text = csv::write(&import.rules);
    let again = csv::read(&text);
    assert_eq!(again.rules, import.rules, "rules change on their way through\n{}", String::from_utf8_lossy(&text));
    assert_eq!(again.report.skipped, [], "{}", String::from_utf8_lossy(&text));
}
