//! The plugin's import of Apache files, line by line: `RewriteRule`, `Redirect` and `RedirectMatch`.

use std::sync::OnceLock;

use detour_engine::php::rawurldecode;
use regex::{Captures, Regex};

use super::Item;

const SPECIAL: [char; 9] = ['(', ')', '[', ']', '$', '^', '?', '+', '.'];

/// What is made of one line. Comments are not passed over, `RedirectPermanent` and `RedirectTemp` are not known, and a
/// status without a target is taken for the source.
pub fn item(line: &str) -> Option<Item> {
    let forms = forms();
    if let Some(found) = forms.rewrite.captures(line) {
        let source = &found["source"];
        return Some(Item { regex: Some(is_regex(source)), ..built(&rewritten(source), &found) });
    }
    let redirect = forms.redirect.iter().find_map(|form| form.captures(line));
    if let Some(found) = redirect {
        return Some(Item { regex: None, ..built(&decoded(&found["source"]), &found) });
    }
    let found = forms.redirect_match.iter().find_map(|form| form.captures(line))?;
    Some(Item { regex: Some(true), ..built(&decoded(&found["source"]), &found) })
}

struct Forms {
    rewrite: Regex,
    redirect: Vec<Regex>,
    redirect_match: Vec<Regex>,
}

fn forms() -> &'static Forms {
    static FORMS: OnceLock<Forms> = OnceLock::new();
    #[allow(clippy::expect_used)]
    let form = |text: &str| Regex::new(text).expect("a fixed pattern");
    FORMS.get_or_init(|| {
        let (status, source, target) = (r"\s+(?<status>.*?)", r"\s+(?<source>.*?)", r"\s+(?<target>.*)");
        let quoted = r#"\s+"(?<source>.*?)""#;
        Forms {
            rewrite: form(&format!(r"(?i)rewriterule{source}\s+(?<target>.*?)\s+(?<status>\[.*\])*")),
            redirect: vec![
                form(&format!("(?i)redirect{status}{quoted}{target}")),
                form(&format!("(?i)redirect{status}{source}{target}")),
                form(&format!("(?i)redirect{quoted}{target}")),
                form(&format!("(?i)redirect{source}{target}")),
            ],
            redirect_match: vec![
                form(&format!("(?i)redirectmatch{status}{source}{target}")),
                form(&format!("(?i)redirectmatch{source}{target}")),
            ],
        }
    })
}

fn built(url: &str, found: &Captures<'_>) -> Item {
    Item {
        url: url.to_owned(),
        target: decoded(&found["target"]),
        regex: None,
        is_error: false,
        code: found.name("status").map_or(302, |status| code(status.as_str())),
    }
}

// A status that isn't among these is 302.
fn code(status: &str) -> i64 {
    let folded = status.to_ascii_lowercase();
    let has = |words: &[&str], flag: Option<char>| {
        words.iter().any(|word| folded.contains(word)) || flag.is_some_and(|flag| status.contains(flag))
    };
    if has(&["301", "permanent"], None) {
        301
    } else if has(&["302"], None) {
        302
    } else if has(&["307", "seeother"], None) {
        307
    } else if has(&["404", "forbidden"], Some('F')) {
        404
    } else if has(&["410", "gone"], Some('G')) {
        410
    } else {
        302
    }
}

// Every escaped character but the slash becomes an escaped dot.
fn decoded(text: &str) -> String {
    let decoded = String::from_utf8_lossy(&rawurldecode(text.as_bytes())).into_owned().replace("\\/", "/");
    let mut out = String::with_capacity(decoded.len());
    let mut characters = decoded.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if !matches!(characters.clone().next(), None | Some('\n')) => {
                characters.next();
                out.push_str("\\.");
            }
            _ => out.push(character),
        }
    }
    out
}

fn without_anchors(text: &str) -> &str {
    text.trim_start_matches('^').trim_end_matches('$')
}

// Anchors alone make no regular expression.
fn is_regex(source: &str) -> bool {
    source.contains(SPECIAL) && without_anchors(source).contains(SPECIAL)
}

fn rewritten(source: &str) -> String {
    let decoded = decoded(source);
    if !decoded.contains(SPECIAL) {
        return self::decoded(&decoded);
    }
    let bare = without_anchors(&decoded);
    let anchor = if bare.contains(SPECIAL) { "^" } else { "" };
    format!("{anchor}/{}", bare.trim_start_matches('/'))
}
