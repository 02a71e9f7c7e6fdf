//! A real WordPress beside itself: once with the extension, once without, and both answer alike.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use super::client::ask;
use crate::http::{Request, Response};
use crate::progress::Progress;
use crate::stack::live_site::{self, LiveSite};
use crate::stack::nginx::{self, Nginx};
use crate::stack::php::{Ini, Php};
use crate::stack::php_fpm::{PhpFpm, Pool};
use crate::stack::ports;
use crate::stack::run_dir::{RunDir, is_root};
use crate::stack::wordpress::WordPress;
use crate::test::tally::Tally;
use crate::workspace::Built;

/// What the sites do.
const RULES: &str = r#"[
    {"source": {"value": "/old"}, "then": {"redirect": {"to": "/new", "code": 308, "cache": 60, "headers": {"X-Rule": "1"}}}},
    {"source": {"value": "/gone"}, "then": {"respond": {"code": 410}}},
    {"source": {"value": "/teapot"}, "then": {"respond": {"code": 418}}},
    {"source": {"value": "/themed"}, "then": {"respond": {"code": 451, "body": "theme"}}},
    {"source": {"value": "/account"}, "when": [{"logged_in": false}], "then": {"redirect": {"to": "/enter"}}},
    {"source": {"kind": "prefix", "value": "/lost"}, "when": [{"not_found": true}], "then": {"redirect": {"to": "/found"}}},
    {"source": {"value": "/shown"}, "then": {"rewrite": {"to": "/hello-world/"}}},
    {"source": {"value": "/live"}, "then": {"redirect": {"to": "/"}}}
]"#;
/// One URL for each of them but the last, and how often each must have acted then, by its number.
const ONCE_EACH: [&str; 7] = ["/old", "/gone", "/teapot", "/themed", "/account", "/lost/1", "/shown"];
const COUNTED: &str = "1:1 2:1 3:1 4:1 5:1 6:1 7:1";

struct Pair {
    live: LiveSite,
    without: SocketAddr,
    _servers: (PhpFpm, Nginx),
}

pub(super) fn run(built: &Built, wordpress: &WordPress) -> Result<Tally> {
    let (run_dir, front) = (RunDir::new()?, RunDir::new()?);
    let mut progress = Progress::new(live_site::STEPS);
    let live = LiveSite::start(&run_dir, built, wordpress, ports::free()?, true, &mut progress)
        .with_context(|| format!("the logs:\n{}", run_dir.log_tails(15)))?;
    let fpm = PhpFpm::start(&run_dir, &Php::installed()?, &Pool::new("php-without", 2, &Ini::new().opcache(true)))?;
    let without = ports::free()?;
    let server = nginx::wordpress_server(without, &live.site.root, fpm.socket(), "");
    let servers = (fpm, Nginx::start(&front, &server, &[without])?);
    let mut pair = Pair { live, without, _servers: servers };
    // A busy machine must not look like an agent that hangs.
    pair.configure("<?php\n", "<?php\ndefine( 'DETOUR_SOCKET_MS', 10000 );\n")?;
    pair.save_rules()?;
    let mut tally = Tally::default();
    // Before the others, which make the same rules act.
    tally.record("without the extension: hits and missing pages are counted", pair.events_are_counted());
    tally.record("without the extension: answers are the same", pair.answers_are_the_same());
    tally.record("without the extension: WordPress completes decisions", pair.wordpress_completes());
    tally.record("without the extension: the status says so", pair.status_says_so());
    match is_root() {
        true => tally.record("without the extension: a stranger gets no answer", pair.stranger_is_refused()),
        false => tally.skip("another user can be only by root"),
    }
    tally.record("without the extension: an agent that hangs", pair.agent_hangs());
    tally.record("without the extension: no agent", pair.no_agent());
    let log = std::fs::read_to_string(run_dir.log("wordpress-wordpress.log")).unwrap_or_default();
    for line in log.lines().filter(|line| line.contains("plugins/detour")).take(10) {
        tally.fail(format!("WordPress logged: {line}"));
    }
    Ok(tally)
}

