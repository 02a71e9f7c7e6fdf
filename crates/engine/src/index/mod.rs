//! Which pieces of text a pattern can't match without, so that the rule file can tell at a glance which of
//! thousands of patterns are worth running. Extraction is conservative: a pattern it is unsure about has no needles and is
//! run for every request.

mod choose;
mod dialect;
mod gate;
mod needles;
mod pcre;

pub use choose::{Filing, GRAM, LADDER, MOST_GRAMS, Needle, NeedleKind, choose};
pub use gate::Gate;
