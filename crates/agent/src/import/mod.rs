//! Rules into a site's database: all of them in one transaction, or none.

mod settings;
mod undo;

use std::collections::HashSet;
use std::path::Path;

pub use undo::{Undone, undo};

use detour_exchange::{Counted, identity};
use detour_rules::{Action, Rule};
use mysql_async::Params;
use mysql_async::prelude::Queryable;
use serde_json::{Map, Value};

use crate::database::{Connection, DatabaseError};
use crate::rules_table;

const ROWS_PER_INSERT: usize = 200;

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Rows added.
    pub added: usize,
    /// Rules left out because the site has the very same one.
    pub already_there: usize,
    /// Revision of the site's rules afterwards.
    pub revision: u64,
}

/// Adds `rules` behind those that are there, in their order, with the counts that they begin with, and bumps the revision.
/// Sections of the
/// site's settings that the rules depend on are added, unless it has them.
pub async fn into_database(
    connection: &mut Connection,
    prefix: &str,
    rules: &[Counted],
    sections: &Map<String, Value>,
    progress: impl Fn(usize, usize),
) -> Result<Imported, DatabaseError> {
    begin(connection, prefix).await?;
    let snapshot = rules_table::snapshot_in_transaction(connection, prefix).await?;
    let (present, _) = snapshot.rules();
    let known: HashSet<String> = present.iter().map(identity).collect();
    let mut new: Vec<&Counted> = rules.iter().filter(|new| !known.contains(&identity(&new.rule))).collect();
    let already_there = rules.len() - new.len();
    if new.is_empty() {
        connection.execute(&["ROLLBACK"]).await?;
        return Ok(Imported { added: 0, already_there, revision: snapshot.revision - 1 });
    }
    let behind = snapshot.rows.iter().map(|row| row.position).max().map_or(0, |last| last.saturating_add(1));
    new.sort_by_key(|new| (new.rule.position, new.rule.id));
    let mut done = 0;
    for chunk in new.chunks(ROWS_PER_INSERT) {
        insert(connection, prefix, chunk, behind).await?;
        done += chunk.len();
        progress(done, new.len());
    }
    let last = snapshot.rows.iter().map(|row| row.id).max().unwrap_or(0);
    settings::add(connection, prefix, snapshot.settings.as_deref(), sections, snapshot.revision).await?;
    undo::remember(connection, prefix, last, snapshot.revision).await?;
    connection.execute(&["COMMIT"]).await?;
    Ok(Imported { added: new.len(), already_there, revision: snapshot.revision })
}

/// Begins a transaction that changes rules.
pub(crate) async fn begin(connection: &mut Connection, prefix: &str) -> Result<(), DatabaseError> {
    // The revision is raised first, as the plugin does: its row is the lock that lets one writer in at a time.
    let state = |name: &str, first: &str, next: &str| {
        format!(
            "INSERT INTO `{prefix}detour_state` (name, value) VALUES ('{name}', {first}) \
             ON DUPLICATE KEY UPDATE value = {next}"
        )
    };
    let revision = state("revision", "1", "value + 1");
    let changed_at = state("changed_at", "UNIX_TIMESTAMP()", "VALUES(value)");
    connection.execute(&["START TRANSACTION", &revision, &changed_at]).await
}

/// Tells the agent that there is something new. The file is the plugin's: if it isn't there, the agent polls.
pub fn touch_nudge(nudge: &Path, revision: u64) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).truncate(true).open(nudge)?;
    std::io::Write::write_all(&mut file, revision.to_string().as_bytes())
}

/// Canonical JSON as the table keeps it: without what has a column of its own.
fn stored(rule: &Rule) -> String {
    let mut json = serde_json::to_value(rule).expect("a rule holds only text, numbers and lists");
    if let Some(fields) = json.as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "id" | "position" | "enabled"));
    }
    json.to_string()
}

fn keyword(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The copies of values are for lists and search; the rule itself is kept whole in its JSON.
fn shortened(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

async fn insert(
    connection: &mut Connection,
    prefix: &str,
    rules: &[&Counted],
    behind: u32,
) -> Result<(), DatabaseError> {
    const ROW: &str =
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, TIMESTAMPADD(SECOND, ?, '1970-01-01'), UTC_TIMESTAMP(), UTC_TIMESTAMP(), 0)";
    let rows = vec![ROW; rules.len()].join(", ");
    let statement = format!(
        "INSERT INTO `{prefix}detour_rules` (position, enabled, rule, kind, source, target, code, rule_group, dialect, \
         hits_before, last_hit, created_at, updated_at, updated_by) VALUES {rows}"
    );
    let mut values: Vec<mysql_async::Value> = Vec::with_capacity(rules.len() * 11);
    for Counted { rule, hits } in rules {
        let (target, code) = match &rule.then {
            Action::Redirect(redirect) => (Some(shortened(&redirect.to, 2048)), Some(redirect.code)),
            Action::Rewrite(rewrite) => (Some(shortened(&rewrite.to, 2048)), None),
            Action::Split(split) => (None, Some(split.code)),
            Action::Respond(respond) => (None, Some(respond.code)),
            Action::Ignore(_) => (None, None),
        };
        values.extend([
            behind.saturating_add(rule.position).into(),
            rule.enabled.into(),
            stored(rule).into(),
            keyword(rule.source.kind).into(),
            shortened(&rule.source.value, 2048).into(),
            target.into(),
            code.into(),
            shortened(&rule.group, 191).into(),
            keyword(rule.dialect).into(),
            hits.map_or(0, |hits| hits.hits).into(),
            hits.and_then(|hits| hits.last).into(),
        ]);
    }
    connection.run(async |conn| conn.exec_drop(statement, Params::Positional(values)).await).await
}
