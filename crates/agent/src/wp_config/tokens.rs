//! Just enough of PHP's lexer to find literals: strings, names, variables, punctuation. Nothing is ever executed.
//!
//! Comments, heredocs and text outside `<?php … ?>` are stepped over exactly as PHP does, so that a `define` inside
//! one of them is not mistaken for code.

use super::Unreadable;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A string literal whose value is known without running anything.
    Text(Vec<u8>),
    /// A string with variables in it, a heredoc, or a shell command: its value can't be known.
    Computed,
    /// A keyword, constant or function name; the leading `\` of a fully qualified name is left off.
    Name(Vec<u8>),
    /// `$name`, without the `$`.
    Variable(Vec<u8>),
    /// A number as it is written.
    Number(Vec<u8>),
    /// Any single other byte.
    Mark(u8),
}

#[derive(Debug, Clone)]
pub(super) struct Located {
    pub(super) token: Token,
    pub(super) line: usize,
}

pub(super) fn tokenize(source: &[u8]) -> Result<Vec<Located>, Unreadable> {
    let mut lexer = Lexer { source, at: 0, line: 1, tokens: Vec::new() };
    lexer.run()?;
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    source: &'a [u8],
    at: usize,
    line: usize,
    tokens: Vec<Located>,
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn continues_name(byte: u8) -> bool {
    starts_name(byte) || byte.is_ascii_digit()
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.source.get(self.at + ahead).copied()
    }

    fn rest_starts_with(&self, text: &[u8]) -> bool {
        self.source[self.at..].starts_with(text)
    }

    /// Steps over `count` bytes and counts the lines among them.
    fn advance(&mut self, count: usize) {
        let end = (self.at + count).min(self.source.len());
        self.line += self.source[self.at..end].iter().filter(|byte| **byte == b'\n').count();
        self.at = end;
    }

    fn push(&mut self, token: Token, line: usize) {
        self.tokens.push(Located { token, line });
    }

    fn run(&mut self) -> Result<(), Unreadable> {
        self.skip_html();
        while let Some(byte) = self.peek(0) {
            let line = self.line;
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c => self.advance(1),
                b'#' if self.peek(1) != Some(b'[') => self.skip_line_comment(),
                b'/' if self.peek(1) == Some(b'/') => self.skip_line_comment(),
                b'/' if self.peek(1) == Some(b'*') => self.skip_block_comment()?,
                b'?' if self.peek(1) == Some(b'>') => {
                    self.advance(2);
                    // A closing tag ends the statement.
                    self.push(Token::Mark(b';'), line);
                    self.skip_html();
                }
                b'\'' => self.single_quoted()?,
                b'"' | b'`' => self.double_quoted(byte)?,
                b'<' if self.rest_starts_with(b"<<<") => self.heredoc()?,
                b'$' if self.peek(1).is_some_and(starts_name) => {
                    self.advance(1);
                    let name = self.take_while(continues_name);
                    self.push(Token::Variable(name), line);
                }
                b'\\' if self.peek(1).is_some_and(starts_name) => self.name(1),
                _ if starts_name(byte) => self.name(0),
                _ if byte.is_ascii_digit() => {
                    let number = self.take_while(|byte| continues_name(byte) || byte == b'.');
                    self.push(Token::Number(number), line);
                }
                _ => {
                    self.advance(1);
                    self.push(Token::Mark(byte), line);
                }
            }
        }
        Ok(())
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> Vec<u8> {
        let length = self.source[self.at..].iter().take_while(|byte| wanted(**byte)).count();
        let taken = self.source[self.at..self.at + length].to_vec();
        self.advance(length);
        taken
    }

    fn name(&mut self, skip: usize) {
        let line = self.line;
        self.advance(skip);
        let name = self.take_while(|byte| continues_name(byte) || byte == b'\\');
        if name.eq_ignore_ascii_case(b"__halt_compiler") {
            self.at = self.source.len();
            return;
        }
        self.push(Token::Name(name), line);
    }

    /// Text up to the next `<?php` or `<?=`; short open tags (`<?`) are off by default and not followed.
    fn skip_html(&mut self) {
        while self.at < self.source.len() {
            let Some(found) = self.source[self.at..].windows(2).position(|pair| pair == b"<?") else {
                self.advance(self.source.len());
                return;
            };
            self.advance(found + 2);
            if self.peek(0) == Some(b'=') {
                self.advance(1);
                return;
            }
            let tag = self.source.get(self.at..self.at + 3);
            let ends = self.peek(3).is_none_or(|byte| byte.is_ascii_whitespace());
            if tag.is_some_and(|tag| tag.eq_ignore_ascii_case(b"php")) && ends {
                self.advance(3);
                return;
            }
        }
    }

    /// Ends at the line's end or at `?>`, whichever comes first.
    fn skip_line_comment(&mut self) {
        while let Some(byte) = self.peek(0) {
            if byte == b'\n' || byte == b'\r' || self.rest_starts_with(b"?>") {
                return;
            }
            self.advance(1);
        }
    }

    fn skip_block_comment(&mut self) -> Result<(), Unreadable> {
        let line = self.line;
        self.advance(2);
        match self.source[self.at..].windows(2).position(|pair| pair == b"*/") {
            Some(length) => {
                self.advance(length + 2);
                Ok(())
            }
            None => Err(Unreadable::new(line, "the comment that starts here is never closed")),
        }
    }

    fn single_quoted(&mut self) -> Result<(), Unreadable> {
        let line = self.line;
        self.advance(1);
        let mut text = Vec::new();
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'\'', _) => {
                    self.advance(1);
                    self.push(Token::Text(text), line);
                    return Ok(());
                }
                (b'\\', Some(escaped @ (b'\\' | b'\''))) => {
                    text.push(escaped);
                    self.advance(2);
                }
                _ => {
                    text.push(byte);
                    self.advance(1);
                }
            }
        }
        Err(Unreadable::new(line, "the string that starts here is never closed"))
    }

    fn double_quoted(&mut self, quote: u8) -> Result<(), Unreadable> {
        let line = self.line;
        self.advance(1);
        let mut text = Vec::new();
        let mut computed = quote == b'`';
        while let Some(byte) = self.peek(0) {
            let next = self.peek(1);
            if byte == quote {
                self.advance(1);
                self.push(if computed { Token::Computed } else { Token::Text(text) }, line);
                return Ok(());
            }
            if byte == b'\\' && next.is_some() {
                let length = self.escape(quote, &mut text);
                self.advance(length);
                continue;
            }
            let interpolates = byte == b'$' && next.is_some_and(|next| starts_name(next) || next == b'{');
            computed |= interpolates || (byte == b'{' && next == Some(b'$'));
            text.push(byte);
            self.advance(1);
        }
        Err(Unreadable::new(line, "the string that starts here is never closed"))
    }

    /// Decodes the escape at the current place of a string in `quote`s; answers how many bytes it takes.
    fn escape(&self, quote: u8, text: &mut Vec<u8>) -> usize {
        let letter = self.peek(1).unwrap_or_default();
        let simple = match letter {
            b'n' => Some(b'\n'),
            b't' => Some(b'\t'),
            b'r' => Some(b'\r'),
            b'v' => Some(0x0b),
            b'e' => Some(0x1b),
            b'f' => Some(0x0c),
            b'\\' | b'$' => Some(letter),
            _ if letter == quote => Some(letter),
            _ => None,
        };
        if let Some(byte) = simple {
            text.push(byte);
            return 2;
        }
        let digits = |from: usize, most: usize, wanted: fn(&u8) -> bool| {
            let rest = &self.source[(self.at + from).min(self.source.len())..];
            rest.iter().take(most).take_while(|byte| wanted(byte)).count()
        };
        let number = |from: usize, length: usize, radix: u32| {
            let digits = std::str::from_utf8(&self.source[self.at + from..self.at + from + length]).ok()?;
            u32::from_str_radix(digits, radix).ok()
        };
        let octal = digits(1, 3, |byte| (b'0'..=b'7').contains(byte));
        if octal > 0 {
            // As in PHP, "\400" overflows to "\000".
            text.push((number(1, octal, 8).unwrap_or_default() & 0xff) as u8);
            return 1 + octal;
        }
        let hex = digits(2, 2, u8::is_ascii_hexdigit);
        if letter.eq_ignore_ascii_case(&b'x') && hex > 0 {
            text.push(number(2, hex, 16).unwrap_or_default() as u8);
            return 2 + hex;
        }
        let code = digits(3, usize::MAX, u8::is_ascii_hexdigit);
        if letter == b'u'
            && self.peek(2) == Some(b'{')
            && code > 0
            && self.peek(3 + code) == Some(b'}')
            && let Some(character) = number(3, code, 16).and_then(char::from_u32)
        {
            text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            return 4 + code;
        }
        // An unknown escape keeps its backslash.
        text.push(b'\\');
        1
    }

    /// `<<<NAME`, `<<<"NAME"` and `<<<'NAME'`; the closing name may be indented (PHP ≥ 7.3).
    fn heredoc(&mut self) -> Result<(), Unreadable> {
        let line = self.line;
        let mut at = self.at + 3;
        let byte_at = |at: usize| self.source.get(at).copied();
        while matches!(byte_at(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let quote = byte_at(at).filter(|byte| matches!(byte, b'"' | b'\''));
        at += usize::from(quote.is_some());
        let start = at;
        while byte_at(at).is_some_and(continues_name) {
            at += 1;
        }
        let label = self.source[start..at].to_vec();
        let closed = quote.is_none() || byte_at(at) == quote;
        at += usize::from(quote.is_some());
        if label.is_empty() || label[0].is_ascii_digit() || !closed || !matches!(byte_at(at), Some(b'\n' | b'\r')) {
            // Not a heredoc: three shift marks.
            self.advance(3);
            self.push(Token::Mark(b'<'), line);
            return Ok(());
        }
        self.advance(at - self.at);
        while self.at < self.source.len() {
            // At a line's end: does the next line start with the closing name?
            self.advance(1);
            let rest = &self.source[self.at..];
            let indent = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let after = rest.get(indent + label.len()).copied();
            if rest[indent..].starts_with(&label) && !after.is_some_and(continues_name) {
                self.advance(indent + label.len());
                self.push(Token::Computed, line);
                return Ok(());
            }
            let to_line_end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            self.advance(to_line_end);
        }
        Err(Unreadable::new(line, "the heredoc that starts here is never closed"))
    }
}
