//! A rule as it is while its target is broken.

use detour_engine::compile_with;
use detour_format::{AnyFile, FilePatterns, Stamp, write};
use detour_rules::{Action, Decision, Request, Rule, Settings};

/// A rule whose fallback is in force, alone.
pub(crate) struct InForce {
    file: AnyFile<Vec<u8>>,
    patterns: FilePatterns,
}

impl InForce {
    /// `None` for a rule without fallback, or with one that nobody can tell to be needed.
    pub(crate) fn of(rule: &Rule, settings: &Settings) -> Option<InForce> {
        let mut falls = rule.clone();
        falls.fall_back(|_| Some(0));
        // Its own requests are meant for the action itself.
        falls.otherwise.clone_from(&rule.otherwise);
        if !matches!(&falls.then, Action::Redirect(redirect) if redirect.instead_of.is_some()) {
            return None;
        }
        let program = compile_with(std::slice::from_ref(&falls), settings).program;
        let stamp = Stamp { generation: 1, revision: 0, created: 0, seed: 0 };
        let file = AnyFile::open(write(&program, &stamp).ok()?).ok()?;
        Some(InForce { file, patterns: FilePatterns::new() })
    }

    /// What it answers.
    pub(crate) fn ask(&mut self, request: &Request<'_>) -> Decision {
        self.file.decide(&mut self.patterns, request)
    }
}
