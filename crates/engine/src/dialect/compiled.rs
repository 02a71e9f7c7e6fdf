//! Patterns of plugins' dialects that this worker has compiled so far.

use std::fmt;
use std::sync::Arc;

use detour_pcre::{BadPattern, Pattern};
use rapidhash::RapidHashMap;

use super::{rank_math, redirection};

/// How a dialect has PHP compile what is written in a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    Redirection,
    /// Conditions are always compared so.
    RedirectionIgnoringCase,
    RankMath,
}

/// Compiled patterns by the text they are written as.
#[derive(Default)]
pub(crate) struct Compiled {
    /// One map for each flavour. `None` is a pattern that PHP rejects.
    patterns: [RapidHashMap<Vec<u8>, Option<Arc<Pattern>>>; 3],
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count: usize = self.patterns.iter().map(|patterns| patterns.len()).sum();
        write!(f, "{count} patterns")
    }
}

impl Flavour {
    pub(crate) fn of_redirection(ignore_case: bool) -> Flavour {
        if ignore_case { Flavour::RedirectionIgnoringCase } else { Flavour::Redirection }
    }

    pub(crate) fn compile(self, written: &[u8]) -> Result<Pattern, BadPattern> {
        match self {
            Flavour::Redirection => redirection::pattern(written, false),
            Flavour::RedirectionIgnoringCase => redirection::pattern(written, true),
            Flavour::RankMath => rank_math::regex(written),
        }
    }
}

impl Compiled {
    /// The pattern, `None` if PHP rejects it, and by how many bytes the patterns have grown.
    pub(crate) fn get(&mut self, flavour: Flavour, written: &[u8]) -> (Option<Arc<Pattern>>, usize) {
        let patterns = &mut self.patterns[flavour as usize];
        if let Some(known) = patterns.get(written) {
            return (known.clone(), 0);
        }
        let pattern = flavour.compile(written).ok().map(Arc::new);
        let entry = size_of::<(Vec<u8>, Option<Arc<Pattern>>)>() + written.len();
        patterns.insert(written.to_vec(), pattern.clone());
        (pattern.clone(), entry + pattern.map_or(0, |pattern| pattern.bytes()))
    }
}
