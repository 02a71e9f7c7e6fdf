//! One rule, plain or with a star at its end.

use detour_rules::{Action, Body, Case, Kind, QueryMode, Respond, Slash, Source};

use super::{Row, pattern};
use crate::refusal::Refusal;
use crate::shape::canonical;
use crate::wordpress::{Draft, Manner, Site, decoded, is_same_page, path_pattern, target_text};

pub(super) fn drafts(row: &Row, site: &Site, manner: Manner) -> Result<Vec<Draft>, Refusal> {
    if row.from.is_empty() {
        return Err(Refusal::new("It has no source", "Give it one"));
    }
    let mut drafts = match row.regex {
        true => pattern::drafts(row, site, manner)?,
        false => vec![plain(row, site)],
    };
    drafts.iter_mut().try_for_each(|draft| finish(draft, row, site))?;
    Ok(drafts)
}

fn plain(row: &Row, site: &Site) -> Draft {
    let folder = site.folder();
    let from = format!("/{}", row.from.trim_start_matches('/'));
    let readable = decoded(&from, false);
    // Whatever a browser escapes is deleted from the request.
    let dead = (!readable.is_ascii() || readable.contains(' ') || from.contains('%')).then(|| {
        Refusal::new(
            "It never acted, because the plugin deletes percent-escapes from the request",
            "Enable it to have the request compared decoded",
        )
    });
    let to_has_query = row.to.contains('?');
    let (mut source, to) = match (readable.strip_suffix('*'), readable.split_once('?')) {
        (Some(prefix), _) => wildcard(prefix, row, site),
        (None, Some((path, query))) => (
            Source { value: format!("{folder}{}?{query}", canonical(path)), ..Source::default() },
            target_text(&row.to),
        ),
        (None, None) if readable == "/" => {
            let source = Source { value: format!("{folder}/"), slash: Slash::Ignore, ..Source::default() };
            (source, target_text(&row.to))
        }
        (None, None) => {
            let value = format!("{folder}{}", canonical(readable.trim_end_matches('/')));
            let query = if to_has_query { QueryMode::Ignore } else { QueryMode::Pass };
            (Source { value, slash: Slash::Ignore, query, ..Source::default() }, target_text(&row.to))
        }
    };
    source.case = Case::Ignore;
    let mut draft = Draft::redirect(source, to, 302);
    draft.dead = dead;
    let in_admin = readable.starts_with("/wp-admin/") || readable == "/wp-login.php";
    if in_admin {
        draft.dead = Some(Refusal::new(
            "It never acted, because the plugin leaves wp-admin and the login alone",
            "Leave it out",
        ));
    }
    if is_same_page(site, &row.to, &readable) && !readable.contains(['?', '*']) {
        draft.differs("It led to itself for ever; the page answers now", "Leave it out, or correct the target");
    }
    draft
}

fn wildcard(prefix: &str, row: &Row, site: &Site) -> (Source, String) {
    let folder = path_pattern(site.folder());
    let query = if row.to.contains('?') { QueryMode::Ignore } else { QueryMode::Pass };
    // `/blog/*` takes `/blog`, too: a slash is added to the request before it is compared.
    let value = match prefix.strip_suffix('/') {
        Some("") | None => format!("^{folder}{}(.*?)/?$", path_pattern(prefix)),
        Some(bare) => format!("^{folder}{}(?:/(.*?))?/?$", path_pattern(bare)),
    };
    let to = match row.to.strip_suffix('*') {
        Some(start) => target_text(start) + "${1}",
        None => target_text(&row.to),
    };
    (Source { kind: Kind::Regex, value, query, ..Source::default() }, to)
}

// Code, scheme and body.
fn finish(draft: &mut Draft, row: &Row, site: &Site) -> Result<(), Refusal> {
    let code = match row.status_code.trim() {
        "" => 302,
        code => code.parse().unwrap_or(302),
    };
    if let 403 | 404 | 410 = code {
        let body = if code == 404 { Body::Theme } else { Body::Bare };
        draft.rule.then = Action::Respond(Respond { code, body, ..Respond::default() });
        if !row.message.is_empty() && code != 404 {
            draft.differs(format!("Its message is not shown: {}", row.message), "Nothing");
        }
        return Ok(());
    }
    if row.to.is_empty() {
        return Err(Refusal::new("It has no target", "Give it one"));
    }
    let Action::Redirect(redirect) = &mut draft.rule.then else { return Ok(()) };
    redirect.code = if matches!(code, 301 | 302 | 303 | 307) { code } else { 302 };
    if row.force_https {
        if let Some(rest) = redirect.to.strip_prefix("http://") {
            redirect.to = format!("https://{rest}");
        } else if redirect.to.starts_with('/') {
            match &site.home {
                Some(home) => redirect.to = format!("https://{}{}", home.authority, redirect.to),
                None => {
                    draft.differs("Its target was made https, and stays a path here", "Write the target with https://")
                }
            }
        }
    }
    Ok(())
}
