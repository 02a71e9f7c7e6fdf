//! What is old goes, a little at a time: by one agent, whoever gets the lock.

use detour_spool::FileId;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Params, Value};

use super::tables::{BlogTables, Tables};
use crate::database::{Connection, DatabaseError};
use crate::publish::now;

/// Rows that one statement deletes, so that nobody waits for it long.
const ROWS: u64 = 1000;
/// Statements for one table in one go.
const MOST_STATEMENTS: u64 = 20;
/// Days that counters are kept: those of last year's season can be compared with this one's.
const HITS_DAYS: u64 = 400;
/// Days without a word after which a spool file is taken for gone. Its agent says something every few minutes.
const SPOOL_DAYS: u64 = 400;
/// URLs without a page that are listed at most.
const MOST_MISSING: u64 = 20_000;
const DAY: u64 = 86_400;

/// Deletes what the settings of each blog don't want to be kept any longer. `files`: what this agent reads. False when
/// there is more to delete.
pub(super) async fn prune(
    connection: &mut Connection,
    tables: &mut Tables,
    files: &[FileId],
) -> Result<bool, DatabaseError> {
    let main = tables.main().to_owned();
    for file in files {
        let statement = format!("UPDATE `{main}detour_spool` SET updated_at = ? WHERE file = ?");
        let row = (now(), file.to_string());
        connection.run(async |conn| conn.exec_drop(statement, row).await).await?;
    }
    let lock = "SELECT GET_LOCK(CONCAT('detour-', MD5(CONCAT(DATABASE(), '.', ?))), 0)";
    let got: Option<Option<u64>> = connection.run(async |conn| conn.exec_first(lock, (&main,)).await).await?;
    if got.flatten() != Some(1) {
        return Ok(true);
    }
    let blogs = tables.blogs(connection).await?.clone();
    // Old by both clocks: one that was set years ahead throws nothing away.
    let of_server: Option<u64> = connection.run(async |conn| conn.query_first("SELECT UNIX_TIMESTAMP()").await).await?;
    let now = of_server.unwrap_or(0).min(now());
    let mut is_done = delete(connection, &format!("`{main}detour_spool` WHERE updated_at <"), now, SPOOL_DAYS).await?;
    for BlogTables { prefix, has_days } in blogs.into_values() {
        let recording = tables.settings(connection, &prefix).await?.recording;
        is_done &=
            delete(connection, &format!("`{prefix}detour_log` WHERE time <"), now, recording.log_days.into()).await?;
        is_done &= delete(connection, &format!("`{prefix}detour_hits` WHERE hour <"), now, HITS_DAYS).await?;
        let missing = format!("`{prefix}detour_not_found` WHERE last_seen <");
        is_done &= delete(connection, &missing, now, recording.not_found_days.into()).await?;
        let mut lists = vec!["not_found"];
        if has_days {
            let days = format!("`{prefix}detour_not_found_days` WHERE day <");
            is_done &= delete(connection, &days, now, recording.not_found_days.into()).await?;
            lists.insert(0, "not_found_days");
        }
        is_done &= connection.run(async |conn| shorten(conn, &prefix, &lists).await).await?;
    }
    let unlock = "DO RELEASE_LOCK(CONCAT('detour-', MD5(CONCAT(DATABASE(), '.', ?))))";
    connection.run(async |conn| conn.exec_drop(unlock, (&main,)).await).await?;
    Ok(is_done)
}

// Says whether that was all.
async fn delete(connection: &mut Connection, what: &str, now: u64, days: u64) -> Result<bool, DatabaseError> {
    let statement = format!("DELETE FROM {what} ? LIMIT {ROWS}");
    let before = now.saturating_sub(days * DAY);
    for _ in 0..MOST_STATEMENTS {
        let gone = connection.run(async |conn| {
            conn.exec_drop(&*statement, (before,)).await?;
            Ok(conn.affected_rows())
        });
        if gone.await? < ROWS {
            return Ok(true);
        }
    }
    Ok(false)
}

// The list of URLs without a page, down to its most, those first that were not asked for again for the longest time, and
// with each what the other `lists` have of it. Says whether that was all.
async fn shorten(conn: &mut Conn, prefix: &str, lists: &[&str]) -> Result<bool, mysql_async::Error> {
    let count: Option<u64> = conn.query_first(format!("SELECT COUNT(*) FROM `{prefix}detour_not_found`")).await?;
    let mut surplus = count.unwrap_or(0).saturating_sub(MOST_MISSING);
    for _ in 0..MOST_STATEMENTS {
        let limit = surplus.min(ROWS);
        let oldest = format!("SELECT hash FROM `{prefix}detour_not_found` ORDER BY last_seen LIMIT {limit}");
        let hashes: Vec<Value> = conn.query(oldest).await?;
        if hashes.is_empty() {
            break;
        }
        let marks = vec!["?"; hashes.len()].join(", ");
        for table in lists {
            let statement = format!("DELETE FROM `{prefix}detour_{table}` WHERE hash IN ({marks})");
            conn.exec_drop(statement, Params::Positional(hashes.clone())).await?;
        }
        surplus -= limit;
    }
    Ok(surplus == 0)
}
