//! Tracking parameters, which never keep a rule that compares the query from matching.

use crate::canonical;
use crate::query;

/// Takes the tracking parameters out of a query string. Answers what is left and what was taken, both as sent; `None` if
/// there are none. `names` is one name a line; `*` at its end stands for anything.
pub(crate) fn taken_out(raw_query: &[u8], names: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let is_listed = |parameter: &&[u8]| {
        let canonical = canonical::query(query::name(parameter));
        names.split(|&b| b == b'\n').any(|listed| fits(listed, &canonical))
    };
    let (taken, left): (Vec<&[u8]>, Vec<&[u8]>) = query::parameters(raw_query).partition(is_listed);
    (!taken.is_empty()).then(|| (left.join(&b'&'), taken.join(&b'&')))
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
