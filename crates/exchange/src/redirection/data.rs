//! The column `action_data`: targets, and what the condition compares.

use detour_php_value::Value;
use detour_rules::{Condition, Test};

/// A condition and its targets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Match {
    /// None for `url`, which always holds.
    pub(super) condition: Option<Condition>,
    /// Target if it holds; may be empty.
    pub(super) matched: String,
    /// Target if it doesn't; may be empty.
    pub(super) not_matched: String,
}

impl Match {
    /// Reads the column. What can't be read is taken for empty, as the plugin does.
    ///
    /// # Errors
    /// Where there is no such condition, so that the rule never acts.
    pub(super) fn read(match_type: &str, data: Option<&[u8]>) -> Result<Match, &'static str> {
        let data = data.unwrap_or_default();
        if matches!(match_type, "" | "url") {
            return Ok(Match { matched: String::from_utf8_lossy(data).into_owned(), ..Match::default() });
        }
        let data = Value::read(data).unwrap_or(Value::Null);
        let text = |key: &str| {
            data.get(key)
                .and_then(Value::as_text)
                .map(|text| String::from_utf8_lossy(text).into_owned())
                .unwrap_or_default()
        };
        let test = |name: &str, value: &str| {
            let is_regex = data.get("regex").is_some_and(Value::is_truthy);
            let (is, matches) = if is_regex { (None, Some(text(value))) } else { (Some(text(value)), None) };
            Test { name: if name.is_empty() { String::new() } else { text(name) }, is, matches, ..Test::default() }
        };
        let condition = match match_type.to_ascii_lowercase().as_str() {
            "login" => Condition::LoggedIn(true),
            "role" => Condition::Role(vec![text("role")]),
            "referrer" => Condition::Referrer(test("", "referrer")),
            "agent" => Condition::UserAgent(test("", "agent")),
            "cookie" => Condition::Cookie(test("name", "value")),
            "header" => Condition::Header(test("name", "value")),
            "custom" => Condition::Filter(text("filter")),
            "page" => Condition::NotFound(true),
            "server" => Condition::Host(vec![host(&text("server"))]),
            "language" => Condition::Language(text("language").split(',').map(str::to_owned).collect()),
            "ip" => {
                let listed = data.get("ip").map(Value::entries).unwrap_or_default();
                let listed = listed.iter().filter_map(|(_, address)| address.as_text());
                Condition::Ip(listed.map(|address| String::from_utf8_lossy(address).into_owned()).collect())
            }
            _ => return Err("The plugin has no such condition, so the rule never acts"),
        };
        let (matched, not_matched) = match condition {
            Condition::LoggedIn(_) => (text("logged_in"), text("logged_out")),
            Condition::NotFound(_) => (text("url"), String::new()),
            _ => (text("url_from"), text("url_notfrom")),
        };
        Ok(Match { condition: Some(condition), matched, not_matched })
    }
}

// The host of a URL; a name without a scheme has none, and is never the server's.
fn host(server: &str) -> String {
    let rest = server.split_once("://").map(|(_, rest)| rest).or(server.strip_prefix("//")).unwrap_or_default();
    detour_engine::dialect::redirection::host_of(rest)
}
