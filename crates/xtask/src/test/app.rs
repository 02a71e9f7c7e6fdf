//! The app's own checks: eslint and stylelint, TypeScript, unit tests, that it builds, and how much there is to load.

use anyhow::Result;

use super::tally::Tally;
use crate::app;

pub(crate) fn suite() -> Result<Tally> {
    let mut tally = Tally::default();
    for script in ["lint", "types", "test"] {
        tally.record(&format!("npm run {script}"), app::script(script));
    }
    tally.record("the build", app::build(&mut String::new()));
    tally.record("npm run size", app::script("size"));
    Ok(tally)
}
