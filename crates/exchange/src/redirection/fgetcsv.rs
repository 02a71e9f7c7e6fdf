//! PHP's `fgetcsv`: rows that no CSV reader would make of odd quotes are made nevertheless.

/// Longest line that is read at once, bytes; the plugin asks for it. What is longer goes on as the next row.
const LONGEST_LINE: usize = 5000;

/// Fields of each row of a text. An empty line has none.
pub(super) fn rows(text: &[u8], separator: u8) -> impl Iterator<Item = Vec<Vec<u8>>> {
    let mut lines = Lines { rest: text };
    std::iter::from_fn(move || {
        let line = lines.next(LONGEST_LINE)?;
        Some(Row { line, at: 0, separator, lines: &mut lines }.fields())
    })
}

/// A text line by line, with the line ends.
struct Lines<'t> {
    rest: &'t [u8],
}

impl<'t> Lines<'t> {
    fn next(&mut self, longest: usize) -> Option<&'t [u8]> {
        let end = self.rest.iter().position(|&b| b == b'\n').map_or(self.rest.len(), |at| at + 1);
        let (line, rest) = self.rest.split_at(end.min(longest));
        self.rest = rest;
        (!line.is_empty()).then_some(line)
    }
}

struct Row<'l, 't> {
    line: &'t [u8],
    at: usize,
    separator: u8,
    lines: &'l mut Lines<'t>,
}

impl Row<'_, '_> {
    fn fields(mut self) -> Vec<Vec<u8>> {
        let mut fields = Vec::new();
        if bare(self.line).is_empty() {
            return fields;
        }
        loop {
            let blanks = self.line[self.at..].iter().take_while(|&&b| b != self.separator && is_space(b)).count();
            let mut field = Vec::new();
            if self.line.get(self.at + blanks) == Some(&b'"') {
                self.at += blanks + 1;
                self.quoted(&mut field);
            }
            // What follows the closing quote belongs to the field.
            let rest = &bare(self.line)[self.at.min(bare(self.line).len())..];
            let end = rest.iter().position(|&b| b == self.separator);
            field.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
            fields.push(field);
            match end {
                Some(end) => self.at += end + 1,
                None => return fields,
            }
        }
    }

    // Up to the closing quote, over as many lines as it takes. A backslash takes away the meaning of what follows it, and
    // stays.
    fn quoted(&mut self, field: &mut Vec<u8>) {
        loop {
            match self.line.get(self.at).copied() {
                None => match self.lines.next(usize::MAX) {
                    Some(line) => (self.line, self.at) = (line, 0),
                    None => return,
                },
                Some(b'"') if self.line.get(self.at + 1) == Some(&b'"') => {
                    field.push(b'"');
                    self.at += 2;
                }
                Some(b'"') => {
                    self.at += 1;
                    return;
                }
                Some(b'\\') if self.at + 1 < bare(self.line).len() => {
                    field.extend_from_slice(&self.line[self.at..self.at + 2]);
                    self.at += 2;
                }
                Some(byte) => {
                    field.push(byte);
                    self.at += 1;
                }
            }
        }
    }
}

// A line without its end.
fn bare(line: &[u8]) -> &[u8] {
    let bare = line.strip_suffix(b"\n").unwrap_or(line);
    bare.strip_suffix(b"\r").unwrap_or(bare)
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let text_of = |field: Vec<u8>| String::from_utf8(field).unwrap();
        rows(text.as_bytes(), b',').map(|row| row.into_iter().map(text_of).collect()).collect()
    }

    #[test]
    fn odd_quotes() {
        assert_eq!(read("a, \"b\"c ,d\r\n"), [["a", "bc ", "d"]]);
        assert_eq!(read("\"a\"\"b\",\"\\\"\""), [["a\"b", "\\\""]]);
        assert_eq!(read("\"a\nb\",c\n\nd"), [&["a\nb", "c"][..], &[], &["d"]]);
        assert_eq!(read("a b\"c\", "), [["a b\"c\"", " "]]);
    }

    #[test]
    fn long_lines_are_cut() {
        assert_eq!(read(&"a".repeat(5001)).len(), 2);
    }
}
