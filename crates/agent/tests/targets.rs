//! Where rules lead, asked by the agent and told by the audit.

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use support::agent::Agent;
use support::mariadb::MariaDb;
use support::{Playground, detour, eventually};

struct Site {
    database: MariaDb,
    directory: Playground,
    config: PathBuf,
}

impl Site {
    fn new(policy: &str) -> Site {
        let (database, directory) = (MariaDb::start(), Playground::new());
        std::fs::create_dir(directory.path("rules")).unwrap();
        database.run(
            "CREATE TABLE wp_options (option_id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, \
             option_name varchar(191) NOT NULL UNIQUE, option_value longtext NOT NULL)",
        );
        database.run(&format!("INSERT INTO wp_options (option_name, option_value) VALUES ('home', '{}')", server()));
        let text = format!(
            "poll_ms = 20\ntargets_per_minute = 6000\nmetrics = \"unix:{}\"\n[[site]]\ndsn = \"{}\"\nrules = \"{}\"\ntargets = \"{policy}\"\n",
            directory.path("metrics.sock").display(),
            database.dsn(),
            directory.path("rules/shop.detour").display()
        );
        let config = directory.write("agent.toml", text);
        Site { database, directory, config }
    }

    fn wants(&self, settings: &str) {
        self.database.run(&format!("REPLACE INTO wp_detour_settings (name, value) VALUES ('site', '{settings}')"));
        self.database.run("UPDATE wp_detour_state SET value = value + 1 WHERE name = 'revision'");
    }

    fn leads_to(&self, to: &str) {
        let source = format!("/from-{}", self.database.column("SELECT COUNT(*) FROM wp_detour_rules")[0]);
        self.database.save(&format!(
            r#"{{"source": {{"value": "{source}", "slash": "ignore"}}, "then": {{"redirect": {{"to": "{to}"}}}}}}"#
        ));
    }

    fn rows(&self) -> Vec<String> {
        let columns = "CONCAT_WS(' ', target, status, error, redirects, failed_days)";
        self.database.column(&format!("SELECT {columns} FROM wp_detour_targets WHERE checked_at > 0 ORDER BY target"))
    }

    fn metrics(&self) -> String {
        let mut stream = UnixStream::connect(self.directory.path("metrics.sock")).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn finds(&self, rows: &[&str]) {
        eventually(&format!("{rows:?}"), || (self.rows() == rows).then_some(()));
    }
}

/// A web server for the rest of the test: `/missing` is not there, `/moved` has moved, all else is there.
fn server() -> String {
    server_without("/missing")
}

/// As [`server`], and everything is there.
fn full_server() -> String {
    server_without("")
}

fn server_without(missing: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 1000];
            let length = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            let answer = match head.split(' ').nth(1).unwrap_or_default() {
                path if path == missing => "404 Not Found\r\n",
                "/moved" => "301 Moved Permanently\r\nLocation: /there\r\n",
                _ => "200 OK\r\n",
            };
            let _ = stream.write_all(format!("HTTP/1.1 {answer}Content-Length: 0\r\n\r\n").as_bytes());
        }
    });
    home
}

const CHECK: &str = r#"{"targets": {"check": true}}"#;

