//! Reading a PCRE pattern only to see which text it can't match without.
//!
//! What PCRE and the `regex` crate read alike is passed on, as little as is needed for that; what takes up some text is
//! passed on as any byte. Everything that is not known to be either makes the pattern unreadable: then it has no needles.

/// What a lookaround is passed on as: nothing, whatever is in it.
const NOTHING: &str = "(?:)";
const ANY_BYTE: &str = "(?s:.)";

/// A pattern, without delimiters, in the syntax of the `regex` crate: every text that PCRE matches has all that this one
/// can't match without. `None` if that can't be told.
pub(super) fn translated(pattern: &[u8]) -> Option<String> {
    let mut reader = Reader { rest: pattern, out: String::with_capacity(pattern.len() * 2), lookarounds: Vec::new() };
    while let Some((&byte, rest)) = reader.rest.split_first() {
        reader.rest = rest;
        match byte {
            b'\\' => reader.escape()?,
            b'[' => reader.class()?,
            b'(' => reader.open()?,
            b')' => reader.close()?,
            b'{' => reader.count()?,
            b'*' | b'+' | b'?' => {
                reader.out.push(char::from(byte));
                reader.quantified();
            }
            b'.' => reader.out.push_str(ANY_BYTE),
            b'^' | b'$' | b'|' => reader.out.push(char::from(byte)),
            literal => reader.literal(literal),
        }
    }
    reader.lookarounds.is_empty().then_some(reader.out)
}

struct Reader<'p> {
    rest: &'p [u8],
    out: String,
    /// For each open group, where its translation is cut off if it turns out to take up no text.
    lookarounds: Vec<Option<usize>>,
}

