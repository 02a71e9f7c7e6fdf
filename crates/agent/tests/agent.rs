//! The agent against a real database: what it publishes, when, and what it does when things fail.

mod support;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use support::agent::Agent;
use support::mariadb::MariaDb;
use support::{Playground, detour, eventually, rule_file};

/// A WordPress directory with its database, and an agent's configuration for it.
struct Site {
    database: MariaDb,
    directory: Playground,
    config: PathBuf,
    rules: PathBuf,
}

impl Site {
    fn new(poll_ms: u64) -> Self {
        let database = MariaDb::start();
        let directory = Playground::new();
        let host = format!("localhost:{}", database.socket().display());
        directory.write(
            "wordpress/wp-config.php",
            format!(
                "<?php\ndefine('DB_NAME', 'shop');\ndefine('DB_USER', 'wp');\ndefine('DB_PASSWORD', 's3cret');\n\
                 define('DB_HOST', '{host}');\n$table_prefix = 'wp_';\n"
            ),
        );
        std::fs::create_dir_all(directory.path("wordpress/wp-content/uploads")).unwrap();
        std::fs::create_dir(directory.path("rules")).unwrap();
        let rules = directory.path("rules/shop.detour");
        let config = directory.write(
            "agent.toml",
            format!(
                "poll_ms = {poll_ms}\n[[site]]\npath = \"{}\"\nrules = \"{}\"\n",
                directory.path("wordpress").display(),
                rules.display()
            ),
        );
        Site { database, directory, config, rules }
    }

    fn nudge(&self, revision: u64) {
        self.directory.write("wordpress/wp-content/uploads/detour/nudge", format!("{revision}\n"));
    }

    /// Waits until the rule file is of `revision`; answers generation and number of rules.
    fn published(&self, revision: u64) -> (u64, u32) {
        let mut seen = None;
        eventually(&format!("revision {revision} in the rule file"), || {
            // Checking a large file over and over would take the processor away from the agent.
            let identity = detour_format::Identity::of(&self.rules).ok();
            if identity.is_none() || seen == identity {
                return None;
            }
            seen = identity;
            rule_file(&self.rules).filter(|file| file.1 == revision).map(|file| (file.0, file.2))
        })
    }
}

