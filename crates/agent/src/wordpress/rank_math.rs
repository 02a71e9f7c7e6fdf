//! The table of Rank Math.

use detour_exchange::rank_math::{self, COLUMNS, Row};
use detour_exchange::{Hits, Place};

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
pub(super) async fn read(source: &mut Source<'_>) -> Result<Rules, ReadError> {
    if !source.has_table("rank_math_redirections", &COLUMNS).await? {
        return Ok(Rules::default());
    }
    let columns = COLUMNS.map(|name| format!("`{name}`")).join(", ");
    let query = format!("SELECT {columns} FROM `{}rank_math_redirections` ORDER BY id", source.prefix);
    let row = |mut record: Record| {
        let row = Row {
            id: record.number(0),
            sources: record.take(1),
            url_to: record.take(2),
            header_code: u16::try_from(record.number(3)).unwrap_or(0),
            status: record.take(4),
            updated: record.take(5),
        };
        (row, record.number(6))
    };
    let (table, hits): (Vec<Row>, Vec<u64>) = source.rows(&query).await?.into_iter().map(row).unzip();
    let mut import = rank_math::read(&table);
    for (index, hits) in hits.into_iter().enumerate().filter(|(_, hits)| *hits > 0) {
        let place = Place::Rule { index, id: table[index].id };
        if import.places.contains(&place) {
            import.report.hits.push(Hits { place, hits });
        }
    }
    let home = source.option("home").await?.unwrap_or_default();
    let general = source.option("rank-math-options-general").await?;
    let settings = rank_math::stored_settings(&String::from_utf8_lossy(&home), general.as_deref());
    let section = serde_json::to_value(&settings).expect("settings hold only text, numbers and lists");
    Ok(Rules { import, settings: [("rank_math".to_owned(), section)].into_iter().collect() })
}
