//! Hits of rules that other plugins keep, written where their screens look for them: as the plugin would have written them
//! had it answered (spec/redirection §1.1, spec/importers §1.1).

use std::collections::BTreeMap;
use std::net::IpAddr;

use detour_engine::dialect::redirection::masked;
use detour_engine::php::{sanitize_text_field, urldecode};
use detour_exchange::redirection::{LogOptions, NEWEST_SCHEMA, excludes_log, schema};
use detour_rules::Origin;
use mysql_async::Params;
use mysql_async::prelude::Queryable;

use super::clock::SiteClock;
use crate::database::{Connection, DatabaseError, FailureKind};
use detour_systems::Source;

const ROWS_PER_INSERT: usize = 200;
/// Longest texts of Redirection's log, in bytes; columns of the target have room for any.
const URL_BYTES: usize = 2000;
const SHORT_BYTES: usize = 255;
/// The methods that it knows.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
/// Columns that came with version 4.2 of its tables; of an older one only the counts are kept.
const LOG_COLUMNS: [&str; 12] = [
    "created",
    "url",
    "domain",
    "sent_to",
    "agent",
    "referrer",
    "http_code",
    "request_method",
    "redirect_by",
    "redirection_id",
    "ip",
    "request_data",
];

/// A request that a rule has answered. Texts are as the visitor sent them.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'a> {
    /// The rule's number ([`Origin::rule`]).
    pub rule: u64,
    /// When, seconds since 1970.
    pub time: u64,
    /// How many requests it stands for, in counts. The log has one row of it.
    pub count: u64,
    /// The status that was sent; 0 where PHP went on.
    pub code: u16,
    /// Method of the request.
    pub method: &'a [u8],
    /// Host that was asked.
    pub host: &'a [u8],
    /// Path and query; empty if nobody wants it logged.
    pub url: &'a [u8],
    /// Where the visitor was sent.
    pub target: &'a [u8],
    /// The header `Referer`.
    pub referrer: &'a [u8],
    /// The header `User-Agent`.
    pub agent: &'a [u8],
    /// The visitor's address, as far as it may be kept.
    pub ip: Option<IpAddr>,
}

