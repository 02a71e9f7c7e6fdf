//! Simple 301 Redirects: one option that maps requests to targets, and one that turns stars into wildcards.
//!
//! The plugin compares the decoded path without the slashes around it and drops the query. Two requests that are both
//! numbers are compared as numbers. The observed answers are in `tests/exchange/simple-301`.

mod exact;
mod wildcard;

use detour_rules::{Scheme, Source};

use crate::refusal::Refusal;
use crate::wordpress::{Draft, Manner, Options, Rows, Site, local, map, nothing, target_text, text};
use crate::{Import, Place, csv};

/// Reads the option `301_redirects`, a serialized map. `wildcards` tells whether `301_redirects_wildcard` is on.
pub fn read(option: &[u8], wildcards: bool, options: &Options) -> Import {
    let value = match map(option) {
        Ok(value) => value,
        Err(error) => {
            let message = format!("The option 301_redirects can't be read, so the plugin has no rules: {error}");
            return nothing(message, "Repair the option, or import a CSV file of the plugin");
        }
    };
    let mut rows = Rows::new(options);
    for (entry, (key, value)) in (1..).zip(value.entries()) {
        let key = key.to_bytes();
        add(&mut rows, Place::Entry { entry }, &key, value.as_text().unwrap_or_default(), wildcards);
    }
    finish(rows)
}

/// Reads a CSV file that the plugin has written: request, target.
pub fn read_csv(file: &[u8], wildcards: bool, options: &Options) -> Import {
    let mut rows = Rows::new(options);
    for (line, record) in csv::records(file, b',') {
        if line == 1 && record.get(0).is_some_and(|name| name.eq_ignore_ascii_case(b"request")) {
            continue;
        }
        let field = |column| record.get(column).unwrap_or_default();
        add(&mut rows, Place::Line { line }, field(0), field(1), wildcards);
    }
    finish(rows)
}

fn add(rows: &mut Rows<'_>, place: Place, key: &[u8], to: &[u8], wildcards: bool) {
    let shown = String::from_utf8_lossy(key);
    let manner = rows.options.manner(place);
    let drafts = text(key).and_then(|key| {
        let to = text(to)?;
        if to.is_empty() {
            return Err(Refusal::new("It has no target, so nothing happens", "Give it a target, or leave it out"));
        }
        let mut draft = match wildcards && key.contains('*') {
            true => wildcard::draft(key, to, &rows.options.site, manner)?,
            false => exact::draft(key, to, &rows.options.site, manner),
        };
        on_this_site(&mut draft.rule.source, &rows.options.site, manner);
        Ok(vec![draft])
    });
    rows.add(place, &shown, drafts);
}

fn finish(mut rows: Rows<'_>) -> Import {
    rows.all_differ(
        "A slash sent as %2F, and more than one slash around a path, were left aside there",
        "Nothing, unless such addresses are known to be in use",
    );
    if rows.has_patterns() {
        rows.all_differ(
            "Patterns never take wp-json, wp-cron.php and xmlrpc.php",
            "Add an exact rule if one of them is to be redirected",
        );
    }
    rows.finish()
}

// The plugin takes the site's own address off the requested one; what is left of a request for another never matches.
fn on_this_site(source: &mut Source, site: &Site, manner: Manner) {
    if let (Some(home), Manner::Behaved) = (&site.home, manner) {
        source.host = home.host().to_owned();
        source.scheme = home.scheme;
    } else {
        source.scheme = Scheme::Any;
    }
}

/// The target as the plugin sends it. `template` writes a text for targets.
fn destination(to: &str, key: &str, site: &Site, manner: Manner, template: impl Fn(&str) -> String) -> (String, bool) {
    if let Some(rest) = to.strip_prefix("//") {
        return (format!("https://{}", template(rest)), true);
    }
    if to.starts_with('/') {
        return (local(site, &template(to), manner), false);
    }
    if to.contains("://") {
        return (template(to), false);
    }
    // A relative address: the browser puts the page's folder before it.
    let folder = match key.trim_matches('/').rsplit_once('/') {
        Some((folder, _)) if manner == Manner::Behaved && !key.contains('*') => format!("/{}/", target_text(folder)),
        _ => "/".to_owned(),
    };
    (format!("{}{folder}{}", site.folder(), template(to)), true)
}

fn note_relative(draft: &mut Draft) {
    draft.differs(
        "The target is relative to the requested page and is sent with its whole path, as for a page without a slash at its end",
        "Check the target",
    );
}
