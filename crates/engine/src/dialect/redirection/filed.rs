//! Under what literals are filed and looked up: the plugin's key and, where that is the path's alone, what must be in the
//! query. One path may have thousands of rules that differ in nothing else.

use detour_rules::{Dialect, QueryMode};
use smallvec::smallvec;

use super::query_match::DEEPEST;
use super::search::{flags, is_for_missing_page};
use super::{Query, path_key, query_key, source_url};
use crate::php::{Value, Variables, mb_strtolower};
use crate::store::{Key, Keys, RuleView};

/// The plugin's key for a source or request: by it the plugin searches its table.
pub(super) fn plugin_key(url: &[u8], query: QueryMode) -> Vec<u8> {
    match query {
        // The database doesn't tell case apart.
        QueryMode::Exact => query_key(url).to_ascii_lowercase(),
        QueryMode::AnyOrder | QueryMode::Ignore | QueryMode::Pass => path_key(url),
    }
}

/// The keys a literal may be filed under. One about missing pages must be found for its path whether it matches or not.
pub(crate) fn keys<'a>(rule: &RuleView<'_>) -> Keys<'a> {
    let (stored, flags) = (rule.path, flags(rule));
    let path = plugin_key(stored, flags.query);
    let key = |query: Vec<u8>| Key { query: query.into(), ..Key::of_plugin(Dialect::Redirection, path.clone().into()) };
    let parameters = match flags.query {
        _ if is_for_missing_page(rule) => Vec::new(),
        QueryMode::Exact => Vec::new(),
        QueryMode::AnyOrder | QueryMode::Ignore | QueryMode::Pass => {
            match Query::parse(&source_url(stored), flags.ignore_case) {
                // Compared as it is written, whatever the mode.
                Query { verbatim: Some(_), .. } => Vec::new(),
                query => sorted_parameters(query.parameters()),
            }
        }
    };
    match flags.query {
        QueryMode::Ignore | QueryMode::Pass if !parameters.is_empty() => parameters.into_iter().map(key).collect(),
        _ => smallvec![key(parameters.join(&b'&'))],
    }
}

/// The parameters one by one, those in arrays as well, in lower case: a request that has those of a source has these.
pub(super) fn sorted_parameters(variables: &Variables) -> Vec<Vec<u8>> {
    let mut parameters = Vec::new();
    append(&mut parameters, &[], variables, 0);
    parameters.sort_unstable();
    parameters
}

fn append(parameters: &mut Vec<Vec<u8>>, parent: &[u8], variables: &Variables, depth: usize) {
    for (key, value) in variables.iter() {
        let name = [parent, &mb_strtolower(&key.to_bytes())].concat();
        match value {
            Value::Null => parameters.push(name),
            Value::Text(text) => parameters.push([&name[..], b"=", &mb_strtolower(text)].concat()),
            // Nothing that is deeper is ever the same.
            Value::Variables(_) if depth > DEEPEST => {}
            Value::Variables(inner) => append(parameters, &[&name[..], b"["].concat(), inner, depth + 1),
        }
    }
}
