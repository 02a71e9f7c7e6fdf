//! Writing, byte for byte as `serialize()` does.

use crate::{Key, Value};

impl Value {
    /// What `serialize()` makes of it.
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        append(&mut out, self);
        out
    }
}

fn append(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.extend_from_slice(b"N;"),
        Value::Bool(value) => out.extend_from_slice(if *value { b"b:1;" } else { b"b:0;" }),
        Value::Int(number) => append_int(out, *number),
        Value::Float(number) => {
            out.extend_from_slice(b"d:");
            out.extend_from_slice(float(*number).as_bytes());
            out.push(b';');
        }
        Value::Text(text) => append_text(out, text),
        Value::Array(entries) => {
            out.extend_from_slice(format!("a:{}:{{", entries.len()).as_bytes());
            for (key, value) in entries {
                match key {
                    Key::Int(number) => append_int(out, *number),
                    Key::Text(text) => append_text(out, text),
                }
                append(out, value);
            }
            out.push(b'}');
        }
        Value::Opaque(bytes) => out.extend_from_slice(bytes),
    }
}

fn append_int(out: &mut Vec<u8>, number: i64) {
    out.extend_from_slice(format!("i:{number};").as_bytes());
}

fn append_text(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(format!("s:{}:\"", text.len()).as_bytes());
    out.extend_from_slice(text);
    out.extend_from_slice(b"\";");
}

// The fewest digits that read back as the same number; with an exponent below 0.0001 and from 18 digits before the point on.
fn float(number: f64) -> String {
    if !number.is_finite() {
        return if number.is_nan() {
            "NAN"
        } else if number > 0.0 {
            "INF"
        } else {
            "-INF"
        }
        .to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(-4..=16) => number.to_string(),
        Ok(exponent) => {
            let digits = if digits.contains('.') { digits.to_owned() } else { format!("{digits}.0") };
            format!("{digits}E{exponent:+}")
        }
        Err(_) => scientific,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_as_php_writes_them() {
        for (number, written) in [
            (0.1, "0.1"),
            (-1500.0, "-1500"),
            (1e25, "1.0E+25"),
            (1.5e-7, "1.5E-7"),
            (0.0001, "0.0001"),
            (12_345_678_901_234_567_890.0, "1.2345678901234567E+19"),
            (-0.0, "-0"),
            (f64::NAN, "NAN"),
        ] {
            assert_eq!(float(number), written);
        }
    }
}
