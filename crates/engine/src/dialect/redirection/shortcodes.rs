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
    let mut reader = Reader::new(tags);
    while let Some(open) = rest.iter().position(|&b| b == b'[') {
        out.extend_from_slice(&rest[..open]);
        rest = &rest[open..];
        let Some(found) = reader.at(rest) else {
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

// Goes through a text once. What isn't found behind one place isn't searched for again behind a later one.
struct Reader {
    tags: Vec<&'static str>,
    /// Tags that are not closed any more.
    unclosed: Vec<&'static str>,
    has_bracket: bool,
}

impl Reader {
    fn new(tags: Vec<&'static str>) -> Reader {
        Reader { tags, unclosed: Vec::new(), has_bracket: true }
    }

    // `[tag attributes]`, `[tag attributes/]` or `[tag attributes]content[/tag]` at the front of a text.
    fn at<'t>(&mut self, text: &'t [u8]) -> Option<Shortcode<'t>> {
        if !self.has_bracket {
            return None;
        }
        let opened_twice = text.starts_with(b"[[");
        let name_from = 1 + usize::from(opened_twice);
        let tag = *self.tags.iter().find(|tag| {
            let after = text[name_from..].strip_prefix(tag.as_bytes());
            after.is_some_and(|after| !after.first().is_some_and(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)))
        })?;
        let attributes = name_from + tag.len();
        let Some(bracket) = text[attributes..].iter().position(|&b| b == b']').map(|at| attributes + at) else {
            self.has_bracket = false;
            return None;
        };
        let mut length = bracket + 1;
        let mut content = &b""[..];
        let closes_itself = bracket > attributes && text[bracket - 1] == b'/';
        if !closes_itself && !self.unclosed.contains(&tag) {
            let closing = [b"[/", tag.as_bytes(), b"]"].concat();
            match memchr::memmem::find(&text[length..], &closing) {
                Some(end) => {
                    content = &text[length..length + end];
                    length += end + closing.len();
                }
                None => self.unclosed.push(tag),
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

    #[test]
    fn a_reader_that_remembers_reads_what_a_new_one_reads() {
        let pieces = ["[upper]", "[/upper]", "[upper", "]", "[lower]", "[/lower]", "[", "a/"];
        for mut number in 0..pieces.len().pow(5) {
            let mut text = "[upper][lower]".to_owned();
            while number > 0 {
                text += pieces[number % pieces.len()];
                number /= pieces.len();
            }
            let mut remembering = Reader::new(vec!["upper", "lower"]);
            let mut rest = text.as_bytes();
            while let Some(open) = rest.iter().position(|&b| b == b'[') {
                rest = &rest[open..];
                let lengths = [remembering.at(rest), Reader::new(vec!["upper", "lower"]).at(rest)]
                    .map(|found| found.map(|found| (found.length, found.content.len())));
                assert_eq!(lengths[0], lengths[1], "{text}");
                rest = &rest[lengths[0].map_or(1, |(length, _)| length)..];
            }
        }
    }
}
