//! Rules of Redirection and Rank Math, served while the plugins keep them, and their hits written back.

mod support;

use std::net::IpAddr;
use std::path::PathBuf;

use detour_agent::database::{Connection, Credentials};
use detour_agent::origins::{Hit, write_back};
use detour_rules::{Lease, Lent, Origin, OriginState};
use support::agent::Agent;
use support::mariadb::MariaDb;
use support::{Playground, detour, eventually, rule_file};

/// Tables of WordPress and of the plugins as they make them, with a few rows.
const TABLES: &str = include_str!("data/origins.sql");

/// A site with both plugins active.
struct Site {
    database: MariaDb,
    directory: Playground,
    config: PathBuf,
    rules: PathBuf,
}

impl Site {
    fn new(poll_ms: u64) -> Site {
        let database = MariaDb::start();
        database.load(TABLES);
        let directory = Playground::new();
        let (rules, nudge) = (directory.path("shop.detour"), directory.path("nudge"));
        let config = directory.write(
            "agent.toml",
            format!(
                "poll_ms = {poll_ms}\n[[site]]\ndsn = \"{}\"\nprefix = \"wp_\"\nrules = \"{}\"\nnudge = \"{}\"\n",
                database.dsn(),
                rules.display(),
                nudge.display()
            ),
        );
        Site { database, directory, config, rules }
    }

    fn lease(&self) -> Option<Lease> {
        serde_json::from_slice(&std::fs::read(self.directory.path("shop.detour.lease")).ok()?).ok()
    }

    /// Waits until an origin is found in this state, with this many active rules.
    fn found(&self, origin: Origin, state: OriginState, rules: u64) -> Lent {
        eventually(&format!("{rules} rules of {}, {}", origin.word(), state.word()), || {
            let lent = self.lease()?.origins.into_iter().find(|lent| lent.origin == origin)?;
            (lent.state == state && lent.rules + lent.left_out == rules).then_some(lent)
        })
    }

    fn explain(&self, url: &str) -> String {
        detour(&[&"explain", &url, &"--rules", &self.rules]).exits(0).stdout
    }

    fn answer(&self, url: &str) -> String {
        let told = self.explain(url);
        told.lines().find_map(|line| line.strip_prefix("→ ")).unwrap_or_else(|| panic!("{told}")).to_owned()
    }

    fn write_back(&self, hits: &[Hit<'_>]) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let credentials = Credentials::from_dsn(&self.database.dsn()).unwrap();
            let mut connection = Connection::open(&credentials).await.unwrap();
            write_back(&mut connection, "wp_", hits).await.unwrap();
            connection.close().await;
        });
    }
}

/// Longer than any test takes.
const NEVER: u64 = 3_600_000;

fn hit(origin: Origin, id: u64) -> Hit<'static> {
    Hit {
        rule: origin.rule(id),
        // 2026-07-01 12:00:00 UTC.
        time: 1_782_907_200,
        count: 1,
        code: 301,
        method: b"GET",
        host: b"shop.example",
        url: b"/both",
        target: b"/of-redirection",
        referrer: b"",
        agent: b"",
        ip: None,
    }
}

