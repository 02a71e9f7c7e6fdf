//! `http_build_query` with its default separators and encoding (RFC 1738).

use super::urlencode;
use super::variables::{Value, Variables};

/// The variables as a query string. Those that are `null` are left out.
pub fn http_build_query(variables: &Variables) -> Vec<u8> {
    let mut out = Vec::new();
    append(&mut out, None, variables);
    out
}

// Nesting is bounded by `parse_str`, which is the only maker of nested variables.
fn append(out: &mut Vec<u8>, parent: Option<&[u8]>, variables: &Variables) {
    for (key, value) in variables.iter() {
        let key = urlencode(&key.to_bytes());
        let name = match parent {
            Some(parent) => [parent, b"%5B", &key, b"%5D"].concat(),
            None => key,
        };
        match value {
            Value::Null => {}
            Value::Variables(inner) => append(out, Some(&name), inner),
            Value::Text(text) => {
                if !out.is_empty() {
                    out.push(b'&');
                }
                out.extend_from_slice(&name);
                out.push(b'=');
                out.extend_from_slice(&urlencode(text));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::php::parse_str;

    #[test]
    fn nested_and_encoded() {
        assert_eq!(http_build_query(&parse_str(b"a[]=1&a[k y]=~ /&b=")), b"a%5B0%5D=1&a%5Bk+y%5D=%7E+%2F&b=");
    }
}
