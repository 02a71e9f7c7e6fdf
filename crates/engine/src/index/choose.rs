//! One needle of each pattern is filed in the index: the rarest that can be looked up cheaply.

use detour_rules::Dialect;
use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use crate::index::dialect;
use crate::index::needles::{Requirement, Run, cut, requirements, syntax_tree};
use crate::patterns::pattern_text;
use crate::{Gate, RuleView};

/// Lengths of needles that begin with a slash. A run is filed under the longest that fits.
pub const LADDER: [usize; 6] = [3, 4, 6, 8, 12, 16];
/// Length of needles that may stand anywhere.
pub const SHORTEST_GRAM: usize = 4;
/// A slash needle shared by more patterns than this gives way to a rarer gram, whose look-up costs more.
const COMMON: u64 = 8;

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

/// How one pattern is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// The needles of which one must be there, or the gate of a pattern without any.
    pub needles: Result<Vec<Needle>, Gate>,
    /// Text in lower case that must be there as well: the longest the pattern has, empty if that says nothing more.
    pub run: Vec<u8>,
}

/// How each pattern is filed, in order.
pub fn choose<'a>(patterns: impl ExactSizeIterator<Item = RuleView<'a>> + Clone) -> Vec<Filing> {
    let required: Vec<Vec<Requirement>> = patterns.clone().map(|rule| required_of(&rule)).collect();
    let mut census = Census::of(patterns.len());
    for run in required.iter().flatten().flatten() {
        needles(run).for_each(|needle| census.count(&needle));
    }
    let file = |(rule, required): (RuleView<'_>, &Vec<Requirement>)| {
        let cheapest = required.iter().filter_map(|runs| census.cheapest(runs)).min_by_key(|(price, _)| *price);
        let needles = cheapest.map(|(_, needles)| needles).ok_or_else(|| Gate::of(&rule));
        let longest = needles.iter().flatten().map(|needle| needle.text.len()).max().unwrap_or(0);
        let certain = required.iter().filter_map(|runs| if let [run] = &runs[..] { Some(&run.text) } else { None });
        let run = certain.max_by_key(|text| text.len()).filter(|text| text.len() > longest);
        Filing { needles, run: run.cloned().unwrap_or_default() }
    };
    patterns.zip(&required).map(file).collect()
}

fn required_of(rule: &RuleView<'_>) -> Vec<Requirement> {
    match rule.dialect {
        Dialect::Native => {}
        Dialect::Redirection => return dialect::of_redirection(rule),
        Dialect::RankMath => return dialect::of_rank_math(rule),
    }
    let tree = pattern_text(rule).and_then(|text| syntax_tree(&text, rule.case));
    tree.map(|tree| cut(requirements(&tree), rule.slash, rule.query)).unwrap_or_default()
}

/// Every needle by which a run can be found.
fn needles(run: &Run) -> impl Iterator<Item = NeedleView<'_>> {
    let text = &run.text[..];
    let slashes = text.iter().enumerate().filter(|&(_, &byte)| byte == b'/').filter_map(move |(at, _)| {
        let length = LADDER.into_iter().rev().find(|&length| at + length <= text.len())?;
        let kind = if at == 0 && run.at_start { NeedleKind::Start } else { NeedleKind::Slash };
        Some(NeedleView { kind, text: &text[at..at + length] })
    });
    let grams = text.windows(SHORTEST_GRAM).map(|text| NeedleView { kind: NeedleKind::Gram, text });
    slashes.chain(grams)
}

#[derive(Debug, Clone, Copy)]
struct NeedleView<'r> {
    kind: NeedleKind,
    text: &'r [u8],
}

/// What finding a pattern by its needles costs; less is better. In this order: a needle is common, a needle is a gram,
/// how many patterns share the commonest, times the number of needles; how short the shortest is.
type Price = (bool, bool, u64, usize);

/// How many needles of all patterns are alike. Needles that share a counter by chance only seem commoner than they are.
struct Census {
    counters: Vec<u32>,
}

impl Census {
    /// For so many patterns.
    fn of(patterns: usize) -> Census {
        const COUNTERS_PER_PATTERN: usize = 64;
        const MOST_COUNTERS: usize = 1 << 23;
        let counters = (patterns * COUNTERS_PER_PATTERN).next_power_of_two().min(MOST_COUNTERS);
        Census { counters: vec![0; counters] }
    }

    fn counter(&self, needle: &NeedleView<'_>) -> usize {
        let seed = RapidSecrets::seed_cpp(needle.kind as u64);
        rapidhash_v3_seeded(needle.text, &seed) as usize & (self.counters.len() - 1)
    }

    fn count(&mut self, needle: &NeedleView<'_>) {
        let counter = self.counter(needle);
        self.counters[counter] = self.counters[counter].saturating_add(1);
    }

    /// The best needle for each run of a requirement; `None` if a run has none.
    fn cheapest(&self, runs: &Requirement) -> Option<(Price, Vec<Needle>)> {
        let mut price = (false, false, 0, 0);
        let mut chosen = Vec::with_capacity(runs.len());
        for run in runs {
            let priced = needles(run).map(|needle| {
                let count = u64::from(self.counters[self.counter(&needle)]);
                let is_gram = needle.kind == NeedleKind::Gram;
                ((count > COMMON, is_gram, count, usize::MAX - needle.text.len()), needle)
            });
            // At an equal price the start of the text is best: only one place is looked at.
            let (own, needle) = priced.min_by_key(|(price, needle)| (*price, needle.kind))?;
            price = (price.0 | own.0, price.1 | own.1, price.2.max(own.2), price.3.max(own.3));
            chosen.push(Needle { kind: needle.kind, text: needle.text.to_vec() });
        }
        price.2 *= chosen.len() as u64;
        Some((price, chosen))
    }
}
