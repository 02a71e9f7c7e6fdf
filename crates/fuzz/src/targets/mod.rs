//! One module per target, each with the function that the fuzzer calls. It panics when something is wrong.

pub mod compiler;
pub mod csv;
pub mod engine_vs_reference;
pub mod needles;
pub mod rule_file;
pub mod rule_json;
pub mod wp_config;

use detour_rules::{Decision, is_header_value, is_token};

use crate::case::Case;
use crate::generate;

/// What a target does with its bytes.
pub type Run = fn(&[u8]);

/// All targets by name.
pub const ALL: [(&str, Run); 7] = [
    ("rule_file", rule_file::run),
    ("rule_json", rule_json::run),
    ("compiler", compiler::run),
    ("engine_vs_reference", engine_vs_reference::run),
    ("needles", needles::run),
    ("wp_config", wp_config::run),
    ("csv", csv::run),
];

/// The rules and requests that a target reads from its bytes; `None` if it reads none.
pub fn case(target: &str, data: &[u8]) -> Option<Case> {
    let generate = match target {
        "rule_file" => generate::rules::damaged,
        "compiler" => generate::text::case,
        "engine_vs_reference" => generate::rules::case,
        "needles" => generate::regex::case,
        _ => return None,
    };
    Case::read(data, generate)
}

/// Longest `Location` that servers take, bytes.
const MAX_LOCATION_BYTES: usize = 8000;

// Whatever the rules say, nothing gets into a header that can split it.
fn assert_sendable(decision: &Decision) {
    if let Decision::Redirect { location: target, .. } | Decision::Rewrite { to: target, .. } = decision {
        let sendable = target.len() <= MAX_LOCATION_BYTES && target.iter().all(u8::is_ascii_graphic);
        assert!(sendable, "this can't stand in a header: {:?}", String::from_utf8_lossy(target));
    }
    for header in decision.headers() {
        assert!(is_token(&header.name) && is_header_value(&header.value), "this is no header: {header:?}");
    }
}
