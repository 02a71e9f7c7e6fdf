//! Sources as patterns on the decoded path, and what they ask of the query.

use detour_rules::{Kind, QueryMode, Slash, Source};
use percent_encoding::percent_decode_str;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::pcre::push_literal;
use crate::refusal::Refusal;

/// What is compared.
pub(crate) struct Compared {
    /// A pattern on the decoded path with its slash, anchored where it is meant to be.
    pub(crate) path: String,
    /// The decoded path itself, if that is all the pattern takes.
    pub(crate) literal: Option<String>,
    pub(crate) query: QueryTest,
    /// The last group takes the query as well, so a target that ends with it hands it on.
    pub(crate) last_takes_query: bool,
}

/// What is asked of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum QueryTest {
    /// Anything goes.
    None,
    /// It is this, canonical; maybe nothing.
    Is(String),
    /// It holds these parameters, and no others if `only`.
    Holds { parameters: Vec<String>, only: bool },
    /// The pattern is compared with path and query in one.
    InPattern,
}

/// What a source compares.
pub(crate) fn compared(source: &Source) -> Result<Compared, Refusal> {
    let Source { kind, value, slash, query, .. } = source;
    let (path, named) = match kind {
        Kind::Regex => (value.as_str(), None),
        _ => value.split_once('?').map_or((value.as_str(), None), |(path, query)| (path, Some(query))),
    };
    let compares = matches!(query, QueryMode::Exact | QueryMode::AnyOrder);
    let parameters = || -> Vec<String> {
        let all = named.unwrap_or_default().split('&').filter(|parameter| !parameter.is_empty());
        all.map(str::to_owned).collect()
    };
    let refuse = |message: &str| Err(Refusal::new(message, "Leave it to Detour"));
    if *kind == Kind::Exact {
        let decoded = decoded(path)?;
        let trimmed = match slash {
            Slash::Ignore => decoded.strip_suffix('/').filter(|path| !path.trim_matches('/').is_empty()),
            Slash::Exact => None,
        };
        let bare = trimmed.unwrap_or(&decoded).to_owned();
        let mut pattern = String::from("^");
        bare.chars().for_each(|c| push_literal(&mut pattern, c));
        let either = *slash == Slash::Ignore && !bare.trim_matches('/').is_empty();
        pattern.push_str(if either { "/?$" } else { "$" });
        let query = match query {
            QueryMode::Exact => QueryTest::Is(named.unwrap_or_default().to_owned()),
            QueryMode::AnyOrder if named.unwrap_or_default().is_empty() => QueryTest::Is(String::new()),
            QueryMode::AnyOrder => QueryTest::Holds { parameters: parameters(), only: true },
            QueryMode::Ignore | QueryMode::Pass => QueryTest::Holds { parameters: parameters(), only: false },
        };
        let literal = (!either).then_some(bare);
        return Ok(Compared { path: pattern, literal, query, last_takes_query: false });
    }
    if *kind == Kind::Regex {
        if *slash == Slash::Ignore {
            return refuse("A pattern takes a slash more or less");
        }
        if *query == QueryMode::AnyOrder {
            return refuse("A pattern is compared with the parameters in order");
        }
        portable(value)?;
        let query = if compares { QueryTest::InPattern } else { QueryTest::None };
        return Ok(Compared { path: value.clone(), literal: None, query, last_takes_query: false });
    }
    if named.is_some() && compares {
        return refuse("A beginning or a star reaches into the query");
    }
    let whole = decoded(path)?;
    let mut pattern = String::from("^");
    let open = *kind == Kind::Prefix || path.ends_with('*');
    match kind {
        Kind::Prefix => match (whole.strip_suffix('/'), slash) {
            (Some(folder), Slash::Ignore) if !folder.is_empty() => {
                folder.chars().for_each(|c| push_literal(&mut pattern, c));
                pattern.push_str("(?:/(.*))?$");
            }
            (_, Slash::Ignore) if whole != "/" => {
                return refuse("A beginning takes a slash more or less");
            }
            _ => {
                whole.chars().for_each(|c| push_literal(&mut pattern, c));
                pattern.push_str("(.*)$");
            }
        },
        _ => {
            if *slash == Slash::Ignore {
                return refuse("A star takes a slash more or less");
            }
            // An escaped star is one of the URL.
            for (index, piece) in path.split('*').enumerate() {
                pattern.push_str(if index == 0 { "" } else { "(.*)" });
                decoded(piece)?.chars().for_each(|c| push_literal(&mut pattern, c));
            }
            pattern.push('$');
        }
    }
    let query = match (compares, open) {
        (true, true) => QueryTest::None,
        (true, false) => QueryTest::Is(String::new()),
        (false, _) => QueryTest::Holds { parameters: parameters(), only: false },
    };
    Ok(Compared { path: pattern, literal: None, query, last_takes_query: compares && open })
}

