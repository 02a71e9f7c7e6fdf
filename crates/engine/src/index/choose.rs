//! One needle of each pattern is filed in the index: the rarest that can be looked up cheaply.

use detour_rules::Dialect;
use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use crate::index::dialect;
use crate::index::needles::{Requirement, Run, cut, requirements, syntax_tree};
use crate::patterns::pattern_text;
use crate::{Gate, RuleView};

/// Lengths of needles that begin with a slash. A run is filed under the longest that fits.
pub const LADDER: [usize; 6] = [3, 4, 6, 8, 12, 16];
/// Bytes of a gram: text that may stand anywhere.
pub const GRAM: usize = 4;
/// A needle that may stand anywhere has this many grams, one behind the other, if its run is long enough. Only every so
/// many bytes of a text need then be looked at: one of them is a gram of the needle.
pub const MOST_GRAMS: usize = 3;
/// A slash needle shared by more patterns than this gives way to rarer grams, whose look-up costs more. Where all are common,
/// the least common by far wins: thousands of patterns that begin with one of a hundred words are told apart by the numbers
/// in them, however often these occur.
const COMMON: u64 = 8;

/// Text that a pattern can't match without, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Needle {
    /// Where it is looked for.
    pub kind: NeedleKind,
    /// Its bytes: a length of [`LADDER`], or 1 to [`MOST_GRAMS`] overlapping grams.
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
    Grams,
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
        slash_needles(run).chain(grams(&run.text)).for_each(|needle| census.count(&needle));
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

/// The needles that begin with the slashes of a run.
fn slash_needles(run: &Run) -> impl Iterator<Item = NeedleView<'_>> {
    let text = &run.text[..];
    text.iter().enumerate().filter(|&(_, &byte)| byte == b'/').filter_map(move |(at, _)| {
        let length = LADDER.into_iter().rev().find(|&length| at + length <= text.len())?;
        let kind = if at == 0 && run.at_start { NeedleKind::Start } else { NeedleKind::Slash };
        Some(NeedleView { kind, text: &text[at..at + length] })
    })
}

/// Each gram of a text.
fn grams(text: &[u8]) -> impl Iterator<Item = NeedleView<'_>> {
    text.windows(GRAM).map(|text| NeedleView { kind: NeedleKind::Grams, text })
}

/// The needles of a run that may stand anywhere.
fn stretches(run: &Run) -> impl Iterator<Item = NeedleView<'_>> {
    let length = run.text.len().clamp(GRAM, GRAM + MOST_GRAMS - 1);
    run.text.windows(length).map(|text| NeedleView { kind: NeedleKind::Grams, text })
}

#[derive(Debug, Clone, Copy)]
struct NeedleView<'r> {
    kind: NeedleKind,
    text: &'r [u8],
}

/// What finding a pattern by its needles costs; less is better, and what stands first counts most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Price {
    /// A needle is common.
    common: bool,
    /// How many grams a needle lacks: each makes all texts be looked at more closely.
    lacking: usize,
    /// How common it is, in powers of two.
    crowd: u32,
    /// A needle may stand anywhere.
    anywhere: bool,
    /// How many patterns share the commonest, times the number of needles.
    count: u64,
    /// How short the shortest is.
    shortness: usize,
}

impl Price {
    fn of(needle: &NeedleView<'_>, count: u64) -> Price {
        let anywhere = needle.kind == NeedleKind::Grams;
        let length = needle.text.len();
        Price {
            common: count > COMMON,
            lacking: if anywhere { GRAM + MOST_GRAMS - 1 - length } else { 0 },
            crowd: (count.saturating_sub(1) / COMMON).checked_ilog2().map_or(0, |power| power + 1),
            anywhere,
            count,
            shortness: usize::MAX - length,
        }
    }

    /// That of several needles, each of which must be looked for.
    fn with(self, other: Price) -> Price {
        Price {
            common: self.common | other.common,
            lacking: self.lacking.max(other.lacking),
            crowd: self.crowd.max(other.crowd),
            anywhere: self.anywhere | other.anywhere,
            count: self.count.max(other.count),
            shortness: self.shortness.max(other.shortness),
        }
    }
}

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

    fn counted(&self, needle: &NeedleView<'_>) -> u64 {
        self.counters[self.counter(needle)].into()
    }

    fn commonest(&self, text: &[u8]) -> u64 {
        grams(text).map(|gram| self.counted(&gram)).max().unwrap_or(0)
    }

    /// The best needle for each run of a requirement; `None` if a run has none.
    fn cheapest(&self, runs: &Requirement) -> Option<(Price, Vec<Needle>)> {
        let mut price = Price::default();
        let mut chosen = Vec::with_capacity(runs.len());
        for run in runs {
            let priced = slash_needles(run).chain(stretches(run)).map(|needle| {
                let count = match needle.kind {
                    NeedleKind::Start | NeedleKind::Slash => self.counted(&needle),
                    NeedleKind::Grams => self.commonest(needle.text),
                };
                (Price::of(&needle, count), needle)
            });
            // At an equal price the start of the text is best: only one place is looked at.
            let (own, needle) = priced.min_by_key(|(price, needle)| (*price, needle.kind))?;
            price = price.with(own);
            chosen.push(Needle { kind: needle.kind, text: needle.text.to_vec() });
        }
        price.count *= chosen.len() as u64;
        Some((price, chosen))
    }
}
