//! Reading JSON. What isn't shaped as it must be: what serde found, in words for people who write rules.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Problem;

/// Reads JSON of Detour's own: rules, settings, networks.
///
/// # Errors
/// The first thing that can't be read: its place, what is wrong, and what could stand there.
pub fn from_json<T: DeserializeOwned>(json: &Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(json).map_err(|error| problem(json, &error))
}

fn problem(json: &Value, error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let path = error.path().to_string();
    let path = if path == "." { "" } else { path.as_str() };
    let said = error.inner().to_string();
    let (what, expected) = said.split_once(", expected ").unwrap_or((said.as_str(), ""));
    if let Some(name) = quoted(what, "missing field ") {
        let field = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        return Problem::new(&field, "", "This field is missing", format!("Add \"{name}\""));
    }
    let choices = expected.replace('`', "").replace("one of ", "");
    let (message, fix) = if quoted(what, "unknown field ").is_some() {
        ("There is no field of this name", format!("Use one of: {choices}"))
    } else if quoted(what, "unknown variant ").is_some() {
        ("This is none of the words that can stand here", format!("Use one of: {choices}"))
    } else {
        ("This is of the wrong kind", format!("Give {}", kind(expected)))
    };
    let value = match value_at(json, path) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    Problem::new(path, &value, message, fix)
}

fn quoted<'t>(text: &'t str, before: &str) -> Option<&'t str> {
    text.strip_prefix(before)?.strip_prefix('`')?.strip_suffix('`')
}

// What serde calls a Rust type, in the words of JSON.
fn kind(expected: &str) -> &str {
    match expected {
        "u16" => "a number from 0 to 65535",
        "u32" => "a number from 0 to 4294967295",
        "u64" => "a number from 0 up",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "map with a single key" => "exactly one condition, such as {\"method\": [\"GET\"]}",
        "newtype variant" => "an object, such as {}",
        "" => "what the description of rules asks for",
        other if other.starts_with("struct ") || other.contains("enum") => "an object",
        other => other,
    }
}

// Follows a path such as `then.redirect.allow_hosts[1]`.
fn value_at<'j>(json: &'j Value, path: &str) -> Option<&'j Value> {
    if path.is_empty() {
        return None;
    }
    path.split(['.', '[']).try_fold(json, |value, step| match step.strip_suffix(']') {
        Some(index) => value.get(index.parse::<usize>().ok()?),
        None => value.get(step),
    })
}
