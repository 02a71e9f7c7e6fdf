//! Regular expressions.

use anyhow::Result;
use detour_engine::dialect::redirection::regex;

use super::{flags, shown};
use crate::{Case, Verdict};

pub(super) fn matches(case: &Case) -> Result<Verdict> {
    let (regex, subject) = (regex(case.bytes("/source")?, flags(case)?.0.ignore_case), case.bytes("/request")?);
    let matched = regex.is_ok_and(|regex| regex.matches(subject).unwrap_or(false));
    Ok(Verdict::of(case.is("/expect_match")?, matched))
}

pub(super) fn replace(case: &Case) -> Result<Verdict> {
    let subject = case.bytes("/request")?;
    let replaced = match regex(case.bytes("/source")?, flags(case)?.0.ignore_case) {
        Ok(regex) => regex.replaced(case.bytes("/target")?, subject),
        Err(_) => subject.to_vec(),
    };
    Ok(Verdict::of(case.text("/expect_target")?, &shown(&replaced)))
}
