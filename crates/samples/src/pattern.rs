//! Texts that a regular expression takes.

use std::collections::HashMap;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::pcre::refers_to;
use super::source::Words;

/// Longest text, bytes.
const MAX_BYTES: usize = 512;
/// Most steps for one text: repetitions of what is empty add up without writing anything.
const MAX_STEPS: usize = 20_000;

/// Texts that a pattern takes, as far as can be told without matching: look-around, anchors in odd places and a bounded
/// length may keep it from them. Of a pattern that can't be read, its letters.
pub(super) fn texts(pattern: &str, words: Words, most: usize) -> Vec<Vec<u8>> {
    let Ok(hir) = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern) else {
        return vec![letters(pattern)];
    };
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for attempt in 0..most {
        let mut writer = Writer { out: Vec::new(), captured: HashMap::new(), steps: MAX_STEPS, attempt, words };
        writer.write(&hir);
        if !texts.contains(&writer.out) {
            texts.push(writer.out);
        }
    }
    texts
}

/// What of a pattern stands for itself, roughly.
fn letters(pattern: &str) -> Vec<u8> {
    pattern.bytes().filter(|byte| byte.is_ascii_alphanumeric() || b"/-_%=&".contains(byte)).take(MAX_BYTES).collect()
}

/// Writes one text. The first attempt takes the first of all alternatives, and each repetition once; the second repeats as
/// little as it may, the third more; the others take the further alternatives in turn.
struct Writer {
    out: Vec<u8>,
    /// What groups took, by their numbers.
    captured: HashMap<u32, Vec<u8>>,
    steps: usize,
    attempt: usize,
    words: Words,
}

impl Writer {
    fn write(&mut self, hir: &Hir) {
        if self.steps == 0 || self.out.len() >= MAX_BYTES {
            return;
        }
        self.steps -= 1;
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.out.extend_from_slice(&literal.0),
            HirKind::Class(class) => {
                let place = (self.out.len() + 97 * self.attempt) as u64;
                let byte = member(class, self.words.below(place, 26));
                self.out.push(byte);
            }
            HirKind::Repetition(repetition) => {
                let (least, most) = (repetition.min, repetition.max.unwrap_or(u32::MAX));
                let times = match self.attempt {
                    1 => least,
                    2 => least.max(3),
                    _ => least.max(1),
                };
                for _ in 0..times.min(most) {
                    if self.steps == 0 || self.out.len() >= MAX_BYTES {
                        break;
                    }
                    self.write(&repetition.sub);
                }
            }
            HirKind::Capture(capture) => match capture.name.as_deref().and_then(refers_to) {
                Some(group) => {
                    let before = self.captured.get(&group);
                    self.out.extend_from_slice(before.map_or(&[], Vec::as_slice));
                }
                None => {
                    let start = self.out.len();
                    self.write(&capture.sub);
                    self.captured.insert(capture.index, self.out[start..].to_vec());
                }
            },
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.write(part)),
            HirKind::Alternation(parts) => {
                let which = self.attempt.saturating_sub(2) % parts.len();
                self.write(&parts[which]);
            }
        }
    }
}

// A small letter if it may be one, beginning with the one of this number; else what is plain in a URL; else anything.
fn member(class: &Class, first: u8) -> u8 {
    let is_in = |byte: u8| match class {
        Class::Bytes(class) => class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&byte)),
        Class::Unicode(class) => {
            class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&char::from(byte)))
        }
    };
    let letters = (0..26).map(|place| b'a' + (first + place) % 26);
    let plain = letters.chain(b'1'..=b'9').chain(*b"0").chain(b'A'..=b'Z').chain(*b"-_./~=&+");
    plain.chain(0..=255).find(|byte| is_in(*byte)).unwrap_or(b'a')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts_of(pattern: &str) -> Vec<String> {
        let texts = texts(pattern, Words::new(0, 1), 8);
        texts.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect()
    }

    #[test]
    fn a_pattern_takes_its_texts() {
        for pattern in [
            "^/old/(.*)$",
            r"^/(?:blog|news)/\d{4}/([^/]+)/?$",
            "(?i)^/shop/[a-c]{2,3}\\.html",
            "/a+b?c*d{3}",
            r"^/p\?id=(\d+)&x=[[:alpha:]]+$",
            r"^/[^a-zA-Z0-9/]x$",
            "^$",
        ] {
            let regex = detour_rules::pattern(pattern, detour_rules::Case::Exact).unwrap();
            for text in texts(pattern, Words::new(0, 1), 8) {
                assert!(regex.is_match(&text), "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn a_group_is_repeated_where_it_is_referred_to() {
        let readable = super::super::pcre::readable(r"^/([a-z]{3})/(\d)\2/\1$");
        for text in texts_of(&readable) {
            let parts: Vec<&str> = text.split('/').collect();
            assert!(parts[1].len() == 3 && parts[1] == parts[3] && parts[2][..1] == parts[2][1..], "{text}");
        }
    }

    #[test]
    fn every_alternative_has_its_turn() {
        let texts = texts_of("^/(?:aaa|bbb|ccc|ddd)/$");
        for part in ["/aaa/", "/bbb/", "/ccc/", "/ddd/"] {
            assert!(texts.contains(&part.to_owned()), "{part} {texts:?}");
        }
        assert_eq!(texts_of("^/(?:ab|cd)/$").len(), 2);
    }

    #[test]
    fn what_grows_without_end_is_cut() {
        for pattern in
            ["((((a{99}){99}){99}){99}){9}", "((((()^{99}){99}){99}){99}){99}", "(?:x*y*z*){1000}", "(", "a**+("]
        {
            for text in texts(pattern, Words::new(0, 1), 8) {
                assert!(text.len() <= 2 * MAX_BYTES, "{pattern}");
            }
        }
        assert_eq!(texts_of("^/old(?=x"), ["/old=x"]);
    }
}
