//! PCRE patterns in the syntax of the `regex` crate, or why there is no equal one.
//!
//! Web servers match with PCRE; native rules match in linear time. The translation keeps what is matched and captured;
//! what only backtracking can do (look-around, references back to a group, possessive repetition) is refused.

mod class;
pub(crate) mod finite;

use detour_rules::{Case, pattern};

use crate::refusal::Refusal;

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A character that stands for itself.
    Literal(char),
    /// `^`
    Start,
    /// `$`
    End,
    /// Any one character.
    Dot,
    /// `[…]`, already translated; `true` if it is negated.
    Class(String, bool),
    /// `(`, with what stands behind it; `true` if it captures.
    Open(String, bool),
    /// `)`
    Close,
    /// `|`
    Or,
    /// `*`, `+?`, `{2,3}` …
    Repeat(String),
    /// `\d`, `\b` and the like.
    Escape(String),
}

/// Takes a pattern apart.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece>, Refusal> {
    let mut reading = Reading { rest: text, pieces: Vec::new(), depth: 0 };
    while !reading.rest.is_empty() {
        reading.step()?;
    }
    let is_plain = |piece: &Piece| matches!(piece, Piece::Literal(_) | Piece::Start | Piece::End);
    if reading.pieces.iter().all(is_plain) {
        return Ok(reading.pieces);
    }
    let written = write(&reading.pieces, Subject::Path);
    if let Err(error) = pattern(&written, Case::Exact) {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        return Err(Refusal::new(format!("The pattern can't be compiled: {reason}"), "Correct the pattern"));
    }
    Ok(reading.pieces)
}

/// What a pattern is compared with, because each has its own canonical spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The decoded path.
    Path,
    /// The decoded path, with the query behind it: nothing of the pattern must reach over the question mark.
    PathBeforeQuery,
    /// The decoded path and query.
    DecodedUrl,
    /// The query string, as sent.
    Query,
    /// Path and query in one, as sent.
    Url,
    /// Any other text.
    Text,
}

/// Pieces as a pattern for a subject in Detour's canonical spelling.
pub(crate) fn write(pieces: &[Piece], subject: Subject) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        at += 1;
        if let Some((c, length)) = escape_in_query(&pieces[at - 1..], subject) {
            push_literal(&mut out, c);
            at += length - 1;
            continue;
        }
        match piece {
            Piece::Literal(c) => match spelled(*c, subject) {
                Some(spelling) => {
                    let repeated = matches!(pieces.get(at), Some(Piece::Repeat(_)));
                    out.push_str(&if repeated { format!("(?:{spelling})") } else { spelling.to_owned() });
                }
                None => push_literal(&mut out, *c),
            },
            Piece::Start => out.push('^'),
            Piece::End => out.push('$'),
            Piece::Dot => out.push_str(if subject == Subject::PathBeforeQuery { "[^?]" } else { "." }),
            Piece::Class(text, true) if subject == Subject::PathBeforeQuery => {
                out.push_str("[^?");
                out.push_str(&text[2..]);
            }
            Piece::Class(text, _) | Piece::Open(text, _) | Piece::Repeat(text) | Piece::Escape(text) => {
                out.push_str(text);
            }
            Piece::Close => out.push(')'),
            Piece::Or => out.push('|'),
        }
    }
    out
}

/// The canonical spelling of a decoded character, where it isn't the character.
pub(crate) fn spelled(c: char, subject: Subject) -> Option<&'static str> {
    match (c, subject) {
        ('%', Subject::Path | Subject::PathBeforeQuery | Subject::DecodedUrl) => Some("%25"),
        ('?', Subject::Path | Subject::PathBeforeQuery) => Some("%3F"),
        ('#', Subject::Path | Subject::PathBeforeQuery | Subject::DecodedUrl) => Some("%23"),
        _ => None,
    }
}

// Servers compare the query as sent, where a pattern writes %20; Detour has it decoded.
fn escape_in_query(pieces: &[Piece], subject: Subject) -> Option<(char, usize)> {
    let [Piece::Literal('%'), Piece::Literal(high), Piece::Literal(low), rest @ ..] = pieces else { return None };
    if !matches!(subject, Subject::Query | Subject::Url) || matches!(rest.first(), Some(Piece::Repeat(_))) {
        return None;
    }
    let byte = u8::try_from(high.to_digit(16)? << 4 | low.to_digit(16)?).ok()?;
    (byte.is_ascii_graphic() && !b"&=+#%/?".contains(&byte) || byte == b' ').then(|| (char::from(byte), 3))
}

