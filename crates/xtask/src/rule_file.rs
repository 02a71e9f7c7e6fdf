//! Rules to the bytes of a rule file, without the agent.

use anyhow::{Context, Result};
use detour_engine::Program;
use detour_format::{SiteRules, Stamp};
use detour_rules::{Rule, Settings};
use detour_suite::{Case, Site};

/// The bytes of a rule file; rules that are invalid are left out, as the agent does.
pub(crate) fn compile(rules: &[Rule], revision: u64) -> Result<Vec<u8>> {
    compile_with(rules, &Settings::default(), revision)
}

/// The same for a site with settings of its own.
fn compile_with(rules: &[Rule], settings: &Settings, revision: u64) -> Result<Vec<u8>> {
    let program = detour_engine::compile_with(rules, settings).program;
    detour_format::write(&program, &stamp(revision)?).context("the rules make no rule file")
}

/// The rule file of a case: that of its site, or that of its network.
pub(crate) fn of_case(case: &Case) -> Result<Vec<u8>> {
    if case.sites.is_empty() {
        return compile_with(&case.rules, &case.settings, 1);
    }
    let program = |site: &Site| detour_engine::compile_with(&site.rules, &site.settings).program;
    let programs: Vec<Program> = case.sites.iter().map(program).collect();
    let sites = case.sites.iter().zip(&programs);
    let sites = sites.map(|(Site { blog, host, path, .. }, program)| SiteRules { blog: *blog, host, path, program });
    detour_format::write_network(&sites.collect::<Vec<_>>(), &stamp(1)?).context("the sites make no rule file")
}

fn stamp(revision: u64) -> Result<Stamp> {
    let created = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    Ok(Stamp { generation: revision, revision, created, seed: 0x5eed })
}
