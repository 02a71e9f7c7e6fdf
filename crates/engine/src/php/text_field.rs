//! `sanitize_text_field` of WordPress (wp-includes/formatting.php), which the plugin runs over request headers.

use super::strip_tags::strip_tags;

/// Text on one line: what is no UTF-8 becomes nothing at all; tags and `%xx` octets are taken out, blanks made one, and
/// none are left at the ends.
pub fn sanitize_text_field(text: &[u8]) -> Vec<u8> {
    sanitized(text, false)
}

/// `sanitize_textarea_field`: the same, with line ends and blanks as they are.
pub fn sanitize_textarea_field(text: &[u8]) -> Vec<u8> {
    sanitized(text, true)
}

fn sanitized(text: &[u8], keeps_lines: bool) -> Vec<u8> {
    if std::str::from_utf8(text).is_err() {
        return Vec::new();
    }
    let mut out = match text.contains(&b'<') {
        true => without_tags(text),
        false => text.to_vec(),
    };
    if !keeps_lines {
        out = single_spaces(&out, b"\r\n\t ");
    }
    out = trimmed(&out).to_vec();
    let length = out.len();
    while let Some(octet) = first_octet(&out) {
        out = without(&out, octet);
    }
    if out.len() < length {
        out = trimmed(&single_spaces(&out, b" ")).to_vec();
    }
    out
}

// A `<` that no `>` follows before the next `<` is no tag; WordPress writes it, and what follows, with entities.
fn without_tags(text: &[u8]) -> Vec<u8> {
    let mut marked = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.iter().position(|&b| b == b'<') {
        marked.extend_from_slice(&rest[..start]);
        let end = rest[start + 1..].iter().position(|&b| b == b'<' || b == b'>').map(|at| start + 1 + at);
        match end {
            Some(end) if rest[end] == b'>' => {
                marked.extend_from_slice(&rest[start..=end]);
                rest = &rest[end + 1..];
            }
            end => {
                let end = end.unwrap_or(rest.len());
                push_escaped(&mut marked, &rest[start..end]);
                rest = &rest[end..];
            }
        }
    }
    marked.extend_from_slice(rest);
    let stripped = strip_tags(&without_elements(&marked));
    let mut out = Vec::with_capacity(stripped.len());
    for (at, &byte) in trimmed(&stripped).iter().enumerate() {
        match byte {
            b'<' if trimmed(&stripped).get(at + 1) == Some(&b'\n') => out.extend_from_slice(b"&lt;"),
            _ => out.push(byte),
        }
    }
    out
}

fn push_escaped(out: &mut Vec<u8>, text: &[u8]) {
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'<' => out.extend_from_slice(b"&lt;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            b'\'' => out.extend_from_slice(b"&#039;"),
            b'&' if !begins_entity(&text[at..]) => out.extend_from_slice(b"&amp;"),
            _ => out.push(byte),
        }
    }
}

fn begins_entity(text: &[u8]) -> bool {
    let end = text.iter().take(32).position(|&b| b == b';');
    let Some(name) = end.and_then(|end| text.get(1..end)) else { return false };
    match name {
        [b'#', b'x' | b'X', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit),
        [b'#', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        [first, rest @ ..] => first.is_ascii_alphabetic() && rest.iter().all(u8::is_ascii_alphanumeric),
        [] => false,
    }
}

// Scripts and styles go with what is in them.
fn without_elements(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(&first) = rest.first() {
        match [&b"script"[..], b"style"].into_iter().find_map(|name| element(rest, name)) {
            Some(length) => rest = &rest[length..],
            None => {
                out.push(first);
                rest = &rest[1..];
            }
        }
    }
    out
}

// Length of `<name…>…</name>` at the front.
fn element(text: &[u8], name: &[u8]) -> Option<usize> {
    let inside = text.strip_prefix(b"<")?;
    inside.get(..name.len()).filter(|found| found.eq_ignore_ascii_case(name))?;
    let open = text.iter().position(|&b| b == b'>')? + 1;
    let close = [b"</", name, b">"].concat();
    let end = text[open..].windows(close.len()).position(|window| window.eq_ignore_ascii_case(&close))?;
    Some(open + end + close.len())
}

fn single_spaces(text: &[u8], blanks: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut was_blank = false;
    for &byte in text {
        let is_blank = blanks.contains(&byte);
        if !is_blank {
            out.push(byte);
        } else if !was_blank {
            out.push(b' ');
        }
        was_blank = is_blank;
    }
    out
}

// PHP's `trim`.
fn trimmed(text: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| b" \n\r\t\x0b\0".contains(byte);
    let start = text.iter().position(|byte| !is_blank(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !is_blank(byte)).map_or(start, |at| at + 1);
    &text[start..end]
}

fn first_octet(text: &[u8]) -> Option<[u8; 3]> {
    let octets = text.windows(3).filter_map(|window| window.first_chunk());
    octets.copied().find(|[percent, high, low]| *percent == b'%' && high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

fn without(text: &[u8], octet: [u8; 3]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, tail)) = rest.split_first() {
        match rest.strip_prefix(&octet) {
            Some(after) => rest = after,
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_clean_line() {
        for (text, clean) in [
            ("  a \t\r\n b ", "a b"),
            ("a%2%412b", "ab"),
            ("a %41 b", "a b"),
            ("a<b>c</b>d", "acd"),
            ("1 < 2", "1 &lt; 2"),
            ("a<script>b</SCRIPT>c", "ac"),
            ("a<b \"c", "a&lt;b &quot;c"),
            ("<b>", ""),
        ] {
            assert_eq!(String::from_utf8(sanitize_text_field(text.as_bytes())).unwrap(), clean, "{text}");
        }
        assert_eq!(sanitize_text_field(b"a\xe9"), b"");
    }
}