/// Appends a character that stands for itself.
pub(crate) fn push_literal(out: &mut String, c: char) {
    if matches!(c, '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$') {
        out.push('\\');
    }
    out.push(c);
}

/// The text that is all the pattern can match, whole: `^text$`.
pub(crate) fn whole_text(pieces: &[Piece]) -> Option<String> {
    match pieces {
        [Piece::Start, inner @ .., Piece::End] => literal_text(inner),
        _ => None,
    }
}

/// The text of pieces that are all literals.
pub(crate) fn literal_text(pieces: &[Piece]) -> Option<String> {
    pieces.iter().map(|piece| if let Piece::Literal(c) = piece { Some(*c) } else { None }).collect()
}

/// Whether a pattern matches the empty text.
pub(crate) fn is_empty_match(pieces: &[Piece]) -> bool {
    pattern(&write(pieces, Subject::Text), Case::Exact).is_ok_and(|regex| regex.is_match(b""))
}

/// How many groups capture.
pub(crate) fn groups(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| matches!(piece, Piece::Open(_, true))).count()
}

struct Reading<'t> {
    rest: &'t str,
    pieces: Vec<Piece>,
    depth: usize,
}

impl Reading<'_> {
    fn step(&mut self) -> Result<(), Refusal> {
        let Some(c) = self.rest.chars().next() else { return Ok(()) };
        let mut length = c.len_utf8();
        let piece = match c {
            '\\' => {
                let (piece, taken) = escape(self.rest)?;
                length = taken;
                piece
            }
            '^' => Piece::Start,
            '$' => Piece::End,
            '.' => Piece::Dot,
            '|' => Piece::Or,
            '[' => {
                let (class, negated, taken) = class::read(self.rest)?;
                length = taken;
                Piece::Class(class, negated)
            }
            '(' => {
                let (open, captures) = open(self.rest)?;
                length = open.len();
                self.depth += 1;
                if self.depth > 50 {
                    return Err(Refusal::new("The pattern nests too many groups", "Simplify it"));
                }
                Piece::Open(open.to_owned(), captures)
            }
            ')' => {
                self.depth = self.depth.checked_sub(1).ok_or_else(|| {
                    Refusal::new("The pattern closes a group that was not opened", "Correct the pattern")
                })?;
                Piece::Close
            }
            '*' | '+' | '?' | '{' => match repeat(self.rest) {
                Some(taken) => {
                    length = taken;
                    if self.rest[taken..].starts_with('+') {
                        return Err(backtracking("possessive repetition"));
                    }
                    let repeats_something =
                        !matches!(self.pieces.last(), None | Some(Piece::Open(..) | Piece::Or | Piece::Repeat(_)));
                    if !repeats_something {
                        return Err(Refusal::new("The pattern repeats nothing", "Correct the pattern"));
                    }
                    Piece::Repeat(self.rest[..taken].to_owned())
                }
                None => Piece::Literal('{'),
            },
            c => Piece::Literal(c),
        };
        self.pieces.push(piece);
        self.rest = &self.rest[length..];
        Ok(())
    }
}

fn backtracking(what: &str) -> Refusal {
    Refusal::new(
        format!("The pattern uses {what}, which only a backtracking engine can do"),
        "Write it without, or as several rules",
    )
}

