//! Bytes as they can stand in a request target.

/// A path or query: escapes stay, what no browser sends as it is becomes one. `%` that begins no escape is one.
pub(super) fn part(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, &byte) in text.iter().enumerate() {
        let plain = match byte {
            b'%' => is_escape(&text[at..]),
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | b'#' | b'?' => false,
            byte => byte.is_ascii_graphic(),
        };
        match plain {
            true => out.push(char::from(byte)),
            false => out += &escape(byte),
        }
    }
    out
}

/// A path with its query, up to the fragment.
pub(super) fn whole(uri: &[u8]) -> String {
    let uri = uri.split(|&byte| byte == b'#').next().unwrap_or_default();
    match uri.iter().position(|&byte| byte == b'?') {
        Some(end) => format!("{}?{}", part(&uri[..end]), query(&uri[end + 1..])),
        None => part(uri),
    }
}

/// A query, in which another question mark stands for itself.
pub(super) fn query(text: &[u8]) -> String {
    let pieces: Vec<String> = text.split(|&byte| byte == b'?').map(part).collect();
    pieces.join("?")
}

/// A name or value in a query.
pub(super) fn value(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { escape(byte) }).collect()
}

/// Whether a text begins with `%` and two digits.
pub(super) fn is_escape(text: &[u8]) -> bool {
    text.len() > 2 && text[0] == b'%' && text[1].is_ascii_hexdigit() && text[2].is_ascii_hexdigit()
}

/// A byte as an escape.
pub(super) fn escape(byte: u8) -> String {
    format!("%{byte:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stay_and_others_are_made() {
        assert_eq!(part("/a%20b/é \"%zz#?".as_bytes()), "/a%20b/%C3%A9%20%22%25zz%23%3F");
        assert_eq!(whole(b"/a?b=c?d#e"), "/a?b=c?d");
        assert_eq!(value("a b&c"), "a%20b%26c");
    }
}