/// Adds hits to the tables of the plugins that keep their rules, in the transaction that is open. Hits of Detour's own
/// rules are passed over. So are those of a plugin whose tables are gone or unknown by now: nobody would see them.
///
/// # Errors
/// Of the database; the caller rolls back.
pub async fn write_back(connection: &mut Connection, prefix: &str, hits: &[Hit<'_>]) -> Result<(), DatabaseError> {
    let of = |origin| hits.iter().filter(|hit| Origin::of(hit.rule).0 == origin).collect::<Vec<_>>();
    let (redirection, rank_math) = (of(Origin::Redirection), of(Origin::RankMath));
    if redirection.is_empty() && rank_math.is_empty() {
        return Ok(());
    }
    let clock = match SiteClock::read(&mut Source { connection, prefix }).await {
        // A database without WordPress' tables has none of the plugins' either.
        Err(error) if error.kind == FailureKind::NoTables => return Ok(()),
        clock => clock?,
    };
    if !redirection.is_empty() {
        to_redirection(connection, prefix, &clock, &redirection).await?;
    }
    if !rank_math.is_empty() {
        to_rank_math(connection, prefix, &clock, &rank_math).await?;
    }
    Ok(())
}

/// Count and time of the last hit, by id of the rule.
fn counts(hits: &[&Hit<'_>]) -> BTreeMap<u64, (u64, u64)> {
    let mut counts: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    for hit in hits {
        let (count, last) = counts.entry(Origin::of(hit.rule).1).or_default();
        *count = count.saturating_add(hit.count);
        *last = hit.time.max(*last);
    }
    counts
}

async fn has_columns(
    connection: &mut Connection,
    prefix: &str,
    table: &str,
    needed: &[&str],
) -> Result<bool, DatabaseError> {
    let found = Source { connection, prefix }.columns(table).await?;
    Ok(needed.iter().all(|name| found.iter().any(|column| column == name)))
}

// Statuses without a target are neither counted nor logged by the plugin.
async fn to_redirection(
    connection: &mut Connection,
    prefix: &str,
    clock: &SiteClock,
    hits: &[&Hit<'_>],
) -> Result<(), DatabaseError> {
    let hits: Vec<&Hit<'_>> = hits.iter().filter(|hit| hit.code < 400).copied().collect();
    let options = Source { connection, prefix }.option("redirection_options").await?.unwrap_or_default();
    let is_known = schema(&options).is_some_and(|schema| schema <= NEWEST_SCHEMA);
    let columns = ["id", "last_count", "last_access", "match_data"];
    if hits.is_empty() || !is_known || !has_columns(connection, prefix, "redirection_items", &columns).await? {
        return Ok(());
    }
    let options = LogOptions::read(&options);
    if options.counts {
        // The database's own time, as it would have been at the hit. A reset in between is not undone by an older one.
        let update = format!(
            "UPDATE `{prefix}redirection_items` SET last_count = last_count + ?, \
             last_access = GREATEST(last_access, FROM_UNIXTIME(?)) WHERE id = ?"
        );
        let rows: Vec<_> = counts(&hits).into_iter().map(|(id, (count, last))| (count, last, id)).collect();
        connection.run(async |conn| conn.exec_batch(update, rows).await).await?;
    }
    if options.logs && has_columns(connection, prefix, "redirection_logs", &LOG_COLUMNS).await? {
        log(connection, prefix, clock, options, &hits).await?;
    }
    Ok(())
}

async fn log(
    connection: &mut Connection,
    prefix: &str,
    clock: &SiteClock,
    options: LogOptions,
    hits: &[&Hit<'_>],
) -> Result<(), DatabaseError> {
    let ids = counts(hits).into_keys().map(|id| id.to_string()).collect::<Vec<_>>().join(", ");
    let excluded = format!("SELECT id, match_data FROM `{prefix}redirection_items` WHERE id IN ({ids})");
    let rows: Vec<(u64, Option<Vec<u8>>)> = connection.run(async |conn| conn.query(excluded).await).await?;
    let kept: Vec<u64> =
        rows.into_iter().filter(|(_, data)| !data.as_deref().is_some_and(excludes_log)).map(|(id, _)| id).collect();
    // One that was deleted since has nobody to ask whether it is to be logged.
    let logged: Vec<&&Hit<'_>> =
        hits.iter().filter(|hit| !hit.url.is_empty() && kept.contains(&Origin::of(hit.rule).1)).collect();
    let scheme = Source { connection, prefix }.option("home").await?.filter(|home| home.starts_with(b"https://"));
    let scheme = if scheme.is_some() { "https" } else { "http" };
    for chunk in logged.chunks(ROWS_PER_INSERT) {
        let statement = format!(
            "INSERT INTO `{prefix}redirection_logs` ({}) VALUES {}",
            LOG_COLUMNS[..11].join(", "),
            vec!["(?, ?, ?, ?, ?, ?, ?, ?, 'redirection', ?, ?)"; chunk.len()].join(", ")
        );
        let mut values: Vec<mysql_async::Value> = Vec::with_capacity(chunk.len() * 10);
        for hit in chunk {
            let ip = hit.ip.map(|ip| masked(&ip.to_string(), options.ip)).unwrap_or_default();
            let domain = [scheme.as_bytes(), b"://", hit.host].concat();
            values.extend([
                clock.at(hit.time).into(),
                short(&urldecode(hit.url), URL_BYTES).into(),
                short(&domain, SHORT_BYTES).into(),
                String::from_utf8_lossy(hit.target).into_owned().into(),
                nullable(short(hit.agent, SHORT_BYTES)),
                nullable(short(hit.referrer, SHORT_BYTES)),
                hit.code.into(),
                method(hit.method).into(),
                Origin::of(hit.rule).1.into(),
                ip.into(),
            ]);
        }
        connection.run(async |conn| conn.exec_drop(statement, Params::Positional(values)).await).await?;
    }
    Ok(())
}

// Rank Math counts whatever it answers.
async fn to_rank_math(
    connection: &mut Connection,
    prefix: &str,
    clock: &SiteClock,
    hits: &[&Hit<'_>],
) -> Result<(), DatabaseError> {
    if !has_columns(connection, prefix, "rank_math_redirections", &["id", "hits", "last_accessed"]).await? {
        return Ok(());
    }
    let update = format!(
        "UPDATE `{prefix}rank_math_redirections` SET hits = hits + ?, last_accessed = GREATEST(last_accessed, ?) WHERE id = ?"
    );
    let rows: Vec<_> = counts(hits).into_iter().map(|(id, (count, last))| (count, clock.at(last), id)).collect();
    connection.run(async |conn| conn.exec_batch(update, rows).await).await
}

// As PHP's substr() cuts; what is left of a character that was cut goes too, or the database would refuse the row.
fn short(text: &[u8], bytes: usize) -> String {
    let mut text = sanitize_text_field(text);
    text.truncate(bytes);
    String::from_utf8_lossy(&text).trim_end_matches('\u{fffd}').to_owned()
}

fn nullable(text: String) -> mysql_async::Value {
    if text.is_empty() { mysql_async::Value::NULL } else { text.into() }
}

fn method(method: &[u8]) -> String {
    let method = String::from_utf8_lossy(method).to_uppercase();
    if METHODS.contains(&&*method) { method } else { String::new() }
}
