//! The plugin's importers.

use anyhow::{Context, Result};
use detour_exchange::redirection::{Item, apache_item, csv_item, csv_items};
use serde_json::{Value, json};

use super::shown;
use crate::{Case, Verdict};

pub(super) fn csv_row(case: &Case) -> Result<Verdict> {
    let cells = case.at("/details/row")?.as_array().context("/details/row is no list")?;
    let cells: Vec<String> =
        cells.iter().map(|cell| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned)).collect();
    let item = csv_item(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    let actual = item.map_or(json!(false), |item| {
        let mut written = written(&item);
        written["group_id"] = json!(1);
        written["status"] = json!("enabled");
        written
    });
    Ok(Verdict::of(case.at("/expect")?, &actual))
}

pub(super) fn csv_text(case: &Case) -> Result<Verdict> {
    let items = csv_items(case.bytes("/details/text")?);
    let rows = items.iter().filter_map(|item| item.stored("site.test", 0).ok());
    let rows: Vec<Value> = rows
        .enumerate()
        .map(|(position, row)| {
            json!({
                "url": row.url,
                "match_url": row.match_url,
                "match_data": row.match_data,
                "regex": u8::from(row.regex).to_string(),
                "status": if row.enabled { "enabled" } else { "disabled" },
                "action_type": row.action_type,
                "action_code": row.action_code.to_string(),
                "action_data": row.action_data.map(|data| shown(&data)),
                "match_type": row.match_type,
                "position": position.to_string(),
            })
        })
        .collect();
    Ok(Verdict::of(case.at("/expect")?, &json!({"count": rows.len(), "rows": rows})))
}

pub(super) fn apache(case: &Case) -> Result<Verdict> {
    let actual = apache_item(case.text("/source")?).map_or(json!(false), |item| written(&item));
    Ok(Verdict::of(case.at("/expect")?, &actual))
}

fn written(item: &Item) -> Value {
    let mut written = json!({
        "url": item.url,
        "match_type": "url",
        "action_type": if item.is_error { "error" } else { "url" },
        "action_data": {"url": item.target},
        "action_code": item.code,
    });
    if let Some(regex) = item.regex {
        written["regex"] = json!(regex);
    }
    written
}
