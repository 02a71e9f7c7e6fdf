//! Filling in a target: captures, placeholders, filters, and the parameters that are handed on.

use std::borrow::Cow;

use detour_rules::{Filter, Group, Kind, Part, Placeholder, Template};

use crate::matching::Matched;
use crate::output::Output;
use crate::query;
use crate::store::RuleView;
use crate::subject::Subject;
use crate::wildcard::{Stars, stars};
use crate::{Patterns, canonical};

/// The target with everything inserted; `None` if the template is damaged.
pub(crate) fn expand(
    template: &[u8],
    rule: &RuleView<'_>,
    subject: &Subject<'_>,
    matched: &Matched<'_>,
    patterns: &mut Patterns,
) -> Option<Vec<u8>> {
    let template = Template::parse(std::str::from_utf8(template).ok()?).ok()?;
    let mut groups = None;
    let mut out = Output::default();
    for part in &template.parts {
        match part {
            Part::Literal(text) => out.literal(text.as_bytes()),
            Part::Capture(group, filters) => {
                let groups = groups.get_or_insert_with(|| Groups::of(rule, matched.text, patterns));
                let (start, end) = groups.range(*group).unwrap_or_default();
                // A capture may end behind the path; the two pieces are encoded each in its way.
                let text = matched.text.get(start..end).unwrap_or_default();
                let (path, query) = text.split_at(matched.path_length.saturating_sub(start).min(text.len()));
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

/// What the groups of a source matched.
enum Groups {
    None,
    /// Those that have no names: where each begins and ends, and the length of the text.
    Numbered(Stars, usize),
    Regex(regex_automata::util::captures::Captures),
}

impl Groups {
    fn of(rule: &RuleView<'_>, text: &[u8], patterns: &mut Patterns) -> Groups {
        let found = match rule.kind {
            Kind::Exact | Kind::Contains | Kind::Suffix => None,
            Kind::Prefix => Some(Groups::Numbered(Stars::from_slice(&[(rule.path.len(), text.len())]), text.len())),
            Kind::Wildcard => stars(rule.path, text, rule.case).map(|stars| Groups::Numbered(stars, text.len())),
            Kind::Regex => patterns.captures(rule, text).map(Groups::Regex),
        };
        found.unwrap_or(Groups::None)
    }

    fn range(&self, group: Group<'_>) -> Option<(usize, usize)> {
        match (self, group) {
            (Groups::Numbered(_, length), Group::Index(0)) => Some((0, *length)),
            (Groups::Numbered(stars, _), Group::Index(index)) => stars.get(index - 1).copied(),
            (Groups::Regex(groups), Group::Index(index)) => groups.get_group(index).map(|span| (span.start, span.end)),
            (Groups::Regex(groups), Group::Name(name)) => {
                groups.get_group_by_name(name).map(|span| (span.start, span.end))
            }
            (Groups::None, _) | (Groups::Numbered(..), Group::Name(_)) => None,
        }
    }
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

/// Hands on parameters of the request, except those the source named and those the target sets itself. Once the location is
/// longer than `most` bytes, which nobody sends, nothing more is added.
pub(crate) fn with_parameters(parameters: &[u8], rule: &RuleView<'_>, location: Vec<u8>, most: usize) -> Vec<u8> {
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
        if out.length() > most {
            break;
        }
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
