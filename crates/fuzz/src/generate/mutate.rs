//! Rules that are out of the ordinary: any text in any field, and JSON that is shaped a little differently.

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Map, Value, json};

/// Fields that hold one of a few words.
const WORDS: [&str; 7] = ["kind", "case", "slash", "query", "scheme", "sticky", "body"];

/// Deeper JSON is hardly ever read: with what is wrapped around it, it comes to about as much as serde_json takes.
const DEEPEST: usize = 100;

/// Texts and numbers are replaced by others.
pub(crate) fn leaves(u: &mut Unstructured<'_>, json: &mut Value) -> Result<()> {
    match json {
        _ if u.is_empty() => {}
        Value::String(old) if u.ratio(1, 8)? => *old = text(u, old)?,
        Value::Number(old) if u.ratio(1, 8)? => *old = number(u)?.into(),
        Value::Bool(old) if u.ratio(1, 8)? => *old = !*old,
        Value::Array(list) => list.iter_mut().try_for_each(|value| leaves(u, value))?,
        Value::Object(fields) => {
            let free = |(name, value): &(&String, &mut Value)| !(value.is_string() && WORDS.contains(&name.as_str()));
            fields.iter_mut().filter(free).try_for_each(|(_, value)| leaves(u, value))?;
        }
        _ => {}
    }
    Ok(())
}

/// Fields are missing, doubled, of other names and of other types.
pub(crate) fn shape(u: &mut Unstructured<'_>, json: &mut Value, depth: usize) -> Result<()> {
    if u.is_empty() || depth > DEEPEST {
        return Ok(());
    }
    if u.ratio(1, 24)? {
        *json = other(u, json)?;
    }
    match json {
        Value::Array(list) => {
            match u.int_in_range(0..=23)? {
                1 => list.clear(),
                2 => list.extend(list.clone()),
                3 => list.push(Value::Null),
                _ => {}
            }
            // Only now, so that each copy uses up bytes and the whole stays small.
            list.iter_mut().try_for_each(|value| shape(u, value, depth + 1))?;
        }
        Value::Object(fields) => {
            let mut shaped = Map::new();
            for (name, mut value) in std::mem::take(fields) {
                shape(u, &mut value, depth + 1)?;
                match u.int_in_range(0..=31)? {
                    1 => {}
                    2 => drop(shaped.insert(text(u, &name)?, value)),
                    3 => drop(shaped.insert(format!("{name}s"), value)),
                    _ => drop(shaped.insert(name, value)),
                }
            }
            *fields = shaped;
        }
        _ => {}
    }
    Ok(())
}

fn other(u: &mut Unstructured<'_>, old: &Value) -> Result<Value> {
    Ok(match u.int_in_range(0..=9)? {
        0 => Value::Null,
        1 => bool::arbitrary(u)?.into(),
        2 => number(u)?.into(),
        3 => f64::arbitrary(u)?.into(),
        4 => i64::arbitrary(u)?.into(),
        5 => text(u, "")?.into(),
        6 => json!([old]),
        7 => json!({text(u, "")?: old}),
        8 => (0..u.int_in_range(0..=40)?).fold(old.clone(), |inner, _| json!({"not": inner})),
        _ => (0..u.int_in_range(0..=40)?).fold(old.clone(), |inner, _| json!({"any": [inner]})),
    })
}

fn number(u: &mut Unstructured<'_>) -> Result<u64> {
    Ok(match u.int_in_range(0..=3)? {
        0 => u8::arbitrary(u)?.into(),
        1 => 200 + u64::from(u16::arbitrary(u)? % 400),
        2 => u16::arbitrary(u)?.into(),
        _ => u.arbitrary()?,
    })
}

/// Any text, before or behind another or instead of it. Sometimes a thousand times as long as the fuzzer would make it, to
/// reach the limits.
pub(crate) fn text(u: &mut Unstructured<'_>, old: &str) -> Result<String> {
    let text = <&str>::arbitrary(u)?;
    let times = if u.ratio(1, 30)? { usize::from(u16::arbitrary(u)?) % 4097 / text.len().max(1) } else { 1 };
    let text = text.repeat(times);
    Ok(match u.int_in_range(0..=3)? {
        0 => text,
        1 => text + old,
        _ => format!("{old}{text}"),
    })
}
