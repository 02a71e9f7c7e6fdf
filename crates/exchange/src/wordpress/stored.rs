//! Options of WordPress, which are serialized arrays.

use detour_php_value::Value;

/// Folders of the plugins that the option `active_plugins` names.
pub fn active_plugins(option: &[u8]) -> Vec<String> {
    let Ok(list) = Value::read(option) else { return Vec::new() };
    let folder = |value: &Value| {
        let file = String::from_utf8_lossy(value.as_text()?).into_owned();
        file.split('/').next().map(str::to_owned)
    };
    list.entries().iter().filter_map(|(_, value)| folder(value)).collect()
}

/// How many entries an option's array has; `None` if the option can't be read.
pub fn entry_count(option: &[u8]) -> Option<u64> {
    Some(Value::read(option).ok()?.entries().len() as u64)
}

/// The map that an option holds, or why it holds none. An empty text is an empty map.
pub(crate) fn map(option: &[u8]) -> Result<Value, String> {
    match Value::read(option) {
        Ok(Value::Opaque(_)) => Err("it holds an object".into()),
        Ok(value) => Ok(value),
        Err(error) => Err(error.to_string()),
    }
}
