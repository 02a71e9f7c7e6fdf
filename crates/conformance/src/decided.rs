//! What Detour does with a request: rules are compiled, written, opened and asked as on a server.

use anyhow::{Result, ensure};
use detour_engine::{Patterns, compile_with, reference};
use detour_format::{RuleFile, Stamp, write};
use detour_rules::{Decision, Request, Rule, Settings};

const STAMP: Stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 1 };

/// The decision of the rule file, which must be that of the reference matcher.
pub(crate) fn decided(rules: &[Rule], settings: &Settings, request: &Request<'_>) -> Result<Decision> {
    let file = RuleFile::open(write(&compile_with(rules, settings).program, &STAMP)?)?;
    file.verify()?;
    let decision = file.decide(&mut Patterns::new(), request);
    let expected = reference::decide_from(rules, settings, request, 0);
    ensure!(decision == expected, "the rule file says {decision:?}, the reference matcher {expected:?}");
    Ok(decision)
}