// `rest` begins with a backslash. Answers the piece and how many bytes it takes.
fn escape(rest: &str) -> Result<(Piece, usize), Refusal> {
    let unknown = |c: char| Refusal::new(format!("The pattern uses \\{c}, which has no equal"), "Write it another way");
    let Some(c) = rest[1..].chars().next() else {
        return Err(Refusal::new("The pattern ends with a backslash", "Correct the pattern"));
    };
    let simple = |piece: Piece| Ok((piece, 1 + c.len_utf8()));
    match c {
        'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B' | 't' | 'n' | 'r' | 'f' => {
            simple(Piece::Escape(format!("\\{c}")))
        }
        'h' => simple(Piece::Class("[ \\t]".into(), false)),
        'A' => simple(Piece::Start),
        'z' | 'Z' => simple(Piece::End),
        '1'..='9' | 'k' | 'g' => Err(backtracking("a reference back to a group")),
        'x' => {
            let digits = rest.get(2..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or_else(|| unknown('x'))?;
            match byte.is_ascii() {
                true => Ok((Piece::Literal(char::from(byte)), 4)),
                false => Ok((Piece::Escape(format!("\\x{byte:02x}")), 4)),
            }
        }
        c if c.is_ascii_alphanumeric() => Err(unknown(c)),
        c => simple(Piece::Literal(c)),
    }
}

// `rest` begins with a parenthesis. Answers what opens the group, and whether it captures.
fn open(rest: &str) -> Result<(&str, bool), Refusal> {
    let Some(after) = rest.strip_prefix("(?") else {
        return match rest.starts_with("(*") {
            true => Err(backtracking("a verb such as (*SKIP)")),
            false => Ok((&rest[..1], true)),
        };
    };
    if ["=", "!", "<=", "<!"].iter().any(|look| after.starts_with(look)) {
        return Err(backtracking("look-around"));
    }
    if after.starts_with('>') {
        return Err(backtracking("an atomic group"));
    }
    let named = after.strip_prefix("P<").or_else(|| after.strip_prefix('<'));
    if let Some(end) = named.and_then(|name| name.find('>').map(|end| rest.len() - name.len() + end + 1)) {
        return Ok((&rest[..end], true));
    }
    let flags = after.trim_start_matches(['i', 's', '-']);
    match flags.chars().next() {
        // A group of nothing but flags is closed like any other.
        Some(':') => Ok((&rest[..rest.len() - flags.len() + 1], false)),
        Some(')') if flags.len() < after.len() => Ok((&rest[..rest.len() - flags.len()], false)),
        _ => Err(Refusal::new("The pattern uses a kind of group that has no equal", "Write it as a plain group")),
    }
}

// How many bytes the repetition takes that `rest` begins with; `None` for a brace that is none.
fn repeat(rest: &str) -> Option<usize> {
    let length = match rest.strip_prefix('{') {
        None => 1,
        Some(inner) => {
            let end = inner.find('}')?;
            let (least, most) = inner[..end].split_once(',').unwrap_or((&inner[..end], ""));
            let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
            if least.is_empty() || !number(least) || !number(most) {
                return None;
            }
            end + 2
        }
    };
    Some(length + usize::from(rest[length..].starts_with('?')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(text: &str) -> Result<String, String> {
        pieces(text).map(|pieces| write(&pieces, Subject::Path)).map_err(|refusal| refusal.message)
    }

    #[test]
    fn what_both_engines_know_stays() {
        for text in [r"^/a(b|c)*?d{2,3}\d+[^/]$", "(?i)x", "(?:a|b)+", r"\.html?$", "(?<name>x)", r"[[:alpha:]_\-]"] {
            assert_eq!(translated(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_written_otherwise_is_translated() {
        for (pcre, native) in [
            (r"a\/b\-c\ d\<", "a/b-c d<"),
            ("a{x}", r"a\{x\}"),
            ("[[a&&b]", r"[\[a\&\&b]"),
            ("[]a]", r"[\]a]"),
            (r"a\?b%", "a%3Fb%25"),
            ("%+", "(?:%25)+"),
            (r"\x41\xe9\h", r"A\xe9[ \t]"),
        ] {
            assert_eq!(translated(pcre).as_deref(), Ok(native), "{pcre}");
        }
    }

    #[test]
    fn what_needs_backtracking_is_refused() {
        for text in ["(?!a)", "(?<=a)b", r"(a)\1", "a++", "(?>a)", "(*SKIP)", r"\K", "*a", "a)", "(a", r"a\", "[a"] {
            assert!(translated(text).is_err(), "{text}");
        }
    }

    #[test]
    fn escapes_of_a_query_are_decoded() {
        let query = |text| write(&pieces(text).unwrap(), Subject::Query);
        assert_eq!(query("a=b%20c%26"), "a=b c%26");
        assert_eq!(write(&pieces("^(.*)[^/]").unwrap(), Subject::PathBeforeQuery), "^([^?]*)[^?/]");
    }
}
