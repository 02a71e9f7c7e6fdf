//! A PHP array of request variables, as `parse_str` makes it.

use indexmap::IndexMap;

use super::rawurlencode;

/// Key of a PHP array: text that is the decimal writing of a number is that number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A number.
    Index(i64),
    /// Any other text.
    Name(Vec<u8>),
}

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`; `parse_str` makes none.
    Null,
    /// Text.
    Text(Vec<u8>),
    /// An array in the array.
    Variables(Variables),
}

/// Keys and values, in the order in which the keys came up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables {
    entries: IndexMap<Key, Value>,
    next_index: i64,
}

impl Key {
    /// The key that PHP makes of a text.
    pub fn new(text: &[u8]) -> Key {
        let number = std::str::from_utf8(text).ok().and_then(|text| text.parse::<i64>().ok());
        match number {
            // Only what is written as PHP would write it: not `+1`, `01`, `-0`; and the least number stays text.
            Some(number) if number != i64::MIN && number.to_string().as_bytes() == text => Key::Index(number),
            _ => Key::Name(text.to_vec()),
        }
    }

    /// As text.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Key::Index(number) => number.to_string().into_bytes(),
            Key::Name(name) => name.clone(),
        }
    }

    /// As text, percent-encoded (RFC 3986).
    pub fn encoded(&self) -> Vec<u8> {
        rawurlencode(&self.to_bytes())
    }
}

impl Variables {
    /// `$array[$key] ?? null`, and whether there is one.
    pub fn get(&self, key: &Key) -> Option<&Value> {
        self.entries.get(key)
    }

    /// `$array[$key] = $value`: an existing key keeps its place.
    pub fn set(&mut self, key: Key, value: Value) {
        if let Key::Index(number) = key {
            self.next_index = self.next_index.max(number.saturating_add(1));
        }
        self.entries.insert(key, value);
    }

    /// `$array[] = $value`; nothing happens where no number is left.
    pub fn push(&mut self, value: Value) {
        if self.next_index < i64::MAX {
            self.set(Key::Index(self.next_index), value);
        }
    }

    /// `unset($array[$key])`.
    pub fn remove(&mut self, key: &Key) -> Option<Value> {
        self.entries.shift_remove(key)
    }

    /// The array under `key`, made if there is none; other values there are overwritten. No key stands for `[]`.
    pub(super) fn array_at(&mut self, key: Option<&Key>) -> Option<&mut Variables> {
        let key = match key {
            Some(key) => key.clone(),
            None if self.next_index < i64::MAX => Key::Index(self.next_index),
            None => return None,
        };
        if !matches!(self.get(&key), Some(Value::Variables(_))) {
            self.set(key.clone(), Value::Variables(Variables::default()));
        }
        match self.entries.get_mut(&key) {
            Some(Value::Variables(array)) => Some(array),
            _ => None,
        }
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Value)> {
        self.entries.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_among_keys() {
        for text in ["01", "-0", "+1", "", "1a", " 1", "9223372036854775808", "-9223372036854775808"] {
            assert!(matches!(Key::new(text.as_bytes()), Key::Name(_)), "{text}");
        }
        assert_eq!(Key::new(b"-5"), Key::Index(-5));
        let mut array = Variables::default();
        array.set(Key::Index(-5), Value::Null);
        array.push(Value::Null);
        array.set(Key::Index(i64::MAX), Value::Null);
        array.push(Value::Null);
        let keys: Vec<&Key> = array.iter().map(|(key, _)| key).collect();
        assert_eq!(keys, [&Key::Index(-5), &Key::Index(0), &Key::Index(i64::MAX)]);
    }
}
