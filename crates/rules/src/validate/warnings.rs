//! What is allowed and probably not meant.

use super::{rank_math_warnings, starts_with_ignoring_case};
use crate::{Action, Dialect, Kind, Problem, Rule};

/// What a warning is about, for those who do more with it than show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// A pattern that is not anchored.
    Unanchored,
    /// A pattern with a percent-escape.
    Escape,
    /// A source that takes every URL, of every visitor.
    CatchAll,
    /// A target that begins with `http://`.
    NotEncrypted,
    /// A fallback that is the target.
    UselessFallback,
    /// A permanent redirect to one of several targets.
    PermanentSplit,
    /// An action for when the conditions don't hold, without conditions.
    UnusedElse,
    /// A source that means something else than it looks like in the plugin whose dialect it follows.
    Dialect,
}

impl Rule {
    /// What is allowed and probably not meant.
    pub fn warnings(&self) -> Vec<Problem> {
        self.oddities().into_iter().map(|(_, problem)| problem).collect()
    }

    /// As [`Rule::warnings`], each with what it is about.
    pub fn oddities(&self) -> Vec<(Oddity, Problem)> {
        let mut warnings = Vec::new();
        match self.dialect {
            Dialect::Native => {}
            // Such a rule is meant to behave as it did, odd or not.
            Dialect::Redirection => return warnings,
            Dialect::RankMath => {
                let mut odd = Vec::new();
                rank_math_warnings::warn(self, &mut odd);
                return odd.into_iter().map(|problem| (Oddity::Dialect, problem)).collect();
            }
        }
        let mut warn = |oddity, field: &str, value: &str, message: &str, fix: &str| {
            warnings.push((oddity, Problem::new(field, value, message, fix)));
        };
        let value = &self.source.value;
        if self.source.kind == Kind::Regex {
            if !value.starts_with('^') {
                let fix = "Begin it with ^ if it describes the start of the path";
                let message = "The pattern is not anchored, so it matches anywhere in a URL";
                warn(Oddity::Unanchored, "source.value", value, message, fix);
            }
            if has_percent_escape(value) {
                let message = "The pattern holds a percent-escape, but it is compared with the decoded URL";
                warn(Oddity::Escape, "source.value", value, message, "Write the character itself");
            }
        }
        let bare = value.trim_matches(['^', '$']);
        if self.source.kind != Kind::Exact
            && self.when.is_empty()
            && matches!(bare, "/" | "*" | "/*" | ".*" | "/.*" | "(.*)" | "/(.*)" | "(/.*)" | "(.+)")
        {
            let fix = "Narrow it down, unless the whole site is meant";
            warn(Oddity::CatchAll, "source.value", value, "This matches every page of the site", fix);
        }
        for (field, action) in self.actions() {
            warn_of_action(field, action, &mut warn);
        }
        if self.otherwise.is_some() && self.when.is_empty() {
            let fix = "Add conditions to when, or remove else";
            warn(Oddity::UnusedElse, "else", "", "There are no conditions, so this is never done", fix);
        }
        warnings
    }
}

fn warn_of_action(field: &str, action: &Action, warn: &mut impl FnMut(Oddity, &str, &str, &str, &str)) {
    let not_encrypted = |field: &str, to: &str, warn: &mut dyn FnMut(Oddity, &str, &str, &str, &str)| {
        if starts_with_ignoring_case(to, "http://") {
            let fix = "Use https:// if the host offers it";
            warn(Oddity::NotEncrypted, field, to, "The target is not encrypted", fix);
        }
    };
    match action {
        Action::Redirect(redirect) => {
            not_encrypted(&format!("{field}.redirect.to"), &redirect.to, warn);
            if let Some(fallback) = redirect.fallback.as_ref().filter(|fallback| **fallback == redirect.to) {
                let message = "The fallback is the target itself, so it is no help while that is broken";
                let fix = "Name another page, or remove the fallback";
                warn(Oddity::UselessFallback, &format!("{field}.redirect.fallback"), fallback, message, fix);
            }
        }
        Action::Split(split) => {
            for (index, variant) in split.variants.iter().enumerate() {
                not_encrypted(&format!("{field}.split[{index}].to"), &variant.to, warn);
            }
            if matches!(split.code, 301 | 308) {
                let code = split.code.to_string();
                let message =
                    "Search engines take a permanent redirect for the page's new address, and a split has several";
                warn(Oddity::PermanentSplit, &format!("{field}.code"), &code, message, "Use 302, 303 or 307");
            }
        }
        Action::Respond(_) | Action::Rewrite(_) | Action::Ignore(_) => {}
    }
}

fn has_percent_escape(text: &str) -> bool {
    text.as_bytes().windows(3).any(|w| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit())
}
