//! Against PHP itself: what it serializes is read, and written back byte for byte.

use std::process::Command;

use detour_php_value::{Key, Value};
use proptest::prelude::*;

const SAMPLES: &str = r#"
$samples = [null, true, false, 0, -7, PHP_INT_MIN, 0.1, -1.5e-7, 1e25, 123456789012345678.0, 1e15, 100000000000000000.0, INF, -INF,
    "", "a\"b;\0\xff", [], [1, [2, ["x" => "y", "5" => 6, "05" => 7, -3 => 8]]], ["" => null], new ArrayObject([1]), new stdClass];
foreach ($samples as $sample) { echo bin2hex(serialize($sample)), "\n"; }
"#;

fn php(code: &str) -> String {
    let output = Command::new("php").args(["-r", code]).output().expect("php is needed: apt-get install php-cli");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn what_php_writes_is_read_and_written_back() {
    let lines = php(SAMPLES);
    assert_eq!(lines.lines().count(), 21);
    for line in lines.lines() {
        let serialized = bytes(line);
        let value = Value::read(&serialized).unwrap();
        assert_eq!(value.write(), serialized, "{}", String::from_utf8_lossy(&serialized));
    }
}

fn value() -> impl Strategy<Value = Value> {
    let key = prop_oneof![any::<i64>().prop_map(Key::Int), any::<Vec<u8>>().prop_map(|text| Key::new(&text))];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<f64>().prop_filter("NaN is not equal to itself", |f| !f.is_nan()).prop_map(Value::Float),
        any::<Vec<u8>>().prop_map(Value::Text),
    ];
    leaf.prop_recursive(4, 64, 8, move |inner| {
        prop::collection::btree_map(key.clone(), inner, 0..8).prop_map(|map| Value::Array(map.into_iter().collect()))
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(value in value()) {
        prop_assert_eq!(Value::read(&value.write()), Ok(value));
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>, serialized in "[aOCsibdNrRE:;0-9\"{}]{0,60}") {
        let _ = Value::read(&bytes);
        let _ = Value::read(serialized.as_bytes());
    }
}
