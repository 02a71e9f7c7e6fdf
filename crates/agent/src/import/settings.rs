//! Settings that imported rules depend on.

use mysql_async::prelude::Queryable;
use serde_json::{Map, Value};

use crate::database::{Connection, DatabaseError, FailureKind};

/// Rows of state whose names begin so tell which import brought a section of the settings. It has the name of the dialect,
/// with an underscore.
const ORIGIN: &str = "imported_";
const ORIGIN_LIKE: &str = "imported\\_%";

/// Adds sections to the site's settings, in the transaction that is open, unless it has them. Settings that can't be read
/// stay as they are.
pub(super) async fn add(
    connection: &mut Connection,
    prefix: &str,
    present: Option<&[u8]>,
    sections: &Map<String, Value>,
    import: u64,
) -> Result<(), DatabaseError> {
    let present = present.map_or(Ok(Map::new()), serde_json::from_slice::<Map<String, Value>>);
    let Ok(mut settings) = present else { return Ok(()) };
    for (name, section) in sections {
        if settings.get(name).is_some_and(|section| !section.is_null()) {
            continue;
        }
        settings.insert(name.clone(), section.clone());
        save(connection, prefix, &settings).await?;
        let remember =
            format!("REPLACE INTO `{prefix}detour_state` (name, value) VALUES (CONCAT('{ORIGIN}', ?), {import})");
        connection.run(async |conn| conn.exec_drop(remember, (name,)).await).await?;
    }
    Ok(())
}

/// Removes the sections that imports brought which are taken back, in the transaction that is open. One that rules are
/// left for, because they were changed or came later, stays until they are taken back too.
pub(super) async fn remove(connection: &mut Connection, prefix: &str) -> Result<(), DatabaseError> {
    let query = format!(
        "SELECT name FROM `{prefix}detour_state` WHERE name LIKE '{ORIGIN_LIKE}' AND value NOT IN \
         (SELECT value FROM `{prefix}detour_state` WHERE name LIKE 'import\\_%\\_%') AND \
         REPLACE(SUBSTRING(name, {}), '_', '-') NOT IN (SELECT dialect FROM `{prefix}detour_rules`)",
        ORIGIN.len() + 1
    );
    let names: Vec<String> = connection.run(async |conn| conn.query(query).await).await?;
    if names.is_empty() {
        return Ok(());
    }
    let query = format!("SELECT value FROM `{prefix}detour_settings` WHERE name = 'site'");
    let found: Option<Vec<u8>> = match connection.run(async |conn| conn.query_first(query).await).await {
        // A plugin older than its settings has made the tables.
        Err(error) if error.kind == FailureKind::NoTables => None,
        found => found?,
    };
    if let Some(Ok(mut settings)) = found.map(|text| serde_json::from_slice::<Map<String, Value>>(&text)) {
        settings.retain(|name, _| !names.iter().any(|origin| origin.strip_prefix(ORIGIN) == Some(name)));
        save(connection, prefix, &settings).await?;
    }
    let forget = format!("DELETE FROM `{prefix}detour_state` WHERE name = ?");
    let names = names.into_iter().map(|name| (name,));
    connection.run(async |conn| conn.exec_batch(forget, names).await).await
}

async fn save(connection: &mut Connection, prefix: &str, settings: &Map<String, Value>) -> Result<(), DatabaseError> {
    let statement = format!("REPLACE INTO `{prefix}detour_settings` (name, value) VALUES ('site', ?)");
    let text = serde_json::to_string(settings).expect("settings hold only text, numbers and lists");
    connection.run(async |conn| conn.exec_drop(statement, (text,)).await).await
}
