//! `parse_str` (main/php_variables.c), with the default settings of PHP.

use super::variables::{Value, Variables};
use super::{Key, urldecode};

/// `max_input_vars`.
const MOST_VARIABLES: usize = 1000;
/// `max_input_nesting_level`.
const DEEPEST: usize = 64;

/// Parameters of a query string. Names are mangled as PHP does it: `.` and space become `_`, `[` begins a nested key, the
/// last of equal names wins. Everything after the 1000th parameter is left out.
pub fn parse_str(query: &[u8]) -> Variables {
    let mut variables = Variables::default();
    for parameter in query.split(|&b| b == b'&').filter(|parameter| !parameter.is_empty()).take(MOST_VARIABLES) {
        let (name, value) = match parameter.iter().position(|&b| b == b'=') {
            Some(end) => (&parameter[..end], &parameter[end + 1..]),
            None => (parameter, &b""[..]),
        };
        register(&mut variables, &urldecode(name), urldecode(value).into_owned());
    }
    variables
}

fn register(variables: &mut Variables, name: &[u8], value: Vec<u8>) {
    // In C a name ends at NUL.
    let name = name.split(|&b| b == 0).next().unwrap_or_default();
    let name = &name[name.iter().position(|&b| b != b' ').unwrap_or(name.len())..];
    let Some(path) = path(name) else { return };
    if path.len() > DEEPEST + 1 {
        if let Some(Some(first)) = path.first() {
            variables.remove(first);
        }
        return;
    }
    let Some((last, parents)) = path.split_last() else { return };
    let mut at = variables;
    for key in parents {
        match at.array_at(key.as_ref()) {
            Some(inner) => at = inner,
            None => return,
        }
    }
    match last {
        Some(key) => at.set(key.clone(), Value::Text(value)),
        None => at.push(Value::Text(value)),
    }
}

// `a[b][]` as its keys; none for `[]`. `None` for a name that is nothing.
fn path(name: &[u8]) -> Option<Vec<Option<Key>>> {
    let end = name.iter().position(|&b| b == b'[').unwrap_or(name.len());
    let mut first: Vec<u8> = name[..end].iter().map(|&b| if b == b' ' || b == b'.' { b'_' } else { b }).collect();
    if first.is_empty() {
        return None;
    }
    let mut nested = Vec::new();
    let mut rest = &name[end..];
    while let Some(inner) = rest.strip_prefix(b"[") {
        // Nothing but one blank between brackets counts as nothing.
        let blank = usize::from(inner.first().is_some_and(|b| b.is_ascii_whitespace() || *b == 0x0b));
        if inner.get(blank) == Some(&b']') {
            nested.push(None);
            rest = &inner[blank + 1..];
            continue;
        }
        let Some(length) = inner[blank..].iter().position(|&b| b == b']') else {
            // The first bracket that is never closed is part of the name; one behind nested keys is dropped with the rest.
            if nested.is_empty() {
                first.push(b'_');
                first.extend(inner.iter().map(|&b| if matches!(b, b' ' | b'.' | b'[') { b'_' } else { b }));
            }
            break;
        };
        nested.push(Some(Key::new(&inner[..blank + length])));
        rest = &inner[blank + length + 1..];
    }
    let mut path = vec![Some(Key::new(&first))];
    path.append(&mut nested);
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(query: &str) -> Vec<String> {
        let text = |key: &Key| String::from_utf8(key.to_bytes()).unwrap();
        parse_str(query.as_bytes()).iter().map(|(key, _)| text(key)).collect()
    }

    #[test]
    fn names_are_mangled() {
        assert_eq!(names("a.b=1&%20c d=2&=3&&e[f=4&[g]=5&a_b=6"), ["a_b", "c_d", "e_f"]);
        assert_eq!(names("a%00b=1"), ["a"]);
    }

    #[test]
    fn bounds() {
        let many: Vec<String> = (0..1500).map(|n| format!("p{n}=1")).collect();
        assert_eq!(names(&many.join("&")).len(), 1000);
        assert_eq!(names(&format!("a{}=1", "[x]".repeat(65))), [""; 0]);
        assert_eq!(names(&format!("a{}=1", "[x]".repeat(64))), ["a"]);
    }
}
