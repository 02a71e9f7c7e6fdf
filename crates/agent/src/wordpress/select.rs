//! Reading tables of WordPress.

use mysql_async::prelude::Queryable;
use mysql_async::{Row, Value};

use super::ReadError;
use crate::database::{Connection, DatabaseError};

/// More rows than any site has that these plugins can still run on.
const MOST_ROWS: usize = 2_000_000;

/// A database with WordPress' tables.
pub(super) struct Source<'c> {
    pub(super) connection: &'c mut Connection,
    pub(super) prefix: &'c str,
}

/// The values of a row as text; NULL is empty.
pub(super) struct Record(Vec<String>);

impl Record {
    pub(super) fn take(&mut self, column: usize) -> String {
        self.0.get_mut(column).map(std::mem::take).unwrap_or_default()
    }

    pub(super) fn number(&mut self, column: usize) -> u64 {
        self.take(column).parse().unwrap_or(0)
    }

    pub(super) fn flag(&mut self, column: usize) -> bool {
        !matches!(self.take(column).trim(), "" | "0" | "false" | "no" | "off")
    }
}

impl Source<'_> {
    /// The value of an option, byte by byte.
    pub(super) async fn option(&mut self, name: &str) -> Result<Option<Vec<u8>>, DatabaseError> {
        let query = format!("SELECT option_value FROM `{}options` WHERE option_name = ?", self.prefix);
        self.connection.run(async |conn| conn.exec_first(query, (name,)).await).await
    }

    /// The columns of a table by name; none if there is no such table. `table` goes without the prefix.
    pub(super) async fn columns(&mut self, table: &str) -> Result<Vec<String>, DatabaseError> {
        let query = "SELECT CONVERT(COLUMN_NAME USING utf8mb4) FROM information_schema.COLUMNS \
                     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION";
        let table = format!("{}{table}", self.prefix);
        self.connection.run(async |conn| conn.exec(query, (table,)).await).await
    }

    /// All rows of a query.
    pub(super) async fn rows(&mut self, query: &str) -> Result<Vec<Record>, ReadError> {
        let query = format!("{query} LIMIT {}", MOST_ROWS + 1);
        let rows: Vec<Row> = self.connection.run(async |conn| conn.query(query).await).await?;
        if rows.len() > MOST_ROWS {
            let message = format!("There are more than {MOST_ROWS} rows, which is more than can be imported at once");
            return Err(ReadError::Refused(message));
        }
        Ok(rows.into_iter().map(|row| Record(row.unwrap().into_iter().map(text).collect())).collect())
    }

    /// The number that a query gives.
    pub(super) async fn count(&mut self, query: &str) -> Result<u64, DatabaseError> {
        let count: Option<u64> = self.connection.run(async |conn| conn.query_first(query).await).await?;
        Ok(count.unwrap_or(0))
    }

    /// Whether a table has the columns that are needed. One that isn't there has not; one with others is refused.
    pub(super) async fn has_table(&mut self, table: &str, needed: &[&str]) -> Result<bool, ReadError> {
        let found = self.columns(table).await?;
        if found.is_empty() {
            return Ok(false);
        }
        let missing: Vec<&str> =
            needed.iter().filter(|name| !found.iter().any(|found| found == *name)).copied().collect();
        if missing.is_empty() {
            return Ok(true);
        }
        Err(ReadError::Refused(format!(
            "The table {}{table} lacks the columns {}, so it is another plugin's or of a version that is not known; it has {}",
            self.prefix,
            missing.join(", "),
            found.join(", ")
        )))
    }
}

// Queries without parameters answer in text.
fn text(value: Value) -> String {
    match value {
        Value::NULL => String::new(),
        Value::Bytes(bytes) => match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        },
        Value::Int(number) => number.to_string(),
        Value::UInt(number) => number.to_string(),
        other => other.as_sql(true).trim_matches('\'').to_owned(),
    }
}
