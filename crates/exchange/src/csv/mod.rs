//! Comma-separated files: Detour's own (every field of a rule), and those that redirect plugins and people write.
//!
//! The first row names the columns (`columns.rs` lists the names); without such a row the columns are source, target,
//! code. Only the source is needed. An empty code is 307.

mod columns;
mod delimiter;
mod line;
mod records;
mod row;
mod write;

pub(crate) use columns::Column;
pub(crate) use line::Lines;
pub(crate) use records::records;
pub(crate) use row::{is_formula, restored};
pub use write::write;
pub(crate) use write::{cell, harmless};

use csv::{ByteRecord, ReaderBuilder};
use detour_rules::Problem;

use crate::collect::Collector;
use crate::{Import, Place};

/// Reads a file with commas, semicolons or tabs between the columns.
pub fn read(text: &[u8]) -> Import {
    read_with(text, &[])
}

/// Likewise, with columns named by the caller: (field, the column's name or its number from 1).
pub fn read_with(text: &[u8], named: &[(String, String)]) -> Import {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter::detect(text)).has_headers(false).flexible(true).from_reader(text);
    let mut collector = Collector::default();
    let mut layout = None;
    let mut record = ByteRecord::new();
    let mut lines = Lines::new(text);
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let fix = "Save the file again as CSV in UTF-8";
                collector
                    .report
                    .skip(Place::File {}, Problem::new("", "", format!("The file can't be read: {error}"), fix));
                break;
            }
        }
        let place = Place::Line { line: lines.of(record.position().map_or(0, csv::Position::byte)) };
        if record.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let layout = match &layout {
            Some(layout) => layout,
            None if !named.is_empty() => match columns::Layout::named(&record, named) {
                Ok((named, is_header)) => {
                    let named = layout.insert(named);
                    if is_header {
                        continue;
                    }
                    named
                }
                Err(problem) => {
                    collector.report.skip(Place::File {}, *problem);
                    break;
                }
            },
            None => match columns::Layout::from_header(&record) {
                Some(header) => {
                    header.problems().into_iter().for_each(|problem| collector.report.warn(place, problem));
                    layout = Some(header);
                    continue;
                }
                None => layout.insert(columns::Layout::positional()),
            },
        };
        collector.take(place, row::rule(layout, &record));
        collector.hits(place, row::hits(layout, &record), None);
    }
    collector.finish()
}
