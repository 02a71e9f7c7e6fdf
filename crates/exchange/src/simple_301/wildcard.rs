//! Requests with stars. The plugin makes a pattern of them in which every other special character is live, and which is
//! not anchored at its end: what follows the match stays behind the target.

use detour_rules::{Condition, Kind, QueryMode, Source, Test};

use super::{destination, note_relative};
use crate::refusal::Refusal;
use crate::wordpress::{Draft, Manner, Pattern, References, Site, is_same_page, path_pattern};

pub(super) fn draft(key: &str, to: &str, site: &Site, manner: Manner) -> Result<Draft, Refusal> {
    let dead = key.starts_with(|c: char| c.is_alphanumeric()).then(|| {
        Refusal::new("It never acted, because every address begins with a slash", "Enable it to have it begin with one")
    });
    let manner = if dead.is_some() { Manner::Intended } else { manner };
    let key = if manner == Manner::Intended { &format!("/{}", key.trim_start_matches('/')) } else { key };
    let pattern = match manner {
        Manner::Behaved => key.replace('*', "(.*)"),
        Manner::Intended => path_pattern(key).replace(r"\*", "(.*)"),
    };
    let pattern = Pattern::new(&format!("^{pattern}")).map_err(|refusal| {
        let message = format!("{}; in the plugin such a rule sends every visitor to an empty address", refusal.message);
        Refusal::new(message, "Leave it out, or enter it without special characters")
    })?;
    if key.contains('|') && manner == Manner::Behaved {
        return Err(Refusal::new(
            "It holds a |, so it matches in the middle of addresses",
            "Write it as several rules",
        ));
    }
    let (template, relative) =
        destination(&to.replace('*', "$1"), key, site, manner, |to| pattern.target(to, References::Replace, 0));
    let rest_taken = key.ends_with('*') || manner == Manner::Intended;
    let mut source = match simple_prefix(key) {
        Some(prefix) => Source { kind: Kind::Prefix, value: format!("{}{prefix}", site.folder()), ..Source::default() },
        None => {
            let end = if rest_taken { "$" } else { "(.*)$" };
            let inner = pattern.text();
            let value = format!("^{}{}{end}", path_pattern(site.folder()), inner.trim_start_matches('^'));
            Source { kind: Kind::Regex, value, ..Source::default() }
        }
    };
    source.query = QueryMode::Ignore;
    let tail = if rest_taken { String::new() } else { format!("${{{}}}", pattern.groups() + 1) };
    let mut draft = Draft::redirect(source, template + &tail, 301);
    draft.dead = dead;
    if relative {
        note_relative(&mut draft);
    }
    // The plugin never leads to the page being asked for, with or without a slash at its end.
    if to.starts_with('/') && !to.contains(['*', '$', '\\', '?', '#']) && !is_same_page(site, to, "/") {
        let own = format!("^{}{}/?$", path_pattern(site.folder()), path_pattern(to.trim_end_matches('/')));
        let test = Test { matches: Some(own), ..Test::default() };
        draft.rule.when.push(Condition::Not(Box::new(Condition::Path(test))));
    }
    Ok(draft)
}

// `/blog/*`, with nothing in it that patterns know.
fn simple_prefix(key: &str) -> Option<&str> {
    let prefix = key.strip_suffix('*')?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_~".contains(&b);
    (prefix.starts_with('/') && prefix.bytes().all(plain)).then_some(prefix)
}