// Servers compare the decoded path, in which these would be mistaken.
fn decoded(path: &str) -> Result<String, Refusal> {
    let refuse = || Refusal::new("The path holds an escape that servers don't compare", "Leave it to Detour");
    let lower = path.to_ascii_lowercase();
    if ["%2f", "%3f", "%23", "%25", "%00"].iter().any(|escape| lower.contains(escape)) {
        return Err(refuse());
    }
    let text = percent_decode_str(path).decode_utf8().map_err(|_| refuse())?;
    match text.contains(['%', '#']) || text.chars().any(char::is_control) {
        true => Err(refuse()),
        false => Ok(text.into_owned()),
    }
}

/// Whether PCRE reads a pattern as the `regex` crate does.
pub(crate) fn portable(pattern: &str) -> Result<(), Refusal> {
    const OTHERWISE: [&str; 14] =
        ["&&", "--", "~~", "[[", "\\<", "\\>", "\\b{", "(?x", "(?U", "(?R", "(?-", "\\p", "\\u", "%"];
    match OTHERWISE.iter().find(|construct| pattern.contains(**construct)) {
        Some(construct) => {
            Err(Refusal::new(format!("Servers read {construct} in a pattern otherwise"), "Write it plainly"))
        }
        None => Ok(()),
    }
}

/// A pattern for query text as it is sent; only where there is one way to send it.
pub(crate) fn query_text(text: &str) -> Result<String, Refusal> {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || "-._~=&+".contains(c) => push_literal(&mut out, c),
            // Browsers may escape these or not.
            c if c.is_ascii_graphic() && !"%#\"\\<>^`{|}".contains(c) => {
                out.push_str("(?:");
                push_literal(&mut out, c);
                let escape = u8::try_from(c).map(escape_pattern).unwrap_or_default();
                out.push_str(&format!("|{escape})"));
            }
            '%' => out.push('%'),
            c => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    out.push_str(&escape_pattern(byte));
                }
            }
        }
        if c.is_control() {
            return Err(Refusal::new("The query holds a control character", "Leave it to Detour"));
        }
    }
    Ok(out)
}

// An escape, whose letters may be small or capital.
fn escape_pattern(byte: u8) -> String {
    let (upper, lower) = (format!("{byte:02X}"), format!("{byte:02x}"));
    if upper == lower { format!("%{upper}") } else { format!("%(?:{upper}|{lower})") }
}

/// Whether a group of a pattern may take a byte.
pub(crate) fn group_takes(pattern: &str, group: usize, byte: u8) -> bool {
    let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern);
    parsed.is_ok_and(|hir| takes(&hir, group, byte, group == 0))
}

fn takes(hir: &Hir, group: usize, byte: u8, inside: bool) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => inside && literal.0.contains(&byte),
        HirKind::Class(Class::Bytes(class)) => {
            inside && class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&byte))
        }
        HirKind::Class(Class::Unicode(class)) => {
            inside && class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&char::from(byte)))
        }
        HirKind::Repetition(repetition) => takes(&repetition.sub, group, byte, inside),
        HirKind::Capture(capture) => takes(&capture.sub, group, byte, inside || capture.index as usize == group),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().any(|part| takes(part, group, byte, inside))
        }
    }
}
