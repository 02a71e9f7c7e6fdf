//! When a rule is sound: what is refused at save, at import and before a publish, and what is only warned about.

use std::net::Ipv6Addr;

use regex::bytes::{Regex, RegexBuilder};

use crate::code::{is_redirect_code, is_respond_code, redirect_codes, respond_codes};
use crate::{Action, Case, Group, Kind, Part, Placeholder, Problem, Redirect, Rule, Source, Template};

/// Longest `source.value`, bytes.
pub const MAX_SOURCE_BYTES: usize = 4096;
/// Longest `then.redirect.to`, bytes.
pub const MAX_TARGET_BYTES: usize = 8192;
/// Most entries of `then.redirect.allow_hosts`.
const MAX_ALLOWED_HOSTS: usize = 64;
/// Compiled size that a pattern may reach, bytes. Generous for people, small enough for a worker's memory.
const MAX_PATTERN_BYTES: usize = 1 << 20;

/// Compiles the pattern of a regex source: bytes, ASCII classes, linear time, bounded size.
///
/// # Errors
/// The `regex` crate's own message.
pub fn pattern(text: &str, case: Case) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text)
        .unicode(false)
        .case_insensitive(case == Case::Ignore)
        .size_limit(MAX_PATTERN_BYTES)
        .dfa_size_limit(MAX_PATTERN_BYTES)
        .build()
}

/// How many captures a source offers its target; `None` for a pattern that doesn't compile.
pub fn capture_count(source: &Source) -> Option<usize> {
    Some(match source.kind {
        Kind::Exact => 0,
        Kind::Prefix => 1,
        Kind::Wildcard => source.value.bytes().filter(|&b| b == b'*').count(),
        Kind::Regex => pattern(&source.value, source.case).ok()?.captures_len() - 1,
    })
}

impl Rule {
    /// Everything that keeps the rule from being saved; empty for a sound rule.
    pub fn validate(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        check_source(&self.source, &mut problems);
        match &self.then {
            Action::Redirect(redirect) => check_redirect(&self.source, redirect, &mut problems),
            Action::Respond(respond) if !is_respond_code(respond.code) => problems.push(Problem::new(
                "then.respond.code",
                &respond.code.to_string(),
                "This code can't be answered without a target",
                format!("Use one of {}", respond_codes()),
            )),
            Action::Respond(_) | Action::Ignore(_) => {}
        }
        problems
    }

    /// What is allowed and probably not meant.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut warnings = Vec::new();
        let value = &self.source.value;
        if self.source.kind == Kind::Regex {
            if !value.starts_with('^') {
                warnings.push(Problem::new(
                    "source.value",
                    value,
                    "The pattern is not anchored, so it matches anywhere in a URL",
                    "Begin it with ^ if it describes the start of the path",
                ));
            }
            if has_percent_escape(value) {
                warnings.push(Problem::new(
                    "source.value",
                    value,
                    "The pattern holds a percent-escape, but it is compared with the decoded URL",
                    "Write the character itself",
                ));
            }
        }
        if self.source.kind != Kind::Exact && matches!(value.trim_matches(['^', '$']), "/" | "*" | "/*" | ".*" | "/.*")
        {
            warnings.push(Problem::new(
                "source.value",
                value,
                "This matches every page of the site",
                "Narrow it down, unless the whole site is meant",
            ));
        }
        if let Action::Redirect(redirect) = &self.then
            && starts_with_ignoring_case(&redirect.to, "http://")
        {
            warnings.push(Problem::new(
                "then.redirect.to",
                &redirect.to,
                "The target is not encrypted",
                "Use https:// if the host offers it",
            ));
        }
        warnings
    }
}

fn check_source(source: &Source, problems: &mut Vec<Problem>) {
    let value = &source.value;
    let mut wrong = |message: String, fix: &str| problems.push(Problem::new("source.value", value, message, fix));
    if value.is_empty() {
        wrong("The source is empty".into(), "Give a path such as /old-page");
    } else if value.len() > MAX_SOURCE_BYTES {
        wrong(format!("The source is longer than {MAX_SOURCE_BYTES} bytes"), "Use a prefix or a pattern instead");
    } else if let Some(name) = control_character(value) {
        wrong(format!("The source contains {name}"), "Remove it; a URL can't hold it");
    } else if source.kind == Kind::Regex {
        if let Err(error) = pattern(value, source.case) {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            wrong(format!("The pattern can't be compiled: {reason}"), "Correct the pattern");
        }
    } else {
        check_path(source, &mut wrong);
    }
    check_host("source.host", &source.host, "any", problems);
}

