//! Reading, as `unserialize` of PHP 8.2 does: what follows the value is not looked at.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::{Key, Value};

/// Longest input, bytes: `wp_options` and plugin tables hold far less.
pub const MAX_BYTES: usize = 64 << 20;
/// Deepest nesting of arrays and objects.
pub const MAX_DEPTH: usize = 64;

/// Why something is no serialized value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Something else stands there.
    #[error("serialized value: {expected} expected at byte {at}")]
    Expected {
        /// What should stand there.
        expected: &'static str,
        /// Bytes from the beginning.
        at: usize,
    },
    /// It nests too deeply.
    #[error("serialized value: nested deeper than {MAX_DEPTH} levels at byte {at}")]
    TooDeep {
        /// Bytes from the beginning.
        at: usize,
    },
    /// It is too long.
    #[error("serialized value: {length} bytes are more than {MAX_BYTES}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
}

impl Value {
    /// Reads what `serialize()` wrote.
    ///
    /// # Errors
    /// Where PHP's `unserialize` answers `false`, and where a bound is passed.
    pub fn read(bytes: &[u8]) -> Result<Value, ReadError> {
        if bytes.len() > MAX_BYTES {
            return Err(ReadError::TooLong { length: bytes.len() });
        }
        Reader { bytes, at: 0 }.value(0)
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    fn value(&mut self, depth: usize) -> Result<Value, ReadError> {
        if depth > MAX_DEPTH {
            return Err(ReadError::TooDeep { at: self.at });
        }
        let start = self.at;
        let kind = self.byte();
        if kind == Some(b'N') {
            self.expect(b";", "`;`")?;
            return Ok(Value::Null);
        }
        self.expect(b":", "a type and `:`").inspect_err(|_| self.at = start)?;
        Ok(match kind {
            Some(b'b') => match self.until(b';')? {
                b"0" => Value::Bool(false),
                b"1" => Value::Bool(true),
                _ => return Err(self.expected("0 or 1", start)),
            },
            Some(b'i') => Value::Int(self.number(b';', "a whole number")?),
            Some(b'd') => Value::Float(self.float()?),
            Some(b's') => Value::Text(self.terminated_text()?.to_vec()),
            Some(b'a') => Value::Array(self.array(depth)?),
            Some(b'O' | b'C' | b'E' | b'r' | b'R') => {
                self.skip_opaque(kind, depth)?;
                Value::Opaque(self.bytes[start..self.at].to_vec())
            }
            _ => return Err(self.expected("one of the types N b i d s a", start)),
        })
    }

    fn array(&mut self, depth: usize) -> Result<Vec<(Key, Value)>, ReadError> {
        let count: usize = self.number(b':', "the number of elements")?;
        self.expect(b"{", "`{`")?;
        let mut entries: Vec<(Key, Value)> = Vec::new();
        let mut places: BTreeMap<Key, usize> = BTreeMap::new();
        for _ in 0..count {
            let key = self.key()?;
            let value = self.value(depth + 1)?;
            match places.get(&key) {
                Some(&place) => entries[place].1 = value,
                None => {
                    places.insert(key.clone(), entries.len());
                    entries.push((key, value));
                }
            }
        }
        self.expect(b"}", "`}`")?;
        Ok(entries)
    }

    fn key(&mut self) -> Result<Key, ReadError> {
        // Anything else is refused before it is read: an array in a key's place would be read one call deeper.
        match self.bytes.get(self.at..self.at + 2) {
            Some(b"i:") => {
                self.at += 2;
                self.number(b';', "a whole number").map(Key::Int)
            }
            Some(b"s:") => {
                self.at += 2;
                self.terminated_text().map(Key::new)
            }
            _ => Err(self.expected("a key, which is a number or text", self.at)),
        }
    }

    // Moves behind an object, enum or reference.
    fn skip_opaque(&mut self, kind: Option<u8>, depth: usize) -> Result<(), ReadError> {
        match kind {
            Some(b'r' | b'R') => self.number::<u64>(b';', "the number of a value").map(drop),
            Some(b'E') => self.terminated_text().map(drop),
            Some(b'C') => {
                self.text()?;
                self.expect(b":", "`:`")?;
                let length: usize = self.number(b':', "a length")?;
                self.expect(b"{", "`{`")?;
                self.take(length)?;
                self.expect(b"}", "`}`")
            }
            _ => {
                self.text()?;
                self.expect(b":", "`:`")?;
                self.array(depth).map(drop)
            }
        }
    }

    // `5:"bytes"`
    fn text(&mut self) -> Result<&'b [u8], ReadError> {
        let length: usize = self.number(b':', "a length")?;
        self.expect(b"\"", "`\"`")?;
        let text = self.take(length)?;
        self.expect(b"\"", "`\"`, where the length says that the text ends,")?;
        Ok(text)
    }

