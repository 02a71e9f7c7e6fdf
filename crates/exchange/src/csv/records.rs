//! The rows of a file whose columns are known, with the lines they begin on.

use csv::{ByteRecord, ReaderBuilder};

use super::line::Lines;

/// Rows that hold something. What can't be read ends the file.
pub(crate) fn records(text: &[u8], delimiter: u8) -> impl Iterator<Item = (u64, ByteRecord)> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    let mut lines = Lines::new(text);
    std::iter::from_fn(move || {
        let mut record = ByteRecord::new();
        reader.read_byte_record(&mut record).unwrap_or(false).then(|| {
            let line = lines.of(record.position().map_or(0, csv::Position::byte));
            (line, record)
        })
    })
    .filter(|(_, record)| record.iter().any(|field| !field.is_empty()))
}
