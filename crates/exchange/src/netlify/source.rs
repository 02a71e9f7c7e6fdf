//! The source of a line: a path with `*` and `:name`, perhaps on a host, and the parameters it asks for.

use detour_rules::{Kind, QueryMode, Scheme, Slash, Source};

use crate::pcre::{Piece, Subject, write};
use crate::refusal::Refusal;

/// The names of what a source takes, in the order of their groups.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// Number of the group.
    pub(super) fn group(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| known == name).map(|index| index + 1)
    }

    fn add(&mut self, name: &str) {
        self.0.push(name.to_owned());
    }
}

/// Reads a source.
pub(super) fn read(from: &str, parameters: &[&str]) -> Result<(Source, Names), Refusal> {
    let (scheme, host, path) = split(from)?;
    let mut names = Names::default();
    let base = Source { scheme, host, slash: Slash::Ignore, query: QueryMode::Pass, ..Source::default() };
    if path.contains('?') {
        return Err(Refusal::new(
            "The source has a query behind a question mark, which is never compared",
            "Write the parameters behind the path: /path id=:id /target",
        ));
    }
    let has_names = path.split('/').any(|segment| segment.len() > 1 && segment.starts_with(':'));
    let stars = path.matches('*').count();
    if stars > 1 || stars == 1 && !path.ends_with('*') {
        return Err(Refusal::new("A star stands elsewhere than at the end", "Use :name for a segment"));
    }
    if parameters.is_empty() && !has_names {
        let source = match path.strip_suffix('*') {
            Some(start) => {
                names.add("splat");
                Source { kind: Kind::Prefix, value: start.to_owned(), ..base }
            }
            None => Source { value: path.to_owned(), ..base },
        };
        return Ok((source, names));
    }
    let mut pattern = String::from("^");
    for (number, segment) in path.split('/').enumerate() {
        if number > 0 {
            pattern.push('/');
        }
        match segment.strip_prefix(':').filter(|name| !name.is_empty()) {
            Some(name) => {
                names.add(name);
                pattern.push_str("([^/?]+)");
            }
            None if segment == "*" => {
                names.add("splat");
                pattern.push_str("([^?]*)");
            }
            None => pattern.push_str(&literal(segment, Subject::Path)),
        }
    }
    let mut query = QueryMode::Pass;
    if !parameters.is_empty() {
        query = QueryMode::AnyOrder;
        let mut sorted: Vec<&&str> = parameters.iter().collect();
        sorted.sort_unstable();
        for (number, parameter) in sorted.into_iter().enumerate() {
            pattern.push_str(if number == 0 { "\\?" } else { "&" });
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            pattern.push_str(&literal(name, Subject::Text));
            pattern.push('=');
            match value.strip_prefix(':') {
                Some(name) => {
                    names.add(name);
                    pattern.push_str("([^&]*)");
                }
                None => pattern.push_str(&literal(value, Subject::Text)),
            }
        }
    }
    pattern.push('$');
    Ok((Source { kind: Kind::Regex, value: pattern, query, ..base }, names))
}

// The pattern of a text as it stands in a line, in the spelling of URLs that are compared.
fn literal(text: &str, subject: Subject) -> String {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    write(&decoded.chars().map(Piece::Literal).collect::<Vec<_>>(), subject)
}

fn split(from: &str) -> Result<(Scheme, String, &str), Refusal> {
    let (scheme, rest) = match from.split_once("://") {
        None if from.starts_with('/') => return Ok((Scheme::Any, "any".into(), from)),
        None => return Err(Refusal::new("The source doesn't begin with a slash", "Begin it with /")),
        Some(("http", rest)) => (Scheme::Http, rest),
        Some(("https", rest)) => (Scheme::Https, rest),
        Some(_) => return Err(Refusal::new("The source is no web address", "Begin it with / or https://")),
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    Ok((scheme, host.to_lowercase(), if path.is_empty() { "/" } else { path }))
}
