//! Rules to the bytes of a rule file, without the agent.

use anyhow::{Context, Result};
use detour_rules::{Rule, Settings};

/// The bytes of a rule file; rules that are invalid are left out, as the agent does.
pub(crate) fn compile(rules: &[Rule], revision: u64) -> Result<Vec<u8>> {
    compile_with(rules, &Settings::default(), revision)
}

/// The same for a site with settings of its own.
pub(crate) fn compile_with(rules: &[Rule], settings: &Settings, revision: u64) -> Result<Vec<u8>> {
    let compiled = detour_engine::compile_with(rules, settings);
    let created = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let stamp = detour_format::Stamp { generation: revision, revision, created, seed: 0x5eed };
    detour_format::write(&compiled.program, &stamp).context("the rules make no rule file")
}
