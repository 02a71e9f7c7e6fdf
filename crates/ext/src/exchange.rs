//! `Detour\import()` and `Detour\export()`: rules from and to the formats of other systems.

use std::collections::BTreeSet;

use detour_exchange::wordpress::{self, Manner};
use detour_exchange::{ChangeKind, Counted, Export, Format, Hits, Import, Options, Place, Present, RowProblem};
use detour_systems::System;
use ext_php_rs::binary_slice::BinarySlice;
use ext_php_rs::boxed::ZBox;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};
use serde_json::{Value, json};

use crate::asked::members;
use crate::functions::argument;
use crate::php_value::{self, Table};
use crate::{panic, rule_list};

/// Adds them to the module.
pub(crate) fn register(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module.function(wrap_function!(import)).function(wrap_function!(export))
}

/// Reads rules of another format.
#[php_function]
#[php(name = "Detour\\import")]
pub(crate) fn import(
    format: &str,
    data: BinarySlice<u8>,
    options: Option<&ZendHashTable>,
) -> PhpResult<ZBox<ZendHashTable>> {
    let given = Given::read("import", 3, options)?;
    let import = match System::of(format) {
        Some(system) => {
            let read = || Some(system.read_file(&data, &given.manner()));
            let read = panic::guard("import()", None, read);
            read.map(|read| read.map_err(|message| argument("import", 1, "format", &format!("is wrong: {message}"))))
                .transpose()?
        }
        None => {
            let format = known("import", format)?;
            panic::guard("import()", None, || Some(format.read(&data, &given.options)))
        }
    };
    let Some(import) = import else {
        return Err(PhpException::from_message(
            "Detour\\import(): the data could not be read; please report this".into(),
        ));
    };
    Ok(read_result(import, &given).0)
}

/// What reading came to, as PHP gets it.
pub(crate) fn read_result(import: Import, given: &Given) -> Table {
    let mut table = Table::new();
    let report = &import.report;
    for (name, rows) in [
        ("skipped", &report.skipped),
        ("warnings", &report.warnings),
        ("dead", &report.dead),
        ("differs", &report.differs),
    ] {
        table.set(name, problems(rows));
    }
    // Inserting fails for a full table only, after 2^31 values.
    let mut changed = ZendHashTable::new();
    for (index, kind) in import.rules.iter().map(|rule| given.present.change(rule)).enumerate() {
        if kind != ChangeKind::New {
            let _ = changed.insert_at_index(index as i64, php_value::from_json(&json!(kind)));
        }
    }
    let mut places = ZendHashTable::new();
    let mut list = ZendHashTable::new();
    let mut hits = ZendHashTable::new();
    for place in &import.places {
        let _ = places.push(place.to_string());
    }
    for (index, Counted { rule, hits: counted }) in import.counted().enumerate() {
        // One by one, so that no rule is in memory twice.
        let value = match given.as_json {
            true => php_value::from_json(&Value::String(serde_json::to_string(&rule).unwrap_or_default())),
            false => php_value::from_json(&json!(rule)),
        };
        let _ = list.push(value);
        if let Some(Hits { hits: count, last, .. }) = counted {
            // PHP would make a fraction of a number beyond its own.
            let count = count.min(i64::MAX as u64);
            let _ = hits.insert_at_index(index as i64, php_value::from_json(&json!({"hits": count, "last": last})));
        }
    }
    for (name, list) in [("rules", list), ("places", places), ("changes", changed), ("hits", hits)] {
        let mut zval = Zval::new();
        zval.set_hashtable(list);
        table.set(name, zval);
    }
    table
}

