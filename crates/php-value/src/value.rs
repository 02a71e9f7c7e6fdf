/// A PHP value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text, of any bytes.
    Text(Vec<u8>),
    /// Keys and values in their order; no key occurs twice.
    Array(Vec<(Key, Value)>),
    /// An object, enum or reference, serialized as it was found. It is never looked into.
    Opaque(Vec<u8>),
}

/// Key of an array. Text that is the decimal writing of a number is that number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A number.
    Int(i64),
    /// Any other text.
    Text(Vec<u8>),
}

impl Key {
    /// The key PHP makes of a text.
    pub fn new(text: &[u8]) -> Key {
        let number = std::str::from_utf8(text).ok().and_then(|text| text.parse::<i64>().ok());
        match number {
            // Only what is written as PHP would write it: not `+1`, `01`, `-0`; and the least number stays text.
            Some(number) if number != i64::MIN && number.to_string().as_bytes() == text => Key::Int(number),
            _ => Key::Text(text.to_vec()),
        }
    }

    /// The text of the key.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Key::Int(number) => number.to_string().into_bytes(),
            Key::Text(text) => text.clone(),
        }
    }
}

impl Value {
    /// What stands under `key`, if this is an array that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let key = Key::new(key.as_bytes());
        self.entries().iter().find(|(found, _)| *found == key).map(|(_, value)| value)
    }

    /// Keys and values; none if this is no array.
    pub fn entries(&self) -> &[(Key, Value)] {
        match self {
            Value::Array(entries) => entries,
            _ => &[],
        }
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&[u8]> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether PHP's `if` takes it for true.
    pub fn is_truthy(&self) -> bool {
        match self {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Text(text) => !matches!(&text[..], b"" | b"0"),
            Value::Array(entries) => !entries.is_empty(),
            Value::Opaque(_) => true,
        }
    }

    /// A number, also one that is written as text.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Bool(value) => Some(i64::from(*value)),
            Value::Int(value) => Some(*value),
            Value::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_among_keys() {
        for text in ["01", "-0", "+1", "", "1a", " 1", "9223372036854775808", "-9223372036854775808"] {
            assert_eq!(Key::new(text.as_bytes()), Key::Text(text.into()));
        }
        assert_eq!(Key::new(b"-5"), Key::Int(-5));
    }
}
