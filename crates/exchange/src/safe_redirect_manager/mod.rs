//! Safe Redirect Manager: a post per rule, with the rule in its meta values.
//!
//! Case doesn't matter, nor does a slash at the end. Rules are tried by `menu_order` and id, and only the first thousand.
//! Observed answers: `tests/exchange/safe-redirect-manager`.

mod draft;
mod pattern;

use serde::Deserialize;

use crate::refusal::Refusal;
use crate::wordpress::{Options, Rows, nothing};
use crate::{Import, Place, csv};

/// How many rules the plugin reads, unless a filter says otherwise.
pub const MOST_RULES: usize = 1000;

/// A post of the type `redirect_rule` with its meta values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// Number of the post.
    pub id: u64,
    /// Its place; equal ones go by number.
    pub menu_order: i64,
    /// `publish`; all else is off.
    pub post_status: String,
    /// `_redirect_rule_from`
    pub from: String,
    /// `_redirect_rule_to`
    pub to: String,
    /// `_redirect_rule_status_code`
    pub status_code: String,
    /// `_redirect_rule_from_regex`
    pub regex: bool,
    /// `_force_https`
    pub force_https: bool,
    /// `_redirect_rule_message`
    pub message: String,
    /// `_redirect_rule_notes`
    pub notes: String,
}

/// Reads posts, of which the plugin looks at the first `most` published ones.
pub fn read(posts: &[Row], most: usize, options: &Options) -> Import {
    import(posts.iter().map(|row| (Place::Row { row: row.id }, row.clone())).collect(), most, options)
}

/// Reads a CSV file, by the names in its first line: those that the plugin writes, or those that it reads.
pub fn read_csv(file: &[u8], options: &Options) -> Import {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let mut records = csv::records(file, b',');
    let header: Vec<String> = records.next().map(|(_, header)| header.iter().map(text).collect()).unwrap_or_default();
    let place_of = |names: &[&str]| header.iter().position(|name| names.contains(&name.to_ascii_lowercase().as_str()));
    let Some(from) = place_of(&["redirect_from", "source"]) else {
        return nothing("The file has no column redirect_from or source".into(), "Name the columns in the first line");
    };
    let (to, code) = (place_of(&["redirect_to", "target"]), place_of(&["status_code", "code"]));
    let (regex, status) = (place_of(&["enable_regex", "regex"]), place_of(&["post_status"]));
    let (order, notes) = (place_of(&["order"]), place_of(&["notes"]));
    let row = |(line, record): (u64, ::csv::ByteRecord)| {
        let at = |column: Option<usize>| column.and_then(|at| record.get(at)).map(text).unwrap_or_default();
        let row = Row {
            id: line,
            menu_order: at(order).parse().unwrap_or(0),
            post_status: Some(at(status)).filter(|status| !status.is_empty()).unwrap_or_else(|| "publish".into()),
            from: at(Some(from)),
            to: at(to),
            status_code: at(code),
            regex: matches!(at(regex).as_str(), "1" | "true" | "yes"),
            notes: at(notes),
            ..Row::default()
        };
        (Place::Line { line }, row)
    };
    import(records.map(row).collect(), MOST_RULES, options)
}

fn import(mut posts: Vec<(Place, Row)>, most: usize, options: &Options) -> Import {
    posts.sort_by_key(|(_, row)| (row.menu_order, row.id));
    let mut rows = Rows::new(options);
    let mut published = 0;
    for (place, row) in &posts {
        if matches!(row.post_status.as_str(), "trash" | "auto-draft") {
            rows.skip(*place, &row.from, Refusal::new("It is in the trash", "Restore it there if it is needed"));
            continue;
        }
        let is_published = row.post_status == "publish";
        published += usize::from(is_published);
        let manner = options.manner(*place);
        let drafts = draft::drafts(row, &options.site, manner).map(|mut drafts| {
            for draft in &mut drafts {
                draft.rule.enabled = is_published;
                draft.rule.note.clone_from(&row.notes);
                if is_published && published > most {
                    let message = format!("It never acted, because the plugin reads {most} rules only");
                    draft.dead = Some(Refusal::new(message, "Enable it if it is still wanted"));
                }
            }
            drafts
        });
        rows.add(*place, &row.from, drafts);
    }
    rows.all_differ(
        "Percent-escapes of a request were deleted before it was compared, so that /caf%C3%A9 was taken for /caf",
        "Nothing; requests are compared decoded",
    );
    if rows.has_patterns() {
        rows.all_differ("Patterns never take wp-json, wp-cron.php and xmlrpc.php", "Nothing");
    }
    rows.finish()
}
