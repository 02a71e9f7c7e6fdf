//! Lists of rules as PHP code gives them: as arrays, or as JSON text, which takes a tenth of the memory.

use detour_rules::Rule;
use ext_php_rs::prelude::PhpResult;
use ext_php_rs::types::{ZendHashTable, Zval};
use serde_json::Value;

use crate::functions::argument;
use crate::php_value;

/// Reads all rules; an error names the first that is not sound.
pub(crate) fn sound(function: &str, number: u8, rules: &ZendHashTable) -> PhpResult<Vec<Rule>> {
    let wrong = |index: usize, message: &str| {
        argument(function, number, "rules", &format!("has at {index} no rule: {message}"))
    };
    let read = |(index, rule): (usize, &Zval)| {
        let json = json(rule).map_err(|message| wrong(index, &message))?;
        Rule::from_json(&json)
            .map_err(|problems| wrong(index, &problems.first().map_or_else(String::new, ToString::to_string)))
    };
    rules.values().enumerate().map(read).collect()
}

/// Reads those rules that are sound, and leaves out the others, as the agent does.
pub(crate) fn usable(rules: &ZendHashTable) -> Vec<Rule> {
    rules.values().filter_map(|rule| Rule::from_json(&json(rule).ok()?).ok()).collect()
}

fn json(rule: &Zval) -> Result<Value, String> {
    let rule = rule.dereference();
    match (rule.array(), rule.str()) {
        (Some(array), _) => php_value::object(array).map_err(|bad| bad.to_string()),
        (None, Some(text)) => serde_json::from_str(text).map_err(|error| error.to_string()),
        (None, None) => Err("give an array or JSON".into()),
    }
}
