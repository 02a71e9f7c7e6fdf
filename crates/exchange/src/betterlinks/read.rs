//! Tables and files of links.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Link, Settings};
use crate::refusal::Refusal;
use crate::wordpress::{Options, Rows, nothing};
use crate::{Import, Place, csv};

/// Reads the rows of the table.
pub fn read(links: &[Link], settings: Settings, options: &Options) -> Import {
    let all = links.iter().map(|link| (Place::Row { row: link.id }, link.clone())).collect();
    import(all, settings, options)
}

/// Reads a CSV file that the plugin has written; its first line names the columns.
pub fn read_csv(file: &[u8], settings: Settings, options: &Options) -> Import {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut records = csv::records(file, b',');
    let header: Vec<String> = records.next().map(|(_, header)| header.iter().map(text).collect()).unwrap_or_default();
    if !header.iter().any(|name| name == "short_url") {
        let message = "The file has no column short_url".to_owned();
        return nothing(message, "Export it from the plugin with its first line, which names the columns");
    }
    let link = |(line, record): (u64, ::csv::ByteRecord)| {
        let mut fields: BTreeMap<&str, String> =
            header.iter().map(String::as_str).zip(record.iter().map(text)).collect();
        let mut field = |name: &str| fields.remove(name).unwrap_or_default();
        let link = Link {
            id: field("ID").parse().unwrap_or(line),
            short_url: field("short_url"),
            target_url: field("target_url"),
            redirect_type: field("redirect_type"),
            link_status: field("link_status"),
            link_date_gmt: field("link_date_gmt"),
            link_title: field("link_title"),
            link_note: field("link_note"),
            param_forwarding: field("param_forwarding"),
            wildcards: field("wildcards"),
            nofollow: field("nofollow"),
            sponsored: field("sponsored"),
            expire: field("expire"),
            dynamic_redirect: field("dynamic_redirect"),
            category: field("category"),
            clicks: 0,
        };
        (Place::Line { line }, link)
    };
    import(records.map(link).collect(), settings, options)
}

/// Reads `links.json`, which says itself how stars and case are taken.
pub fn read_json(file: &[u8], options: &Options) -> Import {
    let json: Value = match serde_json::from_slice(file) {
        Ok(json) => json,
        Err(error) => {
            return nothing(
                format!("links.json is not JSON: {error}"),
                "Read the plugin's table, or save a link there",
            );
        }
    };
    let is_on = |value: Option<&Value>| value.is_some_and(|value| super::link::is_on(&plain(value)));
    let settings = Settings {
        case_sensitive: is_on(json.get("is_case_sensitive")),
        wildcards: is_on(json.get("wildcards_is_active")),
    };
    let mut links = Vec::new();
    for list in ["links", "wildcards"] {
        let entries = json.get(list).and_then(Value::as_object);
        for fields in entries.into_iter().flat_map(serde_json::Map::values).filter_map(Value::as_object) {
            let field = |name: &str| fields.get(name).map(plain).unwrap_or_default();
            let entry = links.len() as u64 + 1;
            let link = Link {
                id: field("ID").parse().unwrap_or(entry),
                short_url: field("short_url"),
                target_url: field("target_url"),
                redirect_type: field("redirect_type"),
                link_status: field("link_status"),
                param_forwarding: field("param_forwarding"),
                wildcards: if list == "wildcards" { "1".into() } else { String::new() },
                nofollow: field("nofollow"),
                sponsored: field("sponsored"),
                ..Link::default()
            };
            links.push((Place::Entry { entry }, link));
        }
    }
    // Without the switch the plugin keeps no list of wildcards.
    let settings = Settings { wildcards: true, ..settings };
    import(links, settings, options)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn import(mut links: Vec<(Place, Link)>, settings: Settings, options: &Options) -> Import {
    links.sort_by_key(|(_, link)| (link.is_wildcard(settings), link.id));
    let mut rows = Rows::new(options);
    for (place, link) in &links {
        if link.link_status == "trash" {
            rows.skip(*place, &link.short_url, Refusal::new("It is in the trash", "Restore it there if it is needed"));
            continue;
        }
        rows.add(*place, &link.short_url, link.drafts(settings, rows.options.manner(*place), options));
        rows.hits(*place, link.clicks);
    }
    rows.all_differ(
        "Where the plugin asks its table, letters with and without accents are the same there",
        "Add a rule for each spelling in use",
    );
    if rows.has_patterns() {
        rows.all_differ("Patterns never take wp-admin, wp-login.php and wp-json", "Nothing");
    }
    rows.finish()
}
