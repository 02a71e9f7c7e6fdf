//! Flags of a source, as JSON has them.

use detour_rules::QueryMode;
use serde_json::{Map, Value};

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
    /// Takes over what is set. Values of the wrong type or name are passed over; setting `flag_regex` to true takes the
    /// query flag away.
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
        if let Some(regex) = given("flag_regex") {
            self.regex = regex;
            if regex {
                self.query = None;
            }
        }
    }

    /// How the query is compared.
    pub fn query_mode(&self) -> QueryMode {
        self.query.unwrap_or(QueryMode::AnyOrder)
    }
}
