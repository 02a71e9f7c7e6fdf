//! Events out of the bytes of a spool file, whatever those bytes are.

use memchr::{memchr, memchr2};

use crate::record::{END, START};
use crate::{Event, MOST_BYTES};

/// Reads the events in a stretch of a spool file that begins where a record does (or anywhere: then it finds the next one).
///
/// What is no record is left out: nothing that stands inside of one can be taken for another, because no text of a visitor
/// gets the first byte of a record into the file.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    is_last: bool,
    damaged: u64,
}

impl<'a> Reader<'a> {
    /// `is_last`: nothing will follow these bytes, so a record that is not whole never will be.
    pub fn new(bytes: &'a [u8], is_last: bool) -> Reader<'a> {
        Reader { bytes, at: 0, is_last, damaged: 0 }
    }

    /// Bytes that are done with. The rest is the beginning of a record, shorter than [`MOST_BYTES`].
    pub fn consumed(&self) -> usize {
        self.at
    }

    /// Stretches of bytes so far that are no record.
    pub fn damaged(&self) -> u64 {
        self.damaged
    }

    fn skip_to(&mut self, at: usize) {
        self.damaged += 1;
        self.at = at;
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
            if rest[0] != START {
                let next = memchr(START, rest).unwrap_or(rest.len());
                self.skip_to(self.at + next);
                continue;
            }
            let window = &rest[1..rest.len().min(MOST_BYTES)];
            match memchr2(END, START, window) {
                Some(end) if window[end] == END => match Event::read(&window[..end]) {
                    Some(event) => {
                        self.at += end + 2;
                        return Some(event);
                    }
                    None => self.skip_to(self.at + end + 2),
                },
                // Torn: the next one begins in the middle of it.
                Some(start) => self.skip_to(self.at + start + 1),
                None if rest.len() >= MOST_BYTES => {
                    let next = memchr(START, &rest[1..]).map_or(rest.len(), |next| next + 1);
                    self.skip_to(self.at + next);
                }
                None if self.is_last => self.skip_to(self.bytes.len()),
                None => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    fn record(time: u64) -> Vec<u8> {
        let mut out = Vec::new();
        Event::new(Kind::Hit, time).write(&mut out);
        out
    }

    fn read(bytes: &[u8], is_last: bool) -> (Vec<u64>, usize, u64) {
        let mut reader = Reader::new(bytes, is_last);
        let times = reader.by_ref().map(|event| event.time).collect();
        (times, reader.consumed(), reader.damaged())
    }

    #[test]
    fn a_torn_record_costs_no_other() {
        let whole = record(1);
        for cut in 1..whole.len() {
            let bytes = [&whole[..cut], &record(2), &record(3)].concat();
            assert_eq!(read(&bytes, false), (vec![2, 3], bytes.len(), 1), "cut at {cut}");
        }
    }

    #[test]
    fn a_record_that_is_not_whole_yet_is_waited_for() {
        let bytes = [record(1), record(2)].concat();
        let cut = bytes.len() - 5;
        assert_eq!(read(&bytes[..cut], false), (vec![1], bytes.len() / 2, 0));
        assert_eq!(read(&bytes[..cut], true), (vec![1], cut, 1));
    }

    #[test]
    fn what_claims_to_be_endless_is_skipped() {
        let garbage = [&[START][..], &vec![b'x'; 3 * MOST_BYTES]].concat();
        assert_eq!(read(&garbage, false), (vec![], garbage.len(), 1));
        let bytes = [garbage, record(7)].concat();
        assert_eq!(read(&bytes, false), (vec![7], bytes.len(), 1));
        let zeros = [vec![0; 100], record(8)].concat();
        assert_eq!(read(&zeros, false), (vec![8], zeros.len(), 1));
    }

    #[test]
    fn a_visitor_cant_write_a_record() {
        let forged = record(666);
        let mut bytes = Vec::new();
        let event = Event { uri: forged.into(), ..Event::new(Kind::NotFound, 1) };
        event.write(&mut bytes);
        // Even if the frame around it is damaged.
        bytes[3] ^= 1;
        assert_eq!(read(&bytes, true).0, []);
    }
}
