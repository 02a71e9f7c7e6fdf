//! What whoever runs the agent sees of it: systemd's messages, figures, status, rollback, many sites by one entry.

mod support;

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use detour_spool::{Event, Kind};
use rustix::process::Signal;
use support::agent::Agent;
use support::mariadb::MariaDb;
use support::{Playground, detour, eventually, rule_file};

const NEVER: u64 = 3_600_000;
const DATABASE: &str =
    "<?php\ndefine('DB_NAME', 'shop');\ndefine('DB_USER', 'wp');\ndefine('DB_PASSWORD', 's3cret');\n";

fn rule(path: &str) -> String {
    format!(r#"{{"source": {{"value": "{path}"}}, "then": {{"redirect": {{"to": "/new"}}}}}}"#)
}

/// One site by its database.
struct Site {
    database: MariaDb,
    directory: Playground,
    config: PathBuf,
    rules: PathBuf,
    nudge: PathBuf,
}

impl Site {
    fn new(more: &str) -> Site {
        let (database, directory) = (MariaDb::start(), Playground::new());
        let (rules, nudge) = (directory.path("shop.detour"), directory.path("nudge"));
        let text = format!(
            "poll_ms = {NEVER}\n{more}\n[[site]]\ndsn = \"{}\"\nrules = \"{}\"\nnudge = \"{}\"\n",
            database.dsn(),
            rules.display(),
            nudge.display()
        );
        let config = directory.write("agent.toml", text);
        std::fs::set_permissions(&config, std::fs::Permissions::from_mode(0o640)).unwrap();
        Site { database, directory, config, rules, nudge }
    }

    fn spool_directory(&self, mode: u32) -> PathBuf {
        let spool = self.directory.path("spool");
        std::fs::create_dir_all(&spool).unwrap();
        std::fs::set_permissions(&spool, std::fs::Permissions::from_mode(mode)).unwrap();
        spool
    }

    fn save(&self, path: &str) -> u64 {
        let revision = self.database.save(&rule(path));
        std::fs::write(&self.nudge, "1").unwrap();
        revision
    }

    fn published(&self, revision: u64) {
        eventually(&format!("revision {revision}"), || rule_file(&self.rules).filter(|file| file.1 == revision));
    }
}

#[test]
fn systemd_is_told_what_happens() {
    let site = Site::new("");
    let socket = UnixDatagram::bind(site.directory.path("notify")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let path = site.directory.path("notify");
    let environment = [("NOTIFY_SOCKET", path.to_str().unwrap()), ("WATCHDOG_USEC", "200000")];
    let agent = Agent::start_with(&site.config, &environment);
    let hears = |state: &str| {
        let mut buffer = [0; 200];
        loop {
            let length = socket.recv(&mut buffer).unwrap_or_else(|error| panic!("{state}: {error}"));
            if String::from_utf8_lossy(&buffer[..length]).lines().any(|line| line == state) {
                break;
            }
        }
    };
    hears("READY=1");
    hears("WATCHDOG=1");
    hears("WATCHDOG=1");
    agent.signal(Signal::HUP);
    hears("RELOADING=1");
    hears("READY=1");
    assert_eq!(agent.terminate(), 0);
    hears("STOPPING=1");
}

fn metrics(mut stream: impl Read + Write) -> String {
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    answer
}

#[test]
fn figures_tell_how_each_site_is_doing() {
    let mut site = Site::new("metrics = \"127.0.0.1:0\"");
    let agent = Agent::start(&site.config);
    let revision = site.save("/a");
    site.published(revision);
    let log = agent.log();
    let port = log.split("http://127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()).unwrap();
    let ask = || metrics(TcpStream::connect(format!("127.0.0.1:{port}")).unwrap());
    let shows = |line: &str| eventually(line, || ask().lines().any(|found| found == line).then_some(()));
    for line in [
        "# HELP detour_site_up 1 if the last look at the database and the rule file went well, else 0",
        "detour_site_up{site=\"shop\"} 1.0",
        "detour_site_revision{site=\"shop\"} 1.0",
        "detour_site_rules{site=\"shop\"} 1.0",
        "detour_site_database_connects_total{site=\"shop\"} 1.0",
    ] {
        shows(line);
    }
    assert!(ask().contains("detour_build_info{version="), "{}", ask());
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    stream.write_all(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");

    site.database.stop();
    std::fs::write(&site.nudge, "2").unwrap();
    shows("detour_site_up{site=\"shop\"} 0.0");
    assert!(!ask().contains("site_errors_total{site=\"shop\"} 0.0"), "{}", ask());

    // Elsewhere from now on, and the sites go on.
    let socket = site.directory.path("metrics.sock");
    let text = std::fs::read_to_string(&site.config).unwrap();
    let text = text.replace("127.0.0.1:0", &format!("unix:{}", socket.display()));
    std::fs::write(&site.config, text).unwrap();
    agent.signal(Signal::HUP);
    let stream = eventually("the socket", || UnixStream::connect(&socket).ok());
    assert!(metrics(stream).contains("detour_site_revision{site=\"shop\"} 1.0"));
}

#[test]
fn figures_tell_what_is_in_the_spool() {
    let mut site = Site::new("");
    let (socket, spool) = (site.directory.path("metrics.sock"), site.spool_directory(0o2750));
    let text = std::fs::read_to_string(&site.config).unwrap();
    let text = text.replace(&NEVER.to_string(), "50");
    let text = format!("metrics = \"unix:{}\"\n{text}spool = \"{}\"\n", socket.display(), spool.display());
    std::fs::write(&site.config, text).unwrap();
    let _agent = Agent::start(&site.config);
    let mut file = eventually("a spool", || OpenOptions::new().append(true).open(spool.join("shop.spool")).ok());
    let mut bytes = Vec::new();
    for blog in [0, 1, 7] {
        Event { rule: 1, blog, lost: 2, uri: b"/a"[..].into(), ..Event::new(Kind::Hit, 1) }.write(&mut bytes);
    }
    bytes.extend(b"no event\n");
    file.write_all(&bytes).unwrap();
    let shows = |name: &str, value: u64| {
        let line = format!("detour_site_{name}{{site=\"shop\"}} {value}");
        let ask = || metrics(UnixStream::connect(&socket).unwrap());
        eventually(&line, || ask().lines().any(|found| found == line).then_some(()));
    };
    for (name, value) in
        [("events_total", 2), ("events_lost_total", 6), ("events_stray_total", 1), ("events_damaged_total", 1)]
    {
        shows(name, value);
    }
    let whole = bytes.len() as u64 + 48;
    shows("spool_bytes", whole);
    shows("spool_unread_bytes", 0);
    site.database.stop();
    file.write_all(&bytes).unwrap();
    shows("spool_bytes", whole + bytes.len() as u64);
    shows("spool_unread_bytes", bytes.len() as u64);
}

#[test]
fn who_asks_slowly_or_at_length_keeps_nobody_from_the_figures() {
    let site = Site::new("");
    let socket = site.directory.path("metrics.sock");
    let text = std::fs::read_to_string(&site.config).unwrap();
    std::fs::write(&site.config, format!("metrics = \"unix:{}\"\n{text}", socket.display())).unwrap();
    let _agent = Agent::start(&site.config);
    let connect = || eventually("the socket", || UnixStream::connect(&socket).ok());
    let mut endless = connect();
    endless.write_all(b"GET /metrics HTTP/1.1\r\nX: ").unwrap();
    let header = vec![b'x'; 64 << 10];
    // Refused long before all of it was sent.
    assert!((0..1000).any(|_| endless.write_all(&header).is_err()));
    let slow: Vec<UnixStream> = (0..8).map(|_| connect()).collect();
    for mut stream in &slow {
        stream.write_all(b"GET /metr").unwrap();
    }
    assert!(metrics(connect()).contains("detour_build_info"));
}

#[test]
fn an_endpoint_that_cant_be_opened_is_named() {
    let site = Site::new("metrics = \"unix:/nowhere/metrics.sock\"");
    let done = detour(&[&"agent", &"--config", &site.config]).exits(1);
    done.says(&["metrics: can't listen at unix:/nowhere/metrics.sock: No such file"]);
}

#[test]
fn a_rollback_stays_until_the_next_save() {
    let site = Site::new("");
    let agent = Agent::start(&site.config);
    site.published(0);
    let rollback = || detour(&[&"rollback", &"shop", &"--config", &site.config]);
    let status = || detour(&[&"status", &"--config", &site.config]);
    rollback().exits(1).says(&["shop: nothing was changed", "there is nothing to go back to"]);
    site.published(site.save("/a"));
    site.published(site.save("/b"));
    rollback()
        .exits(0)
        .says(&["generation 2 (revision 1, 1 rules) instead of 3 (revision 2, 2 rules), until the next save"]);
    std::fs::write(&site.nudge, "2").unwrap();
    agent.logs("rolled back: the rule file stays as it is until the next save");
    status().exits(1).says(&["rolled back", "detour rollback goes forward again", "0 of 1 sites are live."]);
    assert_eq!(rule_file(&site.rules), Some((2, 1, 1)));

    // Not even a restart changes that.
    assert_eq!(agent.terminate(), 0);
    let agent = Agent::start(&site.config);
    agent.logs("rolled back: ");
    assert_eq!(rule_file(&site.rules), Some((2, 1, 1)));

    rollback().exits(0).says(&["generation 3 (revision 2, 2 rules) instead of 2", "the newest file again"]);
    status().exits(0).says(&["live"]);
    rollback().exits(0);
    site.published(site.save("/c"));
    assert_eq!(rule_file(&site.rules), Some((4, 3, 3)));
    status().exits(0);
    assert!(!site.directory.path("shop.detour.rolled-back").exists());

    // It is no reason to leave a site without rules.
    rollback().exits(0);
    std::fs::remove_file(&site.rules).unwrap();
    std::fs::write(&site.nudge, "3").unwrap();
    site.published(3);
    detour(&[&"rollback", &"nosuch", &"--config", &site.config])
        .exits(1)
        .says(&["there is no site \"nosuch\"", "shop"]);
}

#[test]
fn sites_are_found_by_a_pattern_and_the_others_are_not_disturbed() {
    let (database, directory) = (MariaDb::start(), Playground::new());
    let add = |name: &str, prefix: &str| {
        let text = format!(
            "{DATABASE}define('DB_HOST', 'localhost:{}');\n$table_prefix = '{prefix}';\n",
            database.socket().display()
        );
        directory.write(&format!("www/{name}/htdocs/wp-config.php"), text);
    };
    for table in ["rules", "state", "settings"] {
        database.run(&format!("CREATE TABLE b_detour_{table} LIKE wp_detour_{table}"));
    }
    add("a", "wp_");
    directory.write("www/empty/htdocs/index.html", "");
    directory.write("www/wp-config.php", "<?php // of another WordPress");
    add(".hidden", "wp_");
    std::fs::create_dir(directory.path("rules")).unwrap();
    let text = format!(
        "poll_ms = {NEVER}\n[[site]]\npath = \"{}/www/*/htdocs/\"\nrules = \"{}/rules/*.detour\"\n",
        directory.path("").display().to_string().trim_end_matches('/'),
        directory.path("").display().to_string().trim_end_matches('/')
    );
    let config = directory.write("agent.toml", text);
    let agent = Agent::start(&config);
    eventually("the first site", || rule_file(&directory.path("rules/a.detour")));
    detour(&[&"agent", &"--validate", &"--config", &config]).exits(0).says(&["The configuration is fine: 1 sites."]);

    add("b", "b_");
    agent.signal(Signal::HUP);
    eventually("the second site", || rule_file(&directory.path("rules/b.detour")));
    assert_eq!(agent.count("in step site=\"a\""), 1, "{}", agent.log());
    let listed = detour(&[&"sites", &"--json", &"--config", &config]).exits(0).stdout;
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!((&listed[0]["site"], &listed[1]["prefix"]), (&"a".into(), &"b_".into()));
    assert!(!listed.to_string().contains("s3cret"), "{listed}");
    assert_eq!(std::fs::read_dir(directory.path("rules")).unwrap().count(), 2);
}

#[test]
fn secrets_come_from_files_and_credentials() {
    let site = Site::new("");
    site.directory.write("secrets/shop.dsn", format!("{}\n", site.database.dsn()));
    let text = format!("[[site]]\ndsn_file = \"shop.dsn\"\nrules = \"{}\"\n", site.rules.display());
    std::fs::write(&site.config, text).unwrap();
    detour(&[&"agent", &"--config", &site.config])
        .exits(78)
        .says(&["site[0].dsn_file = \"shop.dsn\"", "CREDENTIALS_DIRECTORY"]);
    let secrets = site.directory.path("secrets");
    let agent = Agent::start_with(&site.config, &[("CREDENTIALS_DIRECTORY", secrets.to_str().unwrap())]);
    site.published(0);
    assert!(!agent.log().contains("s3cret"), "{}", agent.log());
}

#[test]
fn the_agent_needs_no_more_rights_than_are_documented() {
    let site = Site::new("");
    site.database.load(include_str!("data/origins.sql"));
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let grants: Vec<&str> = readme.lines().map(str::trim).filter(|line| line.starts_with("GRANT ")).collect();
    assert!(!grants.is_empty(), "the README grants nothing");
    site.database.run_as_root("CREATE USER detour@localhost IDENTIFIED BY 's3cret'");
    for grant in grants {
        site.database.run_as_root(&grant.replace("'detour'@'localhost'", "detour@localhost"));
    }
    let spool = site.spool_directory(0o2750);
    let text = std::fs::read_to_string(&site.config).unwrap().replace("mysql://wp:", "mysql://detour:");
    std::fs::write(&site.config, format!("{text}spool = \"{}\"\n", spool.display())).unwrap();
    let agent = Agent::start(&site.config);
    site.published(0);
    site.published(site.save("/a"));
    let lives = ["shop: redirection live, 4 rules", "shop: rank-math live, 2 rules"];
    detour(&[&"status", &"--config", &site.config]).exits(0).says(&lives);
    assert_eq!(agent.count("WARN"), 0, "{}", agent.log());
    detour(&[&"status", &"--config", &site.config]).exits(0).says(&["live"]);
    let mut record = Vec::new();
    for kind in [Kind::Hit, Kind::NotFound] {
        Event { rule: 1, uri: b"/a"[..].into(), lost: 1, ..Event::new(kind, 1) }.write(&mut record);
    }
    let mut file = eventually("a spool", || OpenOptions::new().append(true).open(spool.join("shop.spool")).ok());
    file.write_all(&record).unwrap();
    assert_eq!(agent.terminate(), 0);
    let agent = Agent::start(&site.config);
    let lost = "SELECT value FROM wp_detour_state WHERE name = 'events_lost'";
    eventually("the events", || (site.database.column(lost) == ["2"]).then_some(()));
    // They are older than anything is kept.
    eventually("the log to be emptied", || {
        site.database.column("SELECT id FROM wp_detour_log").is_empty().then_some(())
    });
    assert_eq!(agent.count("WARN") + agent.count("ERROR"), 0, "{}", agent.log());
}

#[test]
fn the_state_of_a_spool_is_shown() {
    let site = Site::new("");
    let spool = site.spool_directory(0o2770);
    let text = std::fs::read_to_string(&site.config).unwrap();
    std::fs::write(&site.config, format!("{text}spool = \"{}\"\n", spool.display())).unwrap();
    let validate = || detour(&[&"agent", &"--validate", &"--config", &site.config]).exits(0).stderr;
    assert!(validate().contains("warning: shop: spool: "), "{}", validate());
    assert!(validate().contains("others may change the directory. Take the right away: chmod go-w"), "{}", validate());
    site.spool_directory(0o2750);
    assert_eq!(validate(), "");
    let status = || detour(&[&"status", &"--json", &"--config", &site.config]).stdout;
    assert!(status().contains(r#""state": "missing""#), "{}", status());
    let agent = Agent::start(&site.config);
    site.published(0);
    eventually("a spool", || spool.join("shop.spool").exists().then_some(()));
    assert!(status().contains(r#""bytes": 48"#), "{}", status());
    detour(&[&"status", &"--config", &site.config]).exits(0).says(&["SPOOL", "1 KiB"]);
    assert_eq!(agent.terminate(), 0);
}

#[test]
fn a_configuration_whose_passwords_everybody_can_read_is_reported() {
    let site = Site::new("");
    let validate = || detour(&[&"agent", &"--validate", &"--config", &site.config]).exits(0).stderr;
    std::fs::set_permissions(&site.config, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(validate().contains("everybody can read the passwords in it; chmod 640"), "{}", validate());
    std::fs::set_permissions(&site.config, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(validate(), "");
}

#[test]
fn log_lines_can_be_json() {
    let site = Site::new("log_format = \"json\"");
    let agent = Agent::start(&site.config);
    agent.logs("published");
    for line in agent.log().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert!(line["level"].is_string() && line["message"].is_string(), "{line}");
    }
    // Other lines from the next reload on.
    let text = std::fs::read_to_string(&site.config).unwrap().replace("\"json\"", "\"plain\"");
    std::fs::write(&site.config, text).unwrap();
    agent.signal(Signal::HUP);
    agent.logs("INFO serving");
}
