//! Target templates: literal text, captures (`$1`, `${name}`), placeholders (`{host}`), each with filters (`|lower`).
//!
//! `$$` is a dollar sign; a `$` before anything else stands for itself. Braces have no other meaning, because they
//! can't stand in a URL unencoded.

use std::fmt;

/// A parsed target. Borrowed from its text, so parsing costs one small vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template<'a> {
    /// In the order they are written out.
    pub parts: Vec<Part<'a>>,
}

/// A piece of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as it stands.
    Literal(&'a str),
    /// What a group of the source matched.
    Capture(Group<'a>, Vec<Filter>),
    /// A part of the request.
    Placeholder(Placeholder, Vec<Filter>),
}

/// Which group of the source a capture means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group<'a> {
    /// `$0` is the whole match, `$1` the first group.
    Index(usize),
    /// `${name}` for `(?<name>…)`.
    Name(&'a str),
}

/// A part of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// Host without port, in lower case.
    Host,
    /// Path, beginning with a slash.
    Path,
    /// Query string without its question mark.
    Query,
}

/// What is done to an inserted value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// ASCII lower case.
    Lower,
    /// ASCII upper case.
    Upper,
    /// Spaces and underscores become dashes.
    Dashes,
    /// Spaces and dashes become underscores.
    Underscores,
}

/// Why a target can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub fix: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.message, self.fix)
    }
}

impl std::error::Error for TemplateError {}

impl<'a> Template<'a> {
    /// Reads a target.
    ///
    /// # Errors
    /// An unknown placeholder or filter, or a brace that is not closed.
    pub fn parse(text: &'a str) -> Result<Template<'a>, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|b| matches!(b, b'$' | b'{' | b'}')) {
            let (literal, special) = rest.split_at(at);
            if !literal.is_empty() {
                parts.push(Part::Literal(literal));
            }
            let (part, length) = special_part(special)?;
            parts.push(part);
            rest = &special[length..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest));
        }
        Ok(Template { parts })
    }

    /// The literal text the target begins with; empty if it begins with something inserted.
    pub fn literal_start(&self) -> String {
        let literals = self.parts.iter().map_while(|part| match part {
            Part::Literal(text) => Some(*text),
            _ => None,
        });
        literals.collect()
    }

    /// Whether nothing is inserted.
    pub fn is_literal(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Literal(_)))
    }
}

// `text` begins with `$`, `{` or `}`. Answers the part and how many bytes it takes.
fn special_part(text: &str) -> Result<(Part<'_>, usize), TemplateError> {
    if text.starts_with("$$") {
        return Ok((Part::Literal("$"), 2));
    }
    if let Some(inner) = text.strip_prefix("${") {
        let end = closing(text, inner)?;
        let (name, filters) = name_and_filters(&inner[..end])?;
        let group = match name.parse() {
            Ok(index) => Group::Index(index),
            Err(_) if is_name(name) => Group::Name(name),
            Err(_) => {
                return Err(error(format!("\"${{{name}}}\" names no capture"), "Write ${1} or ${name}"));
            }
        };
        return Ok((Part::Capture(group, filters), end + 3));
    }
    if let Some(after) = text.strip_prefix('$') {
        let digits = after.bytes().take(2).take_while(u8::is_ascii_digit).count();
        return Ok(match after[..digits].parse() {
            Ok(index) => (Part::Capture(Group::Index(index), Vec::new()), 1 + digits),
            Err(_) => (Part::Literal("$"), 1),
        });
    }
    let Some(inner) = text.strip_prefix('{') else {
        return Err(error("A closing brace has no opening one", "Write %7D for a brace in a URL"));
    };
    let end = closing(text, inner)?;
    let (name, filters) = name_and_filters(&inner[..end])?;
    let placeholder = match name {
        "host" => Placeholder::Host,
        "path" => Placeholder::Path,
        "query" => Placeholder::Query,
        _ => {
            return Err(error(
                format!("\"{{{name}}}\" is no placeholder"),
                "Use {host}, {path} or {query}; write %7B and %7D for braces in a URL",
            ));
        }
    };
    Ok((Part::Placeholder(placeholder, filters), end + 2))
}

fn closing(text: &str, inner: &str) -> Result<usize, TemplateError> {
    inner.find('}').ok_or_else(|| {
        let start: String = text.chars().take(20).collect();
        error(format!("The brace at \"{start}\" is not closed"), "Add a }, or write %7B for a brace in a URL")
    })
}

fn name_and_filters(inner: &str) -> Result<(&str, Vec<Filter>), TemplateError> {
    let mut words = inner.split('|');
    let name = words.next().unwrap_or_default();
    let filters = words.map(|word| match word {
        "lower" => Ok(Filter::Lower),
        "upper" => Ok(Filter::Upper),
        "dashes" => Ok(Filter::Dashes),
        "underscores" => Ok(Filter::Underscores),
        _ => Err(error(format!("\"{word}\" is no filter"), "Use lower, upper, dashes or underscores")),
    });
    Ok((name, filters.collect::<Result<_, _>>()?))
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn error(message: impl Into<String>, fix: impl Into<String>) -> TemplateError {
    TemplateError { message: message.into(), fix: fix.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_target() {
        let template = Template::parse("/a/$1-${2|lower}/{path|dashes|upper}$$5$x${n_1}").unwrap();
        assert_eq!(
            template.parts,
            [
                Part::Literal("/a/"),
                Part::Capture(Group::Index(1), vec![]),
                Part::Literal("-"),
                Part::Capture(Group::Index(2), vec![Filter::Lower]),
                Part::Literal("/"),
                Part::Placeholder(Placeholder::Path, vec![Filter::Dashes, Filter::Upper]),
                Part::Literal("$"),
                Part::Literal("5"),
                Part::Literal("$"),
                Part::Literal("x"),
                Part::Capture(Group::Name("n_1"), vec![]),
            ]
        );
        assert_eq!(template.literal_start(), "/a/");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (text, word) in [
            ("/{foo}", "foo"),
            ("/${1|shout}", "shout"),
            ("/${1", "not closed"),
            ("/a}", "closing"),
            ("/${-}", "capture"),
        ] {
            let error = Template::parse(text).unwrap_err();
            assert!(error.to_string().contains(word), "{text}: {error}");
        }
    }
}
