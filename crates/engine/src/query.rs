//! Query strings as lists of parameters.

use std::borrow::Cow;

use memchr::memchr;

/// The parameters of a query string, empty ones left out.
pub(crate) fn parameters(query: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    let mut rest = Some(query);
    let all = std::iter::from_fn(move || {
        let text = rest?;
        let end = memchr(b'&', text);
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    });
    all.filter(|parameter| !parameter.is_empty())
}

/// The name of a parameter.
pub(crate) fn name(parameter: &[u8]) -> &[u8] {
    let end = parameter.iter().position(|&b| b == b'=').unwrap_or(parameter.len());
    &parameter[..end]
}

/// Length of the query string without its empty parameters.
pub(crate) fn joined_length(query: &[u8]) -> usize {
    parameters(query).map(|parameter| parameter.len() + 1).sum::<usize>().saturating_sub(1)
}

/// The same parameters in byte order.
pub(crate) fn sorted(query: &[u8]) -> Vec<u8> {
    let mut sorted = Vec::with_capacity(query.len());
    for parameter in in_order(parameters(query)) {
        if !sorted.is_empty() {
            sorted.push(b'&');
        }
        sorted.extend_from_slice(parameter);
    }
    sorted
}

/// What of a query literals may be filed under, none longer than the longest that there is: all of it, its parameters in byte
/// order, and each parameter if `single` says so.
pub(crate) fn key_queries(query: &[u8], longest: usize, single: bool) -> Vec<Cow<'_, [u8]>> {
    let whole = is_joined_within(query, longest).then(|| sorted(query));
    // Of thousands that a visitor sends only those are put in order that can be a key.
    let single = parameters(if single { query } else { b"" }).filter(|parameter| parameter.len() <= longest);
    let mut single = in_order(single);
    single.dedup();
    single.retain(|parameter| whole.as_deref() != Some(parameter));
    whole.map(Cow::Owned).into_iter().chain(single.into_iter().map(Cow::Borrowed)).collect()
}

// Whether there are parameters, and they are no longer than this.
fn is_joined_within(query: &[u8], longest: usize) -> bool {
    let joined =
        |length: usize, parameter: &[u8]| Some(length + parameter.len() + 1).filter(|&length| length - 1 <= longest);
    parameters(query).try_fold(0, joined).is_some_and(|length| length > 0)
}

fn in_order<'q>(parameters: impl Iterator<Item = &'q [u8]>) -> Vec<&'q [u8]> {
    let mut all: Vec<&[u8]> = parameters.collect();
    let alike = all.iter().copied().reduce(common_start).map_or(0, <[u8]>::len);
    // Most comparisons are of two numbers then, even of thousands of parameters that begin alike.
    let mut headed: Vec<(u64, &[u8])> = all.iter().map(|parameter| (head(&parameter[alike..]), *parameter)).collect();
    headed.sort_unstable();
    all.clear();
    all.extend(headed.into_iter().map(|(_, parameter)| parameter));
    all
}

fn common_start<'t>(a: &'t [u8], b: &[u8]) -> &'t [u8] {
    &a[..a.iter().zip(b).take_while(|(a, b)| a == b).count()]
}

// The first bytes as a number that is in the same order as they are.
fn head(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text[..length]);
    u64::from_be_bytes(bytes)
}

/// Whether each parameter of `wanted` is in `query`.
pub(crate) fn contains(query: &[u8], wanted: &[u8]) -> bool {
    parameters(wanted).all(|wanted| parameters(query).any(|parameter| parameter == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_sorted_and_looked_up() {
        assert_eq!(sorted(b"b=2&a=1&&a=0"), b"a=0&a=1&b=2");
        assert_eq!(
            sorted(b"long-parameter-2&long-parameter-10&long-p&long-p\0"),
            b"long-p&long-p\0&long-parameter-10&long-parameter-2"
        );
        assert_eq!(sorted(b""), b"");
        let keys = |query: &'static [u8], longest, single| key_queries(query, longest, single).join(&b' ');
        assert_eq!(keys(b"b=2&a=1&&b=2&long=1", 18, true), b"a=1&b=2&b=2&long=1 a=1 b=2 long=1");
        assert_eq!(keys(b"b=2&a=1&&b=2&long=1", 17, true), b"a=1 b=2 long=1");
        assert_eq!(keys(b"b=2&a=1&long=1", 5, true), b"a=1 b=2");
        assert_eq!(keys(b"b=2&a=1", 7, false), b"a=1&b=2");
        assert_eq!(keys(b"&a=1&", 3, true), b"a=1");
        assert_eq!(keys(b"a=1", 3, true), b"a=1");
        assert_eq!(keys(b"", 3, true), b"");
        assert!(contains(b"x&a=1&b=2", b"b=2&x"));
        assert!(!contains(b"a=1", b"a"));
        assert_eq!(name(b"a=1=2"), b"a");
    }
}
