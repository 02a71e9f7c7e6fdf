//! Any bytes as a value that PHP has serialized: never a panic, and no more is made of them than there are.

use detour_php_value::{MAX_DEPTH, Value};

/// Runs the target.
pub fn run(data: &[u8]) {
    let Ok(value) = Value::read(data) else { return };
    let (values, depth) = size(&value);
    assert!(values <= data.len(), "{values} values are made of {} bytes", data.len());
    assert!(depth <= MAX_DEPTH + 1, "it nests {depth} levels deep");
    let written = value.write();
    let again = Value::read(&written).unwrap_or_else(|error| panic!("what is written can't be read: {error}"));
    // Not the values: a NaN is not equal to itself.
    assert_eq!(again.write(), written, "a value changes on its way through");
}

fn size(value: &Value) -> (usize, usize) {
    let inner = value.entries().iter().map(|(_, value)| size(value));
    let (values, depth) = inner.fold((0, 0), |(values, depth), inner| (values + inner.0, depth.max(inner.1)));
    (values + 1, depth + 1)
}
