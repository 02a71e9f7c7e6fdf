//! Taking an import back.
//!
//! Each import leaves a row in the table of state: its name is `import_FIRST_LAST`, the ids of the first and the last rule
//! that it added, and its value the revision it made, which is the import's number. Only one writer is in at a time, so
//! nobody else's rules have an id between the two. Settings that came with it go as well (`settings.rs`).

use mysql_async::prelude::Queryable;

use super::begin;
use crate::database::{Connection, DatabaseError};
use crate::rules_table;

/// What taking an import back did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// Number of the import.
    pub import: u64,
    /// Rules taken out.
    pub removed: u64,
    /// Rules kept, because they were changed since.
    pub kept: u64,
    /// Revision of the site's rules afterwards.
    pub revision: u64,
}

/// Remembers the rules that were just added, in the transaction that is open.
pub(super) async fn remember(
    connection: &mut Connection,
    prefix: &str,
    behind: u64,
    revision: u64,
) -> Result<(), DatabaseError> {
    let statement = format!(
        "INSERT INTO `{prefix}detour_state` (name, value) \
         SELECT CONCAT('import_', MIN(id), '_', MAX(id)), {revision} FROM `{prefix}detour_rules` WHERE id > {behind}"
    );
    connection.execute(&[&statement]).await
}

/// Takes the import of this number back, or the last one: all its rules but those that were changed since. `None` if there
/// is no such import.
pub async fn undo(
    connection: &mut Connection,
    prefix: &str,
    number: Option<u64>,
) -> Result<Option<Undone>, DatabaseError> {
    begin(connection, prefix).await?;
    let which = number.map_or_else(String::new, |number| format!(" AND value = {number}"));
    let query = format!(
        "SELECT name, value FROM `{prefix}detour_state` WHERE name LIKE 'import\\_%\\_%'{which} \
         ORDER BY value DESC LIMIT 1"
    );
    let found: Option<(String, u64)> = connection.run(async |conn| conn.query_first(query).await).await?;
    let range = found.as_ref().and_then(|(name, import)| Some((ids(name)?, name, *import)));
    let Some(((first, last), name, import)) = range else {
        connection.execute(&["ROLLBACK"]).await?;
        return Ok(None);
    };
    let rows = format!("FROM `{prefix}detour_rules` WHERE id BETWEEN {first} AND {last}");
    let removed = connection
        .run(async |conn| {
            conn.query_drop(format!("DELETE {rows} AND updated_at <=> created_at")).await?;
            Ok(conn.affected_rows())
        })
        .await?;
    let kept: Option<u64> =
        connection.run(async |conn| conn.query_first(format!("SELECT COUNT(*) {rows}")).await).await?;
    let forget = format!("DELETE FROM `{prefix}detour_state` WHERE name = '{name}'");
    connection.execute(&[&forget]).await?;
    super::settings::remove(connection, prefix).await?;
    let revision = rules_table::revision(connection, prefix).await?;
    connection.execute(&["COMMIT"]).await?;
    Ok(Some(Undone { import, removed, kept: kept.unwrap_or(0), revision }))
}

fn ids(name: &str) -> Option<(u64, u64)> {
    let (first, last) = name.strip_prefix("import_")?.split_once('_')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}
