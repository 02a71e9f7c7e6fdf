//! The table of targets. The plugin makes it (`Schema.php`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use detour_audit::{Broken, Failure};
use detour_rules::MAX_TARGET_BYTES;
use md5::{Digest, Md5};
use mysql_async::prelude::Queryable;
use mysql_async::{Params, Value};

use super::row::Row;
use super::{MOST, history};
use crate::database::{Connection, DatabaseError, FailureKind};
use crate::import;

/// Rows of one statement.
const ROWS: usize = 200;
/// What is being asked is left alone by others for so long, seconds.
const CLAIM: u64 = 3600;
/// Longer ones than rules can have are none of ours, bytes.
const LONGEST: usize = MAX_TARGET_BYTES;

/// The table of a site or blog.
pub(super) struct Table {
    prefix: String,
    name: String,
}

/// Has no other agent take targets until the connection is closed. False if one is at it.
pub(super) async fn lock(connection: &mut Connection, prefix: &str) -> Result<bool, DatabaseError> {
    let lock = "SELECT GET_LOCK(CONCAT('detour-targets-', MD5(CONCAT(DATABASE(), '.', ?))), 0)";
    let got: Option<Option<u64>> = connection.run(async |conn| conn.exec_first(lock, (prefix,)).await).await?;
    Ok(got.flatten() == Some(1))
}

/// The targets of a blog that are broken. None where nobody has asked.
pub(crate) async fn broken(
    connection: &mut Connection,
    prefix: &str,
) -> Result<HashMap<String, Broken>, DatabaseError> {
    let query = format!(
        "SELECT target, status, error, since FROM `{prefix}detour_targets` WHERE broken = 1 \
         AND LENGTH(target) <= {LONGEST} LIMIT {MOST}"
    );
    let found: Vec<(String, u16, String, u64)> = match connection.run(async |conn| conn.query(query).await).await {
        // An older plugin, or a user that may not.
        Err(error) if matches!(error.kind, FailureKind::NoTables | FailureKind::Refused) => Vec::new(),
        result => result?,
    };
    let broken = found.into_iter().filter_map(|(target, status, error, since)| {
        Some((target, Broken { failure: Failure::of(status, &error)?, since }))
    });
    Ok(broken.collect())
}

/// How many targets of a blog are broken. 0 where nobody has asked.
pub(crate) async fn count_broken(connection: &mut Connection, prefix: &str) -> Result<u64, DatabaseError> {
    let query = format!("SELECT COUNT(*) FROM `{prefix}detour_targets` WHERE broken = 1");
    match connection.run(async |conn| conn.query_first(query).await).await {
        Err(error) if matches!(error.kind, FailureKind::NoTables | FailureKind::Refused) => Ok(0),
        result => Ok(result?.unwrap_or(0)),
    }
}

impl Table {
    pub(super) fn new(prefix: &str) -> Table {
        Table { prefix: prefix.to_owned(), name: format!("`{prefix}detour_targets`") }
    }

    /// Makes the table hold these targets, and what is known of those that stay.
    pub(super) async fn list(
        &self,
        connection: &mut Connection,
        wanted: &BTreeSet<String>,
    ) -> Result<(), DatabaseError> {
        let Table { name, .. } = self;
        let query = format!("SELECT hash FROM {name} LIMIT {}", 2 * MOST);
        let known: BTreeSet<String> = connection.run(async |conn| conn.query(query).await).await?.into_iter().collect();
        let wanted: BTreeMap<String, &String> = wanted.iter().map(|target| (hash(target), target)).collect();
        let gone = known.iter().filter(|hash| !wanted.contains_key(*hash));
        for gone in gone.map(Value::from).collect::<Vec<_>>().chunks(ROWS) {
            let marks = vec!["?"; gone.len()].join(", ");
            let statement = format!("DELETE FROM {name} WHERE hash IN ({marks})");
            connection.run(async |conn| conn.exec_drop(statement, Params::Positional(gone.to_vec())).await).await?;
        }
        let new = wanted.iter().filter(|(hash, _)| !known.contains(*hash));
        let new: Vec<[Value; 2]> = new.map(|(hash, target)| [hash.into(), (*target).into()]).collect();
        for new in new.chunks(ROWS) {
            let marks = vec!["(?, ?)"; new.len()].join(", ");
            let statement = format!("INSERT IGNORE INTO {name} (hash, target) VALUES {marks}");
            connection.run(async |conn| conn.exec_drop(statement, Params::Positional(new.concat())).await).await?;
        }
        Ok(())
    }

    /// Forgets everything.
    pub(super) async fn clear(&self, connection: &mut Connection) -> Result<(), DatabaseError> {
        let statement = format!("DELETE FROM {}", self.name);
        connection.run(async |conn| conn.query_drop(statement).await).await
    }

    /// Takes some that are due.
    pub(super) async fn claim(
        &self,
        connection: &mut Connection,
        now: u64,
        most: usize,
    ) -> Result<Vec<Row>, DatabaseError> {
        let Table { name, .. } = self;
        let query = format!(
            "SELECT hash, target, status, error, redirects, failed_days, since, checked_at, due FROM {name} \
             WHERE due <= ? ORDER BY due LIMIT {most}"
        );
        type Columns = (String, String, u16, String, u8, u16, u64, u64, u64);
        let row = |(hash, target, status, error, redirects, failed_days, since, checked_at, due): Columns| Row {
            hash,
            target,
            status,
            error,
            redirects,
            failed_days,
            since,
            checked_at,
            due,
        };
        let rows = connection.run(async |conn| conn.exec_map(query, (now,), row).await).await?;
        if !rows.is_empty() {
            let marks = vec!["?"; rows.len()].join(", ");
            let statement = format!("UPDATE {name} SET due = ? WHERE hash IN ({marks})");
            let hashes = rows.iter().map(|row| Value::from(&row.hash));
            let parameters = std::iter::once(Value::from(now + CLAIM)).chain(hashes).collect();
            connection.run(async |conn| conn.exec_drop(statement, Params::Positional(parameters)).await).await?;
        }
        Ok(rows)
    }

    /// Writes down what came of it. Targets that no rule has any longer stay away. `is_change`: whether rules lead elsewhere now.
    /// Answers how many rules do, to their fallback or back.
    pub(super) async fn save(
        &self,
        connection: &mut Connection,
        rows: &[Row],
        is_change: bool,
    ) -> Result<usize, DatabaseError> {
        let prefix = &self.prefix;
        let before = match is_change {
            true => {
                import::begin(connection, prefix).await?;
                broken(connection, prefix).await?
            }
            false => {
                connection.execute(&["START TRANSACTION"]).await?;
                HashMap::new()
            }
        };
        let statement = format!(
            "UPDATE {} SET status = ?, error = ?, redirects = ?, failed_days = ?, broken = ?, since = ?, checked_at = ?, \
             due = ? WHERE hash = ?",
            self.name
        );
        let rows = rows.iter().map(|row| {
            let Row { hash, status, error, redirects, failed_days, since, checked_at, due, .. } = row;
            (status, error, redirects, failed_days, row.is_broken(), since, checked_at, due, hash)
        });
        connection.run(async |conn| conn.exec_batch(statement, rows).await).await?;
        let mut switched = 0;
        if is_change {
            let after = broken(connection, prefix).await?;
            switched = history::note(connection, prefix, &before, &after).await?;
        }
        connection.execute(&["COMMIT"]).await?;
        Ok(switched)
    }
}

fn hash(target: &str) -> String {
    Md5::digest(target.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
