//! Targets: what they may insert, and where they may lead.

use super::pattern::{capture_count, groups};
use super::{MAX_TARGET_BYTES, control_character, starts_with_ignoring_case};
use crate::{Group, Kind, Part, Placeholder, Source, Template};

/// What is wrong with a target, and the way out.
pub(super) fn target_problem(source: &Source, to: &str, allow_hosts: &[String]) -> Option<(String, String)> {
    let problem = |message: &str, fix: &str| Some((message.to_owned(), fix.to_owned()));
    if to.is_empty() {
        return problem("The target is empty", "Give a path such as /new-page or a URL");
    }
    if to.len() > MAX_TARGET_BYTES {
        return Some((format!("The target is longer than {MAX_TARGET_BYTES} bytes"), "Shorten it".into()));
    }
    if let Some(name) = control_character(to) {
        return Some((format!("The target contains {name}"), "Remove it; it can't stand in a header".into()));
    }
    let template = match Template::parse(to) {
        Ok(template) => template,
        Err(error) => return Some((error.message, error.fix)),
    };
    missing_capture(source, &template).or_else(|| open_redirect(&template, allow_hosts))
}

fn missing_capture(source: &Source, template: &Template<'_>) -> Option<(String, String)> {
    if !template.parts.iter().any(|part| matches!(part, Part::Capture(..))) {
        return None;
    }
    let groups = match source.kind {
        Kind::Regex => groups(&source.value, source.case).ok()?,
        _ => vec![None; capture_count(source)?],
    };
    let count = groups.len();
    template.parts.iter().find_map(|part| match part {
        Part::Capture(Group::Index(index), _) if *index > count => Some((
            format!("The target uses ${index}, but the source has {count} captures"),
            "Use a number the source offers, or write $$ for a dollar sign".to_owned(),
        )),
        Part::Capture(Group::Name(name), _) if !groups.iter().flatten().any(|group| group == name) => Some((
            format!("The target uses ${{{name}}}, but the source has no group of that name"),
            "Name a group in the pattern: (?<name>…)".to_owned(),
        )),
        _ => None,
    })
}

// Where a visitor could choose scheme or host, the site would vouch for any address: refused, unless hosts are listed.
fn open_redirect(template: &Template<'_>, allow_hosts: &[String]) -> Option<(String, String)> {
    const LEAD_AWAY: &str = "The visitor could choose the host this leads to (open redirect)";
    const LIST_HOSTS: &str = "Write the host out and follow it with a slash, or list the hosts in allow_hosts";
    let problem = |message: &str, fix: &str| Some((message.to_owned(), fix.to_owned()));

    let start = template.literal_start();
    let Some(scheme) = ["http://", "https://"].into_iter().find(|scheme| starts_with_ignoring_case(&start, scheme))
    else {
        return match template.parts.first() {
            Some(Part::Placeholder(Placeholder::Path, _)) => None,
            Some(Part::Capture(..)) if allow_hosts.is_empty() => {
                problem(LEAD_AWAY, "Begin the target with / or a host, or list the hosts in allow_hosts")
            }
            Some(Part::Capture(..)) => None,
            _ if start.starts_with("//") || start.starts_with("/\\") => {
                problem("The target begins with //, which leads to another host", "Write https:// and the host")
            }
            _ if start.starts_with('/') => None,
            _ => problem("The target is neither a path nor a web address", "Begin it with /, http:// or https://"),
        };
    };
    let after = &start[scheme.len()..];
    let authority = match after.find(['/', '?', '#', '\\']) {
        Some(end) => &after[..end],
        None if template.is_literal() || path_follows(&template.parts) => after,
        None if allow_hosts.is_empty() => return problem(LEAD_AWAY, LIST_HOSTS),
        None => return None,
    };
    if authority.is_empty() {
        return problem("The target names no host", "Write the host after the two slashes");
    }
    if authority.contains('@') || after[authority.len()..].starts_with('\\') {
        return problem("The target hides its host behind @ or a backslash", "Write https://host/path");
    }
    let odd = authority.chars().find(|c| !(c.is_ascii_alphanumeric() || "-._:[]".contains(*c)))?;
    Some((
        format!("The target's host contains \"{odd}\""),
        "Write the host in its ASCII form (xn--…), percent-escapes don't work there".to_owned(),
    ))
}

