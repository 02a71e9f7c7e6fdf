//! From the matching rule to the decision: the target is written out, encoded and checked.

use std::borrow::Cow;

use detour_rules::{Decision, Filter, Group, Part, Pass, Placeholder, QueryMode, Template};

use crate::canonical::{self, escape, push_escape};
use crate::matching::Captures;
use crate::store::{ActionView, RuleStore, RuleView};
use crate::subject::Subject;
use crate::{host, query};

/// Longest `Location` that is sent, bytes. Servers and proxies give up at 8 kB for all headers.
const MAX_LOCATION_BYTES: usize = 8000;

pub(crate) fn answer<S: RuleStore>(
    store: &S,
    rule: &RuleView<'_>,
    subject: &Subject<'_>,
    captures: &Captures<'_>,
) -> Decision {
    let id = store.id(rule.order);
    match rule.action {
        ActionView::Ignore => Decision::Pass(Pass::Ignored { rule: id }),
        ActionView::Respond { code } => Decision::Respond { rule: id, code },
        ActionView::Redirect { code, target, constant, allow_hosts } => {
            let location = match constant {
                true => Some(target.to_vec()),
                false => expand(target, subject, captures),
            };
            let location = location
                .map(|location| match rule.query {
                    QueryMode::Pass => with_query_of(subject, rule, location),
                    _ => location,
                })
                .filter(|location| location.len() <= MAX_LOCATION_BYTES && leads_to(location, allow_hosts));
            match location {
                None => Decision::Pass(Pass::Refused { rule: id }),
                Some(location) if is_requested_url(&location, subject) => {
                    Decision::Pass(Pass::SelfRedirect { rule: id })
                }
                Some(location) => Decision::Redirect { rule: id, code, location },
            }
        }
    }
}

/// A target without captures as it is sent.
pub(crate) fn encoded(target: &str) -> Vec<u8> {
    let mut out = Output::default();
    out.literal(target.as_bytes());
    out.finish()
}

fn expand(template: &[u8], subject: &Subject<'_>, captures: &Captures<'_>) -> Option<Vec<u8>> {
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
            Part::Placeholder(Placeholder::Host, filters) => out.inserted(&filtered(&subject.host, filters), true),
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

/// A `Location` in the making: only printable ASCII ever gets in.
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    in_query: bool,
}

impl Output {
    fn literal(&mut self, text: &[u8]) {
        self.in_query |= text.contains(&b'?');
        self.write(text, b"");
    }

    /// A piece of the request. What comes from a path must not add parameters or a fragment to the target.
    fn inserted(&mut self, text: &[u8], from_path: bool) {
        match (from_path, self.in_query) {
            (true, true) => self.write(text, b"&=+#"),
            (true, false) => self.write(text, b"?#"),
            (false, _) => self.write(text, b"#"),
        }
    }

    fn write(&mut self, text: &[u8], reserved: &[u8]) {
        for (at, &byte) in text.iter().enumerate() {
            let plain = match byte {
                b'%' => escape(&text[at..]).is_some(),
                b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
                _ => byte.is_ascii_graphic() && !reserved.contains(&byte),
            };
            match plain {
                true => self.bytes.push(byte),
                false => push_escape(&mut self.bytes, byte),
            }
        }
    }

    // `//host` would leave the site, so a path begins with one slash whatever was inserted after it.
    fn finish(mut self) -> Vec<u8> {
        let slashes = self.bytes.iter().take_while(|&&b| b == b'/').count();
        if slashes > 1 {
            self.bytes.drain(1..slashes);
        }
        self.bytes
    }
}

