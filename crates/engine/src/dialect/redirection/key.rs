//! The keys under which the plugin finds rules in its table (column `match_url`).

use super::pass::url_with;
use super::path::{path, without_slash};
use super::query::Query;
use crate::php::{mb_strtolower, rawurlencode};

/// What stays as it is although `rawurlencode` would encode it.
const KEPT: &[u8] = b"/:[]@~,();";

/// The key of a URL without its query: path without the slash at its end, percent-encoded, then in lower case. So letters
/// that are not ASCII keep their case.
pub fn path_key(url: &[u8]) -> Vec<u8> {
    let path = path(url);
    let path = without_slash(&path);
    let mut encoded = Vec::with_capacity(path.len());
    for part in path.chunk_by(|one, other| KEPT.contains(one) == KEPT.contains(other)) {
        match part.first() {
            Some(first) if KEPT.contains(first) => encoded.extend_from_slice(part),
            _ => encoded.extend_from_slice(&rawurlencode(part)),
        }
    }
    let key = mb_strtolower(&encoded);
    if matches!(&key[..], b"" | b"0") { b"/".to_vec() } else { key }
}

/// The key of a URL with its query, parameters in their order and case.
pub fn query_key(url: &[u8]) -> Vec<u8> {
    url_with(&path_key(url), Query::parse(url, false).parameters())
}
