use std::io::IsTerminal;

use anyhow::Context;

use super::config::ConfigArguments;
use crate::config::Config;
use crate::exit::{BadConfiguration, Outcome};

const EXAMPLES: &str = "\
Examples:
  detour agent --config /etc/detour/agent.toml
  detour agent --validate && systemctl reload detour

agent.toml:
  poll_ms = 1000                      # how often the revision is asked for
  log = \"info\"                        # error, warn, info, debug, trace
  [[site]]
  path = \"/var/www/shop\"              # or: dsn = \"mysql://user:password@host/db?socket=/path\", prefix = \"wp_\"
  rules = \"/var/lib/detour/rules/shop.detour\"
  nudge = \"/var/www/shop/nudge\"       # only where the plugin's constant DETOUR_NUDGE names another file

Environment: DETOUR_CONFIG, DETOUR_LOG and DETOUR_POLL_MS win over the file; DETOUR_SITE_PATH (or DETOUR_SITE_DSN and
DETOUR_SITE_PREFIX), DETOUR_SITE_RULES and DETOUR_SITE_NUDGE add a site. SIGHUP reads the configuration again.";

/// Keep the rule files of the configured sites in step with their databases
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Check the configuration and every site's wp-config.php, then stop
    #[arg(long)]
    validate: bool,
    /// Log level; wins over the configuration
    #[arg(long, value_name = "LEVEL")]
    log: Option<tracing::Level>,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let Arguments { config: file, validate, log } = arguments;
    let config = file.load()?;
    if validate {
        return check(&config);
    }
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_max_level(log.unwrap_or(config.log))
        .with_target(false)
        .init();
    super::block_on(crate::daemon::run(config, || file.load()))?.context("the agent could not start")?;
    Ok(Outcome::Fine)
}

fn check(config: &Config) -> anyhow::Result<Outcome> {
    let mut wrong = 0;
    for site in &config.sites {
        let directory = site.rules.parent().filter(|directory| !directory.is_dir());
        match (site.access(), directory) {
            (Err(error), _) => eprintln!("{}: {error}", site.name()),
            (_, Some(directory)) => {
                eprintln!(
                    "{}: rules: {} is no directory; make it, and let the agent's user write it",
                    site.name(),
                    directory.display()
                );
            }
            (Ok(access), None) => {
                println!("{}: {} → {}", site.name(), access.credentials, site.rules.display());
                continue;
            }
        }
        wrong += 1;
    }
    if wrong > 0 {
        return Err(BadConfiguration(wrong).into());
    }
    println!("The configuration is fine: {} sites.", config.sites.len());
    Ok(Outcome::Fine)
}
