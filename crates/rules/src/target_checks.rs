//! Whether the agent asks where redirects lead, and what there is to ask.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Action, Dialect, Kind, Problem, Rule, Template, day};

/// Whether the targets of a site's rules are asked whether they are still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TargetChecks {
    /// Off unless somebody wants it: it sends requests to other people's servers.
    pub check: bool,
    /// Days after which a target is asked again; one that is broken, daily.
    pub days: u32,
}

/// A URL that a rule is sure to lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedTarget {
    /// Where in the rule, as `then.redirect.to`.
    pub field: String,
    /// What stands there.
    pub written: String,
    /// A path of the site or a URL of the web.
    pub url: String,
}

/// A target that a rule's fallback stands in for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BrokenTarget {
    /// As the rule has it.
    pub target: String,
    /// Since when it fails, seconds since 1970.
    pub since: u64,
}

impl Default for TargetChecks {
    fn default() -> TargetChecks {
        TargetChecks { check: false, days: 7 }
    }
}

impl TargetChecks {
    /// Longest time between two checks, days.
    pub const MOST_DAYS: u32 = 90;

    pub(crate) fn validate(&self) -> Option<Problem> {
        let is_bad = !(1..=Self::MOST_DAYS).contains(&self.days);
        let fix = format!("Give a number from 1 to {}", Self::MOST_DAYS);
        let message = "This is no number of days between two checks";
        is_bad.then(|| Problem::new("targets.days", &self.days.to_string(), message, fix))
    }
}

impl Rule {
    /// The URLs that the rule is sure to lead to. Those of a target with something inserted are told by the rule's examples.
    pub fn fixed_targets(&self) -> Vec<FixedTarget> {
        let mut found = Vec::new();
        for (field, action) in self.actions() {
            match action {
                Action::Redirect(redirect) => {
                    self.add_targets(format!("{field}.redirect.to"), &redirect.to, &mut found);
                    let fallback = redirect.fallback.as_deref();
                    found.extend(fallback.and_then(|to| self.fixed(format!("{field}.redirect.fallback"), to)));
                }
                Action::Split(split) => {
                    for (index, variant) in split.variants.iter().enumerate() {
                        // An example names one of the variants at most.
                        found.extend(self.fixed(format!("{field}.split[{index}].to"), &variant.to));
                    }
                }
                Action::Respond(_) | Action::Rewrite(_) | Action::Ignore(_) => {}
            }
        }
        found
    }

    /// Has redirects whose target is broken lead to their fallback. One with something inserted is broken if all of it is that the
    /// examples tell. `broken_since`: since when a target is broken, seconds since 1970; `None` if it isn't.
    pub fn fall_back(&mut self, broken_since: impl Fn(&str) -> Option<u64>) {
        let targets = self.fixed_targets();
        let mut falls = false;
        for (field, action) in [("then", Some(&mut self.then)), ("else", self.otherwise.as_mut())] {
            let Some(Action::Redirect(redirect)) = action else { continue };
            let field = format!("{field}.redirect.to");
            let known = targets.iter().filter(|target| target.field == field);
            // Since the last of them is; none if one of them isn't.
            let all: Option<Vec<u64>> = known.map(|target| broken_since(&target.url)).collect();
            let since = all.and_then(|all| all.into_iter().max());
            if let Some(since) = since
                && let Some(fallback) = redirect.fallback.take()
            {
                let target = std::mem::replace(&mut redirect.to, fallback);
                redirect.instead_of = Some(BrokenTarget { target, since });
                falls = true;
            }
        }
        if falls {
            // They tell what the rule does otherwise.
            self.examples.clear();
        }
    }

    fn add_targets(&self, field: String, to: &str, found: &mut Vec<FixedTarget>) {
        if let Some(fixed) = self.fixed(field.clone(), to) {
            return found.push(fixed);
        }
        // With an `else` beside it, nothing tells which of the two an example means.
        let examples = self.examples.iter().filter(|_| self.otherwise.is_none());
        for url in examples.filter_map(|example| example.to.as_deref()).filter(|url| is_address(url)) {
            found.push(FixedTarget { field: field.clone(), written: to.to_owned(), url: url.to_owned() });
        }
    }

