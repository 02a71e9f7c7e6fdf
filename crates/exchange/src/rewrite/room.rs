//! How many rules a configuration may come to: statements are made for each host and each entry of a map, so that a small
//! file could fill the memory.

use detour_rules::Problem;

use crate::{Place, Report};

/// Rules and steps on the way to them that each directive has.
const OF_A_DIRECTIVE: usize = 4;
/// What they may come to besides.
const BESIDES: usize = 50_000;

/// The rules that there is still room for.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    left: usize,
    is_full: bool,
}

impl Room {
    /// For a file with so many directives, lines of maps included.
    pub(crate) fn for_directives(count: usize) -> Room {
        Room { left: count.saturating_mul(OF_A_DIRECTIVE).saturating_add(BESIDES), is_full: false }
    }

    /// Whether nothing more is read.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Takes room for so many rules. Where it ends is reported once, and nothing has room from there on.
    pub(crate) fn take(&mut self, count: usize, place: Place, report: &mut Report) -> bool {
        if self.is_full {
            return false;
        }
        self.is_full = count > self.left;
        self.left = self.left.saturating_sub(count);
        if self.is_full {
            let message = "From here on nothing was read: with a rule for each host and each entry of a map, the file comes \
                           to too many";
            let fix = "Import it in parts, or for some of the hosts";
            report.skip(place, Problem::new("", "", message, fix));
        }
        !self.is_full
    }
}
