//! Patterns in PCRE's syntax, for making texts of them only.
//!
//! What `regex-syntax` can't read is left out or put more simply, so a text that comes out may be one that the pattern
//! doesn't take. Then it is a request like any other, and the rule counts as exercised only if another one was taken.

/// The pattern without look-around, possessive repetition and the like. References back to a group by its number become
/// empty groups that [`refers_to`] knows.
pub(super) fn readable(pattern: &str) -> String {
    let out = String::with_capacity(pattern.len());
    let mut reader = Reader { rest: pattern, out, count: 0, groups: Vec::new() };
    while let Some(c) = reader.rest.chars().next() {
        reader.step(c);
    }
    reader.out
}

/// The number of the group that a group of this name refers back to.
pub(super) fn refers_to(name: &str) -> Option<u32> {
    name.strip_prefix(REFERENCE)?.split_once('_')?.0.parse().ok()
}

const REFERENCE: &str = "refers_back_to_";

struct Reader<'a> {
    rest: &'a str,
    out: String,
    /// Groups written so far.
    count: usize,
    /// Those of the pattern, by their numbers there: their numbers in what is written.
    groups: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn step(&mut self, c: char) {
        match c {
            '\\' => self.escape(false),
            '[' => self.class(),
            '(' => self.group(),
            '*' | '+' | '?' | '}' => {
                self.copy(1);
                self.rest = self.rest.strip_prefix('+').unwrap_or(self.rest);
            }
            '{' if !is_count(self.rest) => {
                self.out.push('\\');
                self.copy(1);
            }
            c => self.copy(c.len_utf8()),
        }
    }

    fn copy(&mut self, length: usize) {
        let (piece, rest) = self.rest.split_at(length);
        self.out.push_str(piece);
        self.rest = rest;
    }

    // The end of the first of these in the rest, or all of it.
    fn behind(&self, end: &str) -> &'a str {
        self.rest.find(end).map_or("", |at| &self.rest[at + end.len()..])
    }

    fn escape(&mut self, in_class: bool) {
        let Some(escaped) = self.rest[1..].chars().next() else {
            self.rest = "";
            return;
        };
        let behind = &self.rest[1 + escaped.len_utf8()..];
        let instead = match escaped {
            'Q' => {
                let end = behind.find("\\E").unwrap_or(behind.len());
                self.out.push_str(&regex_syntax::escape(&behind[..end]));
                self.rest = behind[end..].strip_prefix("\\E").unwrap_or("");
                return;
            }
            'g' | 'k' => {
                self.rest = match behind.chars().next() {
                    Some('{') => self.behind("}"),
                    Some('<') => self.behind(">"),
                    Some('\'') => behind[1..].find('\'').map_or("", |end| &behind[end + 2..]),
                    _ => behind.trim_start_matches(|c: char| c.is_ascii_digit()),
                };
                return;
            }
            '1'..='9' if !in_class => {
                let number = escaped.to_digit(10).and_then(|digit| self.groups.get(digit as usize - 1)).copied();
                if let Some(number) = number {
                    self.count += 1;
                    self.out.push_str(&format!("(?P<{REFERENCE}{number}_{}>)", self.count));
                }
                ""
            }
            '1'..='9' | 'K' | 'G' | 'E' | 'X' => "",
            'h' => "[ \\t]",
            'R' => "\\n",
            'Z' => "\\z",
            'e' => "\\x1B",
            'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'b' | 'B' | 'A' | 'z' | 'n' | 'r' | 't' | 'f' | 'v' | 'x' => {
                return self.copy(2);
            }
            c if c.is_ascii_alphanumeric() => "",
            c => {
                self.out.push_str(&regex_syntax::escape(c.encode_utf8(&mut [0; 4])));
                self.rest = behind;
                return;
            }
        };
        self.out.push_str(instead);
        self.rest = behind;
    }

    // In a class only what `regex-syntax` takes for an operator is escaped.
    fn class(&mut self) {
        self.copy(1);
        if self.rest.starts_with('^') {
            self.copy(1);
        }
        if self.rest.starts_with(']') {
            self.out.push('\\');
            self.copy(1);
        }
        while let Some(c) = self.rest.chars().next() {
            match c {
                ']' => return self.copy(1),
                '\\' => self.escape(true),
                '[' if self.rest.starts_with("[:") && self.rest.contains(":]") => {
                    let end = self.rest.find(":]").unwrap_or(0) + 2;
                    self.copy(end);
                }
                '[' | '&' | '~' => {
                    self.out.push('\\');
                    self.copy(1);
                }
                c => self.copy(c.len_utf8()),
            }
        }
    }

    fn begin_group(&mut self) {
        self.count += 1;
        self.groups.push(self.count);
    }

    fn group(&mut self) {
        let is_look_around = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|start| self.rest.starts_with(start));
        if is_look_around {
            self.rest = behind_group(self.rest);
        } else if self.rest.starts_with("(?#") || self.rest.starts_with("(*") {
            self.rest = self.behind(")");
        } else if let Some(rest) = self.rest.strip_prefix("(?>").or(self.rest.strip_prefix("(?|")) {
            self.out.push_str("(?:");
            self.rest = rest;
        } else if let Some(rest) = self.rest.strip_prefix("(?'") {
            self.begin_group();
            self.out.push('(');
            self.rest = rest.find('\'').map_or("", |end| &rest[end + 1..]);
        } else {
            let is_plain = !self.rest.starts_with("(?");
            if is_plain || self.rest.starts_with("(?<") || self.rest.starts_with("(?P<") {
                self.begin_group();
            }
            self.copy(1);
            // So that the question mark isn't taken for a repetition.
            if self.rest.starts_with('?') {
                self.copy(1);
            }
        }
    }
}

// `{2}`, `{2,}`, `{2,3}`; any other brace stands for itself.
fn is_count(text: &str) -> bool {
    let Some((inside, _)) = text[1..].split_once('}') else { return false };
    let (least, most) = inside.split_once(',').unwrap_or((inside, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

// What follows the group that a text begins with.
fn behind_group(text: &str) -> &str {
    let (mut depth, mut in_class, mut escaped) = (0_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return &text[at + 1..];
                }
            }
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_pcre_knows_is_put_more_simply() {
        for (pattern, text) in [
            (r"^/old/(?!new).*$", "^/old/.*$"),
            (r"^/(?>a|b)++(?<n>c)\k<n>$", "^/(?:a|b)+(?<n>c)$"),
            (r"(a)\1(b)\2[\1]\9", "(a)(?P<refers_back_to_1_2>)(b)(?P<refers_back_to_3_4>)[]"),
            (r"^/a\/b\-c\_d\#", "^/a/b\\-c_d\\#"),
            (r"(?i)^/x(?<=y(z)[)])w", "(?i)^/xw"),
            (r"/[\w\-.[~&]+\Q.*\E{x}", r"/[\w\-.\[\~\&]+\.\*\{x}"),
            (r"(?#note)(*UTF8)/a(?'n'b)\g{1}c", "/a(b)c"),
            (r"[]a][^]b][[:alpha:]_]", r"[\]a][^\]b][[:alpha:]_]"),
            ("\\", ""),
            ("(?=", ""),
            ("[", "["),
            ("(?", "(?"),
            ("\\Qa", "a"),
            ("\\k<", ""),
            ("é\\é{", "éé\\{"),
        ] {
            assert_eq!(readable(pattern), text, "{pattern}");
        }
    }
}
