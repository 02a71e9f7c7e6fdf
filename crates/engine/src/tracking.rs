//! Tracking parameters, which never keep a rule that compares the query from matching.

use memchr::memchr_iter;

use crate::canonical;
use crate::query;

/// Takes the tracking parameters out of a query string. Answers what is left and what was taken, both as sent; `None` if
/// there are none. `names` is one name a line; `*` at its end stands for anything.
pub(crate) fn taken_out(raw_query: &[u8], names: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let starts = Starts::of(names);
    let is_listed = |parameter: &[u8]| {
        starts.allow(parameter) && {
            let canonical = canonical::query(query::name(parameter));
            names.split(|&b| b == b'\n').any(|listed| fits(listed, &canonical))
        }
    };
    let mut rest = query::parameters(raw_query);
    let first = rest.position(is_listed)?;
    let mut before = query::parameters(raw_query);
    let mut left = Vec::with_capacity(raw_query.len());
    let mut taken = Vec::with_capacity(raw_query.len());
    before.by_ref().take(first).for_each(|parameter| append(&mut left, parameter));
    before.take(1).for_each(|parameter| append(&mut taken, parameter));
    for parameter in rest {
        append(if is_listed(parameter) { &mut taken } else { &mut left }, parameter);
    }
    Some((left, taken))
}

fn append(query: &mut Vec<u8>, parameter: &[u8]) {
    if !query.is_empty() {
        query.push(b'&');
    }
    query.extend_from_slice(parameter);
}

/// First bytes of the names, one bit each, small letters for capitals: enough to tell that most parameters are none of them.
struct Starts(u128);

impl Starts {
    /// An escape may stand for anything, and control characters are compared as escapes.
    const CODED: u128 = (1 << b'%') | (1 << 0x7f) | ((1 << 0x20) - 1);

    fn of(names: &[u8]) -> Starts {
        let firsts = memchr_iter(b'\n', names).filter_map(|end| names.get(end + 1)).chain(names.first());
        Starts(firsts.fold(Starts::CODED, |set, &first| set | Starts::bit(first)))
    }

    fn allow(&self, parameter: &[u8]) -> bool {
        parameter.first().is_some_and(|&first| self.0 & Starts::bit(first) != 0)
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

    #[test]
    fn tracking_parameters_are_taken_out() {
        let names = b"utm_*\ngclid";
        let (left, taken) = taken_out(b"b=1&utm_source=x&&GCLID=2&%75tm_x&gclid2=3", names).unwrap();
        assert_eq!((&left[..], &taken[..]), (&b"b=1&gclid2=3"[..], &b"utm_source=x&GCLID=2&%75tm_x"[..]));
        assert_eq!(taken_out(b"a=1&xutm_source=2", names), None);
        assert_eq!(taken_out(b"", names), None);
    }
}
