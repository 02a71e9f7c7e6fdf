//! `[site.webserver]`: answers that the web server gives by itself.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use detour_exchange::Fixed;
use serde::Deserialize;

use crate::webserver::Webserver;

/// Most hosts of a table: each URL is in it once for each.
const MOST_HOSTS: usize = 100;

/// A web server that answers in front of PHP what it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebserverConfig {
    /// Which one.
    pub kind: Webserver,
    /// Hosts as browsers send them, maybe with a port. Requests for others go to PHP.
    pub hosts: Vec<String>,
    /// The table that its configuration includes or names.
    pub file: PathBuf,
    /// Command that tests its configuration; empty = none. A list of arguments, no shell.
    pub test: Vec<String>,
    /// Command that makes it read its configuration again; empty = none.
    pub reload: Vec<String>,
    /// Shortest time between two reloads.
    pub pause: Duration,
    /// How long a command may take.
    pub timeout: Duration,
}

/// `[site.webserver]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebserverDraft {
    /// `nginx` or `apache`.
    kind: String,
    hosts: Vec<String>,
    file: PathBuf,
    #[serde(default)]
    test: Vec<String>,
    #[serde(default)]
    reload: Vec<String>,
    #[serde(default = "default_pause_s")]
    pause_s: u64,
    #[serde(default = "default_timeout_s")]
    timeout_s: u64,
}

fn default_pause_s() -> u64 {
    10
}

fn default_timeout_s() -> u64 {
    30
}

/// Key, value, what is wrong, way out.
pub(super) type Mistake = (&'static str, String, String, String);

impl WebserverDraft {
    pub(super) fn check(self) -> Result<WebserverConfig, Mistake> {
        let WebserverDraft { kind, hosts, file, test, reload, pause_s, timeout_s } = self;
        let wrong = |key, value: &str, message: &str, fix: &str| {
            Err((key, value.to_owned(), message.to_owned(), fix.to_owned()))
        };
        let Ok(server) = Webserver::from_str(&kind, false) else {
            return wrong("kind", &kind, "There is no such web server", "Give nginx or apache");
        };
        if let Some(host) = hosts.iter().find(|host| !Fixed::is_host(host)) {
            let fix =
                "Write it as browsers send it: in small letters, without scheme, with its port if it isn't 80 or 443";
            return wrong("hosts", host, "This is no host", fix);
        }
        if hosts.is_empty() || hosts.len() > MOST_HOSTS {
            let fix =
                format!("Name the hosts of the site that visitors ask for, at most {MOST_HOSTS}: [\"shop.example\"]");
            return wrong("hosts", &hosts.len().to_string(), "There are none, or too many", &fix);
        }
        if !file.is_absolute() || file.file_name().is_none() {
            let message = "This is not the absolute path of a file";
            return wrong("file", &file.to_string_lossy(), message, "Begin it with /");
        }
        for (key, command) in [("test", &test), ("reload", &reload)] {
            if command.first().is_some_and(String::is_empty) || command.iter().any(|word| word.contains('\0')) {
                let fix = "Give the program and its arguments one by one: [\"nginx\", \"-t\"]";
                return wrong(key, &command.join(" "), "This is no command", fix);
            }
        }
        if server == Webserver::Nginx && reload.is_empty() {
            let fix = "Name the command: reload = [\"systemctl\", \"reload\", \"nginx\"]";
            return wrong("reload", "", "nginx reads its tables only when it is reloaded", fix);
        }
        for (key, seconds, most) in [("pause_s", pause_s, 86_400), ("timeout_s", timeout_s, 600)] {
            if !(1..=most).contains(&seconds) {
                let fix = format!("Give seconds from 1 to {most}");
                return wrong(key, &seconds.to_string(), "This is out of range", &fix);
            }
        }
        let (pause, timeout) = (Duration::from_secs(pause_s), Duration::from_secs(timeout_s));
        Ok(WebserverConfig { kind: server, hosts, file, test, reload, pause, timeout })
    }
}
