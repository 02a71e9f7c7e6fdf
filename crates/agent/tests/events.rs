//! Events from the spool into a real database: exactly once, whatever is stopped, cut or damaged.

mod support;

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use detour_rules::Origin;
use detour_spool::{Event, FileId, Kind, Writer};
use rustix::process::Signal;
use support::agent::Agent;
use support::mariadb::MariaDb;
use support::{Playground, eventually};

const LIMIT: u64 = 1 << 30;
/// `cargo xtask test fault --long` does it ten times as often, with PHP.
const KILLS: u32 = 20;

struct Site {
    database: MariaDb,
    directory: Playground,
    config: PathBuf,
}

impl Site {
    fn new() -> Self {
        Self::with("")
    }

    /// With further keys.
    fn with(more: &str) -> Self {
        let (database, directory) = (MariaDb::start(), Playground::new());
        for name in ["rules", "spool"] {
            std::fs::create_dir(directory.path(name)).unwrap();
            std::fs::set_permissions(directory.path(name), PermissionsExt::from_mode(0o750)).unwrap();
        }
        let text = format!(
            "poll_ms = 20\n[[site]]\ndsn = \"{}\"\nrules = \"{}\"\nspool = \"{}\"\n{more}",
            database.dsn(),
            directory.path("rules/shop.detour").display(),
            directory.path("spool").display()
        );
        let config = directory.write("agent.toml", text);
        Site { database, directory, config }
    }

    /// An agent that has made the spool.
    fn agent(&self) -> Agent {
        let agent = Agent::start(&self.config);
        eventually("a spool", || self.spool().exists().then_some(()));
        agent
    }

    fn add_blog(&self, blog: u64) {
        for table in ["rules", "settings", "hits", "rule_hits", "log", "not_found", "not_found_days", "state"] {
            self.database.run(&format!("CREATE TABLE wp_{blog}_detour_{table} LIKE wp_detour_{table}"));
        }
    }

    fn spool(&self) -> PathBuf {
        self.directory.path("spool/shop.spool")
    }

    fn number(&self, query: &str) -> u64 {
        self.database.column(query).first().and_then(|value| value.parse().ok()).unwrap_or(0)
    }

    fn counted(&self) -> u64 {
        self.number("SELECT CAST(COALESCE(SUM(hits), 0) AS CHAR) FROM wp_detour_hits")
    }

