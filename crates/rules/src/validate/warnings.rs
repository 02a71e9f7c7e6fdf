//! What is allowed and probably not meant.

use super::{rank_math_warnings, starts_with_ignoring_case};
use crate::{Action, Dialect, Kind, Problem, Rule};

impl Rule {
    /// What is allowed and probably not meant.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut warnings = Vec::new();
        match self.dialect {
            Dialect::Native => {}
            // Such a rule is meant to behave as it did, odd or not.
            Dialect::Redirection => return warnings,
            Dialect::RankMath => {
                rank_math_warnings::warn(self, &mut warnings);
                return warnings;
            }
        }
        let value = &self.source.value;
        if self.source.kind == Kind::Regex {
            if !value.starts_with('^') {
                warnings.push(Problem::new(
                    "source.value",
                    value,
                    "The pattern is not anchored, so it matches anywhere in a URL",
                    "Begin it with ^ if it describes the start of the path",
                ));
            }
            if has_percent_escape(value) {
                warnings.push(Problem::new(
                    "source.value",
                    value,
                    "The pattern holds a percent-escape, but it is compared with the decoded URL",
                    "Write the character itself",
                ));
            }
        }
        if self.source.kind != Kind::Exact && matches!(value.trim_matches(['^', '$']), "/" | "*" | "/*" | ".*" | "/.*")
        {
            warnings.push(Problem::new(
                "source.value",
                value,
                "This matches every page of the site",
                "Narrow it down, unless the whole site is meant",
            ));
        }
        for (field, action) in self.actions() {
            warn_of_action(field, action, &mut warnings);
        }
        if self.otherwise.is_some() && self.when.is_empty() {
            warnings.push(Problem::new(
                "else",
                "",
                "There are no conditions, so this is never done",
                "Add conditions to when, or remove else",
            ));
        }
        warnings
    }
}

fn warn_of_action(field: &str, action: &Action, warnings: &mut Vec<Problem>) {
    let mut not_encrypted = |field: String, to: &str| {
        if starts_with_ignoring_case(to, "http://") {
            let fix = "Use https:// if the host offers it";
            warnings.push(Problem::new(&field, to, "The target is not encrypted", fix));
        }
    };
    match action {
        Action::Redirect(redirect) => not_encrypted(format!("{field}.redirect.to"), &redirect.to),
        Action::Split(split) => {
            for (index, variant) in split.variants.iter().enumerate() {
                not_encrypted(format!("{field}.split[{index}].to"), &variant.to);
            }
            if matches!(split.code, 301 | 308) {
                warnings.push(Problem::new(
                    &format!("{field}.code"),
                    &split.code.to_string(),
                    "Search engines take a permanent redirect for the page's new address, and a split has several",
                    "Use 302, 303 or 307",
                ));
            }
        }
        Action::Respond(_) | Action::Rewrite(_) | Action::Ignore(_) => {}
    }
}

fn has_percent_escape(text: &str) -> bool {
    text.as_bytes().windows(3).any(|w| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit())
}
