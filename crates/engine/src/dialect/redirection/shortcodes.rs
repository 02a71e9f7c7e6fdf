//! Dynamic tags in targets, in WordPress's shortcode grammar.

use md5::{Digest, Md5};

/// The visitor, for `[userid]` and `[userlogin]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct User {
    /// 0 = not logged in.
    pub id: u64,
    /// Empty = not logged in.
    pub login: String,
}

const TAGS: [&str; 8] = ["userid", "userlogin", "unixtime", "md5", "upper", "lower", "dashes", "underscores"];

/// The target with its tags replaced. `now` = seconds since 1970. `None` if it depends on a user about whom nothing is
/// known yet.
pub fn expanded(target: &[u8], now: u64, user: Option<&User>) -> Option<Vec<u8>> {
    let target = with_deprecated(target);
    let tags = tags_in(&target);
    if tags.is_empty() {
        return Some(target);
    }
    let target = escaped_brackets(&target);
    let mut out = Vec::with_capacity(target.len());
    let mut rest = &target[..];
    while let Some(open) = rest.iter().position(|&b| b == b'[') {
        out.extend_from_slice(&rest[..open]);
        rest = &rest[open..];
        let Some(found) = Shortcode::at(rest, &tags) else {
            out.push(b'[');
            rest = &rest[1..];
            continue;
        };
        let (whole, after) = rest.split_at(found.length);
        if found.opened_twice && found.closed_twice {
            out.extend_from_slice(&whole[1..whole.len() - 1]);
        } else {
            out.extend_from_slice(if found.opened_twice { b"[" } else { b"" });
            out.extend_from_slice(&value(found.tag, found.content, now, user)?);
            out.extend_from_slice(if found.closed_twice { b"]" } else { b"" });
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    Some(out)
}

fn value(tag: &str, content: &[u8], now: u64, user: Option<&User>) -> Option<Vec<u8>> {
    let replaced = |from: u8, to: u8| content.iter().map(|&b| if b == from || b == b' ' { to } else { b }).collect();
    Some(match tag {
        "userid" => user?.id.to_string().into_bytes(),
        "userlogin" => user?.login.clone().into_bytes(),
        "unixtime" => now.to_string().into_bytes(),
        "md5" => Md5::digest(content).iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
        "upper" => content.to_ascii_uppercase(),
        "lower" => content.to_ascii_lowercase(),
        "dashes" => replaced(b'_', b'-'),
        _ => replaced(b'-', b'_'),
    })
}

fn with_deprecated(target: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(target.len());
    let mut rest = target;
    while let Some((&first, tail)) = rest.split_first() {
        let old = ["userid", "userlogin", "userurl"].into_iter().find_map(|name| {
            let after = rest.strip_prefix(b"%")?.strip_prefix(name.as_bytes())?.strip_prefix(b"%")?;
            Some((name, after))
        });
        match old {
            Some((name, after)) => {
                out.extend([b"[", name.as_bytes(), b"]"].concat());
                rest = after;
            }
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    out
}

// The tags that directly follow a bracket. Without any WordPress doesn't look at the text at all.
fn tags_in(text: &[u8]) -> Vec<&'static str> {
    let names: Vec<&[u8]> = text
        .split(|&b| b == b'[')
        .skip(1)
        .map(|after| {
            let end = after.iter().position(|&b| b <= b' ' || b"<>&/[]=".contains(&b));
            &after[..end.unwrap_or(after.len())]
        })
        .collect();
    TAGS.into_iter().filter(|tag| names.contains(&tag.as_bytes())).collect()
}

// Where it looks, it writes brackets that are entities another way.
fn escaped_brackets(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, tail)) = rest.split_first() {
        if rest.starts_with(b"&#91;") || rest.starts_with(b"&#93;") {
            out.extend_from_slice(b"&#0");
            rest = &rest[2..];
            continue;
        }
        out.push(first);
        rest = tail;
    }
    out
}

struct Shortcode<'t> {
    tag: &'static str,
    content: &'t [u8],
    length: usize,
    /// `[[tag]`
    opened_twice: bool,
    /// `[tag]]`
    closed_twice: bool,
}

impl<'t> Shortcode<'t> {
    // `[tag attributes]`, `[tag attributes/]` or `[tag attributes]content[/tag]` at the front of a text.
    fn at(text: &'t [u8], tags: &[&'static str]) -> Option<Shortcode<'t>> {
        let opened_twice = text.starts_with(b"[[");
        let name_from = 1 + usize::from(opened_twice);
        let tag = *tags.iter().find(|tag| {
            let after = text[name_from..].strip_prefix(tag.as_bytes());
            after.is_some_and(|after| !after.first().is_some_and(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)))
        })?;
        let attributes = name_from + tag.len();
        let bracket = attributes + text[attributes..].iter().position(|&b| b == b']')?;
        let mut length = bracket + 1;
        let mut content = &b""[..];
        if bracket == attributes || text[bracket - 1] != b'/' {
            let closing = [b"[/", tag.as_bytes(), b"]"].concat();
            if let Some(end) = memchr::memmem::find(&text[length..], &closing) {
                content = &text[length..length + end];
                length += end + closing.len();
            }
        }
        let closed_twice = text.get(length) == Some(&b']');
        length += usize::from(closed_twice);
        Some(Shortcode { tag, content, length, opened_twice, closed_twice })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar() {
        for (target, expected) in [
            ("[upper]a[/upper]", "A"),
            ("[[upper]a[/upper]]", "[upper]a[/upper]"),
            ("[[upper]a[/upper]", "[A"),
            ("[upper]a[lower]B[/lower][/upper]", "A[LOWER]B[/LOWER]"),
            ("[upper/]a[/upper]", "a[/upper]"),
            ("[upper a/b]c[/upper]", "C"),
            ("[upper-x]a", "[upper-x]a"),
            ("[upper", "[upper"),
            ("[[upper\"[unixtime]", "[[upper\"7"),
            ("[upper][/upper]&#91;", "&#091;"),
            ("[unixtime]", "7"),
            ("%userurl%", "[userurl]"),
        ] {
            let out = expanded(target.as_bytes(), 7, None);
            assert_eq!(out.as_deref(), Some(expected.as_bytes()), "{target}");
        }
        assert_eq!(expanded(b"%userid%", 7, None), None);
        assert_eq!(expanded(b"%userid%", 7, Some(&User::default())).as_deref(), Some(&b"0"[..]));
    }
}
