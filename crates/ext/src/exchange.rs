//! `Detour\import()` and `Detour\export()`: rules from and to the formats of other systems.

use detour_exchange::{Export, Format, Import, Options, RowProblem};
use detour_rules::Rule;
use ext_php_rs::binary_slice::BinarySlice;
use ext_php_rs::boxed::ZBox;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};
use serde_json::{Value, json};

use crate::asked::members;
use crate::functions::argument;
use crate::panic;
use crate::php_value::{self, Table};

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
    let format = known("import", format)?;
    let Given { options, as_json } = given("import", options)?;
    let Some(Import { rules, report, .. }) = panic::guard("import()", None, || Some(format.read(&data, &options)))
    else {
        return Err(PhpException::from_message(
            "Detour\\import(): the data could not be read; please report this".into(),
        ));
    };
    let mut table = Table::new();
    let mut list = ZendHashTable::new();
    for rule in rules {
        // One by one, so that no rule is in memory twice.
        let value = match as_json {
            true => php_value::from_json(&Value::String(serde_json::to_string(&rule).unwrap_or_default())),
            false => php_value::from_json(&json!(rule)),
        };
        // Fails for a full table only, after 2^31 values.
        let _ = list.push(value);
    }
    let mut zval = Zval::new();
    zval.set_hashtable(list);
    table.set("rules", zval);
    table.set("skipped", problems(&report.skipped));
    table.set("warnings", problems(&report.warnings));
    Ok(table.0)
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
    let Given { options, .. } = given("export", options)?;
    let mut all = Vec::with_capacity(rules.len());
    for (index, (_, rule)) in rules.iter().enumerate() {
        let wrong = |message: &str| argument("export", 2, "rules", &format!("has at {index} no rule: {message}"));
        let rule = rule.dereference();
        let json = match (rule.array(), rule.str()) {
            (Some(array), _) => php_value::object(array).map_err(|bad| wrong(&bad.to_string()))?,
            (None, Some(text)) => serde_json::from_str(text).map_err(|error| wrong(&error.to_string()))?,
            (None, None) => return Err(wrong("give an array or JSON")),
        };
        let problem = |problems: Vec<detour_rules::Problem>| {
            wrong(&problems.first().map_or_else(String::new, ToString::to_string))
        };
        all.push(Rule::from_json(&json).map_err(problem)?);
    }
    let write = || Some(format.write(&all, &options.hosts));
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

fn known(function: &str, name: &str) -> PhpResult<Format> {
    name.parse().map_err(|message: String| argument(function, 1, "format", &format!("is wrong: {message}")))
}

#[derive(Default)]
struct Given {
    options: Options,
    as_json: bool,
}

fn given(function: &str, table: Option<&ZendHashTable>) -> PhpResult<Given> {
    let bad = |message: &str| argument(function, 3, "options", message);
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
            _ => return Err(bad(&format!("knows prefix, hosts, columns and json, but not \"{key}\""))),
        }
    }
    Ok(given)
}

fn problems(rows: &[RowProblem]) -> Zval {
    php_value::from_json(&json!(rows))
}
