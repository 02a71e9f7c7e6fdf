//! Rules of other plugins, read from a real database and written into Detour's tables.

mod support;

use serde_json::Value;
use support::mariadb::MariaDb;
use support::{Done, Playground, detour};

/// Tables of WordPress and of the plugins, with a few rows.
const PLUGINS: &str = include_str!("data/plugins.sql");

fn site() -> MariaDb {
    let database = MariaDb::start();
    for statement in PLUGINS.split(";\n").filter(|statement| !statement.trim().is_empty()) {
        database.run(statement);
    }
    database
}

fn import(database: &MariaDb, arguments: &[&str]) -> Done {
    let dsn = database.dsn();
    let all = ["import", "--dsn", &dsn].into_iter().chain(arguments.iter().copied());
    let all: Vec<&str> = all.collect();
    let all: Vec<&dyn AsRef<std::ffi::OsStr>> = all.iter().map(|text| text as &dyn AsRef<std::ffi::OsStr>).collect();
    detour(&all)
}

/// The rules of a system as a dry run tells them, and its report.
fn told(database: &MariaDb, system: &str, manner: &str) -> (Vec<String>, Value) {
    let done = import(database, &["--from", system, "--as", manner, "--dry-run", "--json"]);
    let parts: Value = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {}", done.stderr));
    let rule = |change: &Value| {
        let rule = &change["rule"];
        let then = &rule["then"]["redirect"];
        let off = if rule["enabled"] == true { "" } else { " off" };
        format!("{} {} {}{off}", rule["source"]["value"].as_str().unwrap(), then["code"], then["to"].as_str().unwrap())
    };
    let rules = parts[0]["changes"].as_array().unwrap().iter().map(rule).collect();
    (rules, parts[0]["report"].clone())
}

#[test]
fn every_system_is_found_and_read() {
    let database = site();
    let listed = import(&database, &["--list", "--json"]).exits(0).stdout;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let found: Vec<String> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|found| format!("{} {} {}", found["system"].as_str().unwrap(), found["rules"], found["active"]))
        .collect();
    assert_eq!(
        found,
        [
            "yoast 1 false",
            "betterlinks 2 true",
            "simple-301 3 true",
            "eps 2 false",
            // The option can't be read, and a post redirects.
            "qppr 2 false",
            "redirection 3 false",
            "aioseo 1 false",
            "srm 2 false",
            "seopress 2 false",
            "rank-math 2 false",
            "old-slugs 2 true",
        ]
    );

    let (rules, report) = told(&database, "simple-301", "behaved");
    let smile = "/😀 301 http://example.test/smile";
    assert_eq!(
        rules,
        ["/old 301 http://example.test/new", r"^/(?:404|0*404(?:\.0*)?)$ 301 http://example.test/lost", smile]
    );
    assert_eq!(report["skipped"], Value::Array(Vec::new()));

    let (rules, report) = told(&database, "eps", "behaved");
    assert_eq!(rules, ["/dead 301 /x off", "/eps 301 /hello/"]);
    assert_eq!((&report["dead"][0]["row"], &report["hits"][0]["hits"]), (&2.into(), &7.into()));
    assert_eq!(told(&database, "eps", "intended").0, ["/dead 301 /x", "/eps 301 /hello/"]);

    let (rules, report) = told(&database, "betterlinks", "behaved");
    assert_eq!(rules, ["/go/shop 307 https://other.test/s"]);
    assert_eq!((&report["skipped"][0]["row"], &report["hits"][0]["hits"]), (&2.into(), &3.into()));

    let (rules, report) = told(&database, "qppr", "behaved");
    assert_eq!(rules, ["/parent/child/ 307 http://other.test/x"]);
    let damaged = report["skipped"][0]["message"].as_str().unwrap();
    assert!(damaged.contains("The option can't be read"), "{damaged}");

    let (rules, report) = told(&database, "seopress", "behaved");
    assert_eq!((rules, &report["hits"][0]["hits"]), (vec!["/seo-old 302 /seo-new".to_owned()], &8.into()));
    let (rules, report) = told(&database, "aioseo", "behaved");
    assert_eq!((rules, &report["hits"][0]["hits"]), (vec!["/aio 301 http://example.test/seo/".into()], &5.into()));
    assert_eq!(told(&database, "srm", "behaved").0, ["/draft 302 /x off", "/srm 301 /target"]);
    assert_eq!(told(&database, "yoast", "behaved").0, ["/yst 301 http://example.test/y/"]);
    let (rules, _) = told(&database, "old-slugs", "behaved");
    assert_eq!(rules.len(), 2);
    assert!(rules[0].starts_with("^/hi(?:") && rules[0].ends_with(" 301 /hello/${1}"), "{rules:?}");

    let (rules, report) = told(&database, "redirection", "behaved");
    assert_eq!(rules, ["/lost 301 /x off", "/red 301 /target"]);
    assert_eq!((&report["dead"][0]["row"], &report["hits"][0]["hits"]), (&2.into(), &9.into()));
    assert_eq!(report["skipped"][0]["row"], 3);

    let (rules, report) = told(&database, "rank-math", "behaved");
    assert_eq!(rules, ["old 301 /new"]);
    assert_eq!((&report["skipped"][0]["id"], &report["hits"][0]["hits"]), (&2.into(), &6.into()));
    // Noon three and a half hours west of Greenwich.
    assert_eq!(report["hits"][0]["last"], 1_704_123_000);

    assert_eq!(database.column("SELECT COUNT(*) FROM wp_detour_rules"), ["0"]);
}

