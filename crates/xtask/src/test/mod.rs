//! `cargo xtask test`: every runner there is, and one line that sums them up.

mod agent;
mod app;
mod behaviour;
mod compose;
mod e2e;
mod exchange;
mod fault;
mod fuzz;
mod http;
mod ini_sets;
mod lint;
pub(crate) mod matrix;
mod packages;
mod phpt;
mod plugin;
mod socket;
mod tally;
mod unit;

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use self::http::Extent;
use self::tally::{Report, Tally};
use crate::stack::packages::{Policy, Purpose, ensure};
use crate::stack::wordpress::{self, WordPress};
use crate::workspace::{self, Built};
use crate::{demo, progress::Progress};

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// rustfmt, clippy, php -l, PHP's coding standard
    Lint,
    /// cargo test, the behaviour suite on engine and reference matcher included
    Unit,
    /// Only the behaviour suite: engine, reference matcher, extension
    #[value(name = "suite")]
    Behaviour,
    /// What the fuzz targets keep, once more; with --long the fuzzer itself
    Fuzz,
    /// PHP's test runner on the extension, and the behaviour suite through its functions
    Phpt,
    /// The behaviour suite and special cases over HTTP: FPM, mod_php, php -S
    Http,
    /// The behaviour suite through the agent's socket, and a real WordPress without the extension
    Socket,
    /// The agent on a real WordPress network, with a journal, and with tenants who lead it astray
    Agent,
    /// Rules of Apache and nginx, imported and exported, against the real servers
    Exchange,
    /// The plugin's PHPUnit tests on the newest WordPress, on a network, and on the oldest
    Plugin,
    /// The plugin's app: lint, types, unit tests, build
    App,
    /// The app in Chromium and Firefox, on the newest WordPress and the oldest
    #[value(name = "e2e")]
    Browser,
    /// What is killed, cut or full under load costs no event and no request
    Fault,
    /// `demo --smoke`
    Demo,
    /// The Debian packages in clean installations: installed, upgraded under load, removed, purged
    Packages,
}

/// What runs when no suite is named; `unit` and `phpt` include `suite`. `packages` fetches and installs Debian anew, which is for
/// releases.
const ALL: [Suite; 13] = [
    Suite::Lint,
    Suite::Unit,
    Suite::Fuzz,
    Suite::Phpt,
    Suite::Http,
    Suite::Socket,
    Suite::Agent,
    Suite::Exchange,
    Suite::App,
    Suite::Plugin,
    Suite::Browser,
    Suite::Fault,
    Suite::Demo,
];

/// What `cargo xtask test` can be told.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these suites
    #[arg(value_name = "SUITE")]
    suites: Vec<Suite>,
    /// Install nothing; say what is missing instead
    #[arg(long)]
    no_install: bool,
    /// Run the full form of what has a short one
    #[arg(long)]
    long: bool,
    /// Of the suites fault, plugin and e2e only what has this in its name
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Use this copy of WordPress instead of fetching one
    #[arg(long, value_name = "DIR")]
    wordpress: Option<PathBuf>,
}

/// What the suites share: made once, when the first asks for it.
struct Shared<'a> {
    options: &'a Options,
    built: Option<Built>,
    wordpress: Option<WordPress>,
}

/// Runs the suites; fails if any test failed.
pub(crate) fn run(options: &Options) -> Result<()> {
    let suites = if options.suites.is_empty() { &ALL[..] } else { &options.suites };
    let mut progress = Progress::new(1);
    let policy = if options.no_install { Policy::OnlyCheck } else { Policy::Install };
    progress.step("Packages: what Debian has to provide", |remark| ensure(&purposes(suites), policy, remark))?;
    let mut shared = Shared { options, built: None, wordpress: None };
    let mut report = Report::default();
    for &suite in suites {
        let name = suite.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        report.part(&name, || shared.run(suite));
    }
    report.finish()
}

