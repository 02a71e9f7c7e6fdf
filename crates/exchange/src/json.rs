//! Detour's own format: a list of rules in canonical JSON, or `{"rules": […]}`.

use detour_rules::{Problem, Rule};
use serde_json::Value;

use crate::collect::Collector;
use crate::{Import, Place};

/// Reads a list of rules. A broken rule is reported; a file that is no JSON gives no rules and one problem.
pub fn read(text: &[u8]) -> Import {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    match serde_json::from_slice(text) {
        Ok(value) => read_value(value),
        Err(error) => refused(*shape(format!("The file is not JSON: {error}"))),
    }
}

/// The same of JSON that is parsed already.
pub fn read_value(value: Value) -> Import {
    let list = match rule_list(value) {
        Ok(list) => list,
        Err(problem) => return refused(*problem),
    };
    let mut collector = Collector::default();
    for (index, json) in list.iter().enumerate() {
        let id = json.get("id").and_then(Value::as_u64).unwrap_or(0);
        let rule = Rule::from_json(json).map(|rule| {
            let warnings = rule.warnings();
            (rule, warnings)
        });
        collector.take(Place::Rule { index, id }, rule);
    }
    collector.finish()
}

/// Writes `{"rules": […]}` with every field spelled out, one rule a line.
pub fn write(rules: &[Rule]) -> Vec<u8> {
    let mut text = b"{\"rules\": [".to_vec();
    for (index, rule) in rules.iter().enumerate() {
        text.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
        let json = serde_json::to_vec(rule).expect("a rule holds only text, numbers and lists");
        text.extend_from_slice(&json);
    }
    text.extend_from_slice(b"\n]}\n");
    text
}

fn rule_list(value: Value) -> Result<Vec<Value>, Box<Problem>> {
    match value {
        Value::Array(list) => Ok(list),
        Value::Object(mut object) => {
            if let Some(other) = object.keys().find(|key| *key != "rules") {
                return Err(shape(format!("The file holds the unknown field \"{other}\"")));
            }
            match object.remove("rules") {
                Some(Value::Array(list)) => Ok(list),
                _ => Err(shape("The file holds no list of rules".into())),
            }
        }
        _ => Err(shape("The file holds no list of rules".into())),
    }
}

fn shape(message: String) -> Box<Problem> {
    Box::new(Problem::new("", "", message, "Give a list of rules, [{…}, …] or {\"rules\": [{…}, …]}"))
}

fn refused(problem: Problem) -> Import {
    let mut collector = Collector::default();
    collector.report.skip(Place::File {}, problem);
    collector.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"{"id": 3, "source": {"value": "/a"}, "then": {"redirect": {"to": "/b"}}}"#;

    #[test]
    fn both_shapes_are_read() {
        for text in [format!("[{SOUND}]"), format!("\u{feff}{{\"rules\": [{SOUND}]}}")] {
            let import = read(text.as_bytes());
            assert_eq!((import.rules.len(), &import.report.skipped), (1, &vec![]), "{text}");
        }
    }

    #[test]
    fn a_broken_rule_does_not_stop_the_others() {
        let import = read(format!(r#"[{{"id": 9, "source": {{"value": "x"}}, "then": {{}}}}, {SOUND}]"#).as_bytes());
        assert_eq!(import.rules.len(), 1);
        assert_eq!(import.report.skipped_rows(), 1);
        assert!(import.report.to_string().starts_with("skipped  rule [0] (id 9): then"), "{}", import.report);
    }

    #[test]
    fn what_is_no_list_of_rules_is_said_so() {
        for (text, message) in [
            ("", "The file is not JSON: EOF while parsing a value at line 1 column 0"),
            ("[1,", "The file is not JSON: EOF while parsing a value at line 1 column 3"),
            ("7", "The file holds no list of rules"),
            (r#"{"rules": 1}"#, "The file holds no list of rules"),
            (r#"{"rules": [], "rule": []}"#, "The file holds the unknown field \"rule\""),
        ] {
            let import = read(text.as_bytes());
            assert_eq!(import.report.skipped[0].problem.message, message, "{text}");
        }
    }

    #[test]
    fn the_second_of_two_equal_sources_is_reported() {
        let rule = |id, position| {
            format!(
                r#"{{"id": {id}, "position": {position}, "source": {{"value": "/a"}}, "then": {{"ignore": {{}}}}}}"#
            )
        };
        let import = read(format!("[{}, {}]", rule(1, 20), rule(2, 10)).as_bytes());
        assert_eq!(import.report.imported, 2);
        assert_eq!(import.report.warnings.len(), 1);
        assert_eq!(import.report.warnings[0].place, Place::Rule { index: 0, id: 1 });
        assert!(import.report.warnings[0].problem.message.contains("rule [1] (id 2)"));
    }
}