/// Headers that name a moment or a connection.
fn lasting(answer: &Response) -> BTreeMap<String, Vec<u8>> {
    let headers = answer.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    headers.filter(|(name, _)| !matches!(name.as_str(), "date" | "server" | "connection")).collect()
}

impl Pair {
    fn configure(&self, old: &str, new: &str) -> Result<()> {
        let config = self.live.site.root.join("wp-config.php");
        let text = std::fs::read_to_string(&config)?;
        ensure!(text.contains(old), "{old:?} is not in wp-config.php");
        std::fs::write(&config, text.replacen(old, new, 1))?;
        // PHP looks at a script that it has cached every two seconds.
        std::thread::sleep(Duration::from_millis(2100));
        Ok(())
    }

    fn save_rules(&self) -> Result<()> {
        let rest = self.live.rest()?;
        let rules: Vec<Value> = serde_json::from_str(RULES)?;
        for rule in &rules {
            rest.call("POST", "/detour/v1/rules", Some(rule))?;
        }
        let begun = Instant::now();
        while self.with(Request::get("/live"))?.status != 307 {
            ensure!(begun.elapsed() < Duration::from_secs(20), "the rules don't become live");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn with(&self, request: Request<'_>) -> Result<Response> {
        request.send(self.live.address)
    }

    /// The same request to PHP without the extension.
    fn without(&self, request: Request<'_>) -> Result<Response> {
        request.header("Host", self.live.address.to_string()).send(self.without)
    }

    fn answers_are_the_same(&self) -> Result<()> {
        for method in ["GET", "HEAD", "POST"] {
            for path in ["/old", "/old?utm_source=x", "/gone", "/teapot", "/"] {
                let ask = || Request::new(method, path.as_bytes());
                let (with, without) = (self.with(ask())?, self.without(ask())?);
                ensure!(with.status == without.status, "{method} {path}: {} and {}", with.status, without.status);
                if path == "/" {
                    ensure!(method == "POST" || with.status == 200, "{method} {path}: {}", with.status);
                    continue;
                }
                ensure!(with.body == without.body, "{method} {path}: {:?} and {:?}", with.text(), without.text());
                let (with, without) = (lasting(&with), lasting(&without));
                ensure!(with == without, "{method} {path}: {with:?} and {without:?}");
            }
        }
        let (with, without) = (self.with(Request::get("/shown"))?, self.without(Request::get("/shown"))?);
        ensure!((with.status, without.status) == (200, 200), "/shown: {} and {}", with.status, without.status);
        ensure!(without.text().contains("Hello world!"), "/shown: {}", without.text());
        Ok(())
    }

    fn wordpress_completes(&self) -> Result<()> {
        let visitor = self.without(Request::get("/account"))?;
        ensure!(visitor.status == 307 && visitor.location().as_deref() == Some("/enter"), "{visitor:?}");
        let rest = self.live.rest()?;
        let member = self.without(Request::get("/account").header("Cookie", rest.cookies()))?;
        ensure!(member.status == 404 && member.location().is_none(), "{} {:?}", member.status, member.location());
        let lost = self.without(Request::get("/lost/page"))?;
        ensure!(
            lost.status == 307 && lost.location().as_deref() == Some("/found"),
            "{} {:?}",
            lost.status,
            lost.location()
        );
        let themed = self.without(Request::get("/themed"))?;
        ensure!(themed.status == 451 && themed.text().contains("</html>"), "{}", themed.status);
        Ok(())
    }

    fn events_are_counted(&self) -> Result<()> {
        for path in ONCE_EACH.into_iter().chain(["/nothing-here"]) {
            self.without(Request::get(path))?;
        }
        let hits = "SELECT GROUP_CONCAT(rule, ':', hits ORDER BY rule SEPARATOR ' ') FROM wordpress.wp_detour_rule_hits \
                    WHERE rule <= 7; SELECT SUM(hits) FROM wordpress.wp_detour_not_found WHERE url LIKE '%/nothing-here'";
        let begun = Instant::now();
        loop {
            let now = self.live.database.sql(hits)?;
            if now.trim() == format!("{COUNTED}\n1") {
                return Ok(());
            }
            ensure!(begun.elapsed() < Duration::from_secs(20), "{now:?} instead of {COUNTED:?}, and one missing page");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn status_says_so(&self) -> Result<()> {
        let rest = crate::stack::rest::Rest::log_in(&self.live.site, self.without)?;
        let status = rest.call("GET", "/detour/v1/status", None)?;
        ensure!(status["reason"] == "fallback" && status["live"] == true, "{status}");
        ensure!(status["extension"].is_null() && status["agent"]["state"] == "ok", "{status}");
        let message = status["message"].as_str().unwrap_or_default();
        ensure!(message.contains("install -m 644 detour.so /"), "{message}");
        let refused = rest.try_call("POST", "/detour/v1/rules", Some(&json!({"source": {"value": "/x"}})))?;
        ensure!(refused.status == 503 && refused.text().contains("extension"), "{} {}", refused.status, refused.text());
        Ok(())
    }

    fn stranger_is_refused(&self) -> Result<()> {
        let root = &self.live.site.root;
        let question = json!({"v": 1, "ask": "handle", "site": {"wordpress": root},
            "variables": {"REQUEST_METHOD": "GET", "REQUEST_URI": "/old"}});
        let own = ask(&mut UnixStream::connect(self.live.socket())?, &question)?;
        ensure!(own["decision"] == "redirect", "{own}");
        let config = root.join("wp-config.php");
        crate::command::run(Command::new("chmod").arg("640").arg(&config))?;
        crate::command::run(Command::new("chgrp").arg("www-data").arg(&config))?;
        let script = "$s = stream_socket_client('unix://' . $argv[1]); fwrite($s, pack('N', strlen($argv[2])) . $argv[2]); \
                      echo substr(stream_get_contents($s), 4);";
        let said = |user: &str, group: &str| -> Result<Value> {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", user, "--regid", group, "--clear-groups", "php", "-n", "-r", script]);
            command.arg("--").arg(self.live.socket()).arg(question.to_string());
            Ok(serde_json::from_slice(&crate::command::run(&mut command)?.stdout)?)
        };
        let worker = said("www-data", "www-data")?;
        ensure!(worker["decision"] == "redirect", "{worker}");
        let stranger = said("nobody", "nogroup")?;
        ensure!(stranger["error"] == "site", "{stranger}");
        Ok(())
    }

    fn agent_hangs(&self) -> Result<()> {
        let agent = self.live.agent.as_ref().context("there is no agent")?;
        let pid = i32::try_from(agent.pid()).ok().and_then(Pid::from_raw).context("it has no number")?;
        self.configure("10000", "50")?;
        let page = || self.timed("/hello-world/");
        let usual = page()?.1;
        kill_process(pid, Signal::STOP)?;
        let result = (|| {
            let ((first, waited), (second, after)) = (self.timed("/old")?, page()?);
            println!("      the agent hangs: {waited:?}, then {after:?}, where {usual:?} is usual");
            // WordPress guesses no page for it.
            ensure!(first.status == 404 && second.status == 200, "{} and {}", first.status, second.status);
            let silent = "SELECT COUNT(*) FROM wordpress.wp_options WHERE option_name = 'detour_agent_silent_until'";
            ensure!(self.live.database.sql(silent)?.trim() == "1", "nobody remembers that the agent hangs");
            Ok(())
        })();
        kill_process(pid, Signal::CONT)?;
        result
    }

    fn no_agent(&mut self) -> Result<()> {
        let agent = self.live.agent.take().context("there is no agent")?;
        agent.kill();
        self.live.database.sql("DELETE FROM wordpress.wp_options WHERE option_name = 'detour_agent_silent_until'")?;
        let (missing, waited) = self.timed("/old")?;
        let (page, usual) = self.timed("/hello-world/")?;
        println!("      no agent: {waited:?} and {usual:?}");
        ensure!(missing.status == 404 && page.status == 200, "{} and {}", missing.status, page.status);
        Ok(())
    }

    fn timed(&self, path: &str) -> Result<(Response, Duration)> {
        let begun = Instant::now();
        Ok((self.without(Request::get(path))?, begun.elapsed()))
    }
}
