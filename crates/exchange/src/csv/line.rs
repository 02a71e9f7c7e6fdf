//! Which line a row begins on, as an editor counts.
//!
//! The `csv` crate counts a row from the end of the one before, so after `\r\n` or an empty line it is too low.

pub(crate) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Lines { text, at: 0, line: 1 }
    }

    /// Line of the row that begins at `byte` or after the line ends that stand there. Rows are asked for in order.
    pub(crate) fn of(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(here) = self.text.get(self.at) {
            let line_end = matches!(here, b'\r' | b'\n');
            if self.at >= byte && !line_end {
                break;
            }
            let half = *here == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            self.line += u64::from(line_end && !half);
            self.at += 1;
        }
        self.line
    }
}