#[test]
fn a_target_that_is_missing_on_two_days_is_found() {
    let site = Site::new("own-host");
    for to in ["/there", "/missing", "/moved", "http://127.0.0.1:65000/", "https://other.test/{path}"] {
        site.leads_to(to);
    }
    let agent = Agent::start(&site.config);
    agent.logs("published");
    agent.logs("looked for targets");
    assert_eq!(site.database.column("SELECT target FROM wp_detour_targets"), [""; 0], "nobody has asked for it");

    site.wants(CHECK);
    let first = ["/missing 404  0 1", "/moved 200  1 0", "/there 200  0 0", "http://127.0.0.1:65000/ 0 not-public 0 0"];
    site.finds(&first);
    let audit = || detour(&[&"audit", &"--dsn", &site.database.dsn(), &"--json"]).stdout;
    assert!(!audit().contains("broken-target"), "once is not enough");

    let yesterday = "UPDATE wp_detour_targets SET due = 0, checked_at = checked_at - 86400, since = since - 86400";
    site.database.run(yesterday);
    site.finds(&["/missing 404  0 2", first[1], first[2], first[3]]);
    let found: serde_json::Value = serde_json::from_str(&audit()).unwrap();
    assert_eq!((&found["rules"], &found["counts"]["broken-target"]), (&5.into(), &1.into()));
    let finding =
        found["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "broken-target").unwrap();
    assert_eq!((&finding["rules"][0]["rule"], &finding["value"]), (&2.into(), &"/missing".into()));
    assert_eq!(finding["repair"]["merge"], serde_json::json!({"enabled": false}));

    // What no rule leads to any longer is forgotten, and everything once nobody wants to know.
    site.database.run("UPDATE wp_detour_rules SET enabled = 0 WHERE id = 2");
    site.database.run("UPDATE wp_detour_state SET value = value + 1 WHERE name = 'revision'");
    site.finds(&first[1..]);
    site.wants("{}");
    site.finds(&[]);
    assert_eq!(agent.count(" ERROR "), 0, "{}", agent.log());
}

#[test]
fn visitors_are_led_to_the_fallback_while_the_target_is_broken() {
    let site = Site::new("own-host");
    site.database.save(
        r#"{"source": {"value": "/a"}, "then": {"redirect": {"to": "/missing", "fallback": "/there"}},
            "examples": [{"url": "/a", "to": "/missing"}]}"#,
    );
    site.wants(CHECK);
    let agent = Agent::start(&site.config);
    agent.logs("published");
    let rules = site.directory.path("rules/shop.detour");
    let leads_to = |target: &str| {
        let asked = || detour(&[&"explain", &"https://shop.example/a", &"--rules", &rules]).stdout;
        eventually(&format!("{target} in {}", asked()), || {
            asked().contains(&format!("redirect 307 {target},")).then_some(())
        });
    };
    site.finds(&["/missing 404  0 1", "/there 200  0 0"]);
    leads_to("/missing");
    site.database.run("UPDATE wp_detour_targets SET due = 0, checked_at = checked_at - 86400");
    leads_to("/there");
    assert_eq!(agent.count("doesn't do what its example says"), 0);
    let told = detour(&[&"explain", &"https://shop.example/a", &"--rules", &rules]).stdout;
    assert!(told.contains("the target /missing is known to be broken since "), "{told}");
    let status = || detour(&[&"status", &"--config", &site.config]).exits(0).stdout;
    eventually("the file is the newest", || status().contains("live").then_some(()));
    assert!(status().contains(": broken targets: 1, fallbacks in force: 1"), "{}", status());
    for line in ["detour_site_fallbacks{site=\"shop\"} 1.0\n", "detour_site_targets_broken{site=\"shop\"} 1\n"] {
        eventually(&format!("{line} in {}", site.metrics()), || site.metrics().contains(line).then_some(()));
    }

    // Once it is back, so is the rule.
    site.database.run(&format!("UPDATE wp_options SET option_value = '{}' WHERE option_name = 'home'", full_server()));
    site.database.run("UPDATE wp_detour_targets SET due = 0");
    leads_to("/missing");
    assert!(
        !detour(&[&"explain", &"https://shop.example/a", &"--rules", &rules]).stdout.contains("known to be broken")
    );
    let columns = "CONCAT_WS(' ', batch, rule, user_id, action, JSON_VALUE(old_rule, '$.then.redirect.to'), \
                   JSON_VALUE(new_rule, '$.then.redirect.to'), JSON_VALUE(new_rule, '$.id'))";
    let history = site.database.column(&format!("SELECT {columns} FROM wp_detour_history ORDER BY batch"));
    assert_eq!(history, ["3 1 0 fallback /missing /there 1", "4 1 0 fallback-over /there /missing 1"]);
    for line in [
        "detour_site_fallbacks{site=\"shop\"} 0.0\n",
        "detour_site_targets_broken{site=\"shop\"} 0\n",
        "detour_site_targets_asked_total{site=\"shop\",outcome=\"failed\"} 2\n",
    ] {
        eventually(&format!("{line} in {}", site.metrics()), || site.metrics().contains(line).then_some(()));
    }
}

#[test]
fn no_right_to_write_the_history_keeps_nobody_from_the_fallback() {
    let site = Site::new("own-host");
    site.database
        .save(r#"{"source": {"value": "/a"}, "then": {"redirect": {"to": "/missing", "fallback": "/there"}}}"#);
    site.wants(CHECK);
    site.database.run("DROP TABLE wp_detour_history");
    let agent = Agent::start(&site.config);
    agent.logs("published");
    site.finds(&["/missing 404  0 1", "/there 200  0 0"]);
    site.database.run("UPDATE wp_detour_targets SET due = 0, checked_at = checked_at - 86400");
    let rules = site.directory.path("rules/shop.detour");
    eventually("the fallback is in force", || {
        detour(&[&"explain", &"/a", &"--rules", &rules]).stdout.contains("redirect 307 /there").then_some(())
    });
    assert_eq!(agent.count(" ERROR "), 0, "{}", agent.log());
}

#[test]
fn targets_of_rules_that_other_plugins_keep_are_asked() {
    let site = Site::new("own-host");
    let home = site.database.column("SELECT option_value FROM wp_options")[0].clone();
    site.database.run("DROP TABLE wp_options");
    site.database.load(include_str!("data/origins.sql"));
    site.database.run(&format!("REPLACE INTO wp_options (option_name, option_value) VALUES ('home', '{home}')"));
    site.database.run("UPDATE wp_redirection_items SET action_data = '/missing' WHERE id = 8");
    site.wants(CHECK);
    let agent = Agent::start(&site.config);
    agent.logs("published");
    eventually("the target of Redirection", || site.rows().contains(&"/missing 404  0 1".to_owned()).then_some(()));
}

#[test]
fn an_own_host_on_this_machine_is_asked_only_if_the_configuration_says_so() {
    let site = Site::new("public");
    site.leads_to("/there");
    site.wants(CHECK);
    let agent = Agent::start(&site.config);
    agent.logs("published");
    site.finds(&["/there 0 not-public 0 0"]);
}

#[test]
fn one_of_several_agents_asks() {
    let site = Site::new("own-host");
    site.leads_to("/missing");
    site.wants(CHECK);
    let other = site.directory.write(
        "other.toml",
        std::fs::read_to_string(&site.config)
            .unwrap()
            .replace("shop.detour", "other.detour")
            .replace("metrics.sock", "other.sock"),
    );
    let agents = [Agent::start(&site.config), Agent::start(&other)];
    site.finds(&["/missing 404  0 1"]);
    agents.iter().for_each(|agent| agent.logs("looked for targets"));
    let asked: usize =
        agents.iter().map(|agent| agent.count("target=\"/missing\"") + agent.count("target=/missing")).sum();
    assert_eq!(asked, 1);
}