    fn fixed(&self, field: String, to: &str) -> Option<FixedTarget> {
        let url = match self.dialect {
            Dialect::Native => Template::parse(to).ok().filter(Template::is_literal)?.literal_start(),
            // Their placeholders are marked by these; what is left is sent as it stands.
            Dialect::Redirection | Dialect::RankMath => {
                let is_plain = self.source.kind != Kind::Regex && !to.contains(['$', '%', '{', '\\']);
                Some(to.to_owned()).filter(|_| is_plain)?
            }
        };
        is_address(&url).then(|| FixedTarget { field, written: to.to_owned(), url })
    }
}

impl fmt::Display for BrokenTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the target {} is known to be broken", self.target)?;
        day(self.since).map_or(Ok(()), |day| write!(f, " since {day}"))
    }
}

fn is_address(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    url.starts_with('/') || lower.starts_with("http://") || lower.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn targets(rule: serde_json::Value) -> Vec<(String, String)> {
        let rule = Rule::from_json(&rule).unwrap();
        rule.fixed_targets().into_iter().map(|target| (target.field, target.url)).collect()
    }

    fn pair(field: &str, url: &str) -> (String, String) {
        (field.to_owned(), url.to_owned())
    }

    #[test]
    fn what_a_rule_is_sure_to_lead_to() {
        let both = json!({"source": {"value": "/a"}, "when": [{"method": ["GET"]}],
            "then": {"redirect": {"to": "https://other.test/b$$"}}, "else": {"redirect": {"to": "/c"}}});
        let expected = [pair("then.redirect.to", "https://other.test/b$"), pair("else.redirect.to", "/c")];
        assert_eq!(targets(both), expected);
        let split = json!({"source": {"value": "/a"}, "then": {"split": [{"to": "/b", "weight": 1}, {"to": "/c{path}", "weight": 1}]}});
        assert_eq!(targets(split), [pair("then.split[0].to", "/b")]);
        assert_eq!(targets(json!({"source": {"value": "/a"}, "then": {"respond": {"code": 410}}})), []);
    }

    #[test]
    fn examples_tell_what_is_inserted() {
        let rule = |more: serde_json::Value| {
            let mut rule = json!({"source": {"kind": "wildcard", "value": "/a/*"}, "then": {"redirect": {"to": "/b/$1"}},
                "examples": [{"url": "/a/x", "to": "/b/x"}, {"url": "/c", "matches": false}]});
            rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            rule
        };
        assert_eq!(targets(rule(json!({}))), [pair("then.redirect.to", "/b/x")]);
        assert_eq!(targets(rule(json!({"else": {"ignore": {}}, "when": [{"method": ["GET"]}]}))), []);
    }

    #[test]
    fn a_broken_target_gives_way_to_its_fallback() {
        let rule = json!({"source": {"kind": "wildcard", "value": "/a/*"}, "then": {"redirect": {"to": "/b/$1", "fallback": "/c/$1"}},
            "examples": [{"url": "/a/x", "to": "/b/x"}, {"url": "/a/y", "to": "/b/y"}]});
        let to = |broken: &[(&str, u64)]| {
            let mut rule = Rule::from_json(&rule).unwrap();
            rule.fall_back(|url| broken.iter().find(|(known, _)| *known == url).map(|(_, since)| *since));
            let Action::Redirect(redirect) = rule.then else { panic!() };
            (redirect.to, rule.examples.len(), redirect.instead_of)
        };
        assert_eq!(to(&[]), ("/b/$1".to_owned(), 2, None));
        assert_eq!(to(&[("/b/x", 1)]), ("/b/$1".to_owned(), 2, None));
        let broken = BrokenTarget { target: "/b/$1".to_owned(), since: 1_795_132_800 };
        assert_eq!(broken.to_string(), "the target /b/$1 is known to be broken since 2026-11-20");
        assert_eq!(to(&[("/b/x", 1_795_132_800), ("/b/y", 1)]), ("/c/$1".to_owned(), 0, Some(broken)));
    }

    #[test]
    fn what_other_dialects_insert_is_left_aside() {
        let rule = |kind: &str, to: &str| {
            let then = json!({"redirect": {"to": to, "code": 301}});
            targets(json!({"dialect": "redirection", "source": {"kind": kind, "value": "/a"}, "then": then}))
        };
        assert_eq!(rule("exact", "https://other.test/"), [pair("then.redirect.to", "https://other.test/")]);
        assert_eq!(rule("exact", "/u/%userid%"), []);
        assert_eq!(rule("regex", "/b"), []);
    }
}
