//! What becomes of a target.

use anyhow::Result;
use detour_engine::dialect::redirection::expanded;
use detour_engine::php::wp_sanitize_redirect;

use super::shown;
use crate::{Case, Verdict};

pub(super) fn transform(case: &Case) -> Result<Verdict> {
    let actual = expanded(case.bytes("/target")?, 0, None).map(|target| shown(&target));
    Ok(Verdict::of(Some(case.text("/expect_target")?), actual.as_deref()))
}

pub(super) fn location(case: &Case) -> Result<Verdict> {
    let actual = wp_sanitize_redirect(case.bytes("/target")?);
    Ok(Verdict::of(case.text("/expect_target")?, &shown(&actual)))
}
