//! One needle of each pattern is filed in the index: the rarest that can be looked up cheaply.

use std::collections::HashMap;

use crate::index::needles::{Requirement, Run, cut, requirements, syntax_tree};
use crate::patterns::pattern_text;
use crate::{Gate, RuleView};

/// Lengths of needles that begin with a slash. A run is filed under the longest that fits.
pub const LADDER: [usize; 6] = [3, 4, 6, 8, 12, 16];
/// Length of needles that may stand anywhere.
pub const SHORTEST_GRAM: usize = 4;
/// A slash needle shared by more patterns than this gives way to a rarer gram, whose look-up costs more.
const COMMON: usize = 8;

/// Text that a pattern can't match without, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Needle {
    /// Where it is looked for.
    pub kind: NeedleKind,
    /// Its bytes: a length of [`LADDER`] for slash needles, [`SHORTEST_GRAM`] for grams.
    pub text: Vec<u8>,
}

/// Where a needle is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NeedleKind {
    /// At the start of the text.
    Start,
    /// At any slash.
    Slash,
    /// Anywhere.
    Gram,
}

/// For each pattern, in order: the needles of which one must be there, or the gate of a pattern without any.
pub fn choose<'a>(patterns: impl Iterator<Item = RuleView<'a>> + Clone) -> Vec<Result<Vec<Needle>, Gate>> {
    let options: Vec<Vec<Vec<Needle>>> = patterns.clone().map(|rule| options_of(&rule)).collect();
    let mut count: HashMap<&Needle, usize> = HashMap::new();
    for needle in options.iter().flatten().flatten() {
        *count.entry(needle).or_default() += 1;
    }
    let price = |needles: &Vec<Needle>| {
        let commonest = needles.iter().map(|needle| count[needle]).max().unwrap_or(usize::MAX);
        let has_gram = needles.iter().any(|needle| needle.kind == NeedleKind::Gram);
        let shortest = needles.iter().map(|needle| needle.text.len()).min().unwrap_or(0);
        (commonest > COMMON, has_gram, commonest * needles.len(), usize::MAX - shortest)
    };
    let gates = patterns.map(|rule| Gate::of(&rule));
    options
        .iter()
        .zip(gates)
        .map(|(options, gate)| options.iter().min_by_key(|o| price(o)).cloned().ok_or(gate))
        .collect()
}

// Every way to file a pattern: one list of needles per requirement that can be filed.
fn options_of(rule: &RuleView<'_>) -> Vec<Vec<Needle>> {
    let Some(tree) = pattern_text(rule).and_then(|text| syntax_tree(&text, rule.case)) else { return Vec::new() };
    let requirements = cut(requirements(&tree), rule.slash, rule.query);
    requirements.iter().flat_map(|runs| [filed(runs, slash_needle), filed(runs, gram_needle)]).flatten().collect()
}

fn filed(runs: &Requirement, needle: fn(&Run) -> Option<Needle>) -> Option<Vec<Needle>> {
    runs.iter().map(needle).collect()
}

fn slash_needle(run: &Run) -> Option<Needle> {
    let slashes = (0..run.text.len()).filter(|&at| run.text[at] == b'/');
    let fitting = slashes.filter_map(|at| {
        let length = LADDER.into_iter().rev().find(|&length| at + length <= run.text.len())?;
        Some((at, length))
    });
    // At equal length the start of the text is best: only one place is looked at.
    let (at, length) = fitting.max_by_key(|&(at, length)| (length, at == 0))?;
    let kind = if at == 0 && run.at_start { NeedleKind::Start } else { NeedleKind::Slash };
    Some(Needle { kind, text: run.text[at..at + length].to_vec() })
}

fn gram_needle(run: &Run) -> Option<Needle> {
    // The middle of a run tells more than its ends, which are often `.html` or `/wp-`.
    let middle = run.text.len().checked_sub(SHORTEST_GRAM)? / 2;
    Some(Needle { kind: NeedleKind::Gram, text: run.text[middle..middle + SHORTEST_GRAM].to_vec() })
}
