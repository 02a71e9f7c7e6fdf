//! Rows of the table, and the plugin's own JSON export, as rules.

use std::collections::BTreeMap;

use detour_engine::dialect::redirection::{MissingPages, path_key};
use detour_php_value::{Key, Value};
use detour_rules::{Case, Dialect, Kind, Problem, Rule};
use serde_json::Value as Json;

use super::{Flags, Options, Row};
use crate::refusal::Refusal;
use crate::shape::canonical;
use crate::wordpress::{self, Draft, Manner, Pattern, References, Rows, nothing};
use crate::{Import, Place};

/// Columns that the table must have; before version 4 of the plugin some were not there.
pub const COLUMNS: [&str; 15] = [
    "id",
    "url",
    "match_url",
    "match_data",
    "regex",
    "position",
    "status",
    "action_type",
    "action_code",
    "action_data",
    "match_type",
    "title",
    "group_id",
    "last_count",
    "last_access",
];
/// The newest version of the tables that is known.
pub const NEWEST_SCHEMA: (u32, u32) = (4, 2);

/// As much of an entry that is no redirect is shown, characters.
const MOST_SHOWN: usize = 80;

/// The version of the tables that the plugin's options name, `4.2`.
pub fn schema(options: &[u8]) -> Option<(u32, u32)> {
    let value = Value::read(options).ok()?;
    let text = std::str::from_utf8(value.get("database")?.as_text()?).ok()?;
    let (major, minor) = text.split_once('.')?;
    let digits = minor.bytes().take_while(u8::is_ascii_digit).count();
    Some((major.parse().ok()?, minor[..digits].parse().ok()?))
}

/// Reads the rows of the table. `groups` are their names by id.
pub fn read(table: &[Row], groups: &BTreeMap<u64, String>, stored: &Options, options: &wordpress::Options) -> Import {
    let mut table: Vec<&Row> = table.iter().collect();
    table.sort_by_key(|row| (row.position, row.id));
    let mut rows = Rows::new(options);
    let mut missing_pages = MissingPages::default();
    for row in table {
        let place = Place::Row { row: row.id };
        let drafts = draft(row, stored, options.manner(place), &mut missing_pages).map(|mut draft| {
            draft.rule.group = groups.get(&row.group_id).cloned().unwrap_or_default();
            vec![draft]
        });
        rows.add(place, &row.url, drafts);
        rows.used(place, row.last_count, row.last_access);
    }
    rows.finish()
}

/// Reads a JSON export of the plugin, which holds all flags.
pub fn read_json(file: &[u8], options: &wordpress::Options) -> Import {
    let json: Json = match serde_json::from_slice(file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file)) {
        Ok(json) => json,
        Err(error) => return nothing(format!("The file is not JSON: {error}"), "Export it again in the plugin"),
    };
    let list = |name: &str| json.get(name).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    if json.get("redirects").is_none() {
        return nothing("The file has no list of redirects".into(), "Export all redirects in the plugin, as JSON");
    }
    let id = |json: &Json| json.get("id").and_then(Json::as_u64).unwrap_or(0);
    let name = |group: &Json| (id(group), group.get("name").and_then(Json::as_str).unwrap_or_default().to_owned());
    let groups = list("groups").iter().map(name).collect();
    let stored = Options::default();
    let (named, nameless): (Vec<_>, Vec<_>) =
        (1..).zip(list("redirects")).partition(|(_, json)| json.get("url").is_some_and(Json::is_string));
    let table: Vec<Row> = named.into_iter().map(|(number, json)| row(number, json, &stored)).collect();
    let mut import = read(&table, &groups, &stored, options);
    for (entry, json) in nameless {
        let given: String = json.to_string().chars().take(MOST_SHOWN).collect();
        let problem = Problem::new("url", &given, "The entry has no URL, so it is no redirect", "Remove it");
        import.report.skip(Place::Entry { entry }, problem);
    }
    import
}

fn draft(row: &Row, stored: &Options, manner: Manner, missing_pages: &mut MissingPages) -> Result<Draft, Refusal> {
    let (converted, dead) = match row.rule(stored) {
        Ok(converted) => {
            let hidden = if converted.rule.enabled { missing_pages.hide(&converted.rule) } else { None };
            (converted, hidden.map(refusal))
        }
        // Most often the key by which a row is found is missing or of an old version.
        Err(why) => {
            let problem = why.into_problem();
            let repaired = Row { match_url: Some(key(row, stored)), ..row.clone() };
            (repaired.rule(stored).map_err(|_| refusal(problem.clone()))?, Some(refusal(problem)))
        }
    };
    let mut draft = Draft { rule: Rule { id: 0, ..converted.rule }, dead, differs: Vec::new() };
    draft.differs.extend(converted.warnings.into_iter().map(refusal));
    if manner == Manner::Intended {
        match native(&draft.rule) {
            Ok(rule) => draft.rule = rule,
            Err(why) => draft.differs(format!("It keeps the plugin's dialect: {why}"), "Nothing"),
        }
    }
    Ok(draft)
}

