//! The tables that events come into. The plugin makes them (`Schema.php`); here they are only filled.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::{Duration, Instant};

use detour_rules::{Recording, Settings};
use detour_spool::FileId;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Params, Value};

use super::batch::{Batch, LogRow, Missing};
use crate::database::{Connection, DatabaseError};
use crate::network::blog_prefix;
use crate::publish::now;

/// Rows of one statement.
const ROWS: usize = 200;
/// URLs without a page that one stretch of the spool may add to the list. All are counted.
const NEW_MISSING: usize = 200;
/// What events of a blog are brought in with.
const TABLES: [&str; 6] = ["state", "settings", "hits", "rule_hits", "log", "not_found"];
/// Older versions of the plugin don't make it, and a newer one only when a blog gets its next visitor.
const DAYS: &str = "not_found_days";
/// How often the blogs of a network are asked for.
const BLOGS_EVERY: Duration = Duration::from_secs(60);

/// The tables of a site, or of the blogs of a network.
pub(super) struct Tables {
    prefix: String,
    is_network: bool,
    /// Blogs that have tables, and when they were asked for.
    known: Option<(BTreeMap<u64, BlogTables>, Instant)>,
    /// Whether they were asked for since this transaction began.
    is_fresh: bool,
}

/// The tables of one blog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BlogTables {
    pub(super) prefix: String,
    /// Whether URLs without a page are counted by the day.
    pub(super) has_days: bool,
}

impl Tables {
    /// `prefix`: of the site, or of a network's first blog.
    pub(super) fn new(prefix: String, is_network: bool) -> Tables {
        Tables { prefix, is_network, known: None, is_fresh: false }
    }

    /// Whether there may be more than the first blog.
    pub(super) fn is_network(&self) -> bool {
        self.is_network
    }

    /// The prefix of the site, or of a network's first blog.
    pub(super) fn main(&self) -> &str {
        &self.prefix
    }

    /// Blogs that have tables. A site is as a network with its first blog only: what looks like tables of a further one
    /// belongs to somebody else in the same database.
    pub(super) async fn blogs(
        &mut self,
        connection: &mut Connection,
    ) -> Result<&BTreeMap<u64, BlogTables>, DatabaseError> {
        if self.known.as_ref().is_none_or(|(_, asked)| asked.elapsed() > BLOGS_EVERY) {
            let further = if self.is_network { "%" } else { "" };
            let pattern = format!("{}{further}detour\\_%", self.prefix.replace('_', "\\_"));
            let query = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE ?";
            let names: Vec<String> = connection.run(async |conn| conn.exec(query, (&pattern,)).await).await?;
            self.known = Some((self.with_tables(&names), Instant::now()));
        }
        Ok(&self.known.get_or_insert_with(|| (BTreeMap::new(), Instant::now())).0)
    }

    /// The blogs that these tables belong to. The first one is always there.
    fn with_tables(&self, names: &[String]) -> BTreeMap<u64, BlogTables> {
        let mut found: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::from([(1, BTreeSet::new())]);
        for name in names {
            if let Some((blog, table)) = self.blog_of(name) {
                found.entry(blog).or_default().insert(table);
            }
        }
        // With fewer it is just being made or deleted, or that was broken off.
        let is_whole = |blog, tables: &BTreeSet<&str>| blog == 1 || TABLES.iter().all(|table| tables.contains(table));
        let whole = found.into_iter().filter(|(blog, tables)| is_whole(*blog, tables));
        let of_blog = |blog, has_days| BlogTables { prefix: blog_prefix(&self.prefix, blog), has_days };
        whole.map(|(blog, tables)| (blog, of_blog(blog, tables.contains(DAYS)))).collect()
    }

