//! How far a long import is, on standard error.

use std::io::IsTerminal;

use serde_json::json;

/// Rules between two lines.
const STEP: usize = 5000;

/// Says how far an import is, if somebody is there to read it.
pub(super) enum Progress {
    /// One line that is written over.
    Line,
    /// A JSON object a line.
    Json,
    /// Nobody reads it.
    Silent,
}

impl Progress {
    /// For people at a terminal, or programs that want JSON.
    pub(super) fn new(as_json: bool) -> Progress {
        match (as_json, std::io::stderr().is_terminal()) {
            (true, _) => Progress::Json,
            (false, true) => Progress::Line,
            (false, false) => Progress::Silent,
        }
    }

    /// `done` of so many rules are saved. Short imports go without a word.
    pub(super) fn saved(&self, done: usize, of: usize) {
        let is_whole = done == of;
        if of < STEP || !(is_whole || done.is_multiple_of(STEP)) {
            return;
        }
        match self {
            Progress::Line => eprint!("\r{done} of {of} rules saved{}", if is_whole { "\n" } else { "" }),
            Progress::Json => eprintln!("{}", json!({"saved": done, "of": of})),
            Progress::Silent => {}
        }
    }
}