/// Writes rules in another format.
#[php_function]
#[php(name = "Detour\\export")]
pub(crate) fn export(
    format: &str,
    rules: &ZendHashTable,
    options: Option<&ZendHashTable>,
) -> PhpResult<ZBox<ZendHashTable>> {
    let format = known("export", format)?;
    let Given { options, .. } = Given::read("export", 3, options)?;
    let write = || {
        let (places, sound, unsound) = rule_list::sound(rules);
        let Export { files, left_out, widened } = format.write(&sound, &options.hosts);
        let left_out = unsound.into_iter().chain(given(left_out, &places)).collect();
        Some(Export { files, left_out, widened: given(widened, &places) })
    };
    let Some(Export { files, left_out, widened }) = panic::guard("export()", None, write) else {
        return Err(PhpException::from_message(
            "Detour\\export(): the rules could not be written; please report this".into(),
        ));
    };
    let mut table = Table::new();
    let mut texts = Table::new();
    for (name, text) in &files {
        texts.text(name, text);
    }
    let mut zval = Zval::new();
    zval.set_hashtable(texts.0);
    table.set("files", zval);
    table.set("left_out", problems(&left_out));
    table.set("widened", problems(&widened));
    Ok(table.0)
}

// Rules by their places in the list that was given, of which the sound ones were written.
fn given(mut rows: Vec<RowProblem>, places: &[usize]) -> Vec<RowProblem> {
    for row in &mut rows {
        if let Place::Rule { index, .. } = &mut row.place {
            *index = places.get(*index).copied().unwrap_or(*index);
        }
    }
    rows
}

fn known(function: &str, name: &str) -> PhpResult<Format> {
    name.parse().map_err(|message: String| argument(function, 1, "format", &format!("is wrong: {message}")))
}

/// What the options say.
#[derive(Default)]
pub(crate) struct Given {
    options: Options,
    as_json: bool,
    /// How rules of other plugins are to answer.
    pub(crate) manner: Manner,
    /// Rows that go the other way.
    pub(crate) except: BTreeSet<u64>,
    /// Rules that the site has already.
    present: Present,
}

impl Given {
    /// Reads the argument `number`.
    pub(crate) fn read(function: &str, number: u8, table: Option<&ZendHashTable>) -> PhpResult<Given> {
        let bad = |message: &str| argument(function, number, "options", message);
        let mut given = Given::default();
        let text = |value: &Zval, key: &str| match value.dereference().str() {
            Some(text) => Ok(text.to_owned()),
            None => Err(bad(&format!("must hold text under \"{key}\""))),
        };
        for (key, value) in table.into_iter().flat_map(members) {
            let value = value.dereference();
            let list = || value.array().ok_or_else(|| bad(&format!("must hold an array under \"{key}\"")));
            match key.as_str() {
                "prefix" => {
                    given.options.prefix = Options::folder(&text(value, &key)?);
                }
                "hosts" => {
                    for (_, host) in members(list()?) {
                        given.options.hosts.push(text(host, &key)?);
                    }
                }
                "columns" => {
                    for (field, column) in members(list()?) {
                        given.options.columns.push((field, text(column, &key)?));
                    }
                }
                "json" => given.as_json = value.bool().ok_or_else(|| bad("must hold true or false under \"json\""))?,
                "manner" => {
                    given.manner = match text(value, &key)?.as_str() {
                        "behaved" => Manner::Behaved,
                        "intended" => Manner::Intended,
                        _ => return Err(bad("must hold behaved or intended under \"manner\"")),
                    }
                }
                "except" => {
                    for row in list()?.values() {
                        let row = row.dereference().long().and_then(|row| u64::try_from(row).ok());
                        given.except.insert(row.ok_or_else(|| bad("must hold numbers of rows under \"except\""))?);
                    }
                }
                // Those that can't be read are not the same as any.
                "present" => {
                    for rule in list()?.values() {
                        let rule = rule.dereference().str().and_then(|text| serde_json::from_str(text).ok());
                        rule.iter().for_each(|rule| given.present.add(rule));
                    }
                }
                _ => {
                    let known = "prefix, hosts, columns, json, manner, except and present";
                    return Err(bad(&format!("knows {known}, but not \"{key}\"")));
                }
            }
        }
        Ok(given)
    }

    fn manner(&self) -> wordpress::Options {
        wordpress::Options { manner: self.manner, except: self.except.clone(), ..Default::default() }
    }
}

fn problems(rows: &[RowProblem]) -> Zval {
    php_value::from_json(&json!(rows))
}