    /// The blog that this is one of the [`TABLES`] of, or its [`DAYS`], and which.
    fn blog_of(&self, table: &str) -> Option<(u64, &'static str)> {
        // Some servers keep names in lower case.
        let (prefix, table) = (self.prefix.to_ascii_lowercase(), table.to_ascii_lowercase());
        let rest = table.strip_prefix(&prefix)?;
        let (blog, name) = match rest.strip_prefix("detour_") {
            Some(name) => (1, name),
            None => rest.split_once("_detour_").and_then(|(blog, name)| Some((blog.parse().ok()?, name)))?,
        };
        let name = TABLES.into_iter().chain([DAYS]).find(|known| *known == name)?;
        (format!("{}detour_{name}", blog_prefix(&prefix, blog)) == table).then_some((blog, name))
    }

    /// The tables of a blog; 0 and 1: the first one's, which must be there. Another one may have none (yet).
    pub(super) async fn of_blog(
        &mut self,
        connection: &mut Connection,
        blog: u64,
    ) -> Result<Option<BlogTables>, DatabaseError> {
        let blog = blog.max(1);
        // It may be new. Asked once for a stretch of the spool, which may name any number of blogs.
        if !self.is_fresh && self.known.as_ref().is_some_and(|(known, _)| !known.contains_key(&blog)) {
            self.known = None;
            self.is_fresh = true;
        }
        Ok(self.blogs(connection).await?.get(&blog).cloned())
    }

    /// The settings of a blog. If they can't be read, nothing is kept of its visitors.
    pub(super) async fn settings(&self, connection: &mut Connection, prefix: &str) -> Result<Settings, DatabaseError> {
        let query = format!("SELECT value FROM `{prefix}detour_settings` WHERE name = 'site'");
        let text: Option<Vec<u8>> = connection.run(async |conn| conn.query_first(query).await).await?;
        let Some(text) = text else { return Ok(Settings::default()) };
        let settings = serde_json::from_slice(&text).ok().and_then(|json| Settings::from_json(&json).ok());
        Ok(settings.unwrap_or_else(|| Settings { recording: Recording::NOTHING, ..Settings::default() }))
    }

    /// Makes the row of a file unless there is one: in advance, because the gap in which it would stand can't be locked.
    pub(super) async fn know(
        &self,
        connection: &mut Connection,
        file: FileId,
        start: u64,
    ) -> Result<(), DatabaseError> {
        let statement =
            format!("INSERT IGNORE INTO `{}detour_spool` (file, position, updated_at) VALUES (?, ?, ?)", self.prefix);
        let row = (file.to_string(), start, now());
        connection.run(async |conn| conn.exec_drop(statement, row).await).await
    }

    /// Where a file has been read to. Nobody else moves that until the transaction ends.
    pub(super) async fn position(
        &mut self,
        connection: &mut Connection,
        file: FileId,
    ) -> Result<Option<u64>, DatabaseError> {
        self.is_fresh = false;
        let query = format!("SELECT position FROM `{}detour_spool` WHERE file = ? FOR UPDATE", self.prefix);
        connection.run(async |conn| conn.exec_first(query, (file.to_string(),)).await).await
    }

    /// Says where a file has been read to.
    pub(super) async fn move_to(
        &self,
        connection: &mut Connection,
        file: FileId,
        position: u64,
    ) -> Result<(), DatabaseError> {
        let statement = format!(
            "INSERT INTO `{}detour_spool` (file, position, updated_at) VALUES (?, ?, ?) \
             ON DUPLICATE KEY UPDATE position = VALUES(position), updated_at = VALUES(updated_at)",
            self.prefix
        );
        let row = (file.to_string(), position, now());
        connection.run(async |conn| conn.exec_drop(statement, row).await).await
    }

    /// Drops the row of a file that is gone.
    pub(super) async fn forget(&self, connection: &mut Connection, file: FileId) -> Result<(), DatabaseError> {
        let statement = format!("DELETE FROM `{}detour_spool` WHERE file = ?", self.prefix);
        connection.run(async |conn| conn.exec_drop(statement, (file.to_string(),)).await).await
    }

