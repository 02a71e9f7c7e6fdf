//! Cloudflare's bulk redirects: a list without a header, of source URL, target URL, status, and four flags.
//!
//! The most special source counts wherever it stands: its own host before a subdomain of another, the longer path before
//! the shorter. The query is never compared.

mod row;
mod write;

pub use write::write;

use detour_rules::Problem;

use crate::collect::Collector;
use crate::{Import, Place};

/// Reads a list.
pub fn read(text: &[u8]) -> Import {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut lines = crate::csv::Lines::new(text);
    let mut record = ::csv::StringRecord::new();
    let mut collector = Collector::default();
    let mut rows = Vec::new();
    loop {
        let read = reader.read_record(&mut record);
        let place = Place::Line { line: lines.of(record.position().map_or(0, ::csv::Position::byte)) };
        match read {
            Ok(false) => break,
            Ok(true) if record.iter().all(str::is_empty) => {}
            // A header isn't asked for, and some have one.
            Ok(true)
                if rows.is_empty() && record.get(0).is_some_and(|cell| cell.eq_ignore_ascii_case("source_url")) => {}
            Ok(true) => rows.push((place, row::rules(&record))),
            Err(error) => {
                let fix = "Save the file again as CSV in UTF-8";
                collector.report.skip(place, Problem::new("", "", format!("The row can't be read: {error}"), fix));
            }
        }
    }
    rows.sort_by_key(|(_, row)| row.as_ref().map_or(row::Rank::default(), |row| row.rank));
    for (place, row) in rows {
        match row {
            Ok(row) => row.rules.into_iter().for_each(|rule| collector.take(place, Ok((rule, Vec::new())))),
            Err(problems) => collector.take(place, Err(problems)),
        }
    }
    collector.report.sort();
    collector.finish()
}
