//! What must come of a case.

use detour_rules::{Body, Decision, Problem};

/// What must come of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// A redirect.
    Redirect {
        /// Value of `Location`.
        location: String,
        /// Status code.
        code: u16,
    },
    /// A status with a bare body.
    Respond {
        /// Status code.
        code: u16,
    },
    /// A status with the theme's page.
    RespondTheme {
        /// Status code.
        code: u16,
    },
    /// PHP goes on with this URL.
    Rewrite {
        /// Path and query.
        to: String,
    },
    /// PHP goes on, for this reason (see `detour_rules::Pass::word`).
    Pass {
        /// The reason's word.
        reason: String,
    },
    /// Only WordPress can tell.
    Defer {
        /// What it is asked (see `detour_rules::Needs::words`).
        needs: Vec<String>,
    },
    /// The rules are refused with a problem of this field.
    Invalid {
        /// Path of the field.
        field: String,
    },
    /// The rules are taken, but an example of one fails: the first problem is of this field.
    Finding {
        /// Path of the field.
        field: String,
    },
}

impl Expect {
    /// What a decision would have to be expected as.
    pub fn of(decision: &Decision) -> Expect {
        match decision {
            Decision::Redirect { code, location, .. } => {
                Expect::Redirect { location: String::from_utf8_lossy(location).into_owned(), code: *code }
            }
            Decision::Respond { code, body: Body::Bare, .. } => Expect::Respond { code: *code },
            Decision::Respond { code, body: Body::Theme, .. } => Expect::RespondTheme { code: *code },
            Decision::Rewrite { to, .. } => Expect::Rewrite { to: String::from_utf8_lossy(to).into_owned() },
            Decision::Defer { needs, .. } => Expect::Defer { needs: needs.words() },
            Decision::Pass(pass) => Expect::Pass { reason: pass.word().into() },
        }
    }

    /// What refused rules would have to be expected as: their first problem.
    pub fn of_problems(problems: &[Problem]) -> Option<Expect> {
        problems.first().map(|problem| Expect::Invalid { field: problem.field.clone() })
    }

    /// What rules with failing examples would have to be expected as: their first problem.
    pub fn of_findings(problems: &[Problem]) -> Option<Expect> {
        problems.first().map(|problem| Expect::Finding { field: problem.field.clone() })
    }
}