/// A target like this that leaves visitors no host to choose: the one that is written out, else the site itself. `None` if
/// nothing can be said without knowing what was meant.
pub fn settled_target(to: &str) -> Option<String> {
    let (scheme, rest) = match to.split_once("//") {
        Some((scheme, rest)) if ["", "http:", "https:"].iter().any(|web| web.eq_ignore_ascii_case(scheme)) => {
            (Some(scheme), rest)
        }
        _ => (None, to),
    };
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let as_path = |path: &str| match path.starts_with('/') || path.starts_with("{path") {
        true => path.to_owned(),
        false => format!("/{path}"),
    };
    match (scheme, authority.find(['$', '{'])) {
        _ if to.is_empty() || to.starts_with('/') && scheme.is_none() => None,
        (Some(_), Some(0)) => Some(as_path(rest.strip_prefix("{host}").unwrap_or(rest))),
        (Some(scheme), Some(at)) => {
            let scheme = if scheme.is_empty() { "https:" } else { scheme };
            Some(format!("{scheme}//{}{}", &rest[..at], as_path(&rest[at..])))
        }
        (Some(""), None) => Some(format!("https://{rest}")),
        (Some(_), None) => None,
        (None, _) if authority.contains(':') => None,
        (None, _) if authority.starts_with("www.") => Some(format!("https://{to}")),
        (None, _) => Some(as_path(to)),
    }
}

// A path begins with a slash, so it ends the host whatever the visitor asks for.
fn path_follows(parts: &[Part<'_>]) -> bool {
    let inserted = parts.iter().find(|part| !matches!(part, Part::Literal(_)));
    matches!(inserted, Some(Part::Placeholder(Placeholder::Path, _)))
}

/// What is wrong with the target of a rewrite: it must stay on the site.
pub(super) fn rewrite_problem(source: &Source, to: &str) -> Option<(String, String)> {
    target_problem(source, to, &[]).or_else(|| {
        let template = Template::parse(to).ok()?;
        let start = template.literal_start();
        let begins_with_path = matches!(template.parts.first(), Some(Part::Placeholder(Placeholder::Path, _)));
        if !start.starts_with('/') && !begins_with_path {
            return Some((
                "A rewrite can't leave the site".to_owned(),
                "Begin the target with /, or use redirect for another host".to_owned(),
            ));
        }
        to.contains('#').then(|| {
            ("The target contains #, which only browsers understand".to_owned(), "Remove the part from # on".to_owned())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn a_settled_target_is_sound() {
        let source = Source { kind: Kind::Regex, value: "^/go/(.*)$".into(), ..Source::default() };
        for (to, settled) in [
            ("new-page", "/new-page"),
            ("www.other.test/a", "https://www.other.test/a"),
            ("//other.test/a", "https://other.test/a"),
            ("$1", "/$1"),
            ("//$1", "/$1"),
            ("https://$1/a", "/$1/a"),
            ("https://{host}/a", "/a"),
            ("https://{host}{path}", "{path}"),
            ("https://other.test$1", "https://other.test/$1"),
        ] {
            assert!(target_problem(&source, to, &[]).is_some(), "{to}");
            assert_eq!(settled_target(to).as_deref(), Some(settled));
            assert_eq!(target_problem(&source, settled, &[]), None, "{to}");
        }
        for to in ["", "/a", "mailto:a@b.test", "https://", "https://a@b.test/"] {
            assert_eq!(settled_target(to), None, "{to}");
        }
    }
}