fn check_path(source: &Source, wrong: &mut dyn FnMut(String, &str)) {
    let value = &source.value;
    if value.contains("://") && !value.starts_with('/') {
        wrong("The source is a whole URL".into(), "Give the path here, and the host in source.host");
    } else if !value.starts_with('/') && (source.kind != Kind::Wildcard || !value.starts_with('*')) {
        wrong("The source doesn't begin with a slash".into(), "Begin it with /");
    } else if value.contains('#') {
        wrong(
            "The source contains #, and browsers never send what follows it".into(),
            "Remove the part from # on, or write %23 for the character itself",
        );
    }
}

fn check_redirect(source: &Source, redirect: &Redirect, problems: &mut Vec<Problem>) {
    if !is_redirect_code(redirect.code) {
        problems.push(Problem::new(
            "then.redirect.code",
            &redirect.code.to_string(),
            "This code doesn't redirect",
            format!("Use one of {}", redirect_codes()),
        ));
    }
    if redirect.allow_hosts.len() > MAX_ALLOWED_HOSTS {
        problems.push(Problem::new(
            "then.redirect.allow_hosts",
            &format!("{} hosts", redirect.allow_hosts.len()),
            format!("More than {MAX_ALLOWED_HOSTS} hosts are listed"),
            "List *.example.com instead of its subdomains",
        ));
    }
    for (index, host) in redirect.allow_hosts.iter().enumerate() {
        check_host(&format!("then.redirect.allow_hosts[{index}]"), host, "", problems);
    }
    if let Some((message, fix)) = target_problem(source, redirect) {
        problems.push(Problem::new("then.redirect.to", &redirect.to, message, fix));
    }
}

fn target_problem(source: &Source, redirect: &Redirect) -> Option<(String, String)> {
    let to = redirect.to.as_str();
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
    missing_capture(source, &template).or_else(|| open_redirect(&template, redirect))
}

fn missing_capture(source: &Source, template: &Template<'_>) -> Option<(String, String)> {
    let groups = capture_count(source)?;
    let names: Vec<String> = match source.kind {
        Kind::Regex => {
            let pattern = pattern(&source.value, source.case).ok()?;
            pattern.capture_names().flatten().map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    template.parts.iter().find_map(|part| match part {
        Part::Capture(Group::Index(index), _) if *index > groups => Some((
            format!("The target uses ${index}, but the source has {groups} captures"),
            "Use a number the source offers, or write $$ for a dollar sign".to_owned(),
        )),
        Part::Capture(Group::Name(name), _) if !names.iter().any(|n| n == name) => Some((
            format!("The target uses ${{{name}}}, but the source has no group of that name"),
            "Name a group in the pattern: (?<name>…)".to_owned(),
        )),
        _ => None,
    })
}

// Where a visitor could choose scheme or host, the site would vouch for any address: refused, unless hosts are listed.
fn open_redirect(template: &Template<'_>, redirect: &Redirect) -> Option<(String, String)> {
    const LEAD_AWAY: &str = "The visitor could choose the host this leads to (open redirect)";
    const LIST_HOSTS: &str = "Write the host out and follow it with a slash, or list the hosts in allow_hosts";
    let problem = |message: &str, fix: &str| Some((message.to_owned(), fix.to_owned()));

    let start = template.literal_start();
    let Some(scheme) = ["http://", "https://"].into_iter().find(|scheme| starts_with_ignoring_case(&start, scheme))
    else {
        return match template.parts.first() {
            Some(Part::Placeholder(Placeholder::Path, _)) => None,
            Some(Part::Capture(..)) if redirect.allow_hosts.is_empty() => {
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
        None if template.is_literal() => after,
        None if redirect.allow_hosts.is_empty() => return problem(LEAD_AWAY, LIST_HOSTS),
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

fn check_host(field: &str, host: &str, any: &str, problems: &mut Vec<Problem>) {
    if !any.is_empty() && host == any {
        return;
    }
    let name = host.strip_prefix("*.").unwrap_or(host);
    let labels = |name: &str| {
        let label = |label: &str| {
            !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        name.len() <= 253 && name.split('.').all(label)
    };
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let sound = match address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => labels(name),
    };
    if !sound {
        let fix = match any {
            "" => "Give a host such as shop.example.com",
            _ => "Give any, a host such as shop.example.com, or *.example.com; no scheme, port or path",
        };
        problems.push(Problem::new(field, host, "This is no host name", fix));
    }
}

fn control_character(text: &str) -> Option<&'static str> {
    text.chars().find(|c| c.is_control()).map(|c| match c {
        '\r' | '\n' => "a line break",
        '\0' => "a NUL character",
        '\t' => "a tab",
        _ => "a control character",
    })
}

fn has_percent_escape(text: &str) -> bool {
    text.as_bytes().windows(3).any(|w| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit())
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}