fn rule(path: &str) -> String {
    format!(r#"{{"source": {{"value": "{path}"}}, "then": {{"redirect": {{"to": "/new"}}}}}}"#)
}

/// Longer than any test takes: what happens did not happen because of a poll.
const NEVER: u64 = 3_600_000;

#[test]
fn publishes_at_start_and_ends_on_sigterm() {
    let site = Site::new(NEVER);
    site.database.save(&rule("/a"));
    let agent = Agent::start(&site.config);
    assert_eq!(site.published(1), (1, 1));
    assert_eq!(agent.terminate(), 0);
}

#[test]
fn a_site_without_rules_has_an_empty_file() {
    let site = Site::new(NEVER);
    let _agent = Agent::start(&site.config);
    assert_eq!(site.published(0), (1, 0));
}

#[test]
fn a_nudge_makes_a_save_live() {
    let site = Site::new(NEVER);
    let agent = Agent::start(&site.config);
    site.published(0);
    // The first one makes the directory as well.
    for count in 1..=20 {
        let revision = site.database.save(&rule(&format!("/{count}")));
        site.nudge(revision);
        assert_eq!(site.published(revision), (count + 1, count as u32));
    }
    std::fs::remove_dir_all(site.directory.path("wordpress/wp-content/uploads/detour")).unwrap();
    let revision = site.database.save(&rule("/again"));
    site.nudge(revision);
    site.published(revision);
    assert_eq!(agent.count("ERROR"), 0, "{}", agent.log());
}

#[test]
fn without_a_nudge_the_poll_finds_a_save() {
    let site = Site::new(50);
    let _agent = Agent::start(&site.config);
    site.published(0);
    let revision = site.database.save(&rule("/a"));
    site.published(revision);
}

#[test]
fn an_unchanged_revision_publishes_nothing() {
    let site = Site::new(20);
    site.database.save(&rule("/a"));
    let _agent = Agent::start(&site.config);
    assert_eq!(site.published(1), (1, 1));
    std::thread::sleep(Duration::from_millis(300));
    site.nudge(1);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(rule_file(&site.rules), Some((1, 1, 1)));
}

#[test]
fn a_restart_without_a_change_publishes_nothing() {
    let site = Site::new(NEVER);
    site.database.save(&rule("/a"));
    let agent = Agent::start(&site.config);
    assert_eq!(site.published(1), (1, 1));
    assert_eq!(agent.terminate(), 0);
    let before = detour_format::Identity::of(&site.rules).unwrap();

    let agent = Agent::start(&site.config);
    agent.logs("the newest rules are in place");
    assert_eq!(detour_format::Identity::of(&site.rules).unwrap(), before);
    let revision = site.database.save(&rule("/b"));
    site.nudge(revision);
    assert_eq!(site.published(revision), (2, 2));
    assert_eq!(agent.terminate(), 0);

    // The settings belong to the content.
    site.database.run("INSERT INTO wp_detour_settings (name, value) VALUES ('site', '{\"tracking\": []}')");
    let _agent = Agent::start(&site.config);
    eventually("a file with other settings", || (rule_file(&site.rules) == Some((3, revision, 2))).then_some(()));
}

#[test]
fn settings_are_compiled_in_and_broken_ones_leave_the_file_as_it_is() {
    let site = Site::new(NEVER);
    let agent = Agent::start(&site.config);
    site.published(0);
    let save = |settings: &str, change: &str| {
        site.database.run(&format!("REPLACE INTO wp_detour_settings (name, value) VALUES ('site', '{settings}')"));
        let revision = site.database.save(&rule(change));
        site.nudge(revision);
        revision
    };
    let answer = |url: &str| detour(&[&"explain", &url, &"--rules", &site.rules]).exits(0).stdout;

    site.published(save(r#"{"tracking": ["ref"]}"#, "/a"));
    assert!(answer("/a?ref=1").contains("redirect 307 /new?ref=1"));
    assert!(answer("/a?utm_source=1").contains("no-match"));

    let last_good = detour_format::Identity::of(&site.rules).unwrap();
    let revision = save(r#"{"trackign": ["ref"]}"#, "/b");
    agent.logs("the site's settings can't be used: trackign: There is no field of this name");
    agent.logs("Save them again under Tools → Detour; trying again, the rule file stays as it is");
    assert_eq!(detour_format::Identity::of(&site.rules).unwrap(), last_good);

    site.database.run("UPDATE wp_detour_settings SET value = '{\"country_header\": \"X-Country\"}'");
    site.nudge(revision);
    site.published(revision);
    assert!(answer("/b?utm_source=1").contains("redirect 307 /new?utm_source=1"));
    agent.logs("works again");
}

#[test]
fn a_plugin_older_than_its_settings_is_served_with_the_defaults() {
    let site = Site::new(NEVER);
    site.database.run("DROP TABLE wp_detour_settings");
    site.database.save(&rule("/a"));
    let _agent = Agent::start(&site.config);
    assert_eq!(site.published(1), (1, 1));
    let url = "/a?utm_source=1";
    detour(&[&"explain", &url, &"--rules", &site.rules]).exits(0).says(&["redirect 307 /new?utm_source=1"]);
}

#[test]
fn another_database_is_published_even_if_its_revision_is_the_same() {
    let site = Site::new(50);
    site.database.save(&rule("/a"));
    let agent = Agent::start(&site.config);
    assert_eq!(site.published(1), (1, 1));
    for table in ["rules", "state", "settings"] {
        site.database.run(&format!("CREATE TABLE x_detour_{table} LIKE wp_detour_{table}"));
    }
    site.database.run("INSERT INTO x_detour_state (name, value) VALUES ('revision', 1)");
    let wp_config = site.directory.path("wordpress/wp-config.php");
    let text = std::fs::read_to_string(&wp_config).unwrap().replace("'wp_'", "'x_'");
    std::fs::write(&wp_config, &text).unwrap();
    eventually("the other tables' rules", || (rule_file(&site.rules) == Some((2, 1, 0))).then_some(()));
    assert_eq!(agent.terminate(), 0);

    // While the agent is not running, it can't notice.
    std::fs::write(&wp_config, text.replace("'x_'", "'wp_'")).unwrap();
    let _agent = Agent::start(&site.config);
    eventually("the first tables' rules", || (rule_file(&site.rules) == Some((3, 1, 1))).then_some(()));
}

#[test]
fn a_file_that_is_lost_or_damaged_is_published_anew_with_a_higher_generation() {
    let site = Site::new(50);
    site.database.save(&rule("/a"));
    let _agent = Agent::start(&site.config);
    assert_eq!(site.published(1), (1, 1));
    std::fs::remove_file(&site.rules).unwrap();
    assert_eq!(site.published(1), (2, 1));

    let mut bytes = std::fs::read(&site.rules).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::rename(site.directory.write("rules/damaged", &bytes), &site.rules).unwrap();
    assert_eq!(site.published(1), (3, 1));
}

#[test]
fn broken_rows_are_reported_and_left_out() {
    let site = Site::new(NEVER);
    site.database.save("{\"source\": ");
    site.database.save(r#"{"source": {"kind": "regex", "value": "^/(a"}, "then": {"ignore": {}}}"#);
    site.database.save(r#"{"source": {"value": "/a", "kind": "none"}, "then": {"ignore": {}}}"#);
    site.database.save(&rule("/good"));
    let agent = Agent::start(&site.config);
    assert_eq!(site.published(4), (1, 1));
    agent.logs("published");
    for part in [
        "left out: rule [0] (id 1): rule: The row holds no rule",
        "left out: rule 2: source.value: The pattern can't be compiled",
        "left out: rule [2] (id 3): source.kind: This is none of the words",
    ] {
        assert!(agent.log().contains(part), "{part:?} is not in {}", agent.log());
    }
}

#[test]
fn the_columns_of_a_row_win_over_its_json() {
    let site = Site::new(NEVER);
    site.database.save(&rule("/a"));
    site.database.save(&rule("/b"));
    site.database.run("UPDATE wp_detour_rules SET enabled = 0 WHERE id = 1");
    let _agent = Agent::start(&site.config);
    assert_eq!(site.published(2), (1, 1));
}

#[test]
fn while_the_database_is_down_the_file_stays_and_then_the_agent_catches_up() {
    let mut site = Site::new(50);
    site.database.save(&rule("/a"));
    let agent = Agent::start(&site.config);
    site.published(1);
    site.database.stop();
    agent.logs("trying again, the rule file stays as it is");
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(rule_file(&site.rules), Some((1, 1, 1)));
    // One line for each way it fails (an open connection breaks, a new one is refused), not one for each attempt.
    assert!(agent.count("trying again") <= 2, "{}", agent.log());

    site.database.launch();
    let revision = site.database.save(&rule("/b"));
    site.published(revision);
    agent.logs("works again");
    assert_eq!(agent.terminate(), 0);
}

#[test]
fn a_wrong_password_is_reported_without_the_password_and_may_be_corrected() {
    let site = Site::new(50);
    let wp_config = site.directory.path("wordpress/wp-config.php");
    let right = std::fs::read_to_string(&wp_config).unwrap();
    std::fs::write(&wp_config, right.replace("s3cret", "wr0ng-pw")).unwrap();
    let agent = Agent::start(&site.config);
    agent.logs("Access denied for user 'wp'@'localhost'");
    agent.logs("Check user and password");
    assert!(!agent.log().contains("wr0ng-pw"), "{}", agent.log());
    assert_eq!(rule_file(&site.rules), None);

    std::fs::write(&wp_config, right).unwrap();
    site.published(0);
}

#[test]
fn a_site_whose_plugin_is_not_active_yet_is_served_once_it_is() {
    let site = Site::new(50);
    site.database.run("RENAME TABLE wp_detour_state TO parked");
    let agent = Agent::start(&site.config);
    agent.logs("Activate the plugin Detour on the site");
    site.database.run("RENAME TABLE parked TO wp_detour_state");
    site.published(0);
}

#[test]
fn an_unwritable_target_is_reported_and_tried_again() {
    let site = Site::new(50);
    std::fs::remove_dir(site.directory.path("rules")).unwrap();
    let agent = Agent::start(&site.config);
    agent.logs("the rule file stays as it is");
    std::fs::create_dir(site.directory.path("rules")).unwrap();
    site.published(0);
}

#[test]
fn a_hangup_reloads_the_configuration_unless_it_has_a_mistake() {
    let site = Site::new(NEVER);
    let agent = Agent::start(&site.config);
    site.published(0);
    let text = std::fs::read_to_string(&site.config).unwrap();
    std::fs::write(&site.config, format!("nonsense = 1\n{text}")).unwrap();
    agent.signal(Signal::HUP);
    agent.logs("unknown field `nonsense`");
    agent.logs("the configuration stays as it was");

    let second = site.directory.path("rules/second.detour");
    let more = format!("[[site]]\ndsn = \"{}\"\nrules = \"{}\"\n", site.database.dsn(), second.display());
    std::fs::write(&site.config, format!("{text}{more}")).unwrap();
    agent.signal(Signal::HUP);
    eventually("the second site's rule file", || rule_file(&second));
    assert_eq!(agent.terminate(), 0);
}

/// Not a limit, a figure: `cargo test --release -p detour-agent --test agent -- --ignored --nocapture latency`.
#[test]
#[ignore = "measures, run it on an idle machine"]
fn latency_from_commit_to_rule_file() {
    for rules in [0, 10_000] {
        let site = Site::new(1000);
        let list: String = (0..rules).map(|count| format!("/old/{count},/new/{count}\n")).collect();
        let list = site.directory.write("list.csv", list);
        detour(&[&"import", &"--format", &"csv", &list, &"--dsn", &site.database.dsn()]).exits(0);
        let agent = Agent::start(&site.config);
        site.published(u64::from(rules > 0));
        site.nudge(1);
        let mut millis: Vec<f64> = (1..=200)
            .map(|count| {
                let revision = site.database.save(&rule(&format!("/{count}")));
                let committed = Instant::now();
                site.nudge(revision);
                site.published(revision);
                committed.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        millis.sort_by(f64::total_cmp);
        let [p50, p99, max] = [100, 198, 199].map(|index| millis[index]);
        println!("{rules} rules, commit → rule file: p50 {p50:.1} ms, p99 {p99:.1} ms, max {max:.1} ms");
        println!("{}", agent.log().lines().rfind(|line| line.contains("published")).unwrap_or_default());
    }
}

#[test]
fn tables_that_are_not_as_the_plugin_makes_them_stop_the_agent_only_until_they_are() {
    let site = Site::new(50);
    let agent = Agent::start(&site.config);
    site.published(0);
    site.database.run("ALTER TABLE wp_detour_state MODIFY value varchar(64)");
    site.database.run("UPDATE wp_detour_state SET value = 'many' WHERE name = 'revision'");
    agent.logs("the tables are not as the plugin makes them");
    site.database.run("UPDATE wp_detour_state SET value = '0' WHERE name = 'revision'");
    site.database.run("ALTER TABLE wp_detour_state MODIFY value bigint(20) unsigned NOT NULL");
    site.database.save(&rule("/a"));
    site.published(1);
    assert_eq!(agent.terminate(), 0);
}
