//! Sources and host names.

use std::net::Ipv6Addr;

use super::pattern::{capture_count, groups};
use super::{MAX_CAPTURES, MAX_SOURCE_BYTES, control_character};
use crate::{Kind, Problem, Source};

pub(super) fn check_source(source: &Source, problems: &mut Vec<Problem>) {
    let value = &source.value;
    let mut captures = 0;
    let mut wrong = |message: String, fix: &str| problems.push(problem(value, message, fix));
    if value.is_empty() {
        wrong("The source is empty".into(), "Give a path such as /old-page");
    } else if value.len() > MAX_SOURCE_BYTES {
        wrong(format!("The source is longer than {MAX_SOURCE_BYTES} bytes"), "Use a prefix or a pattern instead");
    } else if let Some(name) = control_character(value) {
        wrong(format!("The source contains {name}"), "Remove it; a URL can't hold it");
    } else if source.kind == Kind::Regex {
        match groups(value, source.case) {
            Ok(groups) => captures = groups.len(),
            Err(reason) => wrong(reason, "Correct the pattern"),
        }
    } else {
        captures = capture_count(source).unwrap_or_default();
        problems.extend(path_problem(source));
    }
    if captures > MAX_CAPTURES {
        let message = format!("The source has more than {MAX_CAPTURES} captures");
        problems.push(problem(value, message, "Leave out stars or groups"));
    }
    problems.extend(source.host_problems());
}

fn problem(value: &str, message: impl Into<String>, fix: &str) -> Problem {
    Problem::new("source.value", value, message, fix)
}

fn path_problem(source: &Source) -> Option<Problem> {
    let value = &source.value;
    if value.contains("://") && !value.starts_with('/') {
        let fix = "Give the path here, and the host in source.host";
        Some(problem(value, "The source is a whole URL", fix))
    } else if !value.starts_with('/') && (source.kind != Kind::Wildcard || !value.starts_with('*')) {
        let begun = Some(format!("/{value}"));
        Some(problem(value, "The source doesn't begin with a slash", "Begin it with /").or(begun))
    } else {
        let (before, _) = value.split_once('#')?;
        let message = "The source contains #, and browsers never send what follows it";
        let fix = "Remove the part from # on, or write %23 for the character itself";
        Some(problem(value, message, fix).or(Some(before.to_owned())))
    }
}

impl Source {
    /// What is wrong with the host alone.
    pub fn host_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        check_host("source.host", &self.host, "any", &mut problems);
        problems
    }
}

pub(super) fn check_host(field: &str, host: &str, any: &str, problems: &mut Vec<Problem>) {
    if !any.is_empty() && host.eq_ignore_ascii_case(any) {
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
