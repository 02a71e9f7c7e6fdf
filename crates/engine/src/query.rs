//! Query strings as lists of parameters.

/// The parameters of a query string, empty ones left out.
pub(crate) fn parameters(query: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    query.split(|&b| b == b'&').filter(|parameter| !parameter.is_empty())
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
    let mut all: Vec<&[u8]> = parameters(query).collect();
    all.sort_unstable();
    all.join(&b'&')
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
        assert!(contains(b"x&a=1&b=2", b"b=2&x"));
        assert!(!contains(b"a=1", b"a"));
        assert_eq!(name(b"a=1=2"), b"a");
    }
}
