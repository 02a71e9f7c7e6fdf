//! The plugin's export of its settings: JSON whose `redirections` are rows of the table, at most a thousand.

use serde_json::Value;

use super::{Row, read};
use crate::Import;
use crate::wordpress::nothing;

/// More rows than these the plugin doesn't export.
const MOST_EXPORTED: usize = 1000;

/// Reads an export.
pub fn read_json(file: &[u8]) -> Import {
    let json: Value = match serde_json::from_slice(file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file)) {
        Ok(json) => json,
        Err(error) => return nothing(format!("The file is not JSON: {error}"), "Export it again in the plugin"),
    };
    let Some(list) = json.get("redirections").and_then(Value::as_array) else {
        let message = "The file has no list of redirections".to_owned();
        return nothing(message, "Export the redirections in Rank Math under Status & Tools");
    };
    let row = |json: &Value| {
        let text = |name: &str| match json.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            _ => String::new(),
        };
        Row {
            id: text("id").parse().unwrap_or(0),
            sources: text("sources"),
            url_to: text("url_to"),
            header_code: text("header_code").parse().unwrap_or(0),
            status: text("status"),
            updated: text("updated"),
            hits: text("hits").parse().unwrap_or(0),
            // Written in the time zone of a site that the file doesn't name.
            last_access: None,
        }
    };
    let rows: Vec<Row> = list.iter().map(row).collect();
    let mut import = read(&rows);
    if rows.len() >= MOST_EXPORTED {
        let message = "The plugin exports a thousand redirections only, so there may be more";
        let problem = detour_rules::Problem::new("", "", message, "Import them from the site's database");
        import.report.warn(crate::Place::File {}, problem);
    }
    import
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_read() {
        let sources =
            r#"a:1:{i:0;a:3:{s:6:\"ignore\";s:0:\"\";s:7:\"pattern\";s:3:\"old\";s:10:\"comparison\";s:5:\"exact\";}}"#;
        let row = format!(
            r#"{{"id": "3", "sources": "{sources}", "url_to": "/new", "header_code": "301", "status": "active", "hits": "8"}}"#
        );
        let import = read_json(format!(r#"{{"redirections": [{row}, {{"id": 4, "sources": "a:1:{{"}}]}}"#).as_bytes());
        assert_eq!(
            (import.rules.len(), import.rules[0].id, import.report.skipped_rows()),
            (1, 3, 1),
            "{}",
            import.report
        );
        assert_eq!(import.report.hits, [crate::Hits { place: import.places[0], hits: 8, last: None }]);
        for (file, said) in [("[", "not JSON"), ("{}", "no list of redirections")] {
            assert!(read_json(file.as_bytes()).report.to_string().contains(said));
        }
    }
}
