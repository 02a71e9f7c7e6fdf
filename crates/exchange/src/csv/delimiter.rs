//! Which character separates the columns.

use super::columns::Layout;

const CANDIDATES: [u8; 3] = *b",;\t";
const LINES: usize = 20;

/// The candidate that makes column names of the first line; without such names the one that splits most of the first lines
/// into two columns or more. The comma wins a tie.
///
/// The names come first, because a note of several lines looks like rows to all candidates but the right one.
pub(super) fn detect(text: &[u8]) -> u8 {
    let sample = first_lines(text);
    let reader = |delimiter: u8| {
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(sample)
    };
    let names_columns = |delimiter: &u8| {
        let mut header = csv::ByteRecord::new();
        reader(*delimiter).read_byte_record(&mut header).unwrap_or(false)
            && header.len() > 1
            && Layout::from_header(&header).is_some()
    };
    if let Some(delimiter) = CANDIDATES.into_iter().find(names_columns) {
        return delimiter;
    }
    let lines_split = |delimiter: u8| {
        let mut reader = reader(delimiter);
        let mut record = csv::ByteRecord::new();
        let mut split = 0;
        while split < LINES && reader.read_byte_record(&mut record).unwrap_or(false) {
            split += usize::from(record.len() > 1);
        }
        split
    };
    let mut best = (CANDIDATES[0], lines_split(CANDIDATES[0]));
    for delimiter in &CANDIDATES[1..] {
        let lines = lines_split(*delimiter);
        if lines > best.1 {
            best = (*delimiter, lines);
        }
    }
    best.0
}

fn first_lines(text: &[u8]) -> &[u8] {
    let mut ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    ends.nth(LINES - 1).map_or(text, |(end, _)| &text[..=end])
}

#[cfg(test)]
mod tests {
    use super::detect;

    #[test]
    fn the_delimiter_of_most_lines_is_taken() {
        for (text, expected) in [
            ("source,target\n/a,/b\n", b','),
            ("source;target\n/a,1;/b\n/c;/d", b';'),
            ("/a\t/b\n/c\t/d", b'\t'),
            ("\"/a;1\",/b\n\"/c;2\",/d\n", b','),
            ("/only-one-column", b','),
            ("source,note\n/a,\"1;2\n3;4\n5;6\"\n", b','),
            ("source;note\n/a;\"1,2\n3,4\n5,6\"\n", b';'),
            ("", b','),
        ] {
            assert_eq!(detect(text.as_bytes()), expected, "{text:?}");
        }
    }
}
