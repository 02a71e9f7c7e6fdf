//! What pages of the site say of each other while a rule is there: canonical URL and language versions.

use std::fmt;

use super::target::target_problem;
use crate::{Kind, Problem, Redirect, Source};

/// Most entries of `redirect.alternates`.
const MAX_ALTERNATES: usize = 100;

pub(super) fn check_links(
    source: &Source,
    redirect: &Redirect,
    field: fmt::Arguments<'_>,
    problems: &mut Vec<Problem>,
) {
    if redirect.canonical
        && let Some((message, fix)) = canonical_problem(source, redirect)
    {
        problems.push(Problem::new(&format!("{field}.canonical"), "true", message, fix));
    }
    if redirect.alternates.len() > MAX_ALTERNATES {
        problems.push(Problem::new(
            &format!("{field}.alternates"),
            &format!("{} versions", redirect.alternates.len()),
            format!("More than {MAX_ALTERNATES} language versions are listed"),
            "List a version for each language, without its regions",
        ));
    }
    for (language, url) in &redirect.alternates {
        let field = format!("{field}.alternates.{language}");
        if !is_language(language) {
            problems.push(Problem::new(
                &field,
                language,
                "This is no language tag",
                "Write a tag as en or es-MX, or x-default for all other languages",
            ));
        } else if let Some((message, fix)) = target_problem(source, url, &[]) {
            problems.push(Problem::new(&field, url, message, fix));
        } else if !is_constant(url) {
            let fix = "Write the version's address out, as /es/about";
            problems.push(Problem::new(&field, url, "The address of a version depends on the visitor", fix));
        }
    }
}

// A page has one canonical URL, and it is the address that stays.
fn canonical_problem(source: &Source, redirect: &Redirect) -> Option<(&'static str, &'static str)> {
    if source.kind != Kind::Exact {
        return Some((
            "This source stands for many addresses, and a page has one canonical URL",
            "Use an exact source",
        ));
    }
    if !is_constant(&redirect.to) {
        return Some(("The target depends on the visitor, so no page is known to be it", "Write the target out"));
    }
    if !matches!(redirect.code, 302 | 303 | 307) {
        return Some((
            "The redirect says that the target is the address for good, and the canonical URL the opposite",
            "Use a temporary code as 307, or remove canonical",
        ));
    }
    None
}

// Signs that templates begin with; written twice they are literal, but an address has no use for them.
fn is_constant(target: &str) -> bool {
    !target.contains(['$', '{'])
}

// The shape of RFC 5646: subtags of letters and digits, of which the first is a language.
fn is_language(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let first = subtags.next().unwrap_or_default();
    let is_primary = (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    let rest = |subtag: &str| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric());
    tag == "x-default" || (is_primary && tag.len() <= 35 && subtags.all(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags() {
        for tag in ["en", "es-MX", "zh-Hant-TW", "fil", "x-default"] {
            assert!(is_language(tag), "{tag}");
        }
        for tag in ["", "e", "x", "en_US", "en-", "-en", "en-toolongtag", "e\u{301}s", "en\r\nX: y", "12"] {
            assert!(!is_language(tag), "{tag:?}");
        }
    }
}
