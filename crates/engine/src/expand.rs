//! Filling in a target: captures, placeholders, filters, and the parameters that are handed on.

use std::borrow::Cow;

use detour_rules::{Filter, Group, Part, Placeholder, Template};

use crate::canonical;
use crate::matching::Captures;
use crate::output::Output;
use crate::query;
use crate::store::RuleView;
use crate::subject::Subject;

/// The target with everything inserted; `None` if the template is damaged.
pub(crate) fn expand(template: &[u8], subject: &Subject<'_>, captures: &Captures<'_>) -> Option<Vec<u8>> {
    let template = Template::parse(std::str::from_utf8(template).ok()?).ok()?;
    let mut out = Output::default();
    for part in &template.parts {
        match part {
            Part::Literal(text) => out.literal(text.as_bytes()),
            Part::Capture(group, filters) => {
                let (text, in_path) = captured(captures, *group);
                // A capture may end behind the path; the two pieces are encoded each in its way.
                let (path, query) = text.split_at(in_path);
                out.inserted(&filtered(path, filters), true);
                out.inserted(&filtered(query, filters), false);
            }
            Part::Placeholder(Placeholder::Host, filters) => out.inserted(&filtered(subject.host(), filters), true),
            Part::Placeholder(Placeholder::Path, filters) => out.inserted(&filtered(&subject.path, filters), true),
            Part::Placeholder(Placeholder::Query, filters) => out.inserted(&filtered(&subject.query, filters), false),
        }
    }
    Some(out.finish())
}

// What a group matched, and how many bytes of it belong to the path.
fn captured<'s>(captures: &Captures<'s>, group: Group<'_>) -> (&'s [u8], usize) {
    let (text, start, path_length) = match captures {
        Captures::None => return (b"", 0),
        Captures::Rest { text, start, path_length } => match group {
            Group::Index(0) => (*text, 0, *path_length),
            Group::Index(1) => (&text[*start..], *start, *path_length),
            _ => return (b"", 0),
        },
        Captures::Groups { groups, path_length } => {
            let found = match group {
                Group::Index(index) => groups.get(index),
                Group::Name(name) => groups.name(name),
            };
            let Some(found) = found else { return (b"", 0) };
            (found.as_bytes(), found.start(), *path_length)
        }
    };
    (text, path_length.saturating_sub(start).min(text.len()))
}

fn filtered<'t>(text: &'t [u8], filters: &[Filter]) -> Cow<'t, [u8]> {
    let mut text = Cow::Borrowed(text);
    for filter in filters {
        let changed = match filter {
            Filter::Lower => text.to_ascii_lowercase(),
            Filter::Upper => text.to_ascii_uppercase(),
            Filter::Dashes => replaced(&text, b" _", b'-'),
            Filter::Underscores => replaced(&text, b" -", b'_'),
        };
        text = Cow::Owned(changed);
    }
    text
}

fn replaced(text: &[u8], these: &[u8], by: u8) -> Vec<u8> {
    text.iter().map(|&b| if these.contains(&b) { by } else { b }).collect()
}

/// Hands on parameters of the request, except those the source named and those the target sets itself.
pub(crate) fn with_parameters(parameters: &[u8], rule: &RuleView<'_>, location: Vec<u8>) -> Vec<u8> {
    let (target, fragment) = split_at_byte(&location, b'#');
    let (_, own) = split_at_byte(target, b'?');
    let own = own.strip_prefix(b"?").unwrap_or_default();
    let case_folds = rule.case == detour_rules::Case::Ignore;
    let mut out = Output::in_query(target.to_vec());
    let mut separator = if !own.is_empty() {
        "&"
    } else if target.ends_with(b"?") {
        ""
    } else {
        "?"
    };
    for parameter in query::parameters(parameters) {
        let canonical = canonical::query(parameter);
        let compared = if case_folds { canonical::folded(&canonical) } else { Cow::Borrowed(&*canonical) };
        let named = query::parameters(rule.params).any(|named| named == &*compared);
        let name = query::name(&canonical);
        let overridden = query::parameters(own).any(|own| *canonical::query(query::name(own)) == *name);
        if !named && !overridden {
            out.finished(separator.as_bytes());
            out.inserted(parameter, false);
            separator = "&";
        }
    }
    out.finished(fragment);
    out.into_bytes()
}

/// The text before a byte, and the text from it on.
pub(crate) fn split_at_byte(text: &[u8], byte: u8) -> (&[u8], &[u8]) {
    text.split_at(text.iter().position(|&b| b == byte).unwrap_or(text.len()))
}