impl Reader<'_> {
    fn take(&mut self, start: &[u8]) -> bool {
        let after = self.rest.strip_prefix(start);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn literal(&mut self, byte: u8) {
        match byte {
            b if b.is_ascii_alphanumeric() || b"/-_".contains(&b) => self.out.push(char::from(b)),
            b => self.out.push_str(&format!("\\x{b:02x}")),
        }
    }

    fn escape(&mut self) -> Option<()> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        match byte {
            b'd' | b'D' | b'w' | b'W' | b's' | b'S' | b'h' | b'H' | b'v' | b'V' | b'N' | b'R' | b'n' | b'r' | b't'
            | b'f' | b'e' | b'a' => self.out.push_str(ANY_BYTE),
            b'b' | b'B' => self.out.push_str(NOTHING),
            b'A' => self.out.push('^'),
            b'z' | b'Z' => self.out.push('$'),
            // Backreferences, octal numbers, `\Q`, `\K`, `\x`, properties and what else there may be.
            b if b.is_ascii_alphanumeric() || !b.is_ascii_graphic() => return None,
            literal => self.literal(literal),
        }
        Some(())
    }

    // Which bytes are in it doesn't matter.
    fn class(&mut self) -> Option<()> {
        self.take(b"^");
        // Here it is one of the bytes.
        self.take(b"]");
        loop {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            match (byte, rest.first()) {
                (b']', _) => break,
                // `\Q` and `\c` hide even the closing bracket.
                (b'\\', Some(b'Q' | b'E' | b'c')) | (b'[', Some(b':' | b'.' | b'=')) => return None,
                (b'\\', Some(_)) => self.rest = &rest[1..],
                _ => {}
            }
        }
        self.out.push_str(ANY_BYTE);
        Some(())
    }

    fn open(&mut self) -> Option<()> {
        let start = self.out.len();
        if self.take(b"*") {
            return None;
        }
        if !self.take(b"?") {
            self.out.push_str("(?:");
            self.lookarounds.push(None);
            return Some(());
        }
        if self.take(b"i)") {
            // Needles are compared in lower case anyway. A quantifier behind it is an error.
            return Some(());
        }
        let is_lookaround = [&b"="[..], b"!", b"<=", b"<!"].into_iter().any(|kind| self.take(kind));
        if !is_lookaround && ![&b":"[..], b">", b"i:"].into_iter().any(|kind| self.take(kind)) {
            self.name()?;
        }
        self.out.push_str("(?:");
        self.lookarounds.push(is_lookaround.then_some(start));
        Some(())
    }

    // `P<name>`, `<name>` or `'name'`.
    fn name(&mut self) -> Option<()> {
        let end = match self.take(b"P<") || self.take(b"<") {
            true => b'>',
            false => self.take(b"'").then_some(b'\'')?,
        };
        let length = self.rest.iter().position(|&byte| byte == end)?;
        let (name, rest) = self.rest.split_at(length);
        self.rest = &rest[1..];
        let is_name = name.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (is_name && !name.is_empty()).then_some(())
    }

    fn close(&mut self) -> Option<()> {
        match self.lookarounds.pop()? {
            None => self.out.push(')'),
            Some(start) => {
                self.out.truncate(start);
                self.out.push_str(NOTHING);
            }
        }
        Some(())
    }

    // `{2}`, `{2,}` or `{2,3}`; any other brace is text to PCRE, to some of its versions.
    fn count(&mut self) -> Option<()> {
        let length = self.rest.iter().position(|&byte| byte == b'}')?;
        let (inside, rest) = self.rest.split_at(length);
        let inside = std::str::from_utf8(inside).ok()?;
        let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
        let is_number = |text: &str| text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        if least.is_empty() || !is_number(least) || !is_number(most) {
            return None;
        }
        self.rest = &rest[1..];
        // Once is as good as many times.
        self.out.push_str(if least.bytes().all(|byte| byte == b'0') { "*" } else { "+" });
        self.quantified();
        Some(())
    }

    // Lazy or possessive, it matches no text that it wouldn't match otherwise.
    fn quantified(&mut self) {
        let _ = self.take(b"?") || self.take(b"+");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::needles::{requirements_behind, syntax_tree};

    fn shown(pattern: &str, before: &'static [u8]) -> Option<Vec<String>> {
        let tree = syntax_tree(&translated(pattern.as_bytes())?, detour_rules::Case::Exact)?;
        let runs = requirements_behind(&tree, before);
        let one = |run: &crate::index::needles::Run| {
            format!("{}{}", if run.at_start { "^" } else { "" }, String::from_utf8_lossy(&run.text))
        };
        Some(runs.iter().map(|runs| runs.iter().map(one).collect::<Vec<_>>().join("|")).collect())
    }

    #[test]
    fn runs_are_read_off() {
        for (pattern, runs) in [
            ("^/Old/(.*)$", &["^/old/"][..]),
            ("^/a(?!/b)/c", &["^/a/c"]),
            ("^/a(?=[]b)])?/c", &["^/a", "/c"]),
            ("/a\\.html?$", &["/a.htm"]),
            ("^/(?<x>old|new)/(?P<y>\\d{4})/z", &["^/", "^/old|^/new", "/", "/z"]),
            ("(?i)^/ABC++d", &["^/ab", "c", "d"]),
            ("/x{0,2}y{2}z", &["/", "y", "z"]),
            ("/é*x", &["/\u{fffd}", "x"]),
            ("a#b c@d]e}", &["a#b c@d]e}"]),
            ("[^]x]y[\\]z]a", &["y", "a"]),
            ("a\\bb", &["ab"]),
        ] {
            assert_eq!(
                shown(pattern, b"").as_deref(),
                Some(&runs.iter().map(|run| (*run).to_owned()).collect::<Vec<_>>()[..]),
                "{pattern}"
            );
        }
        assert_eq!(shown("^old/(.*)", b"/"), Some(vec!["^/old/".to_owned()]));
        assert_eq!(shown("(^old|new)/x", b"/"), Some(vec!["/old|new".to_owned(), "/x".to_owned()]));
    }

    #[test]
    fn what_pcre_matches_has_the_runs() {
        for (pattern, text) in [
            ("^/x[\\c]]bcd", &b"/x\x1dbcd"[..]),
            ("^/x[^\\c]]bcd", b"/xabcd"),
            ("^/x[^]]bcd", b"/xabcd"),
            ("^/x[\\x{5d}\\]]bcd", b"/x]bcd"),
            ("^/x[\\o{135}]bcd", b"/x]bcd"),
            ("abcd(?i)efgh|ijkl", b"IJKL"),
            ("(?:abcd(?i)|efgh)ijkl", b"efghijkl"),
            ("(?<=^/ab)cdef", b"/abcdef"),
            ("^/(?:abcd){0}ef", b"/ef"),
            ("^/ab\\Rcd", b"/ab\r\ncd"),
            ("(?i)/CAF\u{c9}", "/caf\u{c9}".as_bytes()),
            ("^(?:^/old|new)", b"newer"),
            ("(?:|^)/abcd", b"xyz/abcd"),
            ("(?:x?^)/abcd", b"/abcd"),
            ("(?=/abcd|/efgh)/....", b"/efgh"),
            ("(?!abcd)/efgh", b"/efgh"),
            ("/abcd\\z|/ef", b"/ef"),
            ("/ab$\ncd|/ef$", b"/ef\n"),
        ] {
            let compiled = detour_pcre::Pattern::new(&[b"@", pattern.as_bytes(), b"@s"].concat()).unwrap();
            assert_eq!(crate::php::preg_match(&compiled, text), Ok(true), "{pattern}");
            let tree = syntax_tree(&translated(pattern.as_bytes()).unwrap_or_default(), detour_rules::Case::Exact);
            let text = text.to_ascii_lowercase();
            let is_there = |run: &crate::index::needles::Run| match run.at_start {
                true => text.starts_with(&run.text),
                false => memchr::memmem::find(&text, &run.text).is_some(),
            };
            for runs in requirements_behind(&tree.unwrap(), b"") {
                assert!(runs.iter().any(is_there), "{pattern} {runs:?}");
            }
        }
    }

    #[test]
    fn what_is_not_known_is_not_read() {
        for pattern in [
            "\\Qa.b\\E",
            "a\\Kb",
            "(?|a|b)",
            "(?(1)a|b)",
            "(?#a)b",
            "(*ACCEPT)a",
            "(?x)a b",
            "(?m)^a",
            "(a)\\1",
            "\\x41",
            "\\101",
            "a{,2}",
            "a{x",
            "a{",
            "[[:alpha:]]",
            "[\\Q]\\E]",
            "[\\c]]a",
            "(a",
            "a)",
            "[a",
            "\\",
            "(?R)",
            "(?1)",
            "(?-i)a",
            "\\p{L}",
            "\\G",
            "(?<1>",
            "(?'a",
            "(?&x)",
            "(?>",
        ] {
            assert_eq!(translated(pattern.as_bytes()), None, "{pattern}");
        }
    }
}
