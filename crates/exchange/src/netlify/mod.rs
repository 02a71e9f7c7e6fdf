//! `_redirects`, as Netlify and Cloudflare Pages read it: a redirect a line, the first that fits counts.
//!
//! A slash at the end of a path makes no difference, and the query is handed on. `*` takes the rest (`:splat`), `:name` a
//! segment. Without a status Netlify answers 301, Cloudflare Pages 302.

mod line;
mod source;
mod write;

pub use write::write;

use detour_rules::Problem;

use crate::collect::Collector;
use crate::refusal::Refusal;
use crate::{Import, Place};

/// Longest line, bytes.
const MAX_LINE_BYTES: usize = 16 << 10;

/// Reads a file; `status` is what a line without one means.
pub fn read(text: &[u8], status: u16) -> Import {
    let mut collector = Collector::default();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    for (number, bytes) in (1..).zip(text.split(|&b| b == b'\n')) {
        let place = Place::Line { line: number };
        let bytes = bytes.trim_ascii();
        if bytes.is_empty() || bytes.starts_with(b"#") {
            continue;
        }
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
        let line = match std::str::from_utf8(bytes) {
            Ok(line) if bytes.len() <= MAX_LINE_BYTES => Ok(line),
            Ok(_) => Err(Refusal::new(format!("The line is longer than {MAX_LINE_BYTES} bytes"), "Shorten it")),
            Err(_) => Err(Refusal::new("The line is not UTF-8", "Save the file in UTF-8")),
        };
        let row = match line.and_then(|line| line::rule(line, status)) {
            Ok((rule, warnings)) => match rule.validate() {
                problems if problems.is_empty() => Ok((rule, warnings)),
                problems => Err(problems),
            },
            Err(Refusal { message, fix }) => Err(vec![Problem::new("", &shown, message, fix)]),
        };
        collector.take(place, row);
    }
    collector.finish()
}
