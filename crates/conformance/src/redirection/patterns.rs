//! Regular expressions.

use detour_engine::dialect::redirection::regex;

use super::{flags, shown};
use crate::{Case, Verdict};

pub(super) fn matches(case: &Case) -> Verdict {
    let regex = regex(case.bytes("source"), flags(case.get("/flags")).ignore_case);
    let matched = regex.is_ok_and(|regex| regex.matches(case.bytes("request")).unwrap_or(false));
    Verdict::of(case.is("expect_match"), matched)
}

pub(super) fn replace(case: &Case) -> Verdict {
    let subject = case.bytes("request");
    let replaced = match regex(case.bytes("source"), flags(case.get("/flags")).ignore_case) {
        Ok(regex) => regex.replaced(case.bytes("target"), subject),
        Err(_) => subject.to_vec(),
    };
    Verdict::of(case.text("expect_target").unwrap_or_default(), &shown(&replaced))
}
