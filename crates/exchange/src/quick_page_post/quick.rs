//! Quick redirects: requests that are compared whole, path or address, with or without the query.

use detour_rules::{Action, Case, Condition, QueryMode, Redirect, Scheme, Slash, Source, Test};

use super::Settings;
use crate::refusal::Refusal;
use crate::shape::canonical;
use crate::wordpress::{Draft, Manner, Options, decoded, entities, is_same_page, local, target_text};

pub(super) fn draft(
    key: &str,
    to: &str,
    settings: &Settings,
    options: &Options,
    manner: Manner,
) -> Result<Draft, Refusal> {
    let site = &options.site;
    let key = entities(key);
    let (scheme, host, rest) = taken_apart(&key);
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    let path = if path.is_empty() { "/" } else { path };
    let dead = why_dead(host, path, options);
    // A name without a dot is a path that was taken for an address when it was saved.
    let (host, path) = match host {
        Some(name) if dead.is_some() && !name.contains('.') => (None, format!("/{name}{path}")),
        host => (host, path.to_owned()),
    };
    let last = path.rsplit('/').next().unwrap_or_default();
    let slash = if last.contains('.') { Slash::Exact } else { Slash::Ignore };
    let case = if settings.case_sensitive { Case::Exact } else { Case::Ignore };
    let own_folder =
        if host.is_some() || path.starts_with(&format!("{}/", site.folder())) { "" } else { site.folder() };
    let mut value = format!("{own_folder}{}", canonical(&decoded(&path, false)));
    if let Some(query) = query {
        value = format!("{value}?{query}");
    }
    let mut source = Source { value, slash, case, ..Source::default() };
    if let Some(host) = host {
        source.host = host.split(':').next().unwrap_or_default().to_owned();
        source.scheme = scheme;
    }
    let to = entities(if settings.everything_to.is_empty() { to } else { &settings.everything_to });
    let to = match to.as_str() {
        "" => "/".to_owned(),
        to => to.to_owned(),
    };
    let written = match to.starts_with('/') && !to.starts_with("//") {
        true => local(site, &target_text(&to), manner),
        false if to.starts_with("//") => format!("https:{}", target_text(&to)),
        false => target_text(&to),
    };
    let mut draft = Draft::redirect(source, written.clone(), 301);
    if query.is_none() {
        match manner {
            // The whole request is in lower case by then, the query with it.
            Manner::Behaved => {
                let filter = if settings.case_sensitive { "" } else { "|lower" };
                let with_query =
                    Redirect { to: format!("{written}?{{query{filter}}}"), code: 301, ..Redirect::default() };
                let rule = &mut draft.rule;
                rule.source.query = QueryMode::Ignore;
                rule.when = vec![Condition::QueryString(Test { matches: Some(".".into()), ..Test::default() })];
                rule.otherwise = Some(std::mem::replace(&mut rule.then, Action::Redirect(with_query)));
            }
            Manner::Intended => draft.rule.source.query = QueryMode::Pass,
        }
    }
    if is_same_page(site, &to, &path) && query.is_none() {
        draft.differs("It led to itself for ever; the page answers now", "Leave it out, or correct the target");
    }
    draft.dead = dead;
    draft.rule.enabled = !settings.off;
    Ok(draft)
}

fn taken_apart(key: &str) -> (Scheme, Option<&str>, &str) {
    for (scheme, start) in [(Scheme::Http, "http://"), (Scheme::Https, "https://")] {
        if let Some(rest) = key.strip_prefix(start) {
            let (host, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            return (scheme, Some(host), rest);
        }
    }
    (Scheme::Any, None, key)
}

fn why_dead(host: Option<&str>, path: &str, options: &Options) -> Option<Refusal> {
    let home = options.site.home.as_ref();
    let last = path.rsplit('/').next().unwrap_or_default();
    Some(match () {
        () if host.is_some_and(|host| home.is_some_and(|home| home.authority != host) || !host.contains('.')) => {
            Refusal::new("It never acted, because it names a host that is not the site's", "Enter the path alone")
        }
        () if !path.ends_with('/') && !last.contains('.') => Refusal::new(
            "It never acted, because the plugin adds a slash to the request and not to what is stored",
            "Enable it to have the slash left aside",
        ),
        () if !path.is_ascii() || path.contains(' ') => Refusal::new(
            "It never acted, because the plugin compares requests as they are sent, with percent-escapes",
            "Enable it to have them compared decoded",
        ),
        () => return None,
    })
}