    /// Waits until the counters say `hits`, and then that they stay so when everything has been read.
    fn counts(&self, hits: u64) {
        eventually(&format!("{hits} hits (there are {})", self.counted()), || (self.counted() >= hits).then_some(()));
        assert_eq!(self.counted(), hits);
        assert_eq!(self.number("SELECT CAST(SUM(hits) AS CHAR) FROM wp_detour_rule_hits"), hits);
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn hit(rule: u64) -> Event<'static> {
    Event {
        rule,
        code: 307,
        method: b"GET"[..].into(),
        host: b"shop.example"[..].into(),
        uri: b"/a?x=\xff"[..].into(),
        target: b"/b"[..].into(),
        user_agent: b"Browser"[..].into(),
        ip: Some("192.0.2.77".parse().unwrap()),
        ..Event::new(Kind::Hit, now())
    }
}

fn append(writer: &mut Writer, event: &Event<'_>) {
    let mut record = Vec::new();
    event.write(&mut record);
    assert!(writer.append(&record, now(), LIMIT), "{:?}", writer.state());
}

fn append_bytes(path: &Path, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn events_come_in_as_the_site_wants_them() {
    let site = Site::new();
    let agent = site.agent();
    let mut writer = Writer::new(site.spool());
    append(&mut writer, &hit(7));
    append(&mut writer, &Event { variant: 2, lost: 3, ..hit(7) });
    append(&mut writer, &Event { kind: Kind::Loop, code: 0, ..hit(8) });
    for referrer in [&b"/from"[..], b""] {
        append(&mut writer, &Event { kind: Kind::NotFound, rule: 0, code: 404, referrer: referrer.into(), ..hit(0) });
    }
    // No network: what looks like a blog's tables is another site's.
    site.add_blog(2);
    append(&mut writer, &Event { blog: 2, ..hit(9) });
    let rows = |query: &str| site.database.column(query);
    eventually("the log", || (rows("SELECT id FROM wp_detour_log").len() == 5).then_some(()));
    assert_eq!(
        rows(
            "SELECT CONCAT_WS(' ', rule, code, variant, hits, loops) FROM wp_detour_hits ORDER BY rule, code, variant"
        ),
        ["0 404 0 2 0", "7 307 0 1 0", "7 307 2 1 0", "8 0 0 0 1"]
    );
    assert_eq!(rows("SELECT CONCAT_WS(' ', rule, hits) FROM wp_detour_rule_hits"), ["7 2"]);
    assert_eq!(
        rows("SELECT CONCAT_WS('|', kind, code, method, host, url, target, user_agent, ip) FROM wp_detour_log LIMIT 1"),
        ["hit|307|GET|shop.example|/a?x=\u{fffd}|/b|Browser|192.0.2.0"]
    );
    assert_eq!(
        rows("SELECT CONCAT_WS('|', hash = MD5(url), url, hits, referrer) FROM wp_detour_not_found"),
        ["1|/a?x=\u{fffd}|2|/from"]
    );
    let days = "SELECT CONCAT_WS('|', hits, day % 86400, day <= last_seen) FROM wp_detour_not_found_days AS days \
                JOIN (SELECT hash, last_seen FROM wp_detour_not_found) AS urls USING (hash)";
    // Two, if midnight was between the events.
    assert!(matches!(&*rows(days).join(" "), "2|0|1" | "1|0|1 1|0|1"), "{:?}", rows(days));
    assert_eq!(rows("SELECT value FROM wp_detour_state WHERE name = 'events_lost'"), ["3"]);
    agent.logs("strays=1");
    assert_eq!(rows("SELECT rule FROM wp_2_detour_rule_hits"), [""; 0]);

    site.database.run(
        "REPLACE INTO wp_detour_settings VALUES \
         ('site', '{\"recording\": {\"ip\": \"none\", \"user_agent\": false}, \"ignored\": [\"/A?*\"]}')",
    );
    append(&mut writer, &Event { kind: Kind::NotFound, rule: 0, code: 404, ..hit(0) });
    append(&mut writer, &hit(7));
    eventually("the log", || (rows("SELECT id FROM wp_detour_log").len() == 6).then_some(()));
    assert_eq!(rows("SELECT CONCAT(user_agent, ip) FROM wp_detour_log ORDER BY id DESC LIMIT 1"), [""]);
    assert_eq!(rows("SELECT hits FROM wp_detour_not_found"), ["2"], "ignored URLs are counted only");
    assert_eq!(rows("SELECT CAST(SUM(hits) AS CHAR) FROM wp_detour_hits WHERE rule = 0"), ["3"]);

    site.database.run("UPDATE wp_detour_settings SET value = '{\"recording\": {\"ip\": \"everything\"}}'");
    append(&mut writer, &hit(7));
    eventually("the counter", || (rows("SELECT hits FROM wp_detour_rule_hits") == ["4"]).then_some(()));
    assert_eq!(rows("SELECT id FROM wp_detour_log").len(), 6, "settings that can't be read keep nothing");
    assert_eq!(agent.count("ERROR"), 0, "{}", agent.log());
}

#[test]
fn events_of_a_network_go_to_their_blogs() {
    let site = Site::with("network = true\n");
    site.database.run(support::mariadb::BLOGS);
    site.database.run("INSERT INTO wp_blogs (domain, path) VALUES ('net.test', '/'), ('net.test', '/two/')");
    let agent = site.agent();
    site.add_blog(2);
    // Half deleted.
    site.add_blog(3);
    site.database.run("DROP TABLE wp_3_detour_hits");
    let mut writer = Writer::new(site.spool());
    for blog in [1, 2, 3, 99] {
        append(&mut writer, &Event { blog, ..hit(9) });
    }
    agent.logs("strays=2");
    site.counts(1);
    assert_eq!(site.database.column("SELECT CONCAT_WS(' ', rule, hits) FROM wp_2_detour_rule_hits"), ["9 1"]);

    // A new one, whose first event comes with one of a blog that is known.
    site.add_blog(4);
    let mut both = Vec::new();
    for blog in [2, 4] {
        Event { blog, ..hit(9) }.write(&mut both);
    }
    assert!(writer.append(&both, now(), LIMIT), "{:?}", writer.state());
    let hits = || site.database.column("SELECT hits FROM wp_4_detour_rule_hits");
    eventually("the new blog's hit", || (hits() == ["1"]).then_some(()));
}

#[test]
fn a_site_that_becomes_a_network_loses_no_event_of_its_blogs() {
    let mut site = Site::new();
    let settings = |more: &str| {
        format!(
            "<?php\ndefine('DB_NAME', 'shop');\ndefine('DB_USER', 'wp');\ndefine('DB_PASSWORD', 's3cret');\n\
             define('DB_HOST', 'localhost:{}');\n$table_prefix = 'wp_';\n{more}",
            site.database.socket().display()
        )
    };
    let [before, after] = ["", "define('MULTISITE', true);\n"].map(settings);
    site.directory.write("www/wp-config.php", before);
    let text = std::fs::read_to_string(&site.config).unwrap();
    let path = format!("path = \"{}\"", site.directory.path("www").display());
    site.config =
        site.directory.write("agent.toml", text.replace(&format!("dsn = \"{}\"", site.database.dsn()), &path));
    let agent = site.agent();
    let mut writer = Writer::new(site.spool());
    append(&mut writer, &hit(9));
    site.counts(1);

    site.directory.write("www/wp-config.php", after);
    site.database.run(support::mariadb::BLOGS);
    site.database.run("INSERT INTO wp_blogs (domain, path) VALUES ('net.test', '/'), ('net.test', '/two/')");
    site.add_blog(2);
    append(&mut writer, &Event { blog: 2, ..hit(9) });
    let hits = || site.database.column("SELECT hits FROM wp_2_detour_rule_hits");
    eventually("the blog's hit", || (hits() == ["1"]).then_some(()));
    assert_eq!(agent.count("strays=1"), 0, "{}", agent.log());
}

#[test]
fn tables_of_an_older_plugin_are_filled_as_far_as_they_are_there() {
    let site = Site::with("network = true\n");
    site.database.run(support::mariadb::BLOGS);
    site.database.run("INSERT INTO wp_blogs (domain, path) VALUES ('net.test', '/'), ('net.test', '/two/')");
    site.add_blog(2);
    site.add_blog(3);
    for blog in ["", "2_"] {
        site.database.run(&format!("DROP TABLE wp_{blog}detour_not_found_days"));
    }
    let old = now() - 40 * 86_400;
    site.database.run(&format!(
        "INSERT INTO wp_2_detour_not_found SELECT MD5(seq), seq, 1, {old}, {old}, '', 0 FROM seq_1_to_100"
    ));
    let agent = site.agent();
    let mut writer = Writer::new(site.spool());
    for blog in [1, 2, 3] {
        append(&mut writer, &Event { blog, ..hit(9) });
        append(&mut writer, &Event { blog, kind: Kind::NotFound, rule: 0, code: 404, ..hit(0) });
    }
    for prefix in ["wp_", "wp_2_", "wp_3_"] {
        let seen = format!("SELECT hits FROM {prefix}detour_not_found WHERE url LIKE '/a%'");
        eventually(&seen, || (site.database.column(&seen) == ["1"]).then_some(()));
        assert_eq!(site.database.column(&format!("SELECT hits FROM {prefix}detour_rule_hits")), ["1"]);
    }
    assert_eq!(site.database.column("SELECT hits FROM wp_3_detour_not_found_days"), ["1"]);
    eventually("old URLs to go", || (site.number("SELECT COUNT(*) FROM wp_2_detour_not_found") == 1).then_some(()));
    assert_eq!((agent.count("ERROR"), agent.count("strays=1")), (0, 0), "{}", agent.log());
}

#[test]
fn a_stretch_that_is_done_again_is_logged_as_if_for_the_first_time() {
    let site = Site::new();
    site.database.run("RENAME TABLE wp_detour_not_found TO elsewhere");
    let agent = site.agent();
    let mut writer = Writer::new(site.spool());
    // All in one second, of which the log takes fifty.
    let event = hit(1);
    (0..45).for_each(|_| append(&mut writer, &event));
    append(&mut writer, &Event { kind: Kind::NotFound, rule: 0, code: 404, ..hit(0) });
    agent.logs("events wait in the spool");
    site.database.run("RENAME TABLE elsewhere TO wp_detour_not_found");
    eventually("46 events", || (site.counted() == 46).then_some(()));
    assert_eq!(site.number("SELECT COUNT(*) FROM wp_detour_log WHERE kind = 'hit'"), 45);
}

#[test]
fn a_text_that_the_tables_have_no_characters_for_keeps_nothing_out() {
    let site = Site::new();
    site.database.run("ALTER TABLE wp_detour_log CONVERT TO CHARACTER SET latin1");
    site.database.run("ALTER TABLE wp_detour_not_found CONVERT TO CHARACTER SET utf8mb3");
    let agent = site.agent();
    let mut writer = Writer::new(site.spool());
    append(&mut writer, &hit(1));
    let uri = "/\u{1f6a7}".as_bytes().into();
    append(&mut writer, &Event { kind: Kind::NotFound, rule: 0, code: 404, uri, ..hit(0) });
    eventually("both events", || (site.number("SELECT COUNT(*) FROM wp_detour_log") == 2).then_some(()));
    assert_eq!(site.database.column("SELECT url FROM wp_detour_log ORDER BY id LIMIT 1"), ["/a?x=?"]);
    assert_eq!(agent.count("ERROR"), 0, "{}", agent.log());
}

#[test]
fn without_tables_the_agent_says_so_and_loses_nothing() {
    let site = Site::new();
    site.database.run("RENAME TABLE wp_detour_spool TO elsewhere");
    let agent = site.agent();
    let mut writer = Writer::new(site.spool());
    append(&mut writer, &hit(1));
    agent.logs("Activate the plugin Detour on the site");
    agent.logs("events wait in the spool");
    site.database.run("RENAME TABLE elsewhere TO wp_detour_spool");
    site.counts(1);
}

#[test]
fn damage_costs_no_event_and_old_entries_go() {
    let site = Site::new();
    let old = now() - 40 * 86_400;
    site.database.run(&format!(
        "INSERT INTO wp_detour_log SELECT NULL, 'hit', {old}, 1, 307, 0, 'GET', '', '', '', '', '', '' FROM seq_1_to_2500"
    ));
    site.database.run(&format!("INSERT INTO wp_detour_hits VALUES (1, {old}, 307, 0, 5, 0), (1, 3600, 307, 0, 5, 0)"));
    site.database.run(&format!("INSERT INTO wp_detour_not_found_days VALUES (MD5('/a'), {old}, 5)"));
    let agent = site.agent();
    let mut writer = Writer::new(site.spool());
    for round in 0..50_u8 {
        append(&mut writer, &hit(2));
        append_bytes(&site.spool(), &vec![round.wrapping_mul(37); 300]);
        append_bytes(&site.spool(), b"\x1e0123456789abcdef\tH\t1");
    }
    // A length that costs nobody anything.
    let length = site.spool().metadata().unwrap().len() + (1 << 40);
    std::fs::OpenOptions::new().write(true).open(site.spool()).unwrap().set_len(length).unwrap();
    let mut record = Vec::new();
    hit(2).write(&mut record);
    append_bytes(&site.spool(), &record);
    eventually("51 hits", || (site.number("SELECT hits FROM wp_detour_rule_hits WHERE rule = 2") == 51).then_some(()));
    assert!(site.number("SELECT value FROM wp_detour_state WHERE name = 'events_damaged'") >= 50);
    eventually("old entries to go", || {
        (site.number(&format!("SELECT COUNT(*) FROM wp_detour_log WHERE time <= {old}")) == 0).then_some(())
    });
    eventually("old days to go", || (site.number("SELECT COUNT(*) FROM wp_detour_not_found_days") == 0).then_some(()));
    eventually("old counters to go", || {
        (site.database.column("SELECT hour FROM wp_detour_hits WHERE rule = 1") == [old.to_string()]).then_some(())
    });
    assert_eq!(agent.terminate(), 0);
}

#[test]
fn urls_leave_the_list_together_with_their_days() {
    let site = Site::new();
    let now = now();
    // As a storm leaves them: more than one round takes away.
    site.database.run(&format!(
        "INSERT INTO wp_detour_not_found SELECT MD5(seq), seq, 1, {now}, {now} - seq, '', 0 FROM seq_1_to_45500"
    ));
    site.database.run("INSERT INTO wp_detour_not_found_days SELECT hash, last_seen, 1 FROM wp_detour_not_found");
    let agent = site.agent();
    for table in ["not_found", "not_found_days"] {
        let left = format!("SELECT COUNT(*) FROM wp_detour_{table}");
        eventually("a short list", || (site.number(&left) == 20_000).then_some(()));
    }
    assert_eq!(site.database.column("SELECT MAX(url + 0) FROM wp_detour_not_found"), ["20000"]);
    assert_eq!(agent.terminate(), 0);
}

#[test]
fn hours_of_downtime_are_caught_up_and_a_large_file_is_replaced() {
    let site = Site::new();
    drop(site.agent());
    let mut writer = Writer::new(site.spool());
    for rule in 0..110_000 {
        append(&mut writer, &hit(rule % 100));
    }
    assert!(site.spool().metadata().unwrap().len() > 8 << 20);
    let agent = site.agent();
    site.counts(110_000);
    eventually("another file", || (site.spool().metadata().unwrap().len() < 100).then_some(()));
    // The worker still holds the old one, until it looks again.
    append(&mut writer, &hit(1));
    eventually("the old file to go", || {
        writer.look(now());
        (std::fs::read_dir(site.directory.path("spool")).unwrap().count() == 2).then_some(())
    });
    append(&mut writer, &hit(1));
    site.counts(110_002);
    let rows = || site.database.column("SELECT CONCAT_WS(' ', file, position) FROM wp_detour_spool");
    eventually(&format!("its row to go: {:?}", rows()), || (rows().len() == 1).then_some(()));
    assert_eq!(agent.terminate(), 0);
}

/// Appends hits of each rule from a thread of its own until told to stop; answers how many.
fn under_load(site: &Site, rules: [u64; 3], disturb: impl FnOnce(&AtomicU64)) -> u64 {
    let (working, written) = (AtomicBool::new(true), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for rule in rules {
            let (working, written) = (&working, &written);
            scope.spawn(move || {
                let mut writer = Writer::new(site.spool());
                while working.load(Ordering::Relaxed) {
                    append(&mut writer, &hit(rule));
                    written.fetch_add(1, Ordering::Relaxed);
                    std::thread::sleep(Duration::from_micros(300));
                }
            });
        }
        disturb(&written);
        working.store(false, Ordering::Relaxed);
    });
    written.into_inner()
}

fn kill(site: &Site) {
    for kill in 0..KILLS {
        let agent = Agent::start(&site.config);
        agent.logs("events came in");
        // At another moment of its work each time.
        std::thread::sleep(Duration::from_micros(u64::from(kill) * 7919 % 30_000));
        drop(agent);
    }
}

#[test]
fn killed_at_any_moment_the_agent_counts_each_hit_once() {
    let site = Site::new();
    drop(site.agent());
    let file = FileId::of(&site.spool()).unwrap();
    let written = under_load(&site, [1, 2, 3], |_| kill(&site));
    let agent = site.agent();
    site.counts(written);
    assert_eq!(FileId::of(&site.spool()).unwrap(), file, "a file that grows while it is read is not replaced");
    assert_eq!(agent.terminate(), 0);
    println!("killed {KILLS} times while {written} hits were counted");
}

#[test]
fn a_database_that_goes_and_connections_that_are_cut_change_no_count() {
    let mut site = Site::new();
    let agent = site.agent();
    let written = under_load(&site, [1, 2, 3], |_| {
        for _ in 0..10 {
            std::thread::sleep(Duration::from_millis(60));
            for id in site.database.column("SELECT ID FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID()")
            {
                // It may have ended by itself.
                let _ = site.database.try_to(&format!("KILL {id}"));
            }
        }
    });
    let mut writer = Writer::new(site.spool());
    site.database.stop();
    (0..100).for_each(|_| append(&mut writer, &hit(1)));
    agent.logs("events wait in the spool");
    site.database.launch();
    site.counts(written + 100);
    agent.signal(Signal::TERM);
}

/// A site with Redirection and Rank Math, each with a rule 7 that was hit 9 and 6 times.
fn site_with_plugins() -> Site {
    let site = Site::new();
    site.database.load(include_str!("data/origins.sql"));
    site
}

impl Site {
    fn count_of_redirection(&self) -> u64 {
        self.number("SELECT last_count FROM wp_redirection_items WHERE id = 7") - 9
    }

