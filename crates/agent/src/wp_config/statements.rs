//! Which constants and variables the file sets, and whether it does so unconditionally.

use std::path::Path;

use super::Unreadable;
use super::tokens::{Located, Token};

const CONSTANTS: [&str; 12] = [
    "DB_NAME",
    "DB_USER",
    "DB_PASSWORD",
    "DB_HOST",
    "WP_CONTENT_DIR",
    "WP_PLUGIN_DIR",
    "DETOUR_NUDGE",
    "MULTISITE",
    "SUBDOMAIN_INSTALL",
    "VHOST",
    "SUNRISE",
    "REDIRECTION_DISABLE",
];
const USE_DSN: &str = "so its value is known only to PHP; give the site a `dsn` and `prefix` instead of `path`";

/// What `__DIR__` and `ABSPATH` stand for.
pub(super) struct Places<'a> {
    pub(super) file_directory: &'a Path,
    pub(super) abspath: &'a Path,
}

#[derive(Debug, Default)]
pub(super) struct Found {
    settings: Vec<Setting>,
    /// Line of the first `require` or `include`.
    pub(super) first_include: Option<usize>,
    /// Whether `MYSQL_CLIENT_FLAGS` has one of the flags that ask for TLS.
    pub(super) tls: bool,
}

#[derive(Debug)]
struct Setting {
    name: &'static str,
    line: usize,
    value: Result<String, String>,
}

impl Found {
    /// PHP keeps the first definition of a constant and the last value of a variable.
    pub(super) fn value(&self, name: &str) -> Option<Result<String, Unreadable>> {
        let mut settings = self.settings.iter().filter(|setting| setting.name == name);
        let decisive = if name.starts_with('$') {
            // A value that can't be known makes what follows doubtful only if it comes last.
            settings.next_back()
        } else {
            settings.next()
        }?;
        Some(match &decisive.value {
            Ok(value) => Ok(value.clone()),
            Err(why) => Err(Unreadable::new(decisive.line, format!("{name} {why}"))),
        })
    }
}

pub(super) fn collect(tokens: &[Located], places: &Places<'_>, environment: &dyn Fn(&str) -> Option<String>) -> Found {
    let mut found = Found::default();
    let mut nesting = Nesting::default();
    for at in 0..tokens.len() {
        let cursor = Cursor { tokens, at };
        if nesting.plain() && cursor.starts_statement() && cursor.ends_script() {
            break;
        }
        if cursor.is_any_name(&["require", "require_once", "include", "include_once"]) {
            found.first_include.get_or_insert(tokens[at].line);
        }
        found.tls |= cursor.asks_for_tls();
        if let Some((name, value)) = setting_at(&cursor) {
            let value = if nesting.plain() && cursor.starts_statement() {
                value.and_then(|expression| evaluate(expression, places, environment))
            } else {
                Err(format!("is set under a condition, {USE_DSN}"))
            };
            found.settings.push(Setting { name, line: tokens[at].line, value });
        }
        nesting.step(&cursor);
    }
    found
}

/// How deep in blocks the cursor is. `if (…): … endif;` counts like braces.
#[derive(Default)]
struct Nesting {
    braces: usize,
    colon_blocks: usize,
}

impl Nesting {
    fn plain(&self) -> bool {
        self.braces == 0 && self.colon_blocks == 0
    }

    fn step(&mut self, cursor: &Cursor<'_>) {
        match &cursor.tokens[cursor.at].token {
            Token::Mark(b'{') => self.braces += 1,
            Token::Mark(b'}') => self.braces = self.braces.saturating_sub(1),
            Token::Name(name) => {
                let opens = [&b"if"[..], b"for", b"foreach", b"while", b"switch", b"declare"];
                let closes = [&b"endif"[..], b"endfor", b"endforeach", b"endwhile", b"endswitch", b"enddeclare"];
                if opens.iter().any(|word| name.eq_ignore_ascii_case(word)) && cursor.parenthesis_then_colon() {
                    self.colon_blocks += 1;
                } else if closes.iter().any(|word| name.eq_ignore_ascii_case(word)) {
                    self.colon_blocks = self.colon_blocks.saturating_sub(1);
                }
            }
            _ => {}
        }
    }
}

