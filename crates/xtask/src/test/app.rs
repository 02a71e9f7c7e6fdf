//! The app's own checks: eslint and stylelint, TypeScript, unit tests, that it builds, how much there is to load, and its texts.

use anyhow::Result;

use super::tally::Tally;
use crate::{app, catalogue};

pub(crate) fn suite() -> Result<Tally> {
    let mut tally = Tally::default();
    for script in ["lint", "types", "test"] {
        tally.record(&format!("npm run {script}"), app::script(script));
    }
    tally.record("the build", app::build(&mut String::new()));
    tally.record("npm run size", app::script("size"));
    tally.record("the catalogue of texts", catalogue::write().map(drop));
    Ok(tally)
}
