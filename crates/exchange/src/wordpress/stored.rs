//! Options of WordPress, which are serialized arrays.

use detour_php_value::Value;

/// Folders of the plugins that the option `active_plugins` names.
pub fn active_plugins(option: &[u8]) -> Vec<String> {
    let Ok(list) = Value::read(option) else { return Vec::new() };
    list.entries().iter().filter_map(|(_, file)| file.as_text()).map(folder).collect()
}

/// Folders of the plugins that are active in a whole network: the keys of `active_sitewide_plugins`.
pub fn network_plugins(option: &[u8]) -> Vec<String> {
    let Ok(list) = Value::read(option) else { return Vec::new() };
    list.entries().iter().map(|(file, _)| folder(&file.to_bytes())).collect()
}

fn folder(file: &[u8]) -> String {
    let file = String::from_utf8_lossy(file);
    file.split_once('/').map_or(&*file, |(folder, _)| folder).to_owned()
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