fn refusal(problem: Problem) -> Refusal {
    Refusal::new(problem.message, problem.fix)
}

// The rule in Detour's own dialect: what its owner wrote, without the plugin's habits.
fn native(rule: &Rule) -> Result<Rule, String> {
    let mut native = Rule { dialect: Dialect::Native, ..rule.clone() };
    let mut actions: Vec<_> = std::iter::once(&mut native.then).chain(&mut native.otherwise).collect();
    let pattern = match rule.source.kind {
        Kind::Regex => Some(Pattern::new(&rule.source.value).map_err(|refusal| refusal.message)?),
        _ => None,
    };
    let write = |to: &str| match &pattern {
        Some(pattern) => pattern.target(to, References::Replace, 0),
        None => wordpress::target_text(to),
    };
    for action in &mut actions {
        match action {
            detour_rules::Action::Redirect(redirect) => redirect.to = write(&redirect.to),
            detour_rules::Action::Rewrite(rewrite) => rewrite.to = write(&rewrite.to),
            _ => {}
        }
    }
    native.source.value = match (&pattern, rule.source.value.split_once('?')) {
        (Some(pattern), _) => pattern.source(Case::Exact).value,
        (None, Some((path, query))) => format!("{}?{query}", canonical(path)),
        (None, None) => canonical(&rule.source.value),
    };
    match native.validate().into_iter().next() {
        None => Ok(native),
        Some(problem) => Err(problem.message),
    }
}

fn row(number: u64, json: &Json, stored: &Options) -> Row {
    let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
    let count = |name: &str| json.get(name).and_then(Json::as_u64).unwrap_or(0);
    let given = |name: &str| json.get(name).filter(|value| !value.is_null());
    let match_type = text("match_type").unwrap_or_default();
    let action_data = given("action_data").map(|data| match data.get("url") {
        // A target alone is not kept as an array.
        Some(Json::String(url)) if matches!(&*match_type, "" | "url") => url.clone().into_bytes(),
        _ => match data {
            Json::String(text) => text.clone().into_bytes(),
            data => php(data, 0).write(),
        },
    });
    let mut row = Row {
        id: Some(count("id")).filter(|id| *id > 0).unwrap_or(number),
        url: text("url").unwrap_or_default(),
        match_url: text("match_url"),
        match_data: given("match_data").map(Json::to_string),
        regex: json.get("regex").and_then(Json::as_bool).unwrap_or(false),
        position: u32::try_from(count("position")).unwrap_or(u32::MAX),
        enabled: json.get("enabled").and_then(Json::as_bool).unwrap_or(true),
        action_type: text("action_type").unwrap_or_default(),
        action_code: u32::try_from(count("action_code")).unwrap_or(0),
        action_data,
        match_type,
        title: text("title"),
        group_id: count("group_id"),
        last_count: count("hits"),
        // Written in the language and the time zone of the site.
        last_access: None,
    };
    // Before version 4 exports had no key, and the plugin makes one when it imports.
    if json.get("match_url").is_none() {
        row.match_url = Some(key(&row, stored));
    }
    row
}

// The key that the plugin would save.
fn key(row: &Row, stored: &Options) -> String {
    match Flags::of_row(row, stored).regex {
        true => "regex".into(),
        false => String::from_utf8_lossy(&path_key(row.url.as_bytes())).into(),
    }
}

// JSON as the table keeps it. Deeper than any condition there is nothing.
fn php(json: &Json, depth: usize) -> Value {
    const DEEPEST: usize = 4;
    match json {
        _ if depth > DEEPEST => Value::Null,
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Int(number.as_i64().unwrap_or(0)),
        Json::String(text) => Value::Text(text.clone().into_bytes()),
        Json::Array(list) => {
            Value::Array((0..).map(Key::Int).zip(list.iter().map(|value| php(value, depth + 1))).collect())
        }
        Json::Object(map) => {
            Value::Array(map.iter().map(|(key, value)| (Key::new(key.as_bytes()), php(value, depth + 1))).collect())
        }
    }
}
