//! The table of Rank Math.

use detour_exchange::rank_math::{self, COLUMNS, Row};

use super::select::{Record, Source};
use super::{ReadError, Rules};

/// How many rules it keeps.
pub(super) async fn count(source: &mut Source<'_>) -> Result<u64, ReadError> {
    match source.has_table("rank_math_redirections", &COLUMNS).await? {
        true => {
            let query =
                format!("SELECT COUNT(*) FROM `{}rank_math_redirections` WHERE status <> 'trashed'", source.prefix);
            Ok(source.count(&query).await?)
        }
        false => Ok(0),
    }
}

/// Reads the rules and what they depend on.
pub(super) async fn read(source: &mut Source<'_>, only_active: bool) -> Result<Rules, ReadError> {
    if !source.has_table("rank_math_redirections", &COLUMNS).await? {
        return Ok(Rules::default());
    }
    let columns = COLUMNS.map(|name| format!("`{name}`")).join(", ");
    let zone = source.time_zone().await?;
    // Written in the site's own time zone. Without zones by name the server makes NULL of it.
    let last = match source.columns("rank_math_redirections").await?.iter().any(|name| name == "last_accessed") {
        true => format!("UNIX_TIMESTAMP(CONVERT_TZ(last_accessed, '{zone}', @@session.time_zone))"),
        false => "NULL".to_owned(),
    };
    let which = if only_active { "WHERE status = 'active' " } else { "" };
    let query = format!("SELECT {columns}, {last} FROM `{}rank_math_redirections` {which}ORDER BY id", source.prefix);
    let row = |mut record: Record| Row {
        id: record.number(0),
        sources: record.take(1),
        url_to: record.take(2),
        header_code: u16::try_from(record.number(3)).unwrap_or(0),
        status: record.take(4),
        updated: record.take(5),
        hits: record.number(6),
        last_access: record.time(7),
    };
    let table: Vec<Row> = source.rows(&query).await?.into_iter().map(row).collect();
    let import = rank_math::read(&table);
    let home = source.option("home").await?.unwrap_or_default();
    let general = source.option("rank-math-options-general").await?;
    let settings = rank_math::stored_settings(&String::from_utf8_lossy(&home), general.as_deref());
    let section = serde_json::to_value(&settings).expect("settings hold only text, numbers and lists");
    Ok(Rules { import, settings: [("rank_math".to_owned(), section)].into_iter().collect() })
}
