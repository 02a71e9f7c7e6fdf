use std::os::unix::fs::MetadataExt;

use anyhow::Context;
use detour_spool::KeeperError;

use super::config::ConfigArguments;
use crate::config::{Config, SiteConfig};
use crate::exit::{BadConfiguration, Outcome};
use crate::logging::Log;

const EXAMPLES: &str = "\
Examples:
  detour agent --config /etc/detour/agent.toml
  detour agent --validate && systemctl reload detour

agent.toml:
  [[site]]
  path = \"/var/www/shop\"              # the WordPress directory
  rules = \"/var/lib/detour/rules/shop.detour\"
  [[site]]
  path = \"/var/www/*\"                 # many; the * of rules becomes what the * of path stands for
  rules = \"/var/lib/detour/rules/*.detour\"
  spool = \"/var/lib/detour/spool\"      # PHP's detour.spool: hits and logs come in by it; made with
                                       #   install -d -g www-data -m 2750 /var/lib/detour/spool
All keys, with what they mean, are in the example agent.toml that comes with the package.

Environment: DETOUR_CONFIG, DETOUR_LOG and DETOUR_POLL_MS win over the file; DETOUR_SITE_PATH (or DETOUR_SITE_DSN or
DETOUR_SITE_DSN_FILE, and DETOUR_SITE_PASSWORD_FILE and DETOUR_SITE_PREFIX), DETOUR_SITE_RULES, _NUDGE, _SPOOL, _NETWORK,
_TLS, _TLS_CA and _TLS_NAME add a site.
SIGHUP reads the configuration again; one with a mistake leaves the old one in force. SIGTERM ends after the publish that is
under way.";

/// Keep the rule files of the configured sites in step with their databases
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Check the configuration, every site's wp-config.php and its directories, then stop
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
    let lines = Log::start(log.unwrap_or(config.log), config.log_format)?;
    let reload = || {
        let config = file.load()?;
        if let Err(problem) = lines.change(log.unwrap_or(config.log), config.log_format) {
            tracing::error!("{problem:#}; the log stays as it was");
        }
        Ok(config)
    };
    super::block_on(crate::daemon::run(config, reload))?.context("the agent could not start")?;
    Ok(Outcome::Fine)
}

fn check(config: &Config) -> anyhow::Result<Outcome> {
    let mut wrong = 0;
    for site in &config.sites {
        if let Some(problem) = spool_problem(site) {
            eprintln!("warning: {}: spool: {problem}; no events come in by it", site.name());
        }
        let files =
            [("rules", Some(&site.rules)), ("webserver.file", site.webserver.as_ref().map(|server| &server.file))];
        let mut directories = files.into_iter().filter_map(|(field, file)| Some((field, file?.parent()?)));
        match (site.access(), directories.find(|(_, directory)| !directory.is_dir())) {
            (Err(error), _) => eprintln!("{}: {error}", site.name()),
            (_, Some((field, directory))) => {
                eprintln!(
                    "{}: {field}: {} is no directory; make it, and let the agent's user write it",
                    site.name(),
                    directory.display()
                );
            }
            (Ok(access), None) => {
                let kind = if access.network { "all blogs of " } else { "" };
                println!("{}: {kind}{} → {}", site.name(), access.credentials, site.rules.display());
                continue;
            }
        }
        wrong += 1;
    }
    for warning in &config.warnings {
        eprintln!("warning: {warning}");
    }
    for problem in &config.left_out {
        eprintln!("not served: {problem}");
        wrong += 1;
    }
    if wrong > 0 {
        return Err(BadConfiguration(wrong).into());
    }
    println!("The configuration is fine: {} sites.", config.sites.len());
    Ok(Outcome::Fine)
}

/// What is wrong with the directory of its spool, for the user who is to run the agent: whoever asks, or, if that is root, the
/// owner of the rule file's directory.
fn spool_problem(site: &SiteConfig) -> Option<KeeperError> {
    let asking = rustix::process::geteuid();
    let rules = site.rules.parent().filter(|_| asking.is_root()).and_then(|rules| rules.metadata().ok());
    let agent = rules.map_or(asking.as_raw(), |rules| rules.uid());
    detour_spool::check_directory(site.spool.as_ref()?, agent).err()
}
