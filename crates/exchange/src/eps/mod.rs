//! 301 Redirects, once EPS 301 Redirects: a table with the generic name `redirects`.
//!
//! The plugin compares the whole decoded request, query included, in ASCII lower case; the newest row wins. Observed
//! answers: `tests/exchange/eps`.

use detour_rules::{Case, QueryMode, Source, is_redirect_code};
use serde::Deserialize;

use crate::refusal::Refusal;
use crate::wordpress::{Draft, Options, Rows, decoded, entities, exact_path, is_same_page, target_text};
use crate::{Import, Place, csv};

/// The columns that the table must have for it to be this plugin's.
pub const COLUMNS: [&str; 6] = ["id", "url_from", "url_to", "status", "type", "count"];

/// A row of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// Key; the highest is tried first.
    pub id: u64,
    /// The request, without a slash before it.
    pub url_from: String,
    /// A target, or the number of a post.
    pub url_to: String,
    /// A code, `404` or `inactive`.
    pub status: String,
    /// How often it was used.
    pub count: u64,
}

/// Reads the rows of the table.
pub fn read(table: &[Row], options: &Options) -> Import {
    let mut table: Vec<&Row> = table.iter().collect();
    table.sort_by_key(|row| std::cmp::Reverse(row.id));
    let mut rows = Rows::new(options);
    for row in table {
        add(&mut rows, Place::Row { row: row.id }, row);
    }
    finish(rows)
}

/// Reads a CSV file: `from,to`, or `status,from,to` and a count. Rows further down are newer.
pub fn read_csv(file: &[u8], options: &Options) -> Import {
    let text = |field: Option<&[u8]>| String::from_utf8_lossy(field.unwrap_or_default()).trim().to_owned();
    let lines: Vec<_> = csv::records(file, b',').collect();
    let mut rows = Rows::new(options);
    for (line, record) in lines.iter().rev() {
        let at = |column| text(record.get(column));
        let row = match record.len() {
            2 => Row { url_from: at(0), url_to: at(1), status: "301".into(), ..Row::default() },
            _ => Row {
                status: if matches!(&*at(0), "off" | "no") { "inactive".into() } else { at(0) },
                url_from: at(1),
                url_to: at(2),
                count: at(3).parse().unwrap_or(0),
                ..Row::default()
            },
        };
        add(&mut rows, Place::Line { line: *line }, &row);
    }
    finish(rows)
}

fn add(rows: &mut Rows<'_>, place: Place, row: &Row) {
    let drafts = draft(row, rows.options).map(|draft| vec![draft]);
    rows.add(place, &row.url_from, drafts);
    rows.hits(place, row.count);
}

fn draft(row: &Row, options: &Options) -> Result<Draft, Refusal> {
    let site = &options.site;
    let off = matches!(row.status.as_str(), "inactive" | "404");
    let code = match row.status.parse() {
        _ if off => 301,
        Ok(code) if is_redirect_code(code) => code,
        _ => {
            let message = format!("The status \"{}\" is none that a redirect can have", row.status);
            return Err(Refusal::new(message, "Use 301, 302, 303, 307 or 308"));
        }
    };
    let from = decoded(&entities(&row.url_from), true);
    let (path, query) = match from.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (from.as_str(), None),
    };
    let mut source = exact_path(site.folder(), path.trim_matches('/'), true);
    source.case = Case::Ignore;
    source.query = QueryMode::Exact;
    if let Some(query) = query {
        let folder = site.folder();
        let slash = if path.ends_with('/') && !path.trim_matches('/').is_empty() { "/" } else { "" };
        let path = exact_path(folder, path.trim_matches('/'), false).value;
        source = Source { value: format!("{path}{slash}?{query}"), case: Case::Ignore, ..Source::default() };
    }
    let to = entities(&row.url_to);
    if to.is_empty() {
        return Err(Refusal::new("It has no target, so it answers with an empty page", "Give it a target"));
    }
    let mut draft = Draft::redirect(source, String::new(), code);
    let mut to = match to.parse::<u64>() {
        Ok(post) => match site.permalinks.get(&post) {
            Some(permalink) => format!("{}{permalink}", site.folder()),
            None => {
                draft.differs(
                    "It leads to a post by its number, and WordPress on to the post's address",
                    "Enter the address",
                );
                format!("{}/?p={post}", site.folder())
            }
        },
        Err(_) if to.starts_with('/') || to.contains("://") => to,
        Err(_) => {
            draft.differs(
                "The target is relative to the requested page, and is taken to be at the root",
                "Check the target",
            );
            format!("/{to}")
        }
    };
    if is_same_page(site, &to, path) && query.is_none() {
        draft.differs("It led to itself for ever; the page answers now", "Leave it out, or correct the target");
    }
    if let Some(query) = query {
        to.push(if to.contains('?') { '&' } else { '?' });
        to.push_str(query);
    }
    if let detour_rules::Action::Redirect(redirect) = &mut draft.rule.then {
        redirect.to = target_text(&to);
    }
    draft.rule.enabled = !off;
    let stored = row.url_from.as_str();
    if stored.starts_with('/') && stored != "/" || query.is_none() && stored.ends_with('/') {
        draft.dead = Some(Refusal::new(
            "It never acted, because the plugin takes the slashes off the request and not off what is stored",
            "Enable it to have them left aside",
        ));
    }
    Ok(draft)
}

fn finish(mut rows: Rows<'_>) -> Import {
    rows.all_differ(
        "Visitors could change the order of the rules there by parameters of the request",
        "Nothing; the newest rule wins, as it does without",
    );
    rows.finish()
}
