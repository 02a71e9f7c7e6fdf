//! Settings that imported rules depend on.

use mysql_async::prelude::Queryable;
use serde_json::{Map, Value};

use crate::database::{Connection, DatabaseError, FailureKind};

/// Rows of state whose names begin so tell which import brought a section of the settings.
const ORIGIN: &str = "imported_";

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

/// Removes the sections that an import has added, in the transaction that is open.
pub(super) async fn remove(connection: &mut Connection, prefix: &str, import: u64) -> Result<(), DatabaseError> {
    let origins = format!("FROM `{prefix}detour_state` WHERE name LIKE 'imported\\_%' AND value = {import}");
    let query = format!("SELECT name {origins}");
    let names: Vec<String> = connection.run(async |conn| conn.query(query).await).await?;
    let query = format!("SELECT value FROM `{prefix}detour_settings` WHERE name = 'site'");
    let found: Option<Vec<u8>> = match connection.run(async |conn| conn.query_first(query).await).await {
        // A plugin older than its settings has made the tables.
        Err(error) if error.kind == FailureKind::NoTables => None,
        found => found?,
    };
    let settings = found.map(|text| serde_json::from_slice::<Map<String, Value>>(&text));
    if let (Some(Ok(mut settings)), false) = (settings, names.is_empty()) {
        settings.retain(|name, _| !names.iter().any(|origin| origin.strip_prefix(ORIGIN) == Some(name)));
        save(connection, prefix, &settings).await?;
    }
    connection.execute(&[&format!("DELETE {origins}")]).await
}

async fn save(connection: &mut Connection, prefix: &str, settings: &Map<String, Value>) -> Result<(), DatabaseError> {
    let statement = format!("REPLACE INTO `{prefix}detour_settings` (name, value) VALUES ('site', ?)");
    let text = serde_json::to_string(settings).expect("settings hold only text, numbers and lists");
    connection.run(async |conn| conn.exec_drop(statement, (text,)).await).await
}
