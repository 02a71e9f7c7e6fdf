//! Tracking parameters, which never keep a rule that compares the query from matching.

use std::borrow::Cow;

use crate::canonical;
use crate::query;

/// A list of tracking parameters for a rule file (`FORMAT.md`, "Tracking"); empty without any name. `*` at the end of one
/// stands for anything.
pub(crate) fn encode<'n>(names: impl Iterator<Item = &'n str>) -> Vec<u8> {
    let (mut starts, mut texts) = (Listed::CODED, Vec::new());
    for name in names.map(str::as_bytes) {
        if let (Some(&first), Ok(length)) = (name.first(), u8::try_from(name.len())) {
            starts |= Listed::bit(first);
            texts.push(length);
            texts.extend_from_slice(name);
        }
    }
    if texts.is_empty() { texts } else { [&starts.to_le_bytes()[..], &texts].concat() }
}

/// A query string in two, both as sent.
pub(crate) struct Parted<'q> {
    /// Without the tracking parameters.
    pub(crate) left: Cow<'q, [u8]>,
    /// The tracking parameters.
    pub(crate) taken: Cow<'q, [u8]>,
}

/// Takes the listed tracking parameters out of a query string; `None` if there are none.
pub(crate) fn taken_out<'q>(raw_query: &'q [u8], listed: &[u8]) -> Option<Parted<'q>> {
    let listed = Listed::read(listed)?;
    let (mut left, mut taken, mut mixed) = (0, 0, false);
    for parameter in query::parameters(raw_query) {
        if listed.has(parameter) {
            taken += parameter.len() + 1;
        } else {
            left += parameter.len() + 1;
            mixed |= taken > 0;
        }
    }
    if taken == 0 {
        return None;
    }
    // Most senders of mails and advertisements append theirs to what is there.
    if !mixed && left + taken == raw_query.len() + 1 {
        let (left, taken) = (&raw_query[..left.saturating_sub(1)], &raw_query[left..]);
        return Some(Parted { left: left.into(), taken: taken.into() });
    }
    let (mut left, mut taken) = (Vec::with_capacity(left), Vec::with_capacity(taken));
    for parameter in query::parameters(raw_query) {
        append(if listed.has(parameter) { &mut taken } else { &mut left }, parameter);
    }
    Some(Parted { left: left.into(), taken: taken.into() })
}

fn append(query: &mut Vec<u8>, parameter: &[u8]) {
    if !query.is_empty() {
        query.push(b'&');
    }
    query.extend_from_slice(parameter);
}

/// The list as a rule file has it.
#[derive(Clone, Copy)]
struct Listed<'f> {
    /// First bytes of the names, one bit each, small letters for capitals: enough to tell that most parameters are none of
    /// them.
    starts: u128,
    /// Each behind its length.
    names: &'f [u8],
}

impl<'f> Listed<'f> {
    /// An escape may stand for anything, and control characters are compared as escapes.
    const CODED: u128 = (1 << b'%') | (1 << 0x7f) | ((1 << 0x20) - 1);

    fn read(bytes: &'f [u8]) -> Option<Listed<'f>> {
        let (starts, names) = bytes.split_first_chunk()?;
        Some(Listed { starts: u128::from_le_bytes(*starts), names })
    }

    fn has(self, parameter: &[u8]) -> bool {
        parameter.first().is_some_and(|&first| self.starts & Listed::bit(first) != 0) && {
            let canonical = canonical::query(query::name(parameter));
            self.names().any(|listed| fits(listed, &canonical))
        }
    }

    fn names(self) -> impl Iterator<Item = &'f [u8]> {
        let mut rest = self.names;
        std::iter::from_fn(move || {
            let (&length, after) = rest.split_first()?;
            let (name, after) = after.split_at_checked(length.into())?;
            rest = after;
            Some(name)
        })
    }

    // Bytes beyond ASCII share bits with others, which only means a closer look.
    fn bit(byte: u8) -> u128 {
        1 << (byte.to_ascii_lowercase() & 0x7f)
    }
}

fn fits(listed: &[u8], name: &[u8]) -> bool {
    match listed.strip_suffix(b"*") {
        Some(start) => name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)),
        None => name.eq_ignore_ascii_case(listed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["utm_*", "gclid"];

    fn taken(raw_query: &'static str) -> Option<(String, String, bool)> {
        let Parted { left, taken } = taken_out(raw_query.as_bytes(), &encode(NAMES.into_iter()))?;
        let is_slice = matches!((&left, &taken), (Cow::Borrowed(_), Cow::Borrowed(_)));
        let [left, taken] = [left, taken].map(|text| String::from_utf8(text.into_owned()).unwrap());
        Some((left, taken, is_slice))
    }

    #[test]
    fn tracking_parameters_are_taken_out() {
        for (query, left, tracking, is_slice) in [
            ("b=1&utm_source=x&&GCLID=2&%75tm_x&gclid2=3", "b=1&gclid2=3", "utm_source=x&GCLID=2&%75tm_x", false),
            ("b=1&c&utm_source=x&gclid=2", "b=1&c", "utm_source=x&gclid=2", true),
            ("utm_source=x", "", "utm_source=x", true),
            ("&utm_source=x", "", "utm_source=x", false),
            ("b=1&utm_source=x&", "b=1", "utm_source=x", false),
            ("b=1&&utm_source=x", "b=1", "utm_source=x", false),
        ] {
            assert_eq!(taken(query), Some((left.to_owned(), tracking.to_owned(), is_slice)), "{query}");
        }
        assert_eq!(taken("a=1&xutm_source=2"), None);
        assert_eq!(taken(""), None);
    }

    #[test]
    fn a_damaged_list_is_no_list_or_a_shorter_one() {
        let list = encode(NAMES.into_iter());
        assert_eq!(encode([].into_iter()), b"");
        for length in 0..list.len() {
            assert!(taken_out(b"gclid=1", &list[..length]).is_none(), "{length}");
        }
    }
}