    /// Counts stretches of the spool that were no events.
    pub(super) async fn count_damage(&self, connection: &mut Connection, count: u64) -> Result<(), DatabaseError> {
        let prefix = &self.prefix;
        connection.run(async |conn| add(conn, prefix, "events_damaged", count).await).await
    }

    /// Adds what a batch has counted. All rows are in the order of their keys, so that two agents don't lock each other out.
    pub(super) async fn store(
        &self,
        connection: &mut Connection,
        BlogTables { prefix, has_days }: &BlogTables,
        batch: &Batch,
    ) -> Result<(), DatabaseError> {
        connection
            .run(async |conn| {
                let counts = batch.counts.iter().map(|(cell, count)| {
                    vec![
                        cell.rule.into(),
                        cell.hour.into(),
                        cell.code.into(),
                        cell.variant.into(),
                        count.hits.into(),
                        count.loops.into(),
                    ]
                });
                let into = format!("`{prefix}detour_hits` (rule, hour, code, variant, hits, loops)");
                let add_up = " ON DUPLICATE KEY UPDATE hits = hits + VALUES(hits), loops = loops + VALUES(loops)";
                insert(conn, &into, add_up, counts).await?;
                let rules = batch.rules.iter().map(|(rule, hits)| vec![rule.into(), hits.hits.into(), hits.last.into()]);
                let into = format!("`{prefix}detour_rule_hits` (rule, hits, last_hit)");
                let add_up = " ON DUPLICATE KEY UPDATE hits = hits + VALUES(hits), \
                              last_hit = GREATEST(last_hit, VALUES(last_hit))";
                insert(conn, &into, add_up, rules).await?;
                let into = format!(
                    "`{prefix}detour_log` (kind, time, rule, code, variant, method, host, url, target, referrer, user_agent, ip)"
                );
                insert(conn, &into, "", batch.log.iter().map(log_row)).await?;
                let days = store_missing(conn, prefix, batch).await?;
                if *has_days {
                    let into = format!("`{prefix}detour_{DAYS}` (hash, day, hits)");
                    let add_up = " ON DUPLICATE KEY UPDATE hits = hits + VALUES(hits)";
                    insert(conn, &into, add_up, days.into_iter()).await?;
                }
                add(conn, prefix, "events_lost", batch.lost).await
            })
            .await
    }
}

/// How far a file has been read, as seen by somebody who doesn't read it. `prefix`: of the site, or of a network's first blog.
pub(crate) async fn position(
    connection: &mut Connection,
    prefix: &str,
    file: FileId,
) -> Result<Option<u64>, DatabaseError> {
    let query = format!("SELECT position FROM `{prefix}detour_spool` WHERE file = ?");
    connection.run(async |conn| conn.exec_first(query, (file.to_string(),)).await).await
}

fn log_row(row: &LogRow) -> Vec<Value> {
    let ip = row.ip.map_or_else(String::new, |ip| ip.to_string());
    vec![
        row.kind.into(),
        row.time.into(),
        row.rule.into(),
        row.code.into(),
        row.variant.into(),
        (&row.method).into(),
        (&row.host).into(),
        (&row.url).into(),
        (&row.target).into(),
        (&row.referrer).into(),
        (&row.user_agent).into(),
        ip.into(),
    ]
}

