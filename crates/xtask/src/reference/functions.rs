//! php/REFERENCE.md, written from the stubs of the extension.

use std::fmt::Write;

use anyhow::{Context, Result};

use crate::workspace;

/// Below the root of the checkout.
const STUBS: &str = "php/stubs/detour.php";
const REFERENCE: &str = "php/REFERENCE.md";

/// Writes the file; says how many functions it has.
pub(crate) fn write() -> Result<usize> {
    let (text, count) = reference()?;
    std::fs::write(workspace::root().join(REFERENCE), text)?;
    Ok(count)
}

fn reference() -> Result<(String, usize)> {
    let stubs =
        std::fs::read_to_string(workspace::root().join(STUBS)).with_context(|| format!("can't read {STUBS}"))?;
    let mut comments = stubs.split("\n/**\n").skip(1);
    let head = comments.next().and_then(|head| head.split("\n */").next()).context("the stubs have no head")?;
    let mut text = format!(
        "# Functions of the PHP extension\n\nWritten from [{STUBS}](stubs/detour.php) by `cargo xtask reference`.\n\n{}",
        prose(head).replacen(
            "for editors and static analysis. Never loaded at run time.",
            "in the namespace `Detour`.",
            1
        )
    );
    let mut count = 0;
    for part in comments {
        let (comment, rest) = part.split_once("\n */\n").context("a comment doesn't end")?;
        let declaration = rest.split_once("\n{").context("a comment without a function")?.0;
        let name = declaration.trim_start_matches("function ").split('(').next().unwrap_or_default();
        let (about, tags) = comment.split_once("\n * @").map_or((comment, None), |(about, tags)| (about, Some(tags)));
        let _ = write!(text, "\n## {name}()\n\n```php\n{declaration}\n```\n\n{}", prose(about));
        for tag in tags.iter().flat_map(|tags| tags.split("\n * @")) {
            let _ = write!(text, "\n{}", described(tag));
        }
        count += 1;
    }
    Ok((text, count))
}

/// The lines of a comment without its stars, and with links to other functions.
fn prose(comment: &str) -> String {
    let mut text = String::new();
    for line in comment.lines() {
        let line = line.trim_start_matches(" *");
        text.push_str(line.strip_prefix(' ').unwrap_or(line).trim_end());
        text.push('\n');
    }
    let mut linked = String::new();
    for (index, part) in text.trim_end().split("{@see ").enumerate() {
        match part.split_once('}').filter(|_| index > 0) {
            Some((function, rest)) => {
                let _ = write!(linked, "[{function}](#{}){rest}", function.trim_end_matches("()"));
            }
            None => linked.push_str(part),
        }
    }
    linked + "\n"
}

/// A tag: what it is about, its type as code, and its text.
fn described(tag: &str) -> String {
    let tag = prose(tag);
    let (kind, rest) = tag.trim_end().split_once(' ').unwrap_or((tag.trim_end(), ""));
    let (shape, rest) = rest.split_at(end_of_type(rest));
    let (name, text) = match rest.trim_start().strip_prefix('$') {
        Some(rest) => {
            let (name, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            (format!(" `${name}`"), text)
        }
        None => (String::new(), rest),
    };
    let kind = match kind {
        "param" => "Parameter",
        "return" => "Returns",
        _ => "Throws",
    };
    let text = text.trim();
    let text = if text.is_empty() { String::new() } else { format!(": {}", text.replace("\n    ", "\n")) };
    match shape.contains('\n') || shape.len() > 80 {
        true => format!("*{kind}*{name}{text}\n\n```\n{}\n```\n", shape.replace("\n    ", "\n  ")),
        false => format!("*{kind}*{name} `{shape}`{text}\n"),
    }
}

/// Where a type ends: at the first blank outside of brackets.
fn end_of_type(text: &str) -> usize {
    let mut depth = 0_i32;
    let mut last = ' ';
    for (place, c) in text.char_indices() {
        match c {
            '{' | '<' | '(' => depth += 1,
            '}' | '>' | ')' => depth -= 1,
            // `callable(): array`
            c if c.is_whitespace() && depth == 0 && last != ':' => return place,
            _ => {}
        }
        last = c;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_says_what_the_stubs_say() {
        let (text, count) = reference().unwrap();
        assert!(count >= 15, "{count} functions");
        let written = std::fs::read_to_string(workspace::root().join(REFERENCE)).unwrap_or_default();
        assert!(text == written, "{REFERENCE} is another: run cargo xtask reference");
    }

    #[test]
    fn a_tag_is_taken_apart() {
        for (tag, described_as) in [
            ("return bool", "*Returns* `bool`\n"),
            (
                "throws \\ValueError for a request\n *     that is none",
                "*Throws* `\\ValueError`: for a request\nthat is none\n",
            ),
            (
                "param ?array{a: int, b?: string} $x As {@see decide()}.",
                "*Parameter* `$x` `?array{a: int, b?: string}`: As [decide()](#decide).\n",
            ),
            ("param callable(): ?list<int> $x", "*Parameter* `$x` `callable(): ?list<int>`\n"),
            ("return array{\n *     a: int\n * }", "*Returns*\n\n```\narray{\n  a: int\n}\n```\n"),
        ] {
            assert_eq!(described(tag), described_as);
        }
    }
}
