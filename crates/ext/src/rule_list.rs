//! Lists of rules as PHP code gives them: as arrays, or as JSON text, which takes a tenth of the memory.

use detour_exchange::{Place, RowProblem};
use detour_rules::{Problem, Rule};
use ext_php_rs::types::{ZendHashTable, Zval};
use serde_json::Value;

use crate::php_value;

/// Reads those rules that are sound, each with its place in the list, and tells of the others.
pub(crate) fn sound(rules: &ZendHashTable) -> (Vec<usize>, Vec<Rule>, Vec<RowProblem>) {
    let (mut places, mut sound, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for (index, rule) in rules.values().enumerate() {
        let json = json(rule);
        let id = json.as_ref().ok().and_then(|json| json.get("id")?.as_u64()).unwrap_or(0);
        let fix = "Give the rule as an array or as JSON";
        let read = json.map_err(|message| vec![Problem::new("", "", format!("This is no rule: {message}"), fix)]);
        match read.and_then(|json| Rule::from_json(&json)) {
            Ok(rule) => {
                places.push(index);
                sound.push(rule);
            }
            Err(problems) => {
                let place = Place::Rule { index, id };
                left_out.extend(problems.into_iter().map(|problem| RowProblem { place, problem }));
            }
        }
    }
    (places, sound, left_out)
}

/// Reads those rules that are sound, and leaves out the others, as the agent does.
pub(crate) fn usable(rules: &ZendHashTable) -> Vec<Rule> {
    rules.values().filter_map(|rule| Rule::from_json(&json(rule).ok()?).ok()).collect()
}

/// A rule as JSON, whatever it is given as.
pub(crate) fn json(rule: &Zval) -> Result<Value, String> {
    let rule = rule.dereference();
    match (rule.array(), rule.str()) {
        (Some(array), _) => php_value::object(array).map_err(|bad| bad.to_string()),
        (None, Some(text)) => serde_json::from_str(text).map_err(|error| error.to_string()),
        (None, None) => Err("it is neither an array nor text".into()),
    }
}
