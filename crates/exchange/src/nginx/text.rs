//! Text with variables: where `return` and `rewrite` lead.

use crate::pcre::Piece;
use crate::refusal::Refusal;
use crate::rewrite::Part;

/// A target, and whether the query is handed on to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) parts: Vec<Part>,
    pub(super) query: bool,
}

/// Whose groups `$1` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Groups {
    OfRule,
    OfCondition,
}

/// Takes the text apart. `named` are the pieces of the pattern with named groups.
pub(super) fn read(text: &str, groups: Groups, named: &[Piece]) -> Result<Text, Refusal> {
    let mut query = false;
    let mut text = text;
    // What hands the query on stands at the end.
    for end in ["$is_args$args", "$is_args$query_string", "?$args", "?$query_string", "&$args", "&$query_string"] {
        if let Some(start) = text.strip_suffix(end) {
            (text, query) = (start, true);
            break;
        }
    }
    let mut path_at_end = false;
    if let Some(start) = text.strip_suffix("$request_uri") {
        (text, query, path_at_end) = (start, true, true);
    }
    let group = |index: usize| match groups {
        Groups::OfRule => Part::OfRule(index),
        Groups::OfCondition => Part::OfCondition(index),
    };
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        push(&mut parts, Part::Text(rest[..at].to_owned()));
        let after = &rest[at + 1..];
        let (name, length) = name(after);
        rest = &after[length..];
        push(
            &mut parts,
            match (name, name.parse::<usize>()) {
                ("", _) => Part::Text("$".into()),
                (_, Ok(index)) => group(index),
                ("host" | "http_host", _) => Part::Variable("HTTP_HOST".into()),
                ("scheme", _) => Part::Variable("REQUEST_SCHEME".into()),
                ("uri" | "document_uri", _) => Part::Variable("REQUEST_URI".into()),
                ("args" | "query_string", _) => Part::Variable("QUERY_STRING".into()),
                (name, _) => match index_of(name, named) {
                    Some(index) => group(index),
                    None => return Err(unknown(name)),
                },
            },
        );
    }
    push(&mut parts, Part::Text(rest.to_owned()));
    if path_at_end {
        parts.push(Part::Variable("REQUEST_URI".into()));
    }
    Ok(Text { parts, query })
}

/// A variable that has no equal.
pub(super) fn unknown(name: &str) -> Refusal {
    Refusal::new(format!("Only nginx knows ${name}"), "Leave it to nginx, or write it without this variable")
}

/// The name of the variable that the text behind a dollar sign begins with, and how many bytes it takes.
pub(super) fn name(after: &str) -> (&str, usize) {
    if let Some(end) = after.strip_prefix('{').and_then(|inner| inner.find('}')) {
        return (&after[1..=end], end + 2);
    }
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let length = match digits {
        0 => after.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count(),
        _ => 1,
    };
    (&after[..length], length)
}

fn push(parts: &mut Vec<Part>, part: Part) {
    match (parts.last_mut(), part) {
        (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
        (_, Part::Text(text)) if text.is_empty() => {}
        (_, part) => parts.push(part),
    }
}

// The number of a named group.
fn index_of(name: &str, pieces: &[Piece]) -> Option<usize> {
    let mut opened = pieces.iter().filter_map(|piece| match piece {
        Piece::Open(text, true) => Some(text),
        _ => None,
    });
    let wanted = [format!("(?<{name}>"), format!("(?P<{name}>")];
    opened.position(|text| wanted.contains(text)).map(|index| index + 1)
}
