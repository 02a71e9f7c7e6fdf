//! What sources in the dialects of plugins require, in the texts that are looked up for them.

use detour_rules::Case;

use crate::RuleView;
use crate::dialect::rank_math::{Comparison, search::indexed};
use crate::dialect::redirection::source_url;
use crate::index::needles::{Requirement, Run, requirements_behind, syntax_tree};
use crate::index::pcre::translated;
use crate::php::{rawurldecode, rtrim, stripslashes};

/// Of a source of Redirection, in the decoded URL.
pub(super) fn of_redirection(rule: &RuleView<'_>) -> Vec<Requirement> {
    let source = source_url(rule.path);
    of_pattern(&rawurldecode(&source), b"")
}

/// Of a source of Rank Math, in the path behind a slash.
pub(super) fn of_rank_math(rule: &RuleView<'_>) -> Vec<Requirement> {
    let bare = rtrim(rule.path, br"/\");
    let run = |text: Vec<u8>, at_start: bool| vec![vec![Run { text, at_start }]];
    match Comparison::of(rule.kind, rule.case, rule.slash) {
        Comparison::Regex => of_pattern(&stripslashes(rule.path), b"/"),
        Comparison::Start => run(indexed(bare), true),
        Comparison::Contains | Comparison::End if !bare.is_empty() => run(bare.to_ascii_lowercase(), false),
        _ => Vec::new(),
    }
}

fn of_pattern(pattern: &[u8], before: &'static [u8]) -> Vec<Requirement> {
    let tree = translated(pattern).and_then(|pattern| syntax_tree(&pattern, Case::Exact));
    tree.map(|tree| requirements_behind(&tree, before)).unwrap_or_default()
}
