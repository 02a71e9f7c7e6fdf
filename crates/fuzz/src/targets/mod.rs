//! One module per target, each with the function that the fuzzer calls. It panics when something is wrong.

pub mod compiler;
pub mod csv;
pub mod engine_vs_reference;
pub mod needles;
pub mod php;
pub mod php_value;
pub mod plugins;
pub mod rule_file;
pub mod rule_json;
pub mod server_config;
pub mod socket;
pub mod spool;
pub mod wp_config;

use detour_engine::Explanation;
use detour_rules::{Decision, Problem, is_header_value, is_token};

use crate::case::Case;
use crate::generate;

/// What a target does with its bytes.
pub type Run = fn(&[u8]);

/// All targets by name.
pub const ALL: [(&str, Run); 13] = [
    ("rule_file", rule_file::run),
    ("rule_json", rule_json::run),
    ("compiler", compiler::run),
    ("engine_vs_reference", engine_vs_reference::run),
    ("needles", needles::run),
    ("php", php::run),
    ("php_value", php_value::run),
    ("plugins", plugins::run),
    ("wp_config", wp_config::run),
    ("csv", csv::run),
    ("server_config", server_config::run),
    ("spool", spool::run),
    ("socket", socket::run),
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
// Plugins hand URLs to WordPress as they were written; those stand in no header.
fn assert_sendable(decision: &Decision, has_plugins: bool) {
    let native_rewrite = |to| if has_plugins { None } else { Some(to) };
    let target = match decision {
        Decision::Redirect { location, .. } => Some(location),
        Decision::Rewrite { to, .. } => native_rewrite(to),
        _ => None,
    };
    if let Some(target) = target {
        let sendable = target.len() <= MAX_LOCATION_BYTES && target.iter().all(u8::is_ascii_graphic);
        assert!(sendable, "this can't stand in a header: {:?}", String::from_utf8_lossy(target));
    }
    for header in decision.headers() {
        assert!(is_token(&header.name) && is_header_value(&header.value), "this is no header: {header:?}");
    }
}

// What explain() says is what decide() does.
fn assert_explained(explained: &Explanation, decision: &Decision) {
    assert_eq!((explained.decision, explained.rule), (decision.word(), decision.rule()));
    let text = |bytes: &[u8]| Some(String::from_utf8_lossy(bytes).into_owned());
    match decision {
        Decision::Redirect { code, location, .. } => {
            assert_eq!((explained.code, &explained.location), (Some(*code), &text(location)));
        }
        Decision::Respond { code, body, .. } => {
            assert_eq!((explained.code, explained.body), (Some(*code), Some(*body)))
        }
        Decision::Rewrite { to, .. } => assert_eq!(explained.to, text(to)),
        Decision::Defer { from, needs, .. } => {
            assert_eq!((explained.from, &explained.needs), (Some(*from), &Some(needs.words())));
        }
        Decision::Pass(pass) => assert_eq!(explained.reason, Some(pass.word())),
    }
    let headers = decision.headers().iter().map(|header| format!("{}: {}", header.name, header.value));
    assert_eq!(explained.headers, headers.collect::<Vec<String>>());
    assert!(!explained.to_string().is_empty());
}

// Problems are shown to people, in terminals and logs too.
fn assert_shown(problem: &Problem) {
    assert!(!problem.message.is_empty() && !problem.fix.is_empty(), "{problem:?}");
    let shown = problem.to_string();
    assert!(!shown.chars().any(char::is_control), "this would get into a terminal: {shown:?}");
    assert!(shown.len() < 16_000, "nobody reads {} bytes: {shown}", shown.len());
}
