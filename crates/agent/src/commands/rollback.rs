use anyhow::{Context, anyhow};

use super::config::ConfigArguments;
use super::input;
use crate::exit::Outcome;
use crate::rollback::{RolledBack, roll_back};

const EXAMPLES: &str = "\
Examples:
  detour rollback shop
  detour rollback shop && detour rollback shop      # there and back again
PHP answers by the previous file at once. It stays until the next save in WordPress: the agent publishes every revision but the
one that was gone back from. detour status says `rolled back` until then.";

/// Go back to the rule file that was in place before, until the next save
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Name of the site, as detour sites shows it
    site: String,
    #[command(flatten)]
    config: ConfigArguments,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let config = arguments.config.load()?;
    let site = config.sites.iter().find(|site| site.name() == arguments.site).ok_or_else(|| {
        let names: Vec<String> = config.sites.iter().take(20).map(|site| site.name()).collect();
        anyhow!("there is no site {:?}; there are {}", arguments.site, names.join(", "))
    })?;
    let rolled_back = roll_back(&site.rules).with_context(|| format!("{}: nothing was changed", site.name()))?;
    let RolledBack { from, to } = rolled_back;
    let which = if rolled_back.is_newest() { "the newest file again" } else { "until the next save" };
    let text = format!(
        "{}: generation {} (revision {}, {} rules) instead of {} (revision {}, {} rules), {which}\n",
        site.name(),
        to.generation,
        to.revision,
        to.rules,
        from.generation,
        from.revision,
        from.rules
    );
    input::write(None, text.as_bytes())?;
    Ok(Outcome::Fine)
}
