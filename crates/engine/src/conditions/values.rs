//! Values under a name: cookies and query parameters.

use std::borrow::Cow;

use crate::canonical::escape;
use crate::query;

/// The values of the cookies of this name, as sent (RFC 6265 §4.2).
pub(crate) fn cookies<'h>(header: &'h [u8], name: &'h str) -> impl Iterator<Item = &'h [u8]> {
    header.split(|&b| b == b';').filter_map(move |pair| {
        let pair = pair.trim_ascii();
        let end = pair.iter().position(|&b| b == b'=')?;
        (&pair[..end] == name.as_bytes()).then(|| &pair[end + 1..])
    })
}

/// The values of the parameters of this name, decoded. A parameter without `=` has an empty one.
pub(super) fn parameters<'q>(raw_query: &'q [u8], name: &'q str) -> impl Iterator<Item = Cow<'q, [u8]>> {
    query::parameters(raw_query).filter_map(move |parameter| {
        let own = query::name(parameter);
        (*decoded(own) == *name.as_bytes()).then(|| decoded(parameter.get(own.len() + 1..).unwrap_or_default()))
    })
}

// As forms encode it: `+` is a space. An escape that isn't one stands for itself.
fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.iter().any(|b| matches!(b, b'%' | b'+')) {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        match escape(rest) {
            Some(byte) => {
                out.push(byte);
                rest = &rest[3..];
            }
            None => {
                out.push(if byte == b'+' { b' ' } else { byte });
                rest = after;
            }
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_of_a_name() {
        let all = |header: &'static str, name| -> Vec<_> { cookies(header.as_bytes(), name).collect() };
        assert_eq!(all("a=1; b=2;a=3", "a"), [b"1", b"3"]);
        assert_eq!(all("a=b=c; x", "a"), [b"b=c"]);
        assert_eq!(all("x; aa=1", "a").len() + all("x", "x").len(), 0);
    }

    #[test]
    fn parameters_of_a_name() {
        let all = |query: &'static str, name| -> Vec<_> { parameters(query.as_bytes(), name).collect() };
        assert_eq!(all("a=1+2&%61=%26%zz&b", "a"), [&b"1 2"[..], b"&%zz"]);
        assert_eq!(all("a=1&b", "b"), [&b""[..]]);
        assert_eq!(all("a=1", "c").len(), 0);
    }
}