#[test]
fn redirections_settings_come_and_go_with_its_rules() {
    let database = site();
    database.run("INSERT INTO wp_detour_settings VALUES ('site', '{\"country_header\":\"X-Country\"}')");
    import(&database, &["--from", "redirection"]).exits(1).says(&["2 rules added", "import --undo 1"]);
    let row = "CONCAT_WS('|', source, enabled, rule_group, dialect, hits_before, IFNULL(last_hit, '-'))";
    assert_eq!(
        database.column(&format!("SELECT {row} FROM wp_detour_rules ORDER BY position")),
        ["/lost|0||redirection|0|-", "/red|1|Redirections|redirection|9|2023-11-14 22:13:20"]
    );
    let settings = || database.column("SELECT value FROM wp_detour_settings WHERE name = 'site'").remove(0);
    assert!(
        settings().contains("\"country_header\":\"X-Country\"")
            && settings().contains("\"home\":\"http://example.test\"")
    );
    import(&database, &["--undo"]).exits(0).says(&["2 rules removed, 0 kept"]);
    assert_eq!(settings(), "{\"country_header\":\"X-Country\"}");
    assert_eq!(database.column("SELECT name FROM wp_detour_state WHERE name LIKE 'import%'"), [""; 0]);

    database.run("UPDATE wp_options SET option_value = REPLACE(option_value, '4.2', '4.3') WHERE option_name = 'redirection_options'");
    import(&database, &["--from", "redirection"]).exits(1).says(&["version 4.3, and 4.2 is the newest that is known"]);
}

#[test]
fn settings_stay_while_rules_of_their_dialect_do() {
    let database = site();
    let settings = || database.column("SELECT value FROM wp_detour_settings WHERE name = 'site'").remove(0);
    let origins = || database.column("SELECT name FROM wp_detour_state WHERE name LIKE 'imported%'");
    import(&database, &["--from", "redirection"]).exits(1).says(&["2 rules added"]);
    // One was edited since, and another import brings a third.
    database.run("UPDATE wp_detour_rules SET updated_at = updated_at + INTERVAL 1 MINUTE WHERE source = '/lost'");
    database.run("UPDATE wp_redirection_items SET url = '/later', match_url = '/later' WHERE id = 1");
    import(&database, &["--from", "redirection"]).exits(1).says(&["rules added"]);
    import(&database, &["--undo", "1"]).exits(0).says(&["1 rules removed, 1 kept"]);
    assert!(settings().contains("\"redirection\""), "{}", settings());
    import(&database, &["--undo"]).exits(0);
    assert!(settings().contains("\"redirection\""), "{}", settings());
    // Once the last is gone, an import that is taken back takes the settings along.
    database.run("DELETE FROM wp_detour_rules");
    assert_eq!(origins(), ["imported_redirection"]);
    import(&database, &["--from", "eps"]).exits(0);
    import(&database, &["--undo"]).exits(0);
    assert_eq!((settings().as_str(), origins()), ("{}", Vec::new()));
}

#[test]
fn systems_answer_one_after_the_other() {
    let database = site();
    let plugins = r#"a:1:{i:0;s:30:"seo-by-rank-math/rank-math.php";}"#;
    database.run(&format!("UPDATE wp_options SET option_value = '{plugins}' WHERE option_name = 'active_plugins'"));
    import(&database, &["--from", "auto"]).says(&["3 rules added"]);
    assert_eq!(
        database.column("SELECT dialect FROM wp_detour_rules ORDER BY position, id"),
        ["rank-math", "native", "native"]
    );
}

