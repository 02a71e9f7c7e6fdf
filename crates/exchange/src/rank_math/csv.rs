//! The CSV of Rank Math Pro: `id,source,matching,destination,type,category,status`, and perhaps `ignore`. A row with several
//! sources has them as a JSON list in `source`, and no `matching`.

use std::cmp::Reverse;

use csv::ByteRecord;
use detour_php_value::{Key, Value};
use detour_rules::{Problem, Rule};
use serde_json::Value as Json;

use super::{Row, STEP};
use crate::collect::Collector;
use crate::csv::{records, restored};
use crate::wordpress::nothing;
use crate::{Import, Place};

/// More than any rule has; a list of this length is somebody's joke.
const MOST_SOURCES: usize = 1000;

/// Reads a list. As in the plugin's table, rows with higher numbers come first, and those without one before them, the last
/// row first.
pub fn read_csv(file: &[u8]) -> Import {
    let mut rows = records(file, b',');
    let header = rows.next().map(|(_, header)| Header::of(&header));
    let Some(header) = header.filter(|header| header.column("source").is_some()) else {
        let message = "The first row doesn't name a column source".to_owned();
        return nothing(message, "Export the redirections as CSV in Rank Math Pro");
    };
    let mut collector = Collector::default();
    let mut read: Vec<(Place, Row, String, Vec<Problem>)> = Vec::new();
    for (line, record) in rows {
        let place = Place::Line { line };
        match header.row(&record) {
            Ok((row, category, warnings)) => read.push((place, row, category, warnings)),
            Err(problem) => collector.report.skip(place, problem),
        }
    }
    read.reverse();
    read.sort_by_key(|(_, row, ..)| Reverse(if row.id == 0 { u64::MAX } else { row.id }));
    for ((place, row, category, warnings), number) in read.into_iter().zip(1_u32..) {
        let rule = row.rule(number.saturating_mul(STEP)).map(|(rule, more)| {
            (Rule { group: category, ..rule }, warnings.into_iter().chain(more).collect::<Vec<_>>())
        });
        collector.take(place, rule);
    }
    collector.finish()
}

struct Header(Vec<String>);

impl Header {
    fn of(record: &ByteRecord) -> Header {
        Header(record.iter().map(|name| String::from_utf8_lossy(name).trim().to_lowercase()).collect())
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| known == name)
    }

    fn cell<'r>(&self, record: &'r ByteRecord, name: &str) -> Result<&'r str, Problem> {
        let cell = self.column(name).and_then(|at| record.get(at)).unwrap_or_default();
        std::str::from_utf8(cell).map(restored).map_err(|_| {
            let fix = "Save the file as CSV in UTF-8";
            Problem::new(name, &String::from_utf8_lossy(cell), "The text is not UTF-8", fix)
        })
    }

    // A row of the table, with its category.
    fn row(&self, record: &ByteRecord) -> Result<(Row, String, Vec<Problem>), Problem> {
        let word = |name: &str| self.cell(record, name).map(|word| word.trim().to_lowercase());
        let destination = self.cell(record, "destination")?.trim();
        if destination == "DELETE" {
            let message = "The row asks to delete a redirection of Rank Math";
            return Err(Problem::new("destination", destination, message, "Delete it there or here by hand"));
        }
        let mut warnings = Vec::new();
        let mut otherwise = |field: &str, value: &str| {
            warnings.push(Problem::new(field, "", format!("The cell is empty; {value} was taken"), "Fill the cell"));
            value.to_owned()
        };
        let status = match word("status")? {
            status if status.is_empty() => "active".to_owned(),
            status => status,
        };
        if status == "trashed" {
            return Err(Problem::new("status", &status, "The redirection is in the trash", "Restore it to have it"));
        }
        let source = self.cell(record, "source")?;
        let sources = match several(source) {
            Some(list) => list?,
            None => {
                let matching = match word("matching")? {
                    matching if matching.is_empty() => otherwise("matching", "exact"),
                    matching => matching,
                };
                Value::Array(vec![(Key::Int(0), entry(&word("ignore")?, source, &matching))])
            }
        };
        let code = match word("type")? {
            code if code.is_empty() => otherwise("type", "301"),
            code => code,
        };
        let header_code = code
            .parse()
            .map_err(|_| Problem::new("type", &code, "This is no HTTP status", "Use 301, 302, 307, 308, 410 or 451"))?;
        let row = Row {
            id: word("id")?.parse().unwrap_or(0),
            sources: String::from_utf8_lossy(&sources.write()).into_owned(),
            url_to: destination.to_owned(),
            header_code,
            status,
            ..Row::default()
        };
        Ok((row, self.cell(record, "category")?.to_owned(), warnings))
    }
}

// The sources of a cell that holds a JSON list of them.
fn several(cell: &str) -> Option<Result<Value, Problem>> {
    let Ok(Json::Array(list)) = serde_json::from_str(cell) else { return None };
    if list.len() > MOST_SOURCES {
        let message = format!("There are more than {MOST_SOURCES} sources");
        return Some(Err(Problem::new("source", "", message, "Split it into several rows")));
    }
    // What a source lacks is found when the row is read.
    let one = |json: &Json| match json {
        Json::String(pattern) => entry("", pattern, "exact"),
        json => {
            let given = ["ignore", "pattern", "comparison"].into_iter().filter_map(|key| {
                let text = json.get(key)?.as_str()?;
                Some((Key::Text(key.into()), Value::Text(text.into())))
            });
            Value::Array(given.collect())
        }
    };
    Some(Ok(Value::Array((0..).map(Key::Int).zip(list.iter().map(one)).collect())))
}

fn entry(ignore: &str, pattern: &str, comparison: &str) -> Value {
    let parts = [("ignore", ignore), ("pattern", pattern), ("comparison", comparison)];
    Value::Array(parts.map(|(key, part)| (Key::Text(key.into()), Value::Text(part.into()))).into())
}