struct Cursor<'a> {
    tokens: &'a [Located],
    at: usize,
}

/// Parentheses are searched this far for their end, so that hostile nesting stays cheap.
const MAX_EXPRESSION: usize = 512;

impl<'a> Cursor<'a> {
    fn token(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead).map(|located| &located.token)
    }

    fn is_mark(&self, ahead: usize, mark: u8) -> bool {
        self.token(ahead) == Some(&Token::Mark(mark))
    }

    fn is_any_name(&self, names: &[&str]) -> bool {
        match self.token(0) {
            Some(Token::Name(name)) => names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted.as_bytes())),
            _ => false,
        }
    }

    fn starts_statement(&self) -> bool {
        match self.at.checked_sub(1).map(|before| &self.tokens[before].token) {
            None => true,
            Some(Token::Mark(mark)) => matches!(mark, b';' | b'{' | b'}'),
            _ => false,
        }
    }

    /// `define( 'MYSQL_CLIENT_FLAGS', … MYSQLI_CLIENT_SSL … )`, even under a condition: what is asked for in vain is reported.
    fn asks_for_tls(&self) -> bool {
        let is_flags = self.is_any_name(&["define"])
            && self.token(2).is_some_and(|token| *token == Token::Text(b"MYSQL_CLIENT_FLAGS".to_vec()));
        let flags = if is_flags { self.expression(4, b",)") } else { &[] };
        flags.iter().any(|flag| match &flag.token {
            Token::Name(name) => {
                matches!(
                    name.as_slice(),
                    b"MYSQLI_CLIENT_SSL" | b"MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT" | b"MYSQL_CLIENT_SSL"
                )
            }
            _ => false,
        })
    }

    fn ends_script(&self) -> bool {
        self.is_any_name(&["exit", "die", "return"])
    }

    /// After `if` and its like: `( … )` followed by a colon.
    fn parenthesis_then_colon(&self) -> bool {
        let mut depth = 0_usize;
        for ahead in 1..MAX_EXPRESSION {
            match self.token(ahead) {
                Some(Token::Mark(b'(')) => depth += 1,
                Some(Token::Mark(b')')) if depth == 1 => return self.is_mark(ahead + 1, b':'),
                Some(Token::Mark(b')')) => depth = depth.saturating_sub(1),
                None => return false,
                _ => {}
            }
        }
        false
    }

    /// The tokens from `ahead` up to a `stop` outside parentheses.
    fn expression(&self, ahead: usize, stops: &[u8]) -> &'a [Located] {
        let start = (self.at + ahead).min(self.tokens.len());
        let mut depth = 0_usize;
        for (length, located) in self.tokens[start..].iter().take(MAX_EXPRESSION).enumerate() {
            match located.token {
                Token::Mark(mark) if depth == 0 && stops.contains(&mark) => return &self.tokens[start..start + length],
                Token::Mark(b'(') => depth += 1,
                Token::Mark(b')') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        &[]
    }
}

/// The setting whose statement starts at the cursor, with the tokens of its value.
fn setting_at<'a>(cursor: &Cursor<'a>) -> Option<(&'static str, Result<&'a [Located], String>)> {
    let constant = |name: &[u8]| CONSTANTS.into_iter().find(|constant| constant.as_bytes() == name);
    match cursor.token(0)? {
        Token::Name(word) if word.eq_ignore_ascii_case(b"define") && cursor.is_mark(1, b'(') => {
            let Some(Token::Text(name)) = cursor.token(2) else { return None };
            let name = constant(name)?;
            if !cursor.is_mark(3, b',') {
                return None;
            }
            Some((name, Ok(cursor.expression(4, b",)"))))
        }
        Token::Name(word) if word.eq_ignore_ascii_case(b"const") && cursor.is_mark(2, b'=') => {
            let Some(Token::Name(name)) = cursor.token(1) else { return None };
            Some((constant(name)?, Ok(cursor.expression(3, b";"))))
        }
        Token::Variable(name) if name == b"table_prefix" => {
            let assigns = cursor.is_mark(1, b'=') && !cursor.is_mark(2, b'=') && !cursor.is_mark(2, b'>');
            let changes = (cursor.is_mark(1, b'.') && cursor.is_mark(2, b'='))
                || (cursor.is_mark(1, b'?') && cursor.is_mark(2, b'?') && cursor.is_mark(3, b'='));
            if changes {
                return Some(("$table_prefix", Err(format!("is changed in place, {USE_DSN}"))));
            }
            assigns.then(|| ("$table_prefix", Ok(cursor.expression(2, b";"))))
        }
        _ => None,
    }
}

