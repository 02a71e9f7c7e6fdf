//! From rules to a checked file, and what it weighs.

use anyhow::Result;
use detour_format::RuleFile;

use super::Effort;
use crate::clock;
use crate::detour::bytes;
use crate::figure::{Figure, Goal};
use crate::generate::Site;

pub(super) fn measure(effort: Effort) -> Result<Vec<Figure>> {
    let literals = 100_000;
    let size = bytes(&Site::new(literals, 0).rules()).len();
    let rules = Site::new(1_000_000, 20_000).rules();
    let mut best = [f64::INFINITY; 2];
    for _ in 0..effort.choose(5, 1) {
        let mut written = Vec::new();
        let compile = clock::nanoseconds(|| written = bytes(&rules));
        let mut checked = Ok(());
        let file = RuleFile::open(&written)?;
        let check = clock::nanoseconds(|| checked = file.verify_in_parallel());
        checked?;
        best = [best[0].min(compile), best[1].min(check)];
    }
    let [compile, check] = best.map(|nanoseconds| nanoseconds / 1e9);
    let per_rule = size as f64 / literals as f64;
    Ok(vec![
        Figure::promised("file bytes per literal rule, 100k rules", per_rule, "bytes", Goal::AtMost(110.0)),
        Figure::plain("compile 1M + 20k rules", compile, "s"),
        Figure::plain("full check of that file", check, "s"),
        Figure::promised("compile 1M + 20k rules with full check", compile + check, "s", Goal::AtMost(3.0)),
    ])
}
