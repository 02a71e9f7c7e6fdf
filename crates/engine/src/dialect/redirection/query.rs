//! Query parameters as the plugin reads them: `parse_str`, with two corrections that have quirks of their own.

use memchr::memmem;

use crate::php::{Key, Value, Variables, mb_strtolower, parse_str};

/// The parameters of a source or request.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub(super) parameters: Variables,
    /// There is a `?` but nothing could be read behind it; then this text is compared as it is.
    pub(super) verbatim: Option<Vec<u8>>,
}

impl Query {
    /// Reads the parameters of a URL.
    pub fn parse(url: &[u8], ignore_case: bool) -> Query {
        let mut query = Query::parse_exactly(url);
        if ignore_case {
            let folded = Query::parse_exactly(&mb_strtolower(url));
            query = Query { parameters: folded.parameters, verbatim: folded.verbatim.or(query.verbatim) };
        }
        query
    }

    fn parse_exactly(url: &[u8]) -> Query {
        let parameters = parameters(url);
        let is_verbatim = parameters.is_empty() && url.contains(&b'?');
        Query { parameters, verbatim: is_verbatim.then(|| component(url).to_vec()) }
    }

    /// The parameters in the order they are passed on in.
    pub fn parameters(&self) -> &Variables {
        &self.parameters
    }
}

/// What follows the question mark, or an escaped one (`\?`) if that is the first.
pub fn component(url: &[u8]) -> &[u8] {
    let mark = url.iter().position(|&b| b == b'?');
    mark.map_or(b"", |mark| &url[mark + 1..])
}

// 1. A parameter without a value is null, unless `name=` occurs anywhere in the URL.
// 2. A name that PHP mangles (`a.b`, `a b`) gets its own spelling back, less any brackets, and moves to the end.
// The query `0` counts as none at all.
fn parameters(url: &[u8]) -> Variables {
    let query = match component(url) {
        b"0" => b"",
        query => query,
    };
    let parsed = parse_str(query);
    let mut parameters = Variables::default();
    for (key, value) in parsed.iter() {
        let is_empty = matches!(value, Value::Text(text) if text.is_empty());
        let is_null = is_empty && memmem::find(url, &[&key.to_bytes()[..], b"="].concat()).is_none();
        parameters.set(key.clone(), if is_null { Value::Null } else { value.clone() });
    }
    for part in query.split(|&b| b == b'&') {
        let spelt = spelling(part);
        let mangled = parse_str(part);
        let name = match mangled.iter().next() {
            Some((Key::Text(name), _)) => &name[..],
            // A key that is a number is never taken for the same as its text.
            Some((Key::Int(_), _)) => continue,
            None => b"",
        };
        if name == spelt {
            continue;
        }
        if let Some(value) = parameters.remove(&Key::Text(name.to_vec())) {
            parameters.set(Key::new(&spelt), value);
        }
    }
    parameters
}

// The name of a parameter as it was written, without brackets.
fn spelling(part: &[u8]) -> Vec<u8> {
    let name = part.split(|&b| b == b'=').next().unwrap_or_default();
    let mut spelt = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((&first, tail)) = rest.split_first() {
        rest = match first {
            b'[' | b']' => tail,
            b'%' if tail.starts_with(b"5B") || tail.starts_with(b"5D") => &tail[2..],
            b'+' => {
                spelt.push(b' ');
                tail
            }
            _ => {
                spelt.push(first);
                tail
            }
        };
    }
    spelt
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(url: &str) -> Vec<String> {
        let parameters = parameters(url.as_bytes());
        parameters.iter().map(|(key, _)| String::from_utf8(key.to_bytes()).unwrap()).collect()
    }

    #[test]
    fn spellings_come_back() {
        assert_eq!(names("/?a.b=1&c=2"), ["c", "a.b"]);
        assert_eq!(names("/?x[0]=1&x[2]=2"), ["x0"]);
        assert_eq!(names("/?1[a]=1"), ["1"]);
        assert_eq!(names("/?0"), [""; 0]);
        assert_eq!(names("/?%5D[=1&[b=2"), ["b"]);
        assert_eq!(names("/? a=1&a%2Bb"), [" a", "a%2Bb"]);
    }

    #[test]
    fn parameters_without_value() {
        let a = |url: &str| parameters(url.as_bytes()).get(&Key::new(b"a")).cloned();
        assert_eq!(a("/?a"), Some(Value::Null));
        assert_eq!(a("/?a="), Some(Value::Text(Vec::new())));
        assert_eq!(a("/?a&xa=1"), Some(Value::Text(Vec::new())));
    }
}
