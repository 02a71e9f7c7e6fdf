//! Redirections of Rank Math: rows of the table `rank_math_redirections`, its settings, and the CSV of Rank Math Pro
//! (spec/importers §1).

mod csv;
mod file;
mod row;
mod settings;
mod source;
mod write;

pub use csv::read_csv;
pub use file::read_json;
pub use row::Row;
pub use settings::{Options, redirects, stored_settings};
pub use write::write;

use std::cmp::Reverse;

use crate::collect::Collector;
use crate::{Import, Place};

/// Columns that the table must have.
pub const COLUMNS: [&str; 7] = ["id", "sources", "url_to", "header_code", "status", "updated", "hits"];

/// Places between two rules, so that one can be put between them.
const STEP: u32 = 10;

/// One rule of the dialect `rank-math` for each row, with the row's id and in Rank Math's order: the row that was updated
/// last comes first, of equally old ones that with the higher id. What is in the trash is left out without a word.
pub fn read(rows: &[Row]) -> Import {
    let mut collector = Collector::default();
    let mut ordered: Vec<(usize, &Row)> = rows.iter().enumerate().filter(|(_, row)| !row.is_trashed()).collect();
    // Times are written alike, so they compare as text.
    ordered.sort_by_key(|(_, row)| Reverse((row.updated.as_str(), row.id)));
    for ((index, row), number) in ordered.into_iter().zip(1_u32..) {
        let place = Place::Rule { index, id: row.id };
        collector.take(place, row.rule(number.saturating_mul(STEP)));
        collector.hits(place, row.hits, row.last_access);
    }
    collector.finish()
}
