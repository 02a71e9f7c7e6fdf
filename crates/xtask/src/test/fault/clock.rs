//! The clock of a head is set forward and back, by days and by years. That of the database stays.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use detour_format::Identity;

use super::{Faults, until};
use crate::command::run;
use crate::http::Request;
use crate::stack::php_fpm::Pool;

const DAY: u64 = 86_400;

impl Faults<'_> {
    pub(super) fn clock_is_set(&mut self) -> Result<()> {
        let clock = self.run_dir.write("clock", "+0")?;
        let under = [
            "env".to_owned(),
            format!("LD_PRELOAD={}", library()?.display()),
            format!("FAKETIME_TIMESTAMP_FILE={}", clock.display()),
            "FAKETIME_NO_CACHE=1".to_owned(),
            // As on a real machine: what measures time goes on, and so do the dates of files.
            "FAKETIME_DONT_FAKE_MONOTONIC=1".to_owned(),
            "NO_FAKE_STAT=1".to_owned(),
        ];
        let outcome = self.with_clock(&under, |faults| {
            faults.clock_goes_astray()?;
            faults.nothing_is_thrown_away(&under)
        });
        self.with_clock(&[], |faults| faults.edits.until_live(faults.live.address))?;
        outcome
    }

    fn with_clock(&mut self, under: &[String], scenario: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.restart_agent_under(under)?;
        let ini = match under {
            [] => self.live.ini.clone(),
            _ => self.live.ini.clone().extension(&self.with_other_clock()?),
        };
        let pool = Pool { under, ..Pool::new("php-fpm", 2, &ini) };
        self.live.fpm.restart(self.run_dir, &self.live.php, &pool)?;
        scenario(self)
    }

    // PHP has an extension ask its own libraries first (RTLD_DEEPBIND), so what is preloaded must be one of them.
    fn with_other_clock(&self) -> Result<PathBuf> {
        let extension = self.run_dir.join("detour-clock.so");
        std::fs::copy(&self.built.extension, &extension)?;
        run(Command::new("patchelf").arg("--add-needed").arg(library()?).arg(&extension))?;
        Ok(extension)
    }

    fn clock_goes_astray(&mut self) -> Result<()> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let [tomorrow, later] = [now + DAY, now + 3 * DAY].map(rfc3339);
        self.edits.save_with(
            &self.live,
            &format!(
                r#"INSERT INTO wp_detour_rules (position, rule, source) VALUES (1000000, '{{"source": {{"value": "/sale"}},
                   "then": {{"redirect": {{"to": "/offers"}}}}, "schedule": {{"from": "{tomorrow}", "until": "{later}"}}}}', '');
                   INSERT INTO wp_detour_log (kind, time, rule, code, variant, method, host, url, target, referrer, user_agent, ip)
                   VALUES ('hit', {}, 1, 307, 0, 'GET', 'kept.example', '', '', '', '', '');"#,
                now - DAY
            ),
        )?;
        self.edits.until_live(self.live.address)?;
        let in_place = Identity::of(&self.rules())?;
        let log = self.run_dir.log(crate::stack::agent::LOG);
        let lines = || -> Result<usize> { Ok(std::fs::read_to_string(&log)?.lines().count()) };
        let (address, said) = (self.live.address, lines()?);
        let mut sales = 0;
        let load = self.under_load(|faults| {
            for (offset, is_on) in [("+2d", true), ("+4d", false), ("+2d", true), ("-500d", false), ("+0", false)] {
                faults.run_dir.write("clock", offset)?;
                until(&format!("the rule of the sale to be {is_on} at {offset}"), || {
                    let answer = Request::get("/sale").send(address)?;
                    ensure!(answer.status < 500, "/sale: status {}", answer.status);
                    sales += u64::from(answer.status == 307);
                    Ok((answer.status == 307) == is_on)
                })?;
                std::thread::sleep(Duration::from_millis(500));
            }
            Ok(())
        })?;
        load.is_flawless()?;
        ensure!(Identity::of(&self.rules())? == in_place, "the clock alone had the rules published anew");
        let more = lines()? - said;
        ensure!(more < 100, "the agent has written {more} lines into its log");
        let (redirected, counted) = self.newly_counted()?;
        println!("      the clock was set five times: {redirected} and {sales} redirected, {counted} counted");
        ensure!(counted == redirected + sales, "{counted} hits were counted for {redirected} and {sales} redirects");
        Ok(())
    }

    // An agent starts years ahead, and looks for what is old.
    fn nothing_is_thrown_away(&mut self, under: &[String]) -> Result<()> {
        self.run_dir.write("clock", "+900d")?;
        self.restart_agent_under(under)?;
        let number = |query: &str| -> Result<u64> {
            self.live.database.sql(&format!("USE wordpress; {query}"))?.trim().parse().context("a number")
        };
        let at_work = "SELECT COUNT(*) FROM wp_detour_spool WHERE updated_at > UNIX_TIMESTAMP() + 800 * 86400";
        until("the agent to be at work", || Ok(number(at_work)? > 0))?;
        std::thread::sleep(Duration::from_secs(1));
        let kept = number("SELECT COUNT(*) FROM wp_detour_log WHERE host = 'kept.example'")?;
        ensure!(kept == 1, "a clock that is years ahead has thrown away what was logged yesterday");
        self.live.database.sql("DELETE FROM wordpress.wp_detour_log WHERE host = 'kept.example'")?;
        self.fill_rules(0)
    }
}

/// The library that gives a process another clock.
fn library() -> Result<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib")?.flatten().map(|entry| entry.path());
    let mut places = folders.map(|folder| folder.join("faketime/libfaketime.so.1"));
    places.find(|place| place.is_file()).context("no libfaketime.so.1 below /usr/lib; install the package libfaketime")
}

fn rfc3339(seconds: u64) -> String {
    let time = jiff::Timestamp::from_second(i64::try_from(seconds).unwrap_or_default()).unwrap_or_default();
    time.to_string()
}
