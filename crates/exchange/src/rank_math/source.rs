//! The column `sources`: a list that PHP serialized.

use detour_engine::dialect::rank_math::{Comparison, regex};
use detour_php_value::Value;
use detour_rules::{Case, Kind, Problem, QueryMode, Slash, Source};

/// The sources, at least one. Those that Rank Math can't read, or that would make PHP stop the page, are left out with a
/// warning.
///
/// # Errors
/// For a column without any; Rank Math passes over such a row.
pub(super) fn sources(column: &str, warnings: &mut Vec<Problem>) -> Result<Vec<Source>, Problem> {
    let unreadable = |message: String| {
        Problem::new("sources", column, message, "Open the redirection in Rank Math and save it again, or delete it")
    };
    let trimmed = column.trim_matches([' ', '\t', '\n', '\r', '\0', '\x0b']);
    // WordPress doesn't try to read what ends otherwise.
    if !trimmed.ends_with(['}', ';']) {
        return Err(unreadable("The sources are no serialized list, so Rank Math passes over them".into()));
    }
    let list = Value::read(trimmed.as_bytes()).map_err(|error| unreadable(error.to_string()))?;
    let mut sources = Vec::new();
    for (index, (_, entry)) in list.entries().iter().enumerate() {
        match source(entry) {
            Ok(source) => {
                warnings.extend(dead_pattern(&source));
                sources.push(source);
            }
            Err(message) => {
                let fix = "Correct it in Rank Math, or leave it out";
                warnings.push(Problem::new(&format!("sources[{index}]"), "", message, fix));
            }
        }
    }
    if sources.is_empty() {
        return Err(unreadable("There is no source, so Rank Math passes over the redirection".into()));
    }
    Ok(sources)
}

/// What the dialect makes of a source.
pub(super) fn comparison(source: &Source) -> (Comparison, &[u8]) {
    (Comparison::of(source.kind, source.case, source.slash), source.value.as_bytes())
}

fn source(entry: &Value) -> Result<Source, &'static str> {
    if entry.entries().is_empty() {
        return Err("The source is no list of pattern and comparison");
    }
    let comparison = entry.get("comparison").and_then(Value::as_text).ok_or("The source has no comparison")?;
    let pattern = match entry.get("pattern") {
        None | Some(Value::Null | Value::Bool(false)) => Vec::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Bool(true)) => b"1".to_vec(),
        Some(Value::Int(number)) => number.to_string().into_bytes(),
        Some(_) => return Err("The pattern is no text"),
    };
    let value = String::from_utf8(pattern).map_err(|_| "The pattern is not UTF-8")?;
    let (kind, slash) = match comparison {
        b"exact" => (Kind::Exact, Slash::Ignore),
        b"contains" => (Kind::Contains, Slash::Exact),
        b"start" => (Kind::Prefix, Slash::Exact),
        b"end" => (Kind::Suffix, Slash::Exact),
        b"regex" => (Kind::Regex, Slash::Exact),
        _ => (Kind::Exact, Slash::Exact),
    };
    let ignores = entry.get("ignore").and_then(Value::as_text) == Some(b"case");
    let case = if ignores && slash == Slash::Ignore { Case::Ignore } else { Case::Exact };
    Ok(Source { kind, value, case, slash, query: QueryMode::Pass, ..Source::default() })
}

fn dead_pattern(source: &Source) -> Option<Problem> {
    let error = match source.kind {
        Kind::Regex => regex(source.value.as_bytes()).err()?,
        _ => return None,
    };
    let message = format!("This never matches, because PHP rejects the pattern: {error}");
    Some(Problem::new("source.value", &source.value, message, "Correct the pattern"))
}