    fn count_of_rank_math(&self) -> u64 {
        self.number("SELECT hits FROM wp_rank_math_redirections WHERE id = 7") - 6
    }
}

#[test]
fn killed_at_any_moment_the_agent_hands_each_hit_on_once() {
    let site = site_with_plugins();
    drop(site.agent());
    let rules = [Origin::Redirection.rule(7), Origin::RankMath.rule(7), 7];
    let written = under_load(&site, rules, |_| kill(&site));
    let agent = site.agent();
    site.counts(written);
    // Detour's own counters tell the three rules 7 apart.
    let [of_redirection, of_rank_math, native] =
        rules.map(|rule| site.number(&format!("SELECT hits FROM wp_detour_rule_hits WHERE rule = {rule}")));
    assert!(of_redirection > 0 && of_rank_math > 0 && native > 0);
    assert_eq!((site.count_of_redirection(), site.count_of_rank_math()), (of_redirection, of_rank_math));
    assert_eq!(site.number("SELECT COUNT(*) FROM wp_redirection_logs WHERE redirection_id = 7"), of_redirection);
    assert_eq!(agent.terminate(), 0);
}

#[test]
fn a_plugin_that_cant_be_written_to_keeps_no_hit_from_the_others() {
    let site = site_with_plugins();
    site.database.run(
        "CREATE TRIGGER refusal BEFORE UPDATE ON wp_redirection_items FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'No'",
    );
    let agent = site.agent();
    let mut writer = Writer::new(site.spool());
    [Origin::Redirection, Origin::RankMath, Origin::Native]
        .into_iter()
        .for_each(|origin| append(&mut writer, &hit(origin.rule(7))));
    site.counts(3);
    agent.logs("hits of rules that other plugins keep are counted by Detour only: ");
    assert_eq!((site.count_of_redirection(), site.count_of_rank_math()), (0, 1));

    site.database.run("DROP TRIGGER refusal");
    append(&mut writer, &hit(Origin::Redirection.rule(7)));
    site.counts(4);
    assert_eq!(site.count_of_redirection(), 1);
    assert_eq!(agent.count("ERROR"), 0, "{}", agent.log());
}

#[test]
fn each_log_keeps_of_a_visitor_what_its_own_options_say() {
    let site = site_with_plugins();
    let agent = site.agent();
    let mut writer = Writer::new(site.spool());
    let mut hits = 0;
    let mut logged = |ip_logging: u8, recording: &str| {
        site.database.run(&format!(
            "UPDATE wp_options SET option_value = 'a:2:{{s:8:\"database\";s:3:\"4.2\";s:10:\"ip_logging\";i:{ip_logging};}}' \
             WHERE option_name = 'redirection_options'"
        ));
        site.database
            .run(&format!("REPLACE INTO wp_detour_settings VALUES ('site', '{{\"recording\": {recording}}}')"));
        append(&mut writer, &hit(Origin::Redirection.rule(7)));
        hits += 1;
        site.counts(hits);
        assert_eq!(site.count_of_redirection(), hits);
        let last = |columns: &str, table: &str| {
            let query = format!("SELECT CONCAT_WS('|', {columns}) FROM wp_{table} ORDER BY id DESC LIMIT 1");
            site.database.column(&query).pop().unwrap_or_default()
        };
        [last("ip, IFNULL(agent, '-')", "redirection_logs"), last("ip, user_agent", "detour_log")]
    };
    assert_eq!(logged(1, r#"{"hits": false}"#), ["192.0.2.77|Browser", ""]);
    assert_eq!(logged(1, r#"{"ip": "none", "user_agent": false}"#), ["192.0.2.77|Browser", "|"]);
    assert_eq!(logged(2, r#"{"ip": "full"}"#), ["192.0.2.0|Browser", "192.0.2.77|Browser"]);
    assert_eq!(logged(0, r#"{"ip": "masked"}"#), ["|Browser", "192.0.2.0|Browser"]);
    assert_eq!(agent.count("ERROR"), 0, "{}", agent.log());
}