// Hands on the request's parameters, except those the source named and those the target sets itself.
fn with_query_of(subject: &Subject<'_>, rule: &RuleView<'_>, location: Vec<u8>) -> Vec<u8> {
    let (target, fragment) = split_at_byte(&location, b'#');
    let (_, own) = split_at_byte(target, b'?');
    let own = own.strip_prefix(b"?").unwrap_or_default();
    let case_folds = rule.case == detour_rules::Case::Ignore;
    let mut out = Output { bytes: target.to_vec(), in_query: true };
    let mut separator = if !own.is_empty() {
        "&"
    } else if target.ends_with(b"?") {
        ""
    } else {
        "?"
    };
    for parameter in query::parameters(subject.raw_query) {
        let canonical = canonical::query(parameter);
        let compared = if case_folds { canonical::folded(&canonical) } else { Cow::Borrowed(&*canonical) };
        let named = query::parameters(rule.params).any(|named| named == &*compared);
        let name = query::name(&canonical);
        let overridden = query::parameters(own).any(|own| *canonical::query(query::name(own)) == *name);
        if !named && !overridden {
            out.bytes.extend_from_slice(separator.as_bytes());
            out.inserted(parameter, false);
            separator = "&";
        }
    }
    out.bytes.extend_from_slice(fragment);
    out.bytes
}

fn split_at_byte(text: &[u8], byte: u8) -> (&[u8], &[u8]) {
    text.split_at(text.iter().position(|&b| b == byte).unwrap_or(text.len()))
}

// Scheme, authority and the rest of an absolute location.
fn absolute(location: &[u8]) -> Option<(&'static str, &[u8], &[u8])> {
    ["http", "https"].into_iter().find_map(|scheme| {
        let length = scheme.len();
        let head = location.get(..length + 3)?;
        if !head[..length].eq_ignore_ascii_case(scheme.as_bytes()) || &head[length..] != b"://" {
            return None;
        }
        let after = &location[length + 3..];
        let (authority, rest) = after.split_at(after.iter().position(|b| b"/?#".contains(b)).unwrap_or(after.len()));
        Some((scheme, authority, rest))
    })
}

// With `allow_hosts` a location is a path of this site or leads to one of the hosts.
fn leads_to(location: &[u8], allow_hosts: &[u8]) -> bool {
    if allow_hosts.is_empty() {
        return true;
    }
    match absolute(location) {
        None => location.starts_with(b"/"),
        Some((_, authority, _)) => {
            let host = host::normal(authority);
            allow_hosts.split(|&b| b == b'\n').any(|allowed| host::fits(allowed, &host))
        }
    }
}

// A redirect to the URL being requested would go round for ever. The fragment doesn't count: servers never see it.
fn is_requested_url(location: &[u8], subject: &Subject<'_>) -> bool {
    let rest = match absolute(location) {
        None => location,
        Some((scheme, authority, rest)) => {
            let same_site = scheme == subject.scheme.as_str()
                && *host::normal(authority) == *subject.host
                && port(scheme, authority) == port(scheme, subject.authority);
            if !same_site {
                return false;
            }
            rest
        }
    };
    let (url, _) = split_at_byte(rest, b'#');
    let (path, query) = split_at_byte(url, b'?');
    let path = if path.is_empty() { b"/" } else { path };
    *canonical::path(path) == *subject.path
        && *canonical::query(query.strip_prefix(b"?").unwrap_or_default()) == *subject.query
}

fn port<'t>(scheme: &str, authority: &'t [u8]) -> &'t [u8] {
    match (host::split_port(authority), scheme) {
        ((_, Some(port)), _) if !port.is_empty() => port,
        (_, "https") => b"443",
        _ => b"80",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_printable_ascii_gets_into_a_location() {
        assert_eq!(encoded("/é \"x\"%zz%2f\\"), b"/%C3%A9%20%22x%22%25zz%2f%5C");
        let mut out = Output::default();
        out.inserted(b"/a\r\n\0\xff?#", true);
        assert_eq!(out.finish(), b"/a%0D%0A%00%FF%3F%23");
    }

    #[test]
    fn a_path_cannot_become_another_host() {
        let mut out = Output::default();
        out.literal(b"/");
        out.inserted(b"//evil.test", true);
        assert_eq!(out.finish(), b"/evil.test");
    }
}
