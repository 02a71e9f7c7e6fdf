//! Detour's own tables: `{prefix}detour_rules`, `{prefix}detour_state` and `{prefix}detour_settings`.

use std::collections::HashMap;

use detour_engine::Skipped;
use detour_exchange::{Place, RowProblem};
use detour_rules::{Problem, Rule, Settings};
use mysql_async::prelude::Queryable;
use serde_json::Value;

use crate::database::{Connection, DatabaseError, FailureKind};
use crate::origins::{Found, Served};
use crate::targets;

/// Memory that the rows of one site may take: no tenant is to take all that the agent has for the others.
const MOST_BYTES: usize = 256 << 20;

/// The rules of a site as they were at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Counts the changes of the rules.
    pub revision: u64,
    /// The rows, in rule order.
    pub rows: Vec<Row>,
    /// The site's settings as JSON; none if nobody has saved any yet.
    pub settings: Option<Vec<u8>>,
    /// The plugins whose rules are served beside the site's own; none unless they were read, too.
    pub origins: Vec<Found>,
    /// Targets that are broken, if the site wants to know, and since when.
    pub broken: HashMap<String, u64>,
}

/// Why a site's settings can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the site's settings can't be used: {0}. Save them again under Tools → Detour")]
pub struct SettingsError(String);

/// One row of the rules table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Primary key.
    pub id: u64,
    /// Place in the order.
    pub position: u32,
    /// Whether the rule is in force.
    pub enabled: bool,
    /// Canonical JSON.
    pub rule: Vec<u8>,
}

/// The revision of the rules; 0 before the first change.
pub async fn revision(connection: &mut Connection, prefix: &str) -> Result<u64, DatabaseError> {
    let query = format!("SELECT value FROM `{prefix}detour_state` WHERE name = 'revision'");
    let found: Option<u64> = connection.run(async |conn| conn.query_first(query).await).await?;
    Ok(found.unwrap_or(0))
}

/// Revision and rules of the same moment.
pub async fn snapshot(connection: &mut Connection, prefix: &str) -> Result<Snapshot, DatabaseError> {
    begin(connection).await?;
    let snapshot = snapshot_in_transaction(connection, prefix).await?;
    connection.execute(&["COMMIT"]).await?;
    Ok(snapshot)
}

/// From here to the `COMMIT`, everything that is read is of one moment.
pub(crate) async fn begin(connection: &mut Connection) -> Result<(), DatabaseError> {
    connection.execute(&["START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"]).await
}

/// As [`snapshot`], in the transaction that is open.
pub(crate) async fn snapshot_in_transaction(
    connection: &mut Connection,
    prefix: &str,
) -> Result<Snapshot, DatabaseError> {
    let revision = revision(connection, prefix).await?;
    let mut rows = rows(connection, prefix).await?;
    // The server would sort the rules' whole text along.
    rows.sort_by_key(|row| (row.position, row.id));
    let settings = settings(connection, prefix).await?;
    let mut snapshot = Snapshot { revision, rows, settings, ..Snapshot::default() };
    if snapshot.settings().is_ok_and(|settings| settings.targets.check) {
        let broken = targets::broken(connection, prefix).await?.into_iter();
        snapshot.broken = broken.map(|(target, broken)| (target, broken.since)).collect();
    }
    Ok(snapshot)
}

async fn rows(connection: &mut Connection, prefix: &str) -> Result<Vec<Row>, DatabaseError> {
    let query = format!("SELECT id, position, enabled, rule FROM `{prefix}detour_rules`");
    let read = connection.run(async |conn| {
        let mut found = conn.query_iter(query).await?;
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while let Some(row) = found.next().await? {
            let (id, position, enabled, rule): (u64, u32, bool, Vec<u8>) = mysql_async::from_row(row);
            bytes += rule.len() + size_of::<Row>();
            if bytes > MOST_BYTES {
                return Ok(None);
            }
            rows.push(Row { id, position, enabled, rule });
        }
        Ok(Some(rows))
    });
    let too_many = "Delete rules; a regular expression or a prefix may stand for many";
    read.await?.ok_or_else(|| connection.refuse("the rules have more than 256 MiB", too_many))
}

/// The settings of a site alone; the defaults if those that are kept can't be used.
pub(crate) async fn kept_settings(connection: &mut Connection, prefix: &str) -> Result<Settings, DatabaseError> {
    let settings = settings(connection, prefix).await?;
    Ok(Snapshot { settings, ..Snapshot::default() }.settings().unwrap_or_default())
}

