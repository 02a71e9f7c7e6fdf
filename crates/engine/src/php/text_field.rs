//! `sanitize_text_field` of WordPress (wp-includes/formatting.php), which the plugin runs over request headers.

use super::octets::without_octets;
use super::strip_tags::strip_tags;
use super::{BLANKS, str_replace, trim};

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
    let out = trim(&out, BLANKS);
    let left = without_octets(out, |high, low| high.is_ascii_hexdigit() && low.is_ascii_hexdigit());
    match left.len() < out.len() {
        true => trim(&single_spaces(&left, b" "), BLANKS).to_vec(),
        false => left,
    }
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
    str_replace(trim(&stripped, BLANKS), b"<\n", b"&lt;\n")
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
    // Where no element of a name ends any more is found once, not again for each that begins.
    let mut names = vec![&b"script"[..], b"style"];
    let mut rest = text;
    while let Some(start) = rest.iter().position(|&b| b == b'<') {
        out.extend_from_slice(&rest[..start]);
        rest = &rest[start..];
        let length = match names.iter().position(|name| begins_element(rest, name)) {
            Some(index) => element(rest, names[index]).or_else(|| {
                names.remove(index);
                None
            }),
            None => None,
        };
        if length.is_none() {
            out.push(b'<');
        }
        rest = &rest[length.unwrap_or(1)..];
    }
    out.extend_from_slice(rest);
    out
}

fn begins_element(text: &[u8], name: &[u8]) -> bool {
    text.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
}

// Length of `<name…>…</name>`, which has begun; none if it never ends.
fn element(text: &[u8], name: &[u8]) -> Option<usize> {
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

    // Each element is looked for on its own, wherever it may begin.
    fn one_by_one(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = text;
        while let Some(&first) = rest.first() {
            let begun =
                [&b"script"[..], b"style"].into_iter().filter(|name| begins_element(rest, name) && first == b'<');
            match begun.into_iter().find_map(|name| element(rest, name)) {
                Some(length) => rest = &rest[length..],
                None => {
                    out.push(first);
                    rest = &rest[1..];
                }
            }
        }
        out
    }

    #[test]
    fn elements_are_found_as_if_looked_for_one_by_one() {
        let pieces = ["<script>", "<SCRIPT a", ">", "</script>", "<style>", "</style>", "<", "a"];
        for mut number in 0..pieces.len().pow(5) {
            let mut text = String::new();
            while number > 0 {
                text += pieces[number % pieces.len()];
                number /= pieces.len();
            }
            let text = text.as_bytes();
            assert_eq!(without_elements(text), one_by_one(text), "{}", text.escape_ascii());
        }
    }
}
