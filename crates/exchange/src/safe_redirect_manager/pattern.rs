//! Rules that are patterns. The target takes the place of what matched, so what stands before and behind it stays.

use detour_rules::{Case, Kind, Source};

use super::Row;
use crate::refusal::Refusal;
use crate::wordpress::{Draft, Manner, Pattern, References, Site, path_pattern, target_text};

pub(super) fn drafts(row: &Row, site: &Site, manner: Manner) -> Result<Vec<Draft>, Refusal> {
    let pattern = Pattern::new(&row.from)?;
    let folder = path_pattern(site.folder());
    let to = if row.to.contains("://") || row.to.starts_with('/') { row.to.clone() } else { format!("/{}", row.to) };
    let source = |value: String| Source { kind: Kind::Regex, value, case: Case::Ignore, ..Source::default() };
    let query = if pattern.names_the_query() && !to.contains('?') { "?{query}" } else { "" };
    if pattern.ends_with_slash() {
        let value = pattern.without_last_slash().replace("//?$", "/?$");
        let mut draft =
            Draft::redirect(source(in_folder(&folder, &value)), pattern.target(&to, References::Replace, 0), 302);
        draft.dead = Some(Refusal::new(
            "It never acted, because the plugin takes the slash off the end of the request",
            "Enable it to have the slash left aside",
        ));
        return Ok(vec![draft]);
    }
    if pattern.takes_the_rest() && (pattern.is_anchored() || manner == Manner::Intended) {
        let to = pattern.target(&to, References::Replace, 0) + query;
        return Ok(vec![Draft::redirect(source(in_folder(&folder, &pattern.without_last_slash())), to, 302)]);
    }
    if manner == Manner::Intended {
        let to = pattern.target(&to, References::Replace, 0) + query;
        return Ok(vec![Draft::redirect(source(in_folder(&folder, &pattern.text())), to, 302)]);
    }
    let inner = pattern.text();
    let groups = pattern.groups();
    let anchored = inner.starts_with('^');
    let start = inner.trim_start_matches('^');
    let mut drafts = Vec::new();
    let tail = |shift: usize| format!("${{{}}}", groups + 1 + shift);
    if anchored || start.starts_with('/') {
        let to = pattern.target(&to, References::Replace, 0) + &tail(0) + query;
        drafts.push(Draft::redirect(source(format!("^{folder}(?:{start})(.*?)/?$")), to, 302));
    }
    if !anchored {
        let to = format!(
            "{}/${{1}}{}{}{query}",
            target_text(site.folder()),
            pattern.target(&to, References::Replace, 1),
            tail(1)
        );
        let mut draft = Draft::redirect(source(format!("^{folder}/(.*?)(?:{start})(.*?)/?$")), to, 302);
        draft.differs("Only the first match in an address is replaced", "Begin the pattern with ^");
        drafts.push(draft);
    }
    Ok(drafts)
}

fn in_folder(folder: &str, pattern: &str) -> String {
    match pattern.strip_prefix('^') {
        Some(rest) => format!("^{folder}{rest}"),
        None => pattern.to_owned(),
    }
}