async fn settings(connection: &mut Connection, prefix: &str) -> Result<Option<Vec<u8>>, DatabaseError> {
    let query = format!("SELECT value FROM `{prefix}detour_settings` WHERE name = 'site'");
    match connection.run(async |conn| conn.query_first(query).await).await {
        // A plugin older than its settings has made the tables.
        Err(error) if error.kind == FailureKind::NoTables => Ok(None),
        result => result,
    }
}

impl Row {
    /// The rule of the row, not validated. The columns win over what the JSON says.
    pub fn to_rule(&self) -> Result<Rule, Vec<Problem>> {
        let mut rule: Rule = match serde_json::from_slice(&self.rule) {
            Ok(rule) => rule,
            Err(error) => return Err(self.explain(&error)),
        };
        (rule.id, rule.position, rule.enabled) = (self.id, self.position, self.enabled);
        Ok(rule)
    }

    fn explain(&self, error: &serde_json::Error) -> Vec<Problem> {
        // Reading it the slow way tells which field is wrong.
        if let Ok(json) = serde_json::from_slice::<Value>(&self.rule)
            && json.is_object()
            && let Err(problems) = Rule::from_json(&json)
        {
            return problems;
        }
        let text = String::from_utf8_lossy(&self.rule);
        let fix = "Save the rule again in the plugin, or delete it";
        vec![Problem::new("rule", &text, format!("The row holds no rule: {error}"), fix)]
    }
}

impl Snapshot {
    /// The site's settings, or the defaults.
    ///
    /// # Errors
    /// When they are not JSON, have an unknown field, or a value that can't be used.
    pub fn settings(&self) -> Result<Settings, SettingsError> {
        let Some(text) = &self.settings else { return Ok(Settings::default()) };
        let json =
            serde_json::from_slice(text).map_err(|error| SettingsError(format!("they are no JSON ({error})")))?;
        Settings::from_json(&json).map_err(|problems| {
            let all: Vec<String> = problems.iter().map(Problem::to_string).collect();
            SettingsError(all.join("; "))
        })
    }

    /// As [`Snapshot::rules`], as they are served: with fallbacks in the place of targets that are broken, the rules of the plugins
    /// that are active, and what these depend on.
    pub(crate) fn with_origins(&self, mut settings: Settings) -> (Vec<Rule>, Settings, Vec<RowProblem>) {
        let (mut rules, broken) = self.rules();
        rules.iter_mut().for_each(|rule| rule.fall_back(|url| self.broken.get(url).copied()));
        self.origins.iter().cloned().for_each(|found| found.add_to(&mut rules, &mut settings));
        (rules, settings, broken)
    }

    /// What is served of these plugins, once the rules are compiled.
    pub(crate) fn served(&self, blog: Option<u64>, settings: &Settings, skipped: &[Skipped]) -> Served {
        let origins = self.origins.iter().map(|found| found.lent(blog, skipped)).collect();
        Served { blog, switches: settings.origins, origins }
    }

    /// The rules that can be read (not validated), and what is wrong with the other rows.
    pub fn rules(&self) -> (Vec<Rule>, Vec<RowProblem>) {
        let mut rules = Vec::with_capacity(self.rows.len());
        let mut broken = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let place = Place::Rule { index, id: row.id };
            match row.to_rule() {
                Ok(rule) => rules.push(rule),
                Err(problems) => broken.extend(problems.into_iter().map(|problem| RowProblem { place, problem })),
            }
        }
        (rules, broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rule: &str) -> Row {
        Row { id: 7, position: 3, enabled: false, rule: rule.into() }
    }

    #[test]
    fn the_columns_win_over_the_json() {
        let text = r#"{"id": 1, "position": 9, "enabled": true, "source": {"value": "/a"}, "then": {"ignore": {}}}"#;
        let rule = row(text).to_rule().unwrap();
        assert_eq!((rule.id, rule.position, rule.enabled), (7, 3, false));
    }

    #[test]
    fn broken_rows_are_told_apart_and_named() {
        let snapshot = Snapshot {
            revision: 1,
            rows: ["", "[]", r#"{"source": {"kind": "none", "value": "x"}, "then": {"ignore": {}}}"#].map(row).to_vec(),
            ..Snapshot::default()
        };
        let (rules, broken) = snapshot.rules();
        assert_eq!(rules.len(), 0);
        let shown: Vec<String> = broken.iter().map(ToString::to_string).collect();
        assert!(shown[0].starts_with("rule [0] (id 7): rule: The row holds no rule: EOF"), "{shown:?}");
        assert!(shown[1].contains("The row holds no rule: "), "{shown:?}");
        assert!(shown[2].contains("source.kind: This is none of the words"), "{shown:?}");
    }
}
