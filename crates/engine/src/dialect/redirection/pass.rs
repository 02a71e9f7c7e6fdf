//! Handing the parameters of a request on to a target.

use memchr::memmem;

use super::query::Query;
use super::query_match::difference;
use crate::php::{Key, Value, Variables, front, http_build_query, rawurlencode, str_replace};

/// The target with the parameters of the request that it has not itself. `url` is [`super::RequestUrl::replaced`]. A
/// parameter without value in the target doesn't keep the request's out, and is repeated.
pub fn with_parameters(target: &[u8], url: &[u8]) -> Vec<u8> {
    let ours = Query::parse(target, false);
    let ours = ours.parameters();
    let theirs = Query::parse(url, false);
    let mut passed = difference(ours, theirs.parameters(), 0);
    for (key, value) in difference(theirs.parameters(), ours, 0).iter() {
        passed.set(key.clone(), value.clone());
    }
    let taken: Vec<Key> = passed.iter().map(|(key, _)| key.clone()).collect();
    for key in taken.iter().filter(|key| ours.get(key).is_some_and(|value| *value != Value::Null)) {
        passed.remove(key);
    }
    url_with(target, &passed)
}

/// Appends parameters to a URL, before its fragment.
pub(super) fn url_with(url: &[u8], parameters: &Variables) -> Vec<u8> {
    let query = encoded(parameters);
    if matches!(&query[..], b"" | b"0") {
        return url.to_vec();
    }
    let fragment = fragment(url);
    let bare = match &fragment {
        Some(fragment) => str_replace(url, &[b"#", &fragment[..]].concat(), b""),
        None => url.to_vec(),
    };
    let joint: &[u8] = if bare.contains(&b'?') { b"&" } else { b"?" };
    let mut out = [&bare, joint, &query].concat();
    if let Some(fragment) = fragment {
        out.push(b'#');
        out.extend_from_slice(&fragment);
    }
    out
}

// Numbers in brackets are left out, and `=` where there is no value. That and the decoding of `%252B` are done on the
// finished text, so other parameters that look alike are changed as well.
fn encoded(parameters: &Variables) -> Vec<u8> {
    let mut with_values = Variables::default();
    for (key, value) in parameters.iter() {
        let value = if *value == Value::Null { Value::Text(Vec::new()) } else { value.clone() };
        with_values.set(key.clone(), value);
    }
    let mut query = without_numbers(&http_build_query(&with_values));
    for (key, value) in parameters.iter() {
        if *value == Value::Null {
            let name = str_replace(&rawurlencode(&key.to_bytes()), b"%20", b"+");
            query = str_replace(&query, &[&name[..], b"="].concat(), &name);
        }
    }
    str_replace(&query, b"%252B", b"+")
}

// `%5B7%5D` becomes `[]`.
fn without_numbers(query: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(query.len());
    let mut rest = query;
    while let Some(open) = memmem::find(rest, b"%5B") {
        let (before, inside) = (&rest[..open], &rest[open + 3..]);
        let digits = inside.iter().take_while(|b| b.is_ascii_digit()).count();
        out.extend_from_slice(before);
        rest = match inside[digits..].strip_prefix(b"%5D") {
            Some(after) => {
                out.extend_from_slice(b"[]");
                after
            }
            None => {
                out.extend_from_slice(b"%5B");
                inside
            }
        };
    }
    out.extend_from_slice(rest);
    out
}

// What `parse_url` takes for the fragment; control characters in it become `_`. "0" counts as none, and a URL that PHP can't
// parse has none.
fn fragment(url: &[u8]) -> Option<Vec<u8>> {
    let start = url.iter().position(|&b| b == b'#').filter(|_| front(url).is_some())?;
    let fragment: Vec<u8> = url[start + 1..].iter().map(|&b| if b.is_ascii_control() { b'_' } else { b }).collect();
    (!matches!(&fragment[..], b"" | b"0")).then_some(fragment)
}
