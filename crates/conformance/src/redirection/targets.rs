//! What becomes of a target.

use detour_engine::dialect::redirection::expanded;
use detour_engine::php::wp_sanitize_redirect;

use super::shown;
use crate::{Case, Verdict};

pub(super) fn transform(case: &Case) -> Verdict {
    let actual = expanded(case.bytes("target"), 0, None).map(|target| shown(&target));
    Verdict::of(case.text("expect_target"), actual.as_deref())
}

pub(super) fn location(case: &Case) -> Verdict {
    Verdict::of(case.text("expect_target").unwrap_or_default(), &shown(&wp_sanitize_redirect(case.bytes("target"))))
}
