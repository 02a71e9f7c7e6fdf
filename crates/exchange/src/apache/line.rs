//! From bytes to directives: lines joined, comments left out, words unquoted.

use std::borrow::Cow;

use crate::rewrite::unquoted;

/// Longest line, bytes. Apache itself reads half of it.
pub(super) const MAX_LINE_BYTES: usize = 16 << 10;

/// A directive or the tag of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// Line it begins on, from 1.
    pub(super) line: u64,
    /// Its name as written; for a section with `<`, for its end with `</`.
    pub(super) name: String,
    /// The words behind it.
    pub(super) words: Vec<String>,
    /// The whole line.
    pub(super) text: String,
}

impl Directive {
    /// The name in lower case.
    pub(super) fn keyword(&self) -> String {
        self.name.to_ascii_lowercase()
    }
}

/// A line that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadLine {
    pub(super) line: u64,
    pub(super) text: String,
    pub(super) message: &'static str,
    pub(super) fix: &'static str,
}

/// The directives of a file, one after the other.
pub(super) fn directives(text: &[u8]) -> impl Iterator<Item = Result<Directive, BadLine>> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut lines = (1..).zip(text.split(|&b| b == b'\n'));
    std::iter::from_fn(move || {
        loop {
            let (line, first) = lines.next()?;
            let mut whole = Cow::Borrowed(without_return(first));
            while whole.ends_with(b"\\") {
                let Some((_, next)) = lines.next() else { break };
                let joined = whole.to_mut();
                joined.pop();
                joined.extend_from_slice(without_return(next));
                if joined.len() > MAX_LINE_BYTES {
                    break;
                }
            }
            let trimmed = whole.trim_ascii();
            if trimmed.is_empty() || trimmed.starts_with(b"#") {
                continue;
            }
            return Some(directive(line, trimmed));
        }
    })
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn directive(line: u64, bytes: &[u8]) -> Result<Directive, BadLine> {
    let shown = || String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    if bytes.len() > MAX_LINE_BYTES {
        let (message, fix) = ("The line is longer than any server reads", "Split it into several directives");
        return Err(BadLine { line, text: shown(), message, fix });
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        let (message, fix) = ("The line is not UTF-8", "Save the file in UTF-8");
        return Err(BadLine { line, text: shown(), message, fix });
    };
    let inner = match text.strip_prefix('<') {
        Some(tag) => tag.strip_suffix('>').unwrap_or(tag),
        None => text,
    };
    let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let tag = if text.starts_with('<') { "<" } else { "" };
    let name = format!("{tag}{}", &inner[..end]);
    let rest = inner[end..].trim();
    let raw = name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("rewrite"));
    // The condition of a section is one expression.
    let words = if name.eq_ignore_ascii_case("<if") { vec![unquoted(rest).to_owned()] } else { words(rest, raw) };
    Ok(Directive { line, name, words, text: text.to_owned() })
}

// Words are separated by white space. mod_rewrite takes its words `raw`: a backslash keeps a space within a word and
// stays; within quotes it means nothing. For all others it keeps a quote or backslash within quotes, and goes.
fn words(text: &str, raw: bool) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let mut word = String::new();
        let quote = matches!(first, '"' | '\'').then_some(first);
        let mut characters = rest.char_indices().skip(usize::from(quote.is_some())).peekable();
        let mut end = rest.len();
        while let Some((at, c)) = characters.next() {
            if quote.map_or(c.is_whitespace(), |quote| c == quote) {
                end = at + c.len_utf8();
                break;
            }
            match (c, characters.peek().map(|(_, next)| *next)) {
                ('\\', Some(next)) if !raw && quote.is_some() && (Some(next) == quote || next == '\\') => {
                    word.push(next);
                    characters.next();
                }
                ('\\', Some(next)) if raw && quote.is_none() && next.is_whitespace() => {
                    word.extend(['\\', next]);
                    characters.next();
                }
                _ => word.push(c),
            }
        }
        words.push(word);
        rest = rest[end..].trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_directives() {
        let text = b"\xef\xbb\xbf# no\r\n  Redirect 301 \\\r\n  \"/a \\\"b\\\\\" /c\r\n\r\n<IfModule !mod_x.c>\n</IfModule>\nRewriteCond a\\ b 'c d' [NC]";
        let all: Vec<Directive> = directives(text).map(Result::unwrap).collect();
        let seen: Vec<(u64, &str, Vec<&str>)> =
            all.iter().map(|d| (d.line, &*d.name, d.words.iter().map(String::as_str).collect())).collect();
        assert_eq!(
            seen,
            [
                (2, "Redirect", vec!["301", "/a \"b\\", "/c"]),
                (5, "<IfModule", vec!["!mod_x.c"]),
                (6, "</IfModule", vec![]),
                (7, "RewriteCond", vec!["a\\ b", "c d", "[NC]"]),
            ]
        );
        assert!(directives(b"Redirect /\xff /b").next().unwrap().is_err());
    }
}
