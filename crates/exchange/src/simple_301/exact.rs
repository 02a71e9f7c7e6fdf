//! Requests that are compared whole.

use detour_rules::{Kind, QueryMode, Slash, Source};

use super::{destination, note_relative};
use crate::refusal::Refusal;
use crate::wordpress::{Draft, Manner, Site, decoded, exact_path, is_same_page, path_pattern, target_text};

pub(super) fn draft(key: &str, to: &str, site: &Site, manner: Manner) -> Draft {
    let path = key.trim_matches('/');
    let dead = why_dead(path, to, site);
    let mut source = match (number(path), path.split_once('?')) {
        (Some(number), _) if manner == Manner::Behaved => number_source(site.folder(), path, number),
        (_, Some((path, query))) => {
            let path = exact_path(site.folder(), path.trim_end_matches('/'), false);
            Source { value: format!("{}?{query}", path.value), ..path }
        }
        // A request is decoded before it is compared, what is stored isn't.
        _ if dead.is_some() => exact_path(site.folder(), &decoded(path, false), false),
        _ => exact_path(site.folder(), path, manner == Manner::Behaved),
    };
    source.query = QueryMode::Ignore;
    let (to, relative) = destination(to, key, site, manner, target_text);
    let mut draft = Draft::redirect(source, to, 301);
    draft.dead = dead;
    if relative {
        note_relative(&mut draft);
    }
    if path.contains('+') {
        draft.differs("A plus sign had to be sent as %2B, and is taken as it is now as well", "Nothing");
    }
    draft
}

fn why_dead(path: &str, to: &str, site: &Site) -> Option<Refusal> {
    let has_escape = decoded(path, false) != path;
    Some(match () {
        () if path.contains('?') => Refusal::new(
            "It never acted, because the plugin cuts the query off before it compares",
            "Enable it to compare the query",
        ),
        () if has_escape => Refusal::new(
            "It never acted, because the plugin decodes the request and not what is stored",
            "Enable it to have it compared decoded",
        ),
        () if is_same_page(site, to, path) => {
            Refusal::new("It never acted, because it leads to the page itself", "Leave it out")
        }
        () => return None,
    })
}

// What PHP takes for a number, as far as it is a whole one that is exact in floating point.
fn number(path: &str) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let numeric = !path.is_empty() && path.bytes().all(|b| b.is_ascii_digit() || b"+.eE".contains(&b));
    let number: f64 = path.parse().ok().filter(|_| numeric)?;
    (number.fract() == 0.0 && (0.0..EXACT).contains(&number)).then_some(number as u64)
}

// `==` of PHP: `/010`, `/10` and `/10.0` are one page.
fn number_source(folder: &str, path: &str, number: u64) -> Source {
    let own = path_pattern(path);
    let digits = format!(r"0*{number}(?:\.0*)?");
    let value = format!("^{}/(?:{own}|{digits})$", path_pattern(folder));
    Source { kind: Kind::Regex, value, slash: Slash::Ignore, ..Source::default() }
}
