//! Flags of a source, as JSON has them.

use detour_rules::QueryMode;
use serde_json::{Map, Value};

use super::{Options, Row};

/// Flags of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// `flag_regex`
    pub regex: bool,
    /// `flag_case`: upper and lower case don't differ.
    pub ignore_case: bool,
    /// `flag_trailing`: a slash at the end doesn't matter.
    pub ignore_slash: bool,
    /// `flag_query`; nothing and `exact` are [`QueryMode::AnyOrder`], `exactorder` is [`QueryMode::Exact`].
    pub query: Option<QueryMode>,
}

impl Flags {
    /// The flags of a row. What it doesn't say is as the options have it, except that the column `regex` counts only where
    /// there is nothing about flags at all.
    pub fn of_row(row: &Row, options: &Options) -> Flags {
        let json: Option<Value> = row.match_data.as_deref().and_then(|json| serde_json::from_str(json).ok());
        let own = json.as_ref().and_then(|json| json.get("source")).filter(|source| !source.is_null());
        let Some(own) = own else {
            let query = options.flags.query.filter(|_| !row.regex);
            return Flags { regex: row.regex, query, ..options.flags };
        };
        let mut flags = options.flags;
        flags.set(own.as_object().unwrap_or(&Map::new()));
        flags
    }

    /// Takes over what is set. Values of the wrong type or name are passed over; a regular
    /// expression has no query flag.
    pub fn set(&mut self, json: &Map<String, Value>) {
        let query = match json.get("flag_query").and_then(Value::as_str) {
            Some("exact") => Some(QueryMode::AnyOrder),
            Some("exactorder") => Some(QueryMode::Exact),
            Some("ignore") => Some(QueryMode::Ignore),
            Some("pass") => Some(QueryMode::Pass),
            _ => None,
        };
        self.query = query.or(self.query);
        let given = |name: &str| json.get(name).and_then(Value::as_bool);
        self.ignore_case = given("flag_case").unwrap_or(self.ignore_case);
        self.ignore_slash = given("flag_trailing").unwrap_or(self.ignore_slash);
        self.regex = given("flag_regex").unwrap_or(self.regex);
        if self.regex {
            self.query = None;
        }
    }

    /// How the query is compared.
    pub fn query_mode(&self) -> QueryMode {
        self.query.unwrap_or(QueryMode::AnyOrder)
    }
}