#[test]
fn rules_that_keep_their_dialect_are_served() {
    let here = Playground::new();
    let sources = r#"a:1:{i:0;a:2:{s:7:\"pattern\";s:3:\"old\";s:10:\"comparison\";s:5:\"exact\";}}"#;
    let row =
        format!(r#"{{"id": "3", "sources": "{sources}", "url_to": "/new", "header_code": "301", "status": "active"}}"#);
    let file = here.write("rank-math.json", format!(r#"{{"redirections": [{row}]}}"#));
    let (json, rules) = (here.path("rules.json"), here.path("site.detour"));
    let imported = detour(&[&"import", &"--from", &"rank-math", &file, &"-o", &json]);
    assert!(imported.stderr.contains("1 imported, 0 skipped"), "{}", imported.stderr);
    detour(&[&"compile", &json, &"-o", &rules]).exits(0).says(&["1 rules"]);
    let explained = detour(&[&"explain", &"/old/?x=1", &"--rules", &rules]).exits(0);
    explained.says(&["rank-math exact old", "the source matches", "redirect 301 /new?x=1"]);
}

#[test]
fn an_import_is_whole_told_beforehand_and_taken_back() {
    let database = site();
    database.save(r#"{"source": {"value": "/go/shop", "case": "ignore", "slash": "ignore", "query": "ignore"}, "then": {"ignore": {}}}"#);
    import(&database, &["--from", "auto", "--dry-run"]).exits(1).says(&[
        "rule     row 1: /go/shop → 307 https://other.test/s (new, behind rule 1 with the same source)",
        "rule     entry 1: /old → 301 http://example.test/new (new)",
        "skipped  row 2: source: It shows its target in a frame",
    ]);
    import(&database, &["--from", "auto"]).exits(1).says(&["6 rules added", "revision 2", "import --undo 2"]);
    let row = "CONCAT_WS('|', source, rule_group, position)";
    assert_eq!(
        database.column(&format!("SELECT {row} FROM wp_detour_rules ORDER BY position, id LIMIT 3")),
        ["||0", "/go/shop|Links|1", "/old||2"]
    );
    assert_eq!(database.column("SELECT value FROM wp_detour_state WHERE name = 'import_2_7'"), ["2"]);
    import(&database, &["--from", "auto"]).exits(1).says(&["0 rules added", "6 were there"]);

    // One was changed since, and one was added by hand.
    database.run("UPDATE wp_detour_rules SET updated_at = updated_at + INTERVAL 1 MINUTE WHERE source = '/old'");
    database.save(r#"{"source": {"value": "/own"}, "then": {"ignore": {}}}"#);
    import(&database, &["--undo", "7"]).exits(1).says(&["no import to take back with the number 7"]);
    assert_eq!(database.column("SELECT COUNT(*) FROM wp_detour_rules"), ["8"]);
    import(&database, &["--undo"]).exits(0).says(&["import 2 taken back: 5 rules removed, 1 kept", "revision 4"]);
    assert_eq!(database.column("SELECT id FROM wp_detour_rules ORDER BY id"), ["1", "3", "8"]);
    assert_eq!(database.column("SELECT value FROM wp_detour_state WHERE name = 'revision'"), ["4"]);
    import(&database, &["--undo"]).exits(1).says(&["has no import to take back"]);
}

#[test]
fn unknown_tables_and_damaged_options_are_refused() {
    let database = site();
    database.run("ALTER TABLE wp_redirects DROP COLUMN url_from, ADD COLUMN source text");
    import(&database, &["--from", "eps", "--dry-run"])
        .exits(1)
        .says(&["The table wp_redirects lacks the columns url_from", "it has id, url_to, status, type, count, source"]);
    import(&database, &["--list"]).exits(0).says(&["eps", "not read: The table wp_redirects lacks", "simple-301"]);
    database.run(
        "UPDATE wp_options SET option_value = 'a:1:{s:9:\"/old\";s:4:\"/new\";}' WHERE option_name = '301_redirects'",
    );
    import(&database, &["--from", "simple-301", "--dry-run"])
        .exits(1)
        .says(&["The option 301_redirects can't be read, so the plugin has no rules", "at byte"]);

    // Without Detour's tables a dry run works, and nothing else.
    database.run("DROP TABLE wp_detour_rules, wp_detour_state");
    import(&database, &["--from", "betterlinks", "--dry-run"]).exits(1).says(&["1 imported"]);
    import(&database, &["--from", "betterlinks"]).exits(1).says(&["Activate the plugin Detour"]);
    database.run("UPDATE wp_options SET option_value = 'nowhere' WHERE option_name = 'home'");
    import(&database, &["--from", "betterlinks"]).exits(1).says(&["\"nowhere\" is no address of a site"]);
}

#[test]
fn files_of_plugins_need_no_site() {
    let here = Playground::new();
    let csv = here.write("redirects.csv", "request,destination\n/old,/new\n/a?b=1,/c\n");
    let rules = here.path("rules.json");
    detour(&[&"import", &"--from", &"simple-301", &csv, &"-o", &rules]).exits(0).says(&["dead     line 3", "1 dead"]);
    let written = std::fs::read_to_string(&rules).unwrap();
    assert_eq!(written.matches("\"enabled\":true").count(), 1, "{written}");
    detour(&[&"import", &"--from", &"simple-301", &csv, &"--except", &"3", &"-o", &rules]).exits(0);
    assert_eq!(std::fs::read_to_string(&rules).unwrap().matches("\"enabled\":true").count(), 2);
    detour(&[&"import", &"--from", &"aioseo", &csv]).exits(1).says(&["no files that are known"]);
    detour(&[&"import", &"--from", &"simple-301"]).exits(1).says(&["--wordpress DIR"]);
    detour(&[&"import", &csv]).exits(64).says(&["--format"]);
}
