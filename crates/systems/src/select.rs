//! Reading tables of WordPress.

use super::ReadError;
use super::plugins::network_prefix;
use crate::database::{Database, DatabaseError, Query, Rows};

/// More rows than any site has that these plugins can still run on.
const MOST_ROWS: usize = 2_000_000;

/// A database with WordPress' tables.
pub struct Source<'c> {
    /// The connection.
    pub connection: &'c mut dyn Database,
    /// Prefix of the tables.
    pub prefix: &'c str,
}

/// The values of a row as text; NULL is empty.
pub struct Record(Vec<String>);

impl Record {
    fn of(row: Vec<Option<Vec<u8>>>) -> Record {
        let text = |value: Option<Vec<u8>>| match String::from_utf8(value.unwrap_or_default()) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        Record(row.into_iter().map(text).collect())
    }

    /// The text of a column; empty the second time.
    pub fn take(&mut self, column: usize) -> String {
        self.0.get_mut(column).map(std::mem::take).unwrap_or_default()
    }

    /// A column's number, 0 if it is none.
    pub fn number(&mut self, column: usize) -> u64 {
        self.take(column).parse().unwrap_or(0)
    }

    /// A moment in seconds since 1970. What lies on its first days is how plugins write never.
    pub fn time(&mut self, column: usize) -> Option<u64> {
        const DAY: u64 = 86_400;
        let text = self.take(column);
        text.split('.').next()?.parse().ok().filter(|time| *time > 2 * DAY)
    }

    /// Whether a column says yes.
    pub fn flag(&mut self, column: usize) -> bool {
        !matches!(self.take(column).trim(), "" | "0" | "false" | "no" | "off")
    }
}

impl Source<'_> {
    /// The value of an option, byte by byte.
    pub async fn option(&mut self, name: &str) -> Result<Option<Vec<u8>>, DatabaseError> {
        let query = format!("SELECT option_value FROM `{}options` WHERE option_name = ?", self.prefix);
        let mut rows = self.ask(query, &[name]).await?;
        Ok(rows.pop().and_then(|mut row| row.pop()).flatten())
    }

    /// The value of an option of the network that the site belongs to, if it does, byte by byte.
    pub async fn network_option(&mut self, name: &str) -> Result<Option<Vec<u8>>, DatabaseError> {
        let network = network_prefix(self.prefix);
        // A query to a table that isn't there would end up in WordPress' log.
        if (Source { connection: &mut *self.connection, prefix: network }).columns("sitemeta").await?.is_empty() {
            return Ok(None);
        }
        let query = format!("SELECT meta_value FROM `{network}sitemeta` WHERE meta_key = ? LIMIT 1");
        let mut rows = self.ask(query, &[name]).await?;
        Ok(rows.pop().and_then(|mut row| row.pop()).flatten())
    }

    /// The site's time zone, by name or as an offset, as SQL takes it.
    pub async fn time_zone(&mut self) -> Result<String, DatabaseError> {
        let name = self.option("timezone_string").await?.unwrap_or_default();
        let name = String::from_utf8_lossy(&name).into_owned();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_+-/".contains(c);
        if !name.is_empty() && name.chars().all(is_name) {
            return Ok(name);
        }
        let hours = self.option("gmt_offset").await?.unwrap_or_default();
        let hours: f64 = String::from_utf8_lossy(&hours).parse().unwrap_or(0.0);
        let minutes = (hours.clamp(-13.0, 14.0) * 60.0).round() as i64;
        let sign = if minutes < 0 { '-' } else { '+' };
        Ok(format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
    }

    /// The columns of a table by name; none if there is no such table. `table` goes without the prefix.
    pub async fn columns(&mut self, table: &str) -> Result<Vec<String>, DatabaseError> {
        let query = "SELECT CONVERT(COLUMN_NAME USING utf8mb4) FROM information_schema.COLUMNS \
                     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION";
        let rows = self.ask(query.to_owned(), &[&format!("{}{table}", self.prefix)]).await?;
        Ok(rows.into_iter().map(|row| Record::of(row).take(0)).collect())
    }

    /// All rows of a query.
    pub async fn rows(&mut self, query: &str) -> Result<Vec<Record>, ReadError> {
        let rows = self.ask(format!("{query} LIMIT {}", MOST_ROWS + 1), &[]).await?;
        if rows.len() > MOST_ROWS {
            let message = format!("There are more than {MOST_ROWS} rows, which is more than can be imported at once");
            return Err(ReadError::Refused(message));
        }
        Ok(rows.into_iter().map(Record::of).collect())
    }

    /// The number that a query gives.
    pub async fn count(&mut self, query: &str) -> Result<u64, DatabaseError> {
        let first = self.ask(query.to_owned(), &[]).await?.into_iter().next();
        Ok(first.map_or(0, |row| Record::of(row).number(0)))
    }

    async fn ask(&mut self, sql: String, arguments: &[&str]) -> Result<Rows, DatabaseError> {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        self.connection.query(Query { sql, arguments }).await
    }

    /// Whether a table has the columns that are needed. One that isn't there has not; one with others is refused.
    pub async fn has_table(&mut self, table: &str, needed: &[&str]) -> Result<bool, ReadError> {
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
