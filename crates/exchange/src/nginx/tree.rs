//! From bytes to directives and blocks.

use crate::refusal::Refusal;

/// Deepest nesting of blocks.
const DEEPEST: usize = 32;

/// A directive, with what stands in its braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// Line it begins on, from 1.
    pub(super) line: u64,
    pub(super) name: String,
    pub(super) words: Vec<String>,
    /// `None` if it ends with a semicolon.
    pub(super) block: Option<Vec<Directive>>,
}

impl Directive {
    /// As it was written, more or less.
    pub(super) fn text(&self) -> String {
        [&self.name].into_iter().chain(&self.words).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// All directives, or the line where they can't be read any more and why.
pub(super) fn directives(text: &str) -> Result<Vec<Directive>, (u64, Refusal)> {
    let mut tokens = Tokens { rest: text, line: 1 };
    let mut open: Vec<(Directive, Vec<Directive>)> = Vec::new();
    let mut done = Vec::new();
    let mut words: Vec<(u64, String)> = Vec::new();
    let bad = |line: u64, message: &str, fix: &str| Err((line, Refusal::new(message, fix)));
    while let Some((line, token)) = tokens.next().transpose()? {
        match token {
            Token::Word(word) => words.push((line, word)),
            Token::Close => {
                let Some((mut directive, outer)) = open.pop().filter(|_| words.is_empty()) else {
                    return bad(line, "A brace closes nothing, or a semicolon is missing", "Correct the file");
                };
                directive.block = Some(std::mem::replace(&mut done, outer));
                done.push(directive);
            }
            Token::End | Token::Open => {
                let mut all = std::mem::take(&mut words).into_iter();
                let Some((line, name)) = all.next() else {
                    return bad(line, "A directive has no name", "Correct the file");
                };
                let directive = Directive { line, name, words: all.map(|(_, word)| word).collect(), block: None };
                match token {
                    Token::Open if open.len() == DEEPEST => {
                        return bad(line, "Blocks are nested too deeply", "Take it out of them");
                    }
                    Token::Open => open.push((directive, std::mem::take(&mut done))),
                    _ => done.push(directive),
                }
            }
        }
    }
    match (words.first(), open.last()) {
        (Some((line, _)), _) => bad(*line, "The file ends within a directive", "Add what is missing"),
        (None, Some((directive, _))) => bad(directive.line, "The block is not closed", "Add a }"),
        (None, None) => Ok(done),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    End,
    Open,
    Close,
}

struct Tokens<'t> {
    rest: &'t str,
    line: u64,
}

impl Tokens<'_> {
    fn skip_space(&mut self) {
        loop {
            let trimmed = self.rest.trim_start();
            let skipped = &self.rest[..self.rest.len() - trimmed.len()];
            self.line += skipped.matches('\n').count() as u64;
            self.rest = trimmed;
            if !self.rest.starts_with('#') {
                return;
            }
            self.rest = self.rest.find('\n').map_or("", |end| &self.rest[end..]);
        }
    }

    fn next(&mut self) -> Option<Result<(u64, Token), (u64, Refusal)>> {
        self.skip_space();
        let line = self.line;
        let first = self.rest.chars().next()?;
        let single = match first {
            ';' => Some(Token::End),
            '{' => Some(Token::Open),
            '}' => Some(Token::Close),
            _ => None,
        };
        if let Some(token) = single {
            self.rest = &self.rest[1..];
            return Some(Ok((line, token)));
        }
        Some(
            self.word(first)
                .map(|word| (line, Token::Word(word)))
                .ok_or_else(|| (line, Refusal::new("A quote is not closed", "Add the other quote"))),
        )
    }

    // A backslash keeps the next character within the word, and goes before a quote or another backslash.
    fn word(&mut self, first: char) -> Option<String> {
        let quote = matches!(first, '"' | '\'').then_some(first);
        let mut word = String::new();
        let mut before = ' ';
        let mut characters = self.rest.char_indices().skip(usize::from(quote.is_some()));
        let mut end = if quote.is_some() { None } else { Some(self.rest.len()) };
        while let Some((at, c)) = characters.next() {
            self.line += u64::from(c == '\n');
            let ends = match quote {
                Some(quote) => c == quote,
                None => c.is_whitespace() || c == ';' || c == '{' && before != '$',
            };
            if ends {
                self.line -= u64::from(c == '\n');
                end = Some(if quote.is_some() { at + 1 } else { at });
                break;
            }
            before = c;
            if c == '\\'
                && let Some((_, next)) = characters.next()
            {
                if !matches!(next, '"' | '\'' | '\\') {
                    word.push('\\');
                }
                word.push(next);
                before = next;
                continue;
            }
            word.push(c);
        }
        self.rest = &self.rest[end?..];
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read() {
        let all = directives("a 'b c' \"d\\\"e\\.f\"; # no;\nb {\n  c ${x}y;\n} d ^a{\n}").unwrap();
        let shown: Vec<(u64, String, bool)> =
            all.iter().map(|one| (one.line, one.text(), one.block.is_some())).collect();
        assert_eq!(shown, [(1, "a b c d\"e\\.f".into(), false), (2, "b".into(), true), (4, "d ^a".into(), true)]);
        assert_eq!(all[1].block.as_ref().unwrap()[0].words, ["${x}y"]);
        for (text, line) in [("a", 1), ("a {\nb;", 1), ("}", 1), ("a;\n\"b", 2), ("{}", 1)] {
            assert_eq!(directives(text).unwrap_err().0, line, "{text}");
        }
        assert!(directives(&"a{".repeat(1000)).is_err());
    }
}