#[test]
fn rules_of_all_origins_are_served_in_their_order() {
    let site = Site::new(NEVER);
    site.database.save(r#"{"source": {"value": "/first"}, "then": {"redirect": {"to": "/ours"}}}"#);
    let _agent = Agent::start(&site.config);
    assert_eq!(site.found(Origin::Redirection, OriginState::Live, 4).rules, 4);
    assert_eq!(site.found(Origin::RankMath, OriginState::Live, 2).rules, 2);
    // The native rule's id and position are the lowest by chance only; /both is a rule of both plugins.
    assert_eq!(site.answer("https://shop.example/first"), "redirect 307 /ours, rule 1");
    assert!(site.answer("https://shop.example/both").contains("redirect 301 /of-redirection, rule 7 of redirection"));
    let answer = site.answer("https://shop.example/last");
    assert!(answer.contains("redirect 302 https://shop.example/of-rank-math, rule 8 of rank-math"), "{answer}");
    assert!(site.answer("https://shop.example/off").contains("no-match"));
    // Left to the plugin.
    assert!(site.answer("https://shop.example/members").starts_with("defer (needs logged_in), rule 10 of redirection"));

    site.database.run("UPDATE wp_redirection_items SET action_data = '/newer' WHERE id = 7");
    site.directory.write("nudge", "1");
    eventually("what the plugin changed", || site.answer("https://shop.example/both").contains("/newer").then_some(()));
}

#[test]
fn changes_that_nobody_tells_are_found_and_hits_are_none() {
    let site = Site::new(20);
    let agent = Agent::start(&site.config);
    let lent = site.found(Origin::Redirection, OriginState::Live, 4);
    assert_eq!(lent.schema.as_deref(), Some("4.2"));
    site.found(Origin::RankMath, OriginState::Live, 2);

    site.database.run("UPDATE wp_redirection_items SET status = 'enabled' WHERE id = 9");
    site.found(Origin::Redirection, OriginState::Live, 5);
    site.database.run("DELETE FROM wp_rank_math_redirections WHERE id = 8");
    site.found(Origin::RankMath, OriginState::Live, 1);
    // Not a number or an id changes here.
    site.database.run("UPDATE wp_redirection_items SET match_url = NULL WHERE id = 8");
    site.found(Origin::Redirection, OriginState::Live, 4);

    site.database.run("UPDATE wp_redirection_items SET last_count = last_count + 1, last_access = NOW()");
    site.database.run("UPDATE wp_rank_math_redirections SET hits = hits + 1, last_accessed = NOW()");
    // A later change is seen, so the hits have been looked at.
    site.database.run("UPDATE wp_redirection_items SET status = 'disabled' WHERE id = 7");
    site.found(Origin::Redirection, OriginState::Live, 3);
    // Read at the start, and after each of the four changes.
    let read = || agent.count(" published site=") + agent.count("the newest rules are in place");
    eventually("five readings", || (read() >= 5).then_some(()));
    assert_eq!(read(), 5, "{}", agent.log());
}

#[test]
fn what_is_unknown_is_refused_and_everything_else_served() {
    let site = Site::new(20);
    site.database.save(r#"{"source": {"value": "/ours"}, "then": {"redirect": {"to": "/new"}}}"#);
    let option = |text: &str| {
        let text = format!("UPDATE wp_options SET option_value = '{text}' WHERE option_name = 'redirection_options'");
        site.database.run(&text);
    };
    option(r#"a:1:{s:8:"database";s:3:"9.0";}"#);
    let agent = Agent::start(&site.config);
    let lent = site.found(Origin::Redirection, OriginState::Refused, 0);
    assert!(lent.message.unwrap().contains("are of version 9.0, and 4.2 is the newest that is known"));
    site.found(Origin::RankMath, OriginState::Live, 2);
    assert_eq!(site.answer("/ours"), "redirect 307 /new, rule 1");
    agent.logs("not served: The tables of Redirection are of version 9.0");
    let said = ["shop: redirection refused: The tables of Redirection are of version 9.0", "shop: rank-math live, "];
    detour(&[&"status", &"--config", &site.config]).exits(0).says(&said);

    option("a:0:{}");
    let lent = eventually("another reason", || {
        let lent = site.found(Origin::Redirection, OriginState::Refused, 0);
        lent.message.as_ref().is_some_and(|message| message.contains("not set up")).then_some(lent)
    });
    assert!(lent.message.unwrap().contains("finish its setup"));
    // A setting that no site can have must not keep the site's own rules from being published.
    option(r#"a:2:{s:8:"database";s:3:"4.2";s:8:"relocate";s:9:"not a url";}"#);
    eventually("a setting that is refused", || {
        let lent = site.lease()?.origins.into_iter().find(|lent| lent.origin == Origin::Redirection)?;
        lent.message.filter(|message| message.contains("A setting of the plugin can't be used"))
    });
    option(r#"a:1:{s:8:"database";s:3:"4.2";}"#);
    site.found(Origin::Redirection, OriginState::Live, 4);
    let skipped = |value| {
        let set =
            format!("UPDATE wp_options SET option_value = '{value}' WHERE option_name = 'rank_math_registration_skip'");
        site.database.run(&set);
    };
    skipped("");
    site.found(Origin::RankMath, OriginState::Refused, 0);
    skipped("1");
    site.found(Origin::RankMath, OriginState::Live, 2);
    site.database.run("ALTER TABLE wp_rank_math_redirections DROP COLUMN updated");
    let lent = site.found(Origin::RankMath, OriginState::Refused, 0);
    assert!(lent.message.unwrap().contains("lacks the columns updated"));
    assert_eq!(site.answer("/ours"), "redirect 307 /new, rule 1");
}

#[test]
fn an_account_that_may_read_only_detours_tables_serves_these() {
    let site = Site::new(20);
    for table in ["rules", "state", "settings"] {
        let grant = format!("GRANT SELECT ON shop.wp_detour_{table} TO low@localhost IDENTIFIED BY 's3cret'");
        site.database.run_as_root(&grant);
    }
    let config = std::fs::read_to_string(&site.config).unwrap().replace("mysql://wp:", "mysql://low:");
    std::fs::write(&site.config, config).unwrap();
    let agent = Agent::start(&site.config);
    let revision = site.database.save(r#"{"source": {"value": "/ours"}, "then": {"redirect": {"to": "/new"}}}"#);
    eventually("the rule file", || rule_file(&site.rules).filter(|file| file.1 == revision));
    agent.logs("no rules of other plugins are served: ");
    assert_eq!((site.lease(), agent.count("ERROR")), (None, 0), "{}", agent.log());
}

#[test]
fn an_origin_is_live_while_its_plugin_is_active_and_the_site_wants_it() {
    let site = Site::new(20);
    let _agent = Agent::start(&site.config);
    site.found(Origin::Redirection, OriginState::Live, 4);
    let settings = r#"{"origins": {"redirection": false}}"#;
    site.database.run(&format!("REPLACE INTO wp_detour_settings (name, value) VALUES ('site', '{settings}')"));
    site.database.run("UPDATE wp_detour_state SET value = value + 1 WHERE name = 'revision'");
    site.found(Origin::Redirection, OriginState::Off, 0);
    site.found(Origin::RankMath, OriginState::Live, 2);

    site.database.run("DELETE FROM wp_detour_settings");
    site.database.run("UPDATE wp_detour_state SET value = value + 1 WHERE name = 'revision'");
    site.found(Origin::Redirection, OriginState::Live, 4);
    site.database.run("UPDATE wp_options SET option_value = 'a:0:{}' WHERE option_name = 'rank_math_modules'");
    eventually("only one plugin", || (site.lease()?.origins.len() == 1).then_some(()));
    site.database.run("UPDATE wp_options SET option_value = 'a:0:{}' WHERE option_name = 'active_plugins'");
    // Nobody is told to leave anything to the rule file.
    eventually("no lease", || (!site.directory.path("shop.detour.lease").exists()).then_some(()));

    site.database.run("CREATE TABLE wp_sitemeta (meta_key varchar(255), meta_value longtext)");
    site.database.run(
        "INSERT INTO wp_sitemeta VALUES ('active_sitewide_plugins', 'a:1:{s:27:\"redirection/redirection.php\";i:1700000000;}')",
    );
    site.found(Origin::Redirection, OriginState::Live, 4);
}

#[test]
fn the_lease_is_of_the_file_in_place_and_kept_while_the_agent_is_at_work() {
    let site = Site::new(50);
    let agent = Agent::start(&site.config);
    site.found(Origin::RankMath, OriginState::Live, 2);
    let revision = site.database.save(r#"{"source": {"value": "/a"}, "then": {"ignore": {}}}"#);
    let lease = eventually("a lease for the new file", || {
        let generation = rule_file(&site.rules).filter(|file| file.1 == revision)?.0;
        site.lease().filter(|lease| lease.generation == generation)
    });
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert!(lease.until > now && lease.until <= now + 60);
    // A lost one is written again.
    std::fs::remove_file(site.directory.path("shop.detour.lease")).unwrap();
    eventually("another lease", || site.lease());
    assert_eq!(agent.terminate(), 0);
    assert!(site.lease().is_some_and(|lease| lease.until <= now + 60), "it ends by itself");
}

#[test]
fn what_a_plugin_does_otherwise_is_noted() {
    let site = Site::new(20);
    let option = r#"a:3:{s:8:"database";s:3:"4.2";s:10:"log_header";b:1;s:12:"log_external";b:1;}"#;
    site.database
        .run(&format!("UPDATE wp_options SET option_value = '{option}' WHERE option_name = 'redirection_options'"));
    // Of the rules about missing pages only the first is tried.
    let page = |id: u32, url: &str, regex: u8, key: &str| {
        let flags = if regex == 1 { r#"{"source":{"flag_regex":true}}"# } else { "" };
        site.database.run(&format!(
            "INSERT INTO wp_redirection_items (id, url, match_url, match_data, regex, position, group_id, status, action_type, action_code, \
             action_data, match_type) VALUES ({id}, '{url}', '{key}', NULLIF('{flags}', ''), {regex}, {id}, 1, 'enabled', 'url', 301, \
             'a:2:{{s:4:\"page\";s:3:\"404\";s:3:\"url\";s:2:\"/x\";}}', 'page')"
        ));
    };
    page(20, "^/shop", 1, "regex");
    page(21, "/gone", 0, "/gone");
    let _agent = Agent::start(&site.config);
    let lent = site.found(Origin::Redirection, OriginState::Live, 5);
    assert_eq!((lent.left_out, lent.notes.len()), (0, 3), "{lent:?}");
    for (note, part) in
        lent.notes.iter().zip(["option log_header", "option log_external", "One active rule never acts"])
    {
        assert!(note.contains(part), "{note}");
    }
    assert!(lent.notes[2].contains("row 21: The rule never acts: of those about missing pages"), "{lent:?}");
    assert!(site.answer("/shop/x").starts_with("defer (needs not_found), rule 20 of redirection"));
    assert!(site.answer("/gone").contains("no-match"));
}

#[test]
fn hits_are_written_as_redirection_would_have_written_them() {
    let site = Site::new(NEVER);
    let ip: IpAddr = "203.0.113.9".parse().unwrap();
    site.write_back(&[
        Hit {
            url: b"/both?a=%22x%22&n=caf%C3%A9",
            referrer: b"https://other.example/<b>x",
            agent: b"Mozilla",
            ip: Some(ip),
            ..hit(Origin::Redirection, 7)
        },
        Hit { time: 1_782_907_260, count: 3, method: b"brew", ..hit(Origin::Redirection, 7) },
        hit(Origin::Redirection, 11),
        // A status is neither counted nor logged by the plugin; the others are not there, or not its rules.
        Hit { code: 410, ..hit(Origin::Redirection, 8) },
        hit(Origin::Redirection, 4711),
        hit(Origin::Native, 8),
    ]);
    let counts = "SELECT CONCAT_WS(' ', id, last_count, last_access = FROM_UNIXTIME(1782907260), \
                  last_access = FROM_UNIXTIME(1782907200)) FROM wp_redirection_items ORDER BY id";
    assert_eq!(site.database.column(counts), ["7 13 1 0", "8 0 0 0", "9 0 0 0", "10 0 0 0", "11 1 0 1"]);
    let logged = "SELECT CONCAT_WS('|', created, url, domain, sent_to, IFNULL(agent, '-'), IFNULL(referrer, '-'), \
                  http_code, request_method, IFNULL(request_data, '-'), redirect_by, redirection_id, ip) \
                  FROM wp_redirection_logs ORDER BY id";
    assert_eq!(
        site.database.column(logged),
        [
            "2026-07-01 14:00:00|/both?a=\"x\"&n=café|https://shop.example|/of-redirection|Mozilla|\
             https://other.example/x|301|GET|-|redirection|7|203.0.113.0",
            "2026-07-01 14:01:00|/both|https://shop.example|/of-redirection|-|-|301||-|redirection|7|",
        ]
    );
}

#[test]
fn redirections_own_options_say_what_is_kept() {
    let site = Site::new(NEVER);
    let option = |text: &str| {
        let text = format!("UPDATE wp_options SET option_value = '{text}' WHERE option_name = 'redirection_options'");
        site.database.run(&text);
    };
    let kept = || {
        let counts = site.database.column("SELECT last_count FROM wp_redirection_items WHERE id = 7").remove(0);
        format!("{counts} {}", site.database.column("SELECT COUNT(*) FROM wp_redirection_logs").remove(0))
    };
    let one = [Hit { ip: Some("203.0.113.9".parse().unwrap()), ..hit(Origin::Redirection, 7) }];
    option(r#"a:3:{s:8:"database";s:3:"4.2";s:15:"expire_redirect";i:-1;s:10:"ip_logging";i:1;}"#);
    site.write_back(&one);
    assert_eq!(kept(), "10 0");
    option(r#"a:3:{s:8:"database";s:3:"4.2";s:10:"track_hits";b:0;s:10:"ip_logging";i:1;}"#);
    site.write_back(&one);
    assert_eq!(kept(), "10 1");
    assert_eq!(site.database.column("SELECT ip FROM wp_redirection_logs"), ["203.0.113.9"]);
    // Tables that nobody knows are left alone, and so is a site without them.
    option(r#"a:1:{s:8:"database";s:3:"9.0";}"#);
    site.write_back(&one);
    assert_eq!(kept(), "10 1");
    option(r#"a:1:{s:8:"database";s:3:"4.2";}"#);
    site.database.run("DROP TABLE wp_redirection_logs");
    site.write_back(&one);
    for table in ["redirection_items", "rank_math_redirections", "options"] {
        site.database.run(&format!("DROP TABLE wp_{table}"));
        site.write_back(&[one[0], hit(Origin::RankMath, 7)]);
    }
}

#[test]
fn long_and_broken_texts_fit_the_log() {
    let site = Site::new(NEVER);
    let url = [b"/".as_slice(), "ä".repeat(2000).as_bytes()].concat();
    let agent = [b'a', 0xff, b'b', 0].repeat(400);
    site.write_back(&[Hit { url: &url, agent: &agent, referrer: &agent, host: &agent, ..hit(Origin::Redirection, 7) }]);
    assert_eq!(site.database.column("SELECT LENGTH(url) FROM wp_redirection_logs"), ["1999"]);
    let many: Vec<Hit<'_>> = (0..450).map(|_| hit(Origin::Redirection, 7)).collect();
    site.write_back(&many);
    assert_eq!(site.database.column("SELECT COUNT(*) FROM wp_redirection_logs"), ["451"]);
    assert_eq!(site.database.column("SELECT last_count FROM wp_redirection_items WHERE id = 7"), ["460"]);
}

#[test]
fn hits_are_written_as_rank_math_would_have_written_them() {
    let site = Site::new(NEVER);
    site.write_back(&[
        hit(Origin::RankMath, 7),
        Hit { time: 1_767_268_800, count: 2, code: 410, ..hit(Origin::RankMath, 7) },
        // The fallback is no row.
        hit(Origin::RankMath, 0),
    ]);
    let rows = "SELECT CONCAT_WS(' ', id, hits, last_accessed, updated) FROM wp_rank_math_redirections ORDER BY id";
    assert_eq!(
        site.database.column(rows)[..2],
        ["7 9 2026-07-01 14:00:00 2026-01-01 00:00:00", "8 0 0000-00-00 00:00:00 2026-01-02 00:00:00"]
    );
}
