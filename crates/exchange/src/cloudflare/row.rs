//! One row.

use std::cmp::Reverse;

use csv::StringRecord;
use detour_rules::{Action, Kind, Problem, QueryMode, Redirect, Rule, Scheme, Source};

use crate::refusal::Refusal;
use crate::rewrite::target_text;

/// Which of two sources counts: the smaller one.
pub(super) type Rank = (bool, Reverse<usize>, bool, bool);

/// The rules of a row: with subdomains there are two.
pub(super) struct Row {
    pub(super) rank: Rank,
    pub(super) rules: Vec<Rule>,
}

/// Reads a row.
pub(super) fn rules(record: &StringRecord) -> Result<Row, Vec<Problem>> {
    let cell = |index: usize| record.get(index).unwrap_or_default().trim();
    let refused = |refusal: Refusal, field: &str, value: &str| vec![refusal.of(field, value)];
    let flag = |index: usize, name: &str, unless_given: bool| match cell(index).to_ascii_lowercase().as_str() {
        "" => Ok(unless_given),
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(refused(Refusal::new("This is neither TRUE nor FALSE", "Write TRUE or FALSE"), name, other)),
    };
    let query = flag(3, "preserve_query_string", false)?;
    let subdomains = flag(4, "include_subdomains", false)?;
    let subpaths = flag(5, "subpath_matching", false)?;
    let suffix = flag(6, "preserve_path_suffix", true)?;
    let code = match cell(2) {
        "" => 301,
        text => text.parse().map_err(|_| {
            refused(Refusal::new("This is no status", "Write 301, 302, 307 or 308"), "status_code", text)
        })?,
    };
    let (scheme, host, path) = split(cell(0)).map_err(|refusal| refused(refusal, "source_url", cell(0)))?;
    let query = if query { QueryMode::Pass } else { QueryMode::Ignore };
    let (mut kind, mut value) = (Kind::Exact, path.to_owned());
    let mut to = target_text(cell(1));
    let mut below = None;
    if subpaths {
        let rest = if suffix { "$1" } else { "" };
        if let Some(folder) = path.strip_suffix('/') {
            kind = Kind::Prefix;
            value = format!("{folder}/");
            if suffix && !to.ends_with('/') {
                to.push('/');
            }
            to += rest;
        } else {
            // The path itself, and what is below it.
            let slash = if suffix && !to.ends_with('/') { "/" } else { "" };
            below = Some((format!("{path}/"), format!("{to}{slash}{rest}")));
        }
    }
    let hosts = [Some(host.clone()), subdomains.then(|| format!("*.{host}"))];
    let mut rules = Vec::new();
    for host in hosts.into_iter().flatten() {
        let source = Source { kind, value: value.clone(), query, host: host.clone(), scheme, ..Source::default() };
        let redirect = |to: String| Action::Redirect(Redirect { to, code, ..Redirect::default() });
        rules.push(Rule { source: source.clone(), then: redirect(to.clone()), ..Rule::default() });
        if let Some((value, to)) = &below {
            let source = Source { kind: Kind::Prefix, value: value.clone(), ..source };
            rules.push(Rule { source, then: redirect(to.clone()), ..Rule::default() });
        }
    }
    match rules.iter().map(Rule::validate).find(|problems| !problems.is_empty()) {
        Some(problems) => Err(problems),
        None => Ok(Row { rank: (subdomains, Reverse(path.len()), subpaths, scheme == Scheme::Any), rules }),
    }
}

fn split(url: &str) -> Result<(Scheme, String, &str), Refusal> {
    let (scheme, rest) = match url.split_once("://") {
        None => (Scheme::Any, url),
        Some(("http", rest)) => (Scheme::Http, rest),
        Some(("https", rest)) => (Scheme::Https, rest),
        Some(_) => return Err(Refusal::new("The source is no web address", "Write example.com/path")),
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if path.contains(['?', '#']) {
        return Err(Refusal::new("The source has a query or fragment, which is never compared", "Remove it"));
    }
    if host.is_empty() || host.contains(':') {
        return Err(Refusal::new("The source names no host, or a port", "Write example.com/path"));
    }
    Ok((scheme, host.to_lowercase(), if path.is_empty() { "/" } else { path }))
}
