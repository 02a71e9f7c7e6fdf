//! Actions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::links::check_links;
use super::source::check_host;
use super::target::{rewrite_problem, settled_target, target_problem};
use crate::cache::MAX_CACHE_SECONDS;
use crate::code::{is_redirect_code, is_respond_code, redirect_codes, respond_codes};
use crate::header::{is_header_value, is_reserved, is_token};
use crate::{Action, Cache, Problem, Redirect, Respond, Source, Split};

/// Most entries of `redirect.allow_hosts`.
const MAX_ALLOWED_HOSTS: usize = 64;
/// Most entries of `redirect.headers`.
const MAX_HEADERS: usize = 32;
/// Longest value of a header, bytes.
const MAX_HEADER_BYTES: usize = 2048;
/// Most variants of a split.
const MAX_VARIANTS: usize = 32;
/// Largest weight of a variant.
const MAX_WEIGHT: u16 = 10_000;

/// Checks the action that stands at `field`: `then` or `else`. Names of fields are written out only for a problem, because
/// nearly all of thousands of rules have none.
pub(super) fn check_action(source: &Source, action: &Action, field: &str, problems: &mut Vec<Problem>) {
    match action {
        Action::Redirect(redirect) => check_redirect(source, redirect, format_args!("{field}.redirect"), problems),
        Action::Split(split) => check_split(source, split, field, problems),
        Action::Respond(respond) => check_respond(respond, format_args!("{field}.respond"), problems),
        Action::Rewrite(rewrite) => {
            if let Some((message, fix)) = rewrite_problem(source, &rewrite.to) {
                problems.push(Problem::new(&format!("{field}.rewrite.to"), &rewrite.to, message, fix));
            }
        }
        Action::Ignore(_) => {}
    }
}

fn check_redirect(source: &Source, redirect: &Redirect, field: fmt::Arguments<'_>, problems: &mut Vec<Problem>) {
    check_code(redirect.code, format_args!("{field}.code"), problems);
    if redirect.allow_hosts.len() > MAX_ALLOWED_HOSTS {
        problems.push(Problem::new(
            &format!("{field}.allow_hosts"),
            &format!("{} hosts", redirect.allow_hosts.len()),
            format!("More than {MAX_ALLOWED_HOSTS} hosts are listed"),
            "List *.example.com instead of its subdomains",
        ));
    }
    for (index, host) in redirect.allow_hosts.iter().enumerate() {
        check_host(&format!("{field}.allow_hosts[{index}]"), host, "", problems);
    }
    check_target(source, &redirect.to, &redirect.allow_hosts, format_args!("{field}.to"), problems);
    if let Some(fallback) = &redirect.fallback {
        check_target(source, fallback, &redirect.allow_hosts, format_args!("{field}.fallback"), problems);
    }
    if let Some(Cache::Seconds(seconds)) = redirect.cache {
        check_seconds(seconds, format_args!("{field}.cache"), problems);
    }
    check_headers(&redirect.headers, format_args!("{field}.headers"), problems);
    check_links(source, redirect, field, problems);
}

fn check_target(
    source: &Source,
    to: &str,
    allow_hosts: &[String],
    field: fmt::Arguments<'_>,
    problems: &mut Vec<Problem>,
) {
    if let Some((message, fix)) = target_problem(source, to, allow_hosts) {
        let instead = settled_target(to).filter(|instead| target_problem(source, instead, allow_hosts).is_none());
        problems.push(Problem::new(&field.to_string(), to, message, fix).or(instead));
    }
}

fn check_split(source: &Source, split: &Split, field: &str, problems: &mut Vec<Problem>) {
    check_code(split.code, format_args!("{field}.code"), problems);
    let count = split.variants.len();
    if !(2..=MAX_VARIANTS).contains(&count) {
        problems.push(Problem::new(
            &format!("{field}.split"),
            &format!("{count} targets"),
            "These are too few or too many targets to choose from",
            format!("Give 2 to {MAX_VARIANTS} of them; use redirect for one"),
        ));
    }
    for (index, variant) in split.variants.iter().enumerate() {
        check_target(source, &variant.to, &[], format_args!("{field}.split[{index}].to"), problems);
        if !(1..=MAX_WEIGHT).contains(&variant.weight) {
            problems.push(Problem::new(
                &format!("{field}.split[{index}].weight"),
                &variant.weight.to_string(),
                "The weight is out of range",
                format!("Give 1 to {MAX_WEIGHT}, or remove the target"),
            ));
        }
    }
}

fn check_respond(respond: &Respond, field: fmt::Arguments<'_>, problems: &mut Vec<Problem>) {
    if !is_respond_code(respond.code) {
        problems.push(Problem::new(
            &format!("{field}.code"),
            &respond.code.to_string(),
            "This code can't be answered without a target",
            format!("Use one of {}", respond_codes()),
        ));
    }
    if let Some(seconds) = respond.retry_after {
        check_seconds(seconds, format_args!("{field}.retry_after"), problems);
    }
}

fn check_code(code: u16, field: fmt::Arguments<'_>, problems: &mut Vec<Problem>) {
    if !is_redirect_code(code) {
        let fix = format!("Use one of {}", redirect_codes());
        problems.push(Problem::new(&field.to_string(), &code.to_string(), "This code doesn't redirect", fix));
    }
}

fn check_seconds(seconds: u32, field: fmt::Arguments<'_>, problems: &mut Vec<Problem>) {
    if seconds > MAX_CACHE_SECONDS {
        let fix = format!("Give at most {MAX_CACHE_SECONDS} seconds, which is a year");
        problems.push(Problem::new(&field.to_string(), &seconds.to_string(), "This is too long", fix));
    }
}

fn check_headers(headers: &BTreeMap<String, String>, field: fmt::Arguments<'_>, problems: &mut Vec<Problem>) {
    if headers.len() > MAX_HEADERS {
        let (given, message) =
            (format!("{} headers", headers.len()), format!("More than {MAX_HEADERS} headers are set"));
        problems.push(Problem::new(&field.to_string(), &given, message, "Set fewer headers"));
    }
    let mut names = BTreeSet::new();
    for (name, value) in headers {
        let field = &format!("{field}.{name}");
        if !is_token(name) {
            problems.push(Problem::new(field, name, "This is no header name", "Give one such as X-Robots-Tag"));
        } else if is_reserved(name) {
            let (message, fix) = match name.to_ascii_lowercase().as_str() {
                "cache-control" => ("Caches are told by a field of their own", "Use cache"),
                "location" => ("The target is told by a field of its own", "Use to"),
                _ => ("This header belongs to the server", "Remove it"),
            };
            problems.push(Problem::new(field, name, message, fix));
        } else if !names.insert(name.to_ascii_lowercase()) {
            problems.push(Problem::new(field, name, "The header is set twice", "Remove one of them"));
        } else if !is_header_value(value) {
            let message = "The value holds a line break or another character that can't stand in a header";
            problems.push(Problem::new(field, value, message, "Use printable ASCII characters"));
        } else if value.len() > MAX_HEADER_BYTES {
            let message = format!("The value is longer than {MAX_HEADER_BYTES} bytes");
            problems.push(Problem::new(field, value, message, "Shorten it"));
        }
    }
}
