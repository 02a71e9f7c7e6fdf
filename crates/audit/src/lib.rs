//! What is wrong with a set of rules, and how to repair it.
//!
//! Nothing is matched here: the rules are compiled into a rule file in memory, and the engine says who answers a rule's own
//! sample requests and where they lead from there. The findings are data ([`Finding`]), for the command line, PHP and the
//! screens alike; README.md tells each code and the JSON.
#![forbid(unsafe_code)]

mod alone;
mod broken;
mod chain;
mod code;
mod cost;
mod duplicates;
mod finding;
mod in_force;
mod pattern;
mod reach;
mod report;
mod set;
mod site;
mod target;
mod time;
mod walk;

pub use broken::{Broken, Failure};
pub use code::{Code, Severity};
pub use finding::{Change, Finding, Repair};
pub use report::Report;
pub use site::{Entry, Options, Site};

use report::Findings;
use set::Set;

/// Looks at all rules of a site.
pub fn audit(entries: Vec<Entry>, site: &Site, options: &Options) -> Report {
    let mut findings = Findings::new(options);
    let mut set = Set::compile(entries, site, &mut findings);
    for (index, entry) in set.enabled() {
        if options.only.is_none_or(|only| set.number(index) == only) {
            alone::check(&set, index, entry, site, options, &mut findings);
        }
    }
    let duplicates = duplicates::find(&set, &mut findings);
    cost::check(&set, &mut findings);
    reach::check(&mut set, site, &duplicates, &mut findings);
    findings.report(&set)
}
