//! Where redirects lead.

use detour_rules::{Action, Dialect, Kind, Problem, RequestScheme, Rule, Scheme, settled_target};
use serde_json::json;

use crate::report::Findings;
use crate::{Change, Code, Finding, Site};

pub(crate) fn check(number: u64, rule: &Rule, site: &Site, findings: &mut Findings<'_>) {
    for (field, action) in rule.actions() {
        let Action::Redirect(redirect) = action else { continue };
        let field = format!("{field}.redirect.to");
        if let Some(path) = own_path(&redirect.to, rule, site) {
            let message = "The target names the site's own host, so it leads to the old one once the site moves";
            let problem = Problem::new(&field, &redirect.to, message, format!("Write the path alone: {path}"));
            findings.add(Finding::new(Code::OwnDomain, &[number], problem).with(Change::set(&field, path)));
        }
        if rule.dialect != Dialect::Native && is_open(rule, &redirect.to) {
            let message = "Visitors can choose the host this leads to (open redirect)";
            let problem = Problem::new(&field, &redirect.to, message, "Write the host out and follow it with a slash");
            let finding = Finding::new(Code::OpenRedirect, &[number], problem);
            findings.add(match settled_target(&redirect.to) {
                Some(settled) => finding.with(Change::set(&field, settled)),
                None => finding,
            });
        }
    }
}

/// The repair of a target that is not encrypted; `None` if it leads to the site itself, which isn't either.
pub(crate) fn not_encrypted(rule: &Rule, problem: &Problem, site: &Site) -> Option<Change> {
    let (_, rest) = problem.value.split_once("://")?;
    let (host, path) = split(rest);
    let is_own = site.has_host(host);
    if is_own && site.scheme == RequestScheme::Http {
        return None;
    }
    let to = match is_own && host.eq_ignore_ascii_case(&site.host) && path.starts_with('/') {
        true => path.to_owned(),
        false => format!("https://{rest}"),
    };
    match variant(&problem.field) {
        Some((field, index)) => {
            let mut variants = rule.actions().find_map(|(name, action)| match action {
                Action::Split(split) if name == field => Some(split.variants.clone()),
                _ => None,
            })?;
            variants.get_mut(index)?.to = to;
            Some(Change::set(&format!("{field}.split"), json!(variants)))
        }
        None => Some(Change::set(&problem.field, to)),
    }
}

// Of `then.split[1].to`: `then`, and which of the variants. A patch has no way to change one of a list.
fn variant(field: &str) -> Option<(&str, usize)> {
    let (action, index) = field.strip_suffix("].to")?.split_once(".split[")?;
    Some((action, index.parse().ok()?))
}

// The path of an absolute target that could do without its host. Rules for a host or scheme may lead from one to another.
fn own_path(to: &str, rule: &Rule, site: &Site) -> Option<String> {
    let (scheme, rest) = to.split_once("://")?;
    let (host, path) = split(rest);
    let plain = rule.source.host.eq_ignore_ascii_case("any")
        && rule.source.scheme == Scheme::Any
        && site.other_hosts.is_empty()
        && scheme.eq_ignore_ascii_case(site.scheme.as_str());
    let own = plain && !site.host.is_empty() && host.eq_ignore_ascii_case(&site.host);
    own.then(|| if path.starts_with('/') { path.to_owned() } else { format!("/{path}") })
}

/// Host and what follows it.
fn split(rest: &str) -> (&str, &str) {
    rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()))
}

// Plugins put captures in wherever they stand.
fn is_open(rule: &Rule, to: &str) -> bool {
    if rule.source.kind != Kind::Regex {
        return false;
    }
    let after_scheme = match to.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => rest,
        _ => return to.starts_with('$') && takes_hosts(&rule.source.value),
    };
    split(after_scheme).0.contains('$')
}

// Whether the group at the start of a target may hold a host: it begins with anything, or with a scheme.
fn takes_hosts(pattern: &str) -> bool {
    let group = pattern.find('(').map_or("", |at| &pattern[at + 1..]);
    [".", "http", "[^", "\\S", "?:"].iter().any(|start| group.starts_with(start))
}
