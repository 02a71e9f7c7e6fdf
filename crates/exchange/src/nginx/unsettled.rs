//! Statements after which others don't do what they say: `break` in an `if` keeps requests from them, and `set` changes
//! what they compare and insert. Neither can be carried over, and nor can what stands behind.

use super::condition::variable;
use super::map::Map;
use super::tree::Directive;
use crate::refusal::Refusal;

/// Patterns of a `rewrite` that take every path.
const EVERYTHING: [&str; 7] = ["^", ".*", "(.*)", "^.*$", "^(.*)$", "^/(.*)$", "^(.*)"];

/// Why a directive unsettles those behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unsettles {
    /// It changes a variable, which still counts in the locations.
    pub(super) for_good: bool,
    pub(super) refusal: Refusal,
}

impl Unsettles {
    /// What a `set`, or an `if` with its block, does to the statements behind it; `None` if nothing.
    pub(super) fn of(directive: &Directive, maps: &[Map]) -> Option<Unsettles> {
        let changed = match directive.name.as_str() {
            "set" => changed(directive, maps),
            "if" => directive.block.iter().flatten().find_map(|inner| changed(inner, maps)),
            _ => None,
        };
        if let Some(name) = changed {
            let message = format!("It changes ${name}, which statements behind it may ask for");
            return Some(Unsettles { for_good: true, refusal: Refusal::new(message, "Leave it to nginx") });
        }
        let lets_through = directive.name == "if" && lets_through(directive.block.as_deref().unwrap_or_default());
        lets_through.then(|| Unsettles {
            for_good: false,
            refusal: Refusal::new(
                "Its break lets requests through, past the statements behind it",
                "Leave it to nginx, or write the opposite condition around them",
            ),
        })
    }
}

/// Why a statement behind an unsettling one is left out.
pub(super) fn behind(line: u64) -> Refusal {
    Refusal::new(
        format!("It depends on line {line}, which can't be carried over"),
        "Leave it to nginx, or move it before that line",
    )
}

// The variable that a `set` changes, if conditions or targets can name it.
fn changed<'d>(directive: &'d Directive, maps: &[Map]) -> Option<&'d str> {
    let name = directive.words.first().filter(|_| directive.name == "set")?.trim_start_matches('$');
    let is_known = name == "server_name" || variable(name).is_ok() || maps.iter().any(|map| map.name == name);
    is_known.then_some(name)
}

// Whether a `break` is reached.
fn lets_through(block: &[Directive]) -> bool {
    let answers_all = |one: &Directive| match (one.name.as_str(), one.words.as_slice()) {
        ("return", _) => true,
        ("rewrite", [pattern, _, flag]) => {
            EVERYTHING.contains(&pattern.as_str()) && matches!(flag.as_str(), "permanent" | "redirect")
        }
        _ => false,
    };
    block.iter().take_while(|one| !answers_all(one)).any(|one| one.name == "break")
}
