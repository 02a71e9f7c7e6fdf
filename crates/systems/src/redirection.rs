//! The tables of Redirection.

use std::collections::BTreeMap;

use detour_exchange::redirection::{self, COLUMNS, NEWEST_SCHEMA, Row};
use detour_exchange::wordpress::Options;

use super::select::{Record, Source};
use super::{ReadError, Rules};

/// How many rules it keeps.
pub(super) async fn count(source: &mut Source<'_>) -> Result<u64, ReadError> {
    match source.has_table("redirection_items", &COLUMNS).await? {
        true => Ok(source.count(&format!("SELECT COUNT(*) FROM `{}redirection_items`", source.prefix)).await?),
        false => Ok(0),
    }
}

/// Reads the rules and what they depend on.
pub(super) async fn read(source: &mut Source<'_>, options: &Options, only_active: bool) -> Result<Rules, ReadError> {
    if !source.has_table("redirection_items", &COLUMNS).await? {
        return Ok(Rules::default());
    }
    let home = source.option("home").await?.unwrap_or_default();
    let stored = source.option("redirection_options").await?.unwrap_or_else(|| b"a:0:{}".to_vec());
    let stored = redirection::Options::read(&stored, &String::from_utf8_lossy(&home)).map_err(|error| {
        ReadError::Refused(format!("The option redirection_options can't be read: {error}; save the plugin's options"))
    })?;
    let schema = source.option("redirection_options").await?.as_deref().and_then(redirection::schema);
    if let Some((major, minor)) = schema.filter(|schema| *schema > NEWEST_SCHEMA) {
        let (known, known_minor) = NEWEST_SCHEMA;
        return Err(ReadError::Refused(format!(
            "The tables of Redirection are of version {major}.{minor}, and {known}.{known_minor} is the newest that is known; \
             export its redirects as JSON and import the file"
        )));
    }
    let prefix = source.prefix;
    let columns = COLUMNS[..14].iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let nulls = "match_url IS NULL, match_data IS NULL, action_data IS NULL, title IS NULL";
    // Written by the server's own clock, in its time zone.
    let last = "UNIX_TIMESTAMP(last_access)";
    let which = if only_active { "WHERE status = 'enabled' " } else { "" };
    let query = format!("SELECT {columns}, {nulls}, {last} FROM `{prefix}redirection_items` {which}ORDER BY id");
    let row = |mut record: Record| {
        let mut optional = |column, null: usize| {
            let text = record.take(column);
            (!record.flag(null)).then_some(text)
        };
        let (match_url, match_data) = (optional(2, 14), optional(3, 15));
        let (action_data, title) = (optional(9, 16).map(String::into_bytes), optional(11, 17));
        Row {
            id: record.number(0),
            url: record.take(1),
            match_url,
            match_data,
            regex: record.flag(4),
            position: u32::try_from(record.number(5)).unwrap_or(u32::MAX),
            enabled: record.take(6) == "enabled",
            action_type: record.take(7),
            action_code: u32::try_from(record.number(8)).unwrap_or(0),
            action_data,
            match_type: record.take(10),
            title,
            group_id: record.number(12),
            last_count: record.number(13),
            last_access: record.time(18),
        }
    };
    let table: Vec<Row> = source.rows(&query).await?.into_iter().map(row).collect();
    let groups: BTreeMap<u64, String> = match source.columns("redirection_groups").await?.is_empty() {
        true => BTreeMap::new(),
        false => {
            let query = format!("SELECT id, name FROM `{prefix}redirection_groups`");
            source.rows(&query).await?.into_iter().map(|mut record| (record.number(0), record.take(1))).collect()
        }
    };
    let import = redirection::read(&table, &groups, &stored, options);
    let section = serde_json::to_value(&stored.settings).expect("settings hold only text, numbers and lists");
    Ok(Rules { import, settings: [("redirection".to_owned(), section)].into_iter().collect() })
}
