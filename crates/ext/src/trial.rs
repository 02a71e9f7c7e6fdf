//! `Detour\try_rules()`: what rules that nobody has published yet would do.

use detour_engine::{Explanation, compile_with};
use detour_format::{AnyFile, FilePatterns, Stamp, write};
use detour_rules::{Request, Rule, Settings};
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use crate::asked::Asked;
use crate::audit::broken_targets;
use crate::functions::{Array, array, settings_of, told};
use crate::{panic, rule_list};

/// Adds it to the module.
pub(crate) fn register(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module.function(wrap_function!(try_rules))
}

/// As `explain()`, with these rules instead of a site's. Fallbacks of targets that are `broken` are in force.
#[php_function]
#[php(name = "Detour\\try_rules")]
pub(crate) fn try_rules(
    rules: &ZendHashTable,
    request: &ZendHashTable,
    settings: Option<&ZendHashTable>,
    broken: Option<&ZendHashTable>,
) -> PhpResult<Array> {
    let asked = Asked::read("try_rules", 2, request)?;
    let settings = settings_of("try_rules", 3, settings)?;
    let mut rules = rule_list::usable(rules);
    let broken = broken_targets(broken.into_iter().flat_map(ZendHashTable::values));
    rules.iter_mut().for_each(|rule| rule.fall_back(|url| broken.get(url).map(|broken| broken.since)));
    let tried = panic::guard("try_rules()", None, || explain(&rules, &settings, &asked.request()));
    let Some(explanation) = tried else {
        return Err(PhpException::from_message(
            "Detour\\try_rules(): the rules could not be tried; please report this".into(),
        ));
    };
    array(&told(&explanation))
}

/// What these rules say about a request.
fn explain(rules: &[Rule], settings: &Settings, request: &Request<'_>) -> Option<Explanation> {
    Some(rule_file(rules, settings)?.explain(&mut FilePatterns::new(), request))
}

/// The rules as a rule file in memory, so that what is tried is what will be served.
pub(crate) fn rule_file(rules: &[Rule], settings: &Settings) -> Option<AnyFile<Vec<u8>>> {
    let program = compile_with(rules, settings).program;
    // Nobody aims at collisions in a table that lives for one request.
    let stamp = Stamp { generation: 1, revision: 0, created: 0, seed: 0 };
    AnyFile::open(write(&program, &stamp).ok()?).ok()
}