/// What a value means as a condition.
pub(super) fn is_true(value: &str) -> bool {
    !matches!(value, "" | "0")
}

/// The value of an expression that needs no PHP to be known.
fn evaluate(
    expression: &[Located],
    places: &Places<'_>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let tokens: Vec<&Token> = expression.iter().map(|located| &located.token).collect();
    let text = |bytes: &[u8]| {
        String::from_utf8(bytes.to_vec()).map_err(|_| "is not valid UTF-8; save the file as UTF-8".to_owned())
    };
    let dot = Token::Mark(b'.');
    let open = Token::Mark(b'(');
    let close = Token::Mark(b')');
    match tokens.as_slice() {
        [Token::Text(literal)] => text(literal),
        // As PHP turns them into strings.
        [Token::Number(digits)] if *digits == b"0" || (digits.iter().all(u8::is_ascii_digit) && digits[0] != b'0') => {
            text(digits)
        }
        [Token::Name(word)] if word.eq_ignore_ascii_case(b"true") => Ok("1".to_owned()),
        [Token::Name(word)] if word.eq_ignore_ascii_case(b"false") => Ok(String::new()),
        [Token::Name(call), parenthesis, arguments @ .., end] if **parenthesis == open && **end == close => {
            environment_call(call, arguments, environment)
        }
        // Directories are joined from these two in nearly every hand-made configuration.
        [Token::Name(base), mark, Token::Text(tail)] if **mark == dot => {
            let base = match base.as_slice() {
                b"ABSPATH" => places.abspath,
                magic if magic.eq_ignore_ascii_case(b"__DIR__") => places.file_directory,
                _ => return Err(format!("is put together from pieces, {USE_DSN}")),
            };
            let tail = text(tail)?;
            // ABSPATH ends with a slash, __DIR__ does not; a slash too many does no harm.
            Ok(format!("{}/{}", base.display(), tail.trim_start_matches('/')))
        }
        [Token::Name(call), a, Token::Name(file), b, mark, Token::Text(tail)]
            if call.eq_ignore_ascii_case(b"dirname")
                && file.eq_ignore_ascii_case(b"__FILE__")
                && (*a, *b, *mark) == (&open, &close, &dot) =>
        {
            Ok(format!("{}/{}", places.file_directory.display(), text(tail)?.trim_start_matches('/')))
        }
        [_, mark, ..] if **mark == dot => Err(format!("is put together from pieces, {USE_DSN}")),
        _ => Err(format!("is not a plain string, {USE_DSN}")),
    }
}

/// `getenv('X')`, and `getenv_docker('X', 'default')` of the official WordPress image.
fn environment_call(
    call: &[u8],
    arguments: &[&Token],
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let comma = Token::Mark(b',');
    let (name, default) = match arguments {
        [Token::Text(name)] if call.eq_ignore_ascii_case(b"getenv") => (name, None),
        [Token::Text(name), mark, Token::Text(default)]
            if **mark == comma && call.eq_ignore_ascii_case(b"getenv_docker") =>
        {
            (name, Some(default))
        }
        _ => return Err(format!("is the result of a call, {USE_DSN}")),
    };
    let name = String::from_utf8_lossy(name);
    if default.is_some() {
        // The image reads secrets from the file that NAME_FILE names, and prefers that.
        if let Some(file) = environment(&format!("{name}_FILE")).filter(|file| !file.is_empty()) {
            let secret = std::fs::read_to_string(&file).map_err(|error| {
                format!("comes from the file {file} that {name}_FILE names, which can't be read: {error}")
            })?;
            return Ok(secret.trim_end_matches(['\r', '\n']).to_owned());
        }
    }
    match (environment(&name), default) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(String::from_utf8_lossy(default).into_owned()),
        (None, None) => Err(format!(
            "comes from the environment variable {name}, which the agent doesn't have; set it for the agent as well, \
             or give the site a `dsn` and `prefix` instead of `path`"
        )),
    }
}