// A storm of URLs that nobody asked for before must not fill the table. Answers the days of those that are in it.
async fn store_missing(conn: &mut Conn, prefix: &str, batch: &Batch) -> Result<Vec<Vec<Value>>, mysql_async::Error> {
    let mut listed: HashSet<String> = HashSet::new();
    let hashes: Vec<&String> = batch.missing.keys().collect();
    for hashes in hashes.chunks(ROWS) {
        let marks = vec!["?"; hashes.len()].join(", ");
        let query = format!("SELECT hash FROM `{prefix}detour_not_found` WHERE hash IN ({marks})");
        let parameters = Params::Positional(hashes.iter().map(|&hash| hash.into()).collect());
        listed.extend(conn.exec::<String, _, _>(query, parameters).await?);
    }
    let (mut rows, mut days, mut new) = (Vec::new(), Vec::new(), 0);
    for (hash, Missing { url, hits, first, last, referrer, days: by_day }) in &batch.missing {
        let is_listed = listed.contains(hash);
        new += usize::from(!is_listed);
        if is_listed || new <= NEW_MISSING {
            rows.push(vec![hash.into(), url.into(), hits.into(), first.into(), last.into(), referrer.into()]);
            days.extend(by_day.iter().map(|(day, hits)| vec![hash.into(), day.into(), hits.into()]));
        }
    }
    let into = format!("`{prefix}detour_not_found` (hash, url, hits, first_seen, last_seen, referrer)");
    let add_up = " ON DUPLICATE KEY UPDATE hits = hits + VALUES(hits), \
                  first_seen = LEAST(first_seen, VALUES(first_seen)), last_seen = GREATEST(last_seen, VALUES(last_seen)), \
                  referrer = IF(VALUES(referrer) = '', referrer, VALUES(referrer))";
    insert(conn, &into, add_up, rows.into_iter()).await?;
    Ok(days)
}

// Adds to a counter in the table of state.
async fn add(conn: &mut Conn, prefix: &str, name: &str, count: u64) -> Result<(), mysql_async::Error> {
    if count == 0 {
        return Ok(());
    }
    let statement = format!(
        "INSERT INTO `{prefix}detour_state` (name, value) VALUES (?, ?) ON DUPLICATE KEY UPDATE value = value + VALUES(value)"
    );
    conn.exec_drop(statement, (name, count)).await
}

async fn insert(
    conn: &mut Conn,
    into: &str,
    update: &str,
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), mysql_async::Error> {
    let rows: Vec<Vec<Value>> = rows.collect();
    for rows in rows.chunks(ROWS) {
        let columns = rows.first().map_or(0, Vec::len);
        let row = format!("({})", vec!["?"; columns].join(", "));
        let statement = format!("INSERT INTO {into} VALUES {}{update}", vec![&*row; rows.len()].join(", "));
        conn.exec_drop(statement, Params::Positional(rows.concat())).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blogs_tables_are_known_by_their_names() {
        let tables = Tables::new("Wp_".to_owned(), true);
        for (name, blog) in [
            ("wp_2_detour_log", Some((2, "log"))),
            ("Wp_12_detour_log", Some((12, "log"))),
            ("Wp_12_detour_rule_hits", Some((12, "rule_hits"))),
            ("Wp_12_detour_rules", None),
            ("Wp_detour_not_found_days", Some((1, "not_found_days"))),
            ("Wp_1_detour_log", None),
            ("Wp_02_detour_log", None),
            ("Wp_2detour_log", None),
            ("Wp_2_3_detour_log", None),
            ("other_2_detour_log", None),
        ] {
            assert_eq!(tables.blog_of(name), blog, "{name}");
        }
    }

    #[test]
    fn a_blog_counts_with_what_an_older_plugin_has_made() {
        let tables = Tables::new("wp_".to_owned(), true);
        let whole = |blog: &str| TABLES.map(|name| format!("wp_{blog}detour_{name}"));
        let mut names = [whole(""), whole("2_"), whole("3_"), whole("4_")].concat();
        names.retain(|name| name != "wp_3_detour_hits");
        names.push("wp_4_detour_not_found_days".to_owned());
        let found: Vec<_> =
            tables.with_tables(&names).into_iter().map(|(blog, found)| (blog, found.has_days)).collect();
        assert_eq!(found, [(1, false), (2, false), (4, true)]);
        assert_eq!(tables.with_tables(&[]).into_keys().collect::<Vec<_>>(), [1]);
    }
}
