//! Rules about missing pages. Once WordPress has found no page, the plugin tries the first of them that its table has for the
//! URL, whether that matches or not, and no other (spec/redirection §2.11).

use std::collections::HashMap;

use detour_rules::{Condition, Dialect, Kind, Origin, Problem, Rule};

use super::filed::plugin_key;
use super::path_key;

/// Whether a condition makes a rule one about missing pages.
pub(crate) fn is_about_missing_pages(condition: Option<&Condition>) -> bool {
    condition == Some(&Condition::NotFound(true))
}

/// Rules about missing pages that came before, of one origin.
#[derive(Debug, Default)]
pub struct MissingPages {
    origin: Origin,
    /// A regular expression, which the table has for every URL.
    regex: Option<u64>,
    /// By the key of their path, or of path and query.
    keys: HashMap<Vec<u8>, u64>,
}

impl MissingPages {
    /// Why the next rule in the order never acts, if an earlier one is always found before it.
    pub fn hide(&mut self, rule: &Rule) -> Option<Problem> {
        let (origin, _) = Origin::of(rule.id);
        if rule.dialect != Dialect::Redirection || !is_about_missing_pages(rule.when.first()) {
            return None;
        }
        if self.origin != origin {
            *self = MissingPages { origin, ..MissingPages::default() };
        }
        let source = rule.source.value.as_bytes();
        let found_before = match rule.source.kind {
            Kind::Regex => self.regex,
            // Whoever asks for the parameters asks for the path.
            _ => [path_key(source), plugin_key(source, rule.source.query)]
                .iter()
                .find_map(|key| self.keys.get(key))
                .copied(),
        };
        if let Some(earlier) = self.regex.or(found_before) {
            let (_, earlier) = Origin::of(earlier);
            let message = format!(
                "The rule never acts: of those about missing pages Redirection tries the first that it finds, which is always rule {earlier}"
            );
            let fix = format!("Put it before rule {earlier}, or make one of the two");
            return Some(Problem::new("when[0].not_found", &rule.source.value, message, fix));
        }
        match rule.source.kind {
            Kind::Regex => self.regex = Some(rule.id),
            _ => {
                self.keys.insert(plugin_key(source, rule.source.query), rule.id);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn rule(id: u64, kind: &str, value: &str, query: &str) -> Value {
        json!({"id": id, "dialect": "redirection", "source": {"kind": kind, "value": value, "query": query},
               "when": [{"not_found": true}], "then": {"redirect": {"to": "/to", "code": 301}}})
    }

    fn hidden(rules: &[Value]) -> Vec<u64> {
        let mut before = MissingPages::default();
        let rules = rules.iter().map(|rule| Rule::from_json(rule).unwrap());
        rules.filter(|rule| before.hide(rule).is_some()).map(|rule| rule.id).collect()
    }

    #[test]
    fn a_regular_expression_hides_all_that_come_after() {
        let rules = [
            rule(1, "exact", "/a", "any-order"),
            rule(2, "regex", "^/b", "any-order"),
            rule(3, "exact", "/c", "any-order"),
            rule(4, "regex", "^/d", "any-order"),
            // Another table.
            rule(Origin::Redirection.rule(5), "exact", "/c", "any-order"),
        ];
        assert_eq!(hidden(&rules), [3, 4]);
    }

    #[test]
    fn one_key_has_one_rule() {
        let rules = [
            rule(1, "exact", "/a?x=1", "exact"),
            rule(2, "exact", "/A/", "any-order"),
            rule(3, "exact", "/a", "pass"),
            rule(4, "exact", "/a?y=1", "exact"),
            rule(5, "exact", "/b", "any-order"),
        ];
        assert_eq!(hidden(&rules), [3, 4]);
        let mut other = Rule::from_json(&rules[1]).unwrap();
        other.when.clear();
        assert_eq!(MissingPages::default().hide(&other), None);
    }
}
