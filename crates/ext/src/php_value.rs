//! PHP arrays ↔ JSON values, for the functions. Bounded, because the arrays come from anywhere.

use std::fmt;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::types::{ArrayKey, ZendHashTable, Zval};
use serde_json::{Map, Number, Value};

/// A rule needs less than half of it; deeper arrays are a mistake, or contain themselves.
const DEEPEST: usize = 16;
/// Values in one array, all levels together.
const MOST: usize = 10_000;
/// Fields of rules and settings that hold lists; `headers` does in settings only.
const LISTS: [&str; 17] = [
    "aliases",
    "allow_hosts",
    "alternatives",
    "any",
    "country",
    "examples",
    "host",
    "ignored",
    "ip",
    "ip_headers",
    "ip_proxies",
    "language",
    "method",
    "role",
    "split",
    "tracking",
    "when",
];

/// Why an array is not a JSON value.
pub(crate) struct BadValue {
    /// Where, as `source.value`; empty for the array itself.
    pub(crate) field: String,
    /// What is wrong.
    pub(crate) message: &'static str,
    /// The way out.
    pub(crate) fix: &'static str,
}

/// The JSON value of a PHP array that stands for an object.
pub(crate) fn object(table: &ZendHashTable) -> Result<Value, BadValue> {
    let mut reading = Reading { path: Vec::new(), left: MOST };
    reading.members(table, 0).map(Value::Object)
}

struct Reading {
    path: Vec<String>,
    left: usize,
}

impl Reading {
    fn value(&mut self, value: &Zval, depth: usize) -> Result<Value, BadValue> {
        let value = value.dereference();
        self.left = self.left.checked_sub(1).ok_or_else(|| self.bad("The array is too large", "Give one rule"))?;
        if depth > DEEPEST {
            return Err(self.bad("The array is nested too deeply", "See the documentation of the rule format"));
        }
        if value.is_null() {
            return Ok(Value::Null);
        }
        if let Some(bool) = value.bool() {
            return Ok(Value::Bool(bool));
        }
        if value.is_long() {
            return Ok(value.long().map_or(Value::Null, Value::from));
        }
        if let Some(double) = value.double() {
            let number = Number::from_f64(double);
            return number.map(Value::Number).ok_or_else(|| self.bad("Not a finite number", "Give a finite number"));
        }
        if let Some(text) = value.zend_str() {
            return match std::str::from_utf8(text.as_bytes()) {
                Ok(text) => Ok(Value::String(text.to_owned())),
                Err(_) => Err(self.bad("The text is not UTF-8", "Percent-encode bytes that are not UTF-8")),
            };
        }
        if let Some(table) = value.array() {
            return self.array(table, depth);
        }
        if let Some(object) = value.object()
            && object.get_class_name().is_ok_and(|name| name == "stdClass")
            && let Ok(properties) = object.get_properties()
        {
            return self.members(properties, depth).map(Value::Object);
        }
        Err(self.bad("This type can't be part of a rule", "Give an array, a string, a number, true, false or null"))
    }

    // PHP has one empty array for lists and objects, so the field's name has to tell.
    fn array(&mut self, table: &ZendHashTable, depth: usize) -> Result<Value, BadValue> {
        let is_list = match table.is_empty() {
            true => {
                self.path.last().is_some_and(|field| LISTS.contains(&field.as_str()))
                    || self.path == ["redirection", "headers"]
            }
            false => table.has_sequential_keys(),
        };
        if !is_list {
            return self.members(table, depth).map(Value::Object);
        }
        let mut list = Vec::new();
        for (index, (_, item)) in table.iter().enumerate() {
            self.path.push(index.to_string());
            list.push(self.value(item, depth + 1)?);
            self.path.pop();
        }
        Ok(Value::Array(list))
    }

    fn members(&mut self, table: &ZendHashTable, depth: usize) -> Result<Map<String, Value>, BadValue> {
        let mut members = Map::new();
        for (key, item) in table.iter() {
            let name = match key {
                ArrayKey::Long(index) => index.to_string(),
                ArrayKey::String(name) => name,
                ArrayKey::Str(name) => name.to_owned(),
                ArrayKey::ZendString(name) => String::from_utf8_lossy(name.as_bytes()).into_owned(),
            };
            self.path.push(name.clone());
            let value = self.value(item, depth + 1)?;
            self.path.pop();
            members.insert(name, value);
        }
        Ok(members)
    }

    fn bad(&self, message: &'static str, fix: &'static str) -> BadValue {
        BadValue { field: self.path.join("."), message, fix }
    }
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}. {}", self.field, self.message, self.fix)
    }
}

/// The PHP value of a JSON value: lists and objects become arrays.
pub(crate) fn from_json(value: &Value) -> Zval {
    let mut zval = Zval::new();
    match value {
        Value::Null => zval.set_null(),
        Value::Bool(bool) => zval.set_bool(*bool),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => zval.set_long(integer),
            (None, Some(double)) => zval.set_double(double),
            (None, None) => zval.set_null(),
        },
        Value::String(text) => set_bytes(&mut zval, text.as_bytes()),
        Value::Array(list) => {
            let mut table = ZendHashTable::new();
            for item in list {
                // Fails for a full table only, after 2^31 values.
                let _ = table.push(from_json(item));
            }
            zval.set_hashtable(table);
        }
        Value::Object(members) => {
            let mut table = Table::new();
            for (name, value) in members {
                table.set(name, from_json(value));
            }
            zval.set_hashtable(table.0);
        }
    }
    zval
}

/// An array under construction.
pub(crate) struct Table(pub(crate) ZBox<ZendHashTable>);

impl Table {
    pub(crate) fn new() -> Table {
        Table(ZendHashTable::new())
    }

    /// Sets one value.
    pub(crate) fn set(&mut self, name: &str, value: Zval) {
        // Fails for names that hold a NUL, and none of ours do.
        let _ = self.0.insert(name, value);
    }

    pub(crate) fn text(&mut self, name: &str, text: &[u8]) {
        let mut zval = Zval::new();
        set_bytes(&mut zval, text);
        self.set(name, zval);
    }

    pub(crate) fn number(&mut self, name: &str, number: u64) {
        let mut zval = Zval::new();
        zval.set_long(i64::try_from(number).unwrap_or(i64::MAX));
        self.set(name, zval);
    }

    pub(crate) fn table(&mut self, name: &str, table: Table) {
        let mut zval = Zval::new();
        zval.set_hashtable(table.0);
        self.set(name, zval);
    }

    pub(crate) fn bool(&mut self, name: &str, bool: bool) {
        let mut zval = Zval::new();
        zval.set_bool(bool);
        self.set(name, zval);
    }
}

/// A PHP string of any bytes.
pub(crate) fn set_bytes(zval: &mut Zval, bytes: &[u8]) {
    zval.set_zend_string(ext_php_rs::types::ZendStr::new(bytes, false));
}
