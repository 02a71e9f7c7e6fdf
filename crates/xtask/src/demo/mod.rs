//! `cargo xtask demo`: a WordPress with Detour, from nothing, on this machine.

mod smoke;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use crate::progress::Progress;
use crate::stack::live_site::{self, LiveSite};
use crate::stack::packages::{self, Policy, Purpose};
use crate::stack::rest::Rest;
use crate::stack::run_dir::RunDir;
use crate::stack::site::ADMIN;
use crate::stack::{ports, wordpress};
use crate::{app, shutdown, workspace};

/// What the demo can be told.
#[derive(clap::Args, Clone, Default)]
pub(crate) struct Options {
    /// Check that it works (hit, large POST, miss, an edit that goes live) and stop
    #[arg(long)]
    pub(crate) smoke: bool,
    /// Install nothing; say what is missing instead
    #[arg(long)]
    pub(crate) no_install: bool,
    /// Use this copy of WordPress instead of fetching one
    #[arg(long, value_name = "DIR")]
    pub(crate) wordpress: Option<PathBuf>,
    /// Listen on this port instead of a free one
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
}

/// Sets everything up, then serves until Ctrl-C, or checks it and stops.
pub(crate) fn run(options: &Options) -> Result<()> {
    let policy = if options.no_install { Policy::OnlyCheck } else { Policy::Install };
    let mut progress = Progress::new(5 + live_site::STEPS + usize::from(options.smoke));
    progress.step("Packages: what Debian has to provide", |remark| {
        packages::ensure(&[Purpose::Build, Purpose::App, Purpose::Site], policy, remark)
    })?;
    let built = progress
        .step("Build: the extension and the detour command (minutes the first time)", |_| workspace::build())?;
    progress.step("App: the plugin's screens", |remark| match app::obstacle() {
        // All else works without them, and the screen says what is missing.
        Some(obstacle) => {
            *remark = format!("not built. {obstacle}");
            Ok(())
        }
        None => app::build(remark),
    })?;
    let wordpress = progress.step("WordPress: find or fetch it", |remark| {
        wordpress::find(options.wordpress.as_deref(), &workspace::cache()?, remark)
    })?;
    let address = options.port.map_or_else(ports::free, ports::given)?;

    let run_dir = RunDir::new()?;
    let outcome = serve(options, &run_dir, &mut progress, |progress| {
        LiveSite::start(&run_dir, &built, &wordpress, address, true, progress)
    });
    if outcome.is_err() {
        eprintln!("\nWhat the logs say:\n{}", run_dir.log_tails(15));
    }
    outcome
}

fn serve(
    options: &Options,
    run_dir: &RunDir,
    progress: &mut Progress,
    start: impl FnOnce(&mut Progress) -> Result<LiveSite>,
) -> Result<()> {
    let mut live = start(progress)?;
    let rest = live.rest()?;
    progress.step("Rules: three samples through the plugin's REST API", |_| add_samples(&rest))?;
    if options.smoke {
        progress.step("Smoke test", |_| smoke::check(&live, &rest))?;
        println!("\nThe demo works ({:.0} s). Everything is stopped again.", progress.elapsed().as_secs_f64());
        return Ok(());
    }
    invite(&live, progress);
    shutdown::on_signal_exit_with(0);
    for line in std::io::stdin().lines() {
        line?;
        match renew(&mut live, run_dir) {
            Ok(seconds) => println!("PHP, the agent and the plugin are as the checkout now ({seconds:.0} s)."),
            Err(error) => eprintln!("error: {error:#}\nThe demo goes on as it was."),
        }
    }
    // Nobody types there.
    loop {
        std::thread::park();
    }
}

/// Builds what has changed, and has the servers take it up. Says how long that took.
fn renew(live: &mut LiveSite, run_dir: &RunDir) -> Result<f64> {
    let started = Instant::now();
    let built = workspace::build()?;
    live.renew(run_dir, &built)?;
    Ok(started.elapsed().as_secs_f64())
}

/// The rules that the printed `curl` lines try.
fn add_samples(rest: &Rest) -> Result<()> {
    let samples = [
        json!({"source": {"value": "/old-page"}, "then": {"redirect": {"to": "/sample-page/"}},
               "note": "A detour: 307 keeps the method and the body"}),
        json!({"source": {"kind": "wildcard", "value": "/shop/*", "query": "pass"},
               "then": {"redirect": {"to": "/store/$1", "code": 308}}}),
        json!({"source": {"value": "/withdrawn"}, "then": {"respond": {"code": 410}}}),
    ];
    for sample in samples {
        rest.call("POST", "/detour/v1/rules", Some(&sample))?;
    }
    Ok(())
}

fn invite(live: &LiveSite, progress: &Progress) {
    let url = &live.site.url;
    println!(
        "\nReady after {seconds:.0} s.\n\n  \
           Site   {url}/\n  \
           Rules  {url}/wp-admin/tools.php?page=detour\n  \
           Login  {ADMIN}  {password}\n\n\
         Try:\n  \
           curl -i {url}/old-page\n  \
           curl -i -d name=value {url}/old-page\n  \
           curl -i '{url}/shop/shoes?size=42'\n\n\
         Enter builds what has changed and goes on with it, Ctrl-C stops everything.",
        seconds = progress.elapsed().as_secs_f64(),
        password = live.site.admin_password,
    );
}