fn purposes(suites: &[Suite]) -> Vec<Purpose> {
    let any = |is_one: fn(&Suite) -> bool| suites.iter().any(is_one);
    let wanted = [
        (Purpose::Build, true),
        (Purpose::App, any(|suite| !matches!(suite, Suite::Lint | Suite::Packages))),
        (Purpose::Source, any(|suite| matches!(suite, Suite::Lint | Suite::App))),
        (Purpose::Compose, any(|suite| *suite == Suite::Lint)),
        (Purpose::Site, any(|suite| !matches!(suite, Suite::Lint | Suite::App | Suite::Packages))),
        (Purpose::Tests, any(|suite| !matches!(suite, Suite::Lint | Suite::App | Suite::Demo | Suite::Packages))),
        (Purpose::Browser, any(|suite| *suite == Suite::Browser)),
        (Purpose::Dist, any(|suite| *suite == Suite::Packages)),
        (Purpose::Packages, any(|suite| *suite == Suite::Packages)),
    ];
    wanted.into_iter().filter_map(|(purpose, is_wanted)| is_wanted.then_some(purpose)).collect()
}

impl Shared<'_> {
    fn run(&mut self, suite: Suite) -> Result<Tally> {
        match suite {
            Suite::Lint => lint::suite(),
            Suite::Unit => unit::suite(self.options.long),
            Suite::Fuzz => fuzz::suite(self.options.long),
            Suite::Behaviour => {
                let mut tally = unit::behaviour()?;
                tally.add(behaviour::in_php(&self.built()?)?);
                Ok(tally)
            }
            Suite::Phpt => {
                let built = self.built()?;
                let panicking = workspace::build_panicking_extension(&[])?;
                let mut tally = phpt::suite(&built, Some(&panicking))?;
                tally.add(behaviour::in_php(&built)?);
                Ok(tally)
            }
            Suite::Http => http::suite(&self.built()?, if self.options.long { Extent::Long } else { Extent::Usual }),
            Suite::Socket => {
                let built = self.built()?;
                socket::suite(&built, self.wordpress()?)
            }
            Suite::Agent => {
                let built = self.built()?;
                agent::suite(&built, self.wordpress()?)
            }
            Suite::Exchange => exchange::suite(),
            Suite::Plugin => {
                let built = self.built()?;
                crate::app::build(&mut String::new())?;
                let only = self.options.only.as_deref();
                plugin::suite(&built, self.wordpress()?, only)
            }
            Suite::Fault => {
                let (built, options) = (self.built()?, self.options);
                fault::suite(&built, self.wordpress()?, options.long, options.only.as_deref())
            }
            Suite::App => app::suite(),
            Suite::Browser => {
                let built = self.built()?;
                crate::app::build(&mut String::new())?;
                let only = self.options.only.as_deref();
                e2e::suite(&built, self.wordpress()?, only)
            }
            Suite::Packages => packages::suite(self.options.long),
            Suite::Demo => {
                let mut tally = Tally::default();
                let options = demo::Options {
                    smoke: true,
                    no_install: self.options.no_install,
                    wordpress: self.options.wordpress.clone(),
                    port: None,
                };
                tally.record("demo --smoke", demo::run(&options));
                Ok(tally)
            }
        }
    }

    fn built(&mut self) -> Result<Built> {
        match &self.built {
            Some(built) => Ok(built.clone()),
            None => Ok(self.built.insert(workspace::build()?).clone()),
        }
    }

    fn wordpress(&mut self) -> Result<&WordPress> {
        if self.wordpress.is_none() {
            let mut remark = String::new();
            let found = wordpress::find(self.options.wordpress.as_deref(), &workspace::cache()?, &mut remark)?;
            println!("  {remark}");
            self.wordpress = Some(found);
        }
        self.wordpress.as_ref().ok_or_else(|| anyhow::anyhow!("no WordPress"))
    }
}