    // `5:"bytes";`
    fn terminated_text(&mut self) -> Result<&'b [u8], ReadError> {
        let text = self.text()?;
        self.expect(b";", "`;`")?;
        Ok(text)
    }

    fn float(&mut self) -> Result<f64, ReadError> {
        let start = self.at;
        Ok(match self.until(b';')? {
            b"NAN" => f64::NAN,
            b"INF" => f64::INFINITY,
            b"-INF" => f64::NEG_INFINITY,
            digits if digits.iter().all(|b| b.is_ascii_digit() || b"+-.eE".contains(b)) => {
                parsed(digits).ok_or_else(|| self.expected("a number", start))?
            }
            _ => return Err(self.expected("a number", start)),
        })
    }

    fn number<N: FromStr>(&mut self, end: u8, expected: &'static str) -> Result<N, ReadError> {
        let start = self.at;
        let digits = self.until(end)?;
        parsed(digits).ok_or_else(|| self.expected(expected, start))
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], ReadError> {
        let taken = self.bytes[self.at..].get(..length);
        let taken = taken.ok_or_else(|| self.expected("more bytes, as the length says,", self.bytes.len()))?;
        self.at += length;
        Ok(taken)
    }

    // Numbers are short, so is the search for their end.
    fn until(&mut self, end: u8) -> Result<&'b [u8], ReadError> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(64).position(|&b| b == end);
        let length = length.ok_or_else(|| self.expected("a number and its end", self.at))?;
        self.at += length + 1;
        Ok(&rest[..length])
    }

    fn expect(&mut self, what: &[u8], words: &'static str) -> Result<(), ReadError> {
        if !self.bytes[self.at..].starts_with(what) {
            return Err(self.expected(words, self.at));
        }
        self.at += what.len();
        Ok(())
    }

    fn expected(&self, expected: &'static str, at: usize) -> ReadError {
        ReadError::Expected { expected, at }
    }
}

fn parsed<N: FromStr>(digits: &[u8]) -> Option<N> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Value, ReadError> {
        Value::read(text.as_bytes())
    }

    #[test]
    fn values() {
        let array = read(r#"a:3:{s:1:"5";b:1;i:5;N;s:3:"a"b";d:-1.5E+3;}x"#).unwrap();
        let key = Key::Text(b"a\"b".to_vec());
        assert_eq!(array, Value::Array(vec![(Key::Int(5), Value::Null), (key, Value::Float(-1500.0))]));
        let object = r#"O:1:"A":1:{s:1:"p";a:1:{i:0;R:1;}}"#;
        assert_eq!(read(object), Ok(Value::Opaque(object.into())));
        assert_eq!(read("i:-9223372036854775808;"), Ok(Value::Int(i64::MIN)));
    }

    #[test]
    fn errors_say_where() {
        for (text, said) in [
            ("", "serialized value: a type and `:` expected at byte 0"),
            ("s:9:\"abc\";", "serialized value: more bytes, as the length says, expected at byte 10"),
            ("s:1:\"abc\";", "serialized value: `\"`, where the length says that the text ends, expected at byte 6"),
            ("a:1:{a:0:{}N;}", "serialized value: a key, which is a number or text expected at byte 5"),
            ("a:99999999999:{", "serialized value: a key, which is a number or text expected at byte 15"),
            ("s:99999999999999999999:\"\";", "serialized value: a length expected at byte 2"),
            ("b:2;", "serialized value: 0 or 1 expected at byte 0"),
            ("d:inf;", "serialized value: a number expected at byte 2"),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), said, "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded_wherever_it_stands() {
        for level in ["a:1:{i:0;", "O:1:\"A\":1:{s:1:\"p\";", "a:1:{i:0;O:1:\"A\":1:{i:0;"] {
            assert!(matches!(read(&level.repeat(200_000)), Err(ReadError::TooDeep { .. })), "{level}");
        }
        for level in ["a:1:{", "O:1:\"A\":1:{"] {
            let refused = "serialized value: a key, which is a number or text expected at byte ".to_owned();
            let error = read(&level.repeat(200_000)).unwrap_err();
            assert_eq!(error.to_string(), refused + &level.len().to_string());
        }
    }
}
