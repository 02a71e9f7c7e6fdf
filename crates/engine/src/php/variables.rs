//! A PHP array of request variables, as `parse_str` makes it.

use detour_php_value::Key;
use indexmap::IndexMap;

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

impl Variables {
    /// `$array[$key] ?? null`, and whether there is one.
    pub fn get(&self, key: &Key) -> Option<&Value> {
        self.entries.get(key)
    }

    /// `$array[$key] = $value`: an existing key keeps its place.
    pub fn set(&mut self, key: Key, value: Value) {
        if let Key::Int(number) = key {
            self.next_index = self.next_index.max(number.saturating_add(1));
        }
        self.entries.insert(key, value);
    }

    /// `$array[] = $value`; nothing happens where no number is left.
    pub fn push(&mut self, value: Value) {
        if self.next_index < i64::MAX {
            self.set(Key::Int(self.next_index), value);
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
            None if self.next_index < i64::MAX => Key::Int(self.next_index),
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
    fn numbers_go_on_from_the_greatest() {
        let mut array = Variables::default();
        array.set(Key::Int(-5), Value::Null);
        array.push(Value::Null);
        array.set(Key::Int(i64::MAX), Value::Null);
        array.push(Value::Null);
        let keys: Vec<&Key> = array.iter().map(|(key, _)| key).collect();
        assert_eq!(keys, [&Key::Int(-5), &Key::Int(0), &Key::Int(i64::MAX)]);
    }
}
