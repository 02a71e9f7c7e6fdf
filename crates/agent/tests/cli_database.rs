//! Commands that talk to a database.

mod support;

use serde_json::Value;
use support::mariadb::MariaDb;
use support::{Playground, detour};

#[test]
fn import_export_and_status_with_a_database() {
    let mut database = MariaDb::start();
    let here = Playground::new();
    let nudge = here.write("wordpress/wp-content/uploads/detour/nudge", "0\n");
    here.write(
        "wordpress/wp-config.php",
        format!(
            "<?php define('DB_NAME', 'shop'); define('DB_USER', 'wp'); define('DB_PASSWORD', 's3cret');\n\
             define('DB_HOST', 'localhost:{}'); $table_prefix = 'wp_';",
            database.socket().display()
        ),
    );
    let wordpress = here.path("wordpress");
    let csv = here.write("list.csv", "source,target,group\n/a,/b,Ä\n/c,/d,\nbad,/e,\n");

    detour(&[&"import", &"--format", &"csv", &csv, &"--wordpress", &wordpress, &"--dry-run"]).exits(1);
    assert_eq!(database.column("SELECT COUNT(*) FROM wp_detour_rules"), ["0"]);

    detour(&[&"import", &"--format", &"csv", &csv, &"--wordpress", &wordpress]).exits(1).says(&[
        "2 imported, 1 skipped",
        "2 rules added to database \"shop\"",
        "revision 1",
    ]);
    assert_eq!(std::fs::read_to_string(&nudge).unwrap().trim(), "1");
    let row = "CONCAT_WS('|', id, position, enabled, kind, source, target, code, rule_group, dialect)";
    assert_eq!(
        database.column(&format!("SELECT {row} FROM wp_detour_rules ORDER BY id")),
        ["1|0|1|exact|/a|/b|307|Ä|native", "2|0|1|exact|/c|/d|307||native"]
    );
    let stored = &database.column("SELECT rule FROM wp_detour_rules WHERE id = 1")[0];
    let stored: Value = serde_json::from_str(stored).unwrap();
    assert_eq!((stored.get("id"), stored.get("position"), &stored["group"]), (None, None, &"Ä".into()));

    // The same once more adds nothing, and a new one goes behind the others.
    let more = here.write(
        "more.json",
        br#"[{"source": {"value": "/x"}, "then": {"respond": {"code": 410}}},
        {"source": {"value": "/c"}, "then": {"redirect": {"to": "/d"}}}]"#,
    );
    detour(&[&"import", &"--format", &"csv", &csv, &"--wordpress", &wordpress])
        .exits(1)
        .says(&["0 rules added", "2 were there"]);
    detour(&[&"import", &"--format", &"json", &more, &"--dsn", &database.dsn()]).exits(0).says(&[
        "1 rules added",
        "1 were there",
        "revision 2",
    ]);
    let row = "CONCAT_WS('|', id > 2, position, IFNULL(target, 'null'), code)";
    assert_eq!(
        database.column(&format!("SELECT {row} FROM wp_detour_rules ORDER BY id DESC LIMIT 1")),
        ["1|1|null|410"]
    );
    assert_eq!(database.column("SELECT value > 0 FROM wp_detour_state WHERE name = 'changed_at'"), ["1"]);

    let exported = detour(&[&"export", &"--format", &"csv", &"--wordpress", &wordpress]).exits(0).stdout;
    let header = "source,target,code,action,kind,";
    assert!(exported.starts_with(header) && exported.lines().count() == 4, "{exported}");

    // Status: no file, behind, live, no database.
    let rules = here.path("shop.detour");
    let config = here.write(
        "agent.toml",
        format!("[[site]]\npath = \"{}\"\nrules = \"{}\"\n", wordpress.display(), rules.display()),
    );
    detour(&[&"status", &"--config", &config]).exits(1).says(&["shop  missing", "there is no rule file"]);
    let json = here.path("rules.json");
    detour(&[&"export", &"--format", &"json", &"--wordpress", &wordpress, &"-o", &json]).exits(0);
    detour(&[&"compile", &json, &"-o", &rules]).exits(0);
    let done = detour(&[&"status", &"--config", &config, &"--json"]).exits(1);
    let sites: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((&sites[0]["state"], &sites[0]["revision_file"]), (&"behind".into(), &0.into()));
    assert_eq!((&sites[0]["revision_database"], &sites[0]["rules"]), (&2.into(), &3.into()));

    let agent = support::agent::Agent::start(&config);
    support::eventually("revision 2", || support::rule_file(&rules).filter(|file| file.1 == 2));
    detour(&[&"status", &"--config", &config]).exits(0).says(&["shop  live"]);
    assert_eq!(agent.terminate(), 0);

    database.stop();
    detour(&[&"status", &"--config", &config]).exits(1).says(&["database unreachable", "Check that the server runs"]);
    detour(&[&"export", &"--format", &"csv", &"--wordpress", &wordpress]).exits(1).says(&["as user \"wp\": "]);
}

#[test]
fn a_failed_import_leaves_the_database_as_it_was() {
    let database = MariaDb::start();
    let here = Playground::new();
    let csv = here.write("list.csv", "/a,/b\n/c,/d\n");
    database.run("ALTER TABLE wp_detour_rules ADD CONSTRAINT no_c CHECK (source <> '/c')");
    detour(&[&"import", &"--format", &"csv", &csv, &"--dsn", &database.dsn()]).exits(1).says(&["no_c"]);
    assert_eq!(database.column("SELECT COUNT(*) FROM wp_detour_rules"), ["0"]);
    assert_eq!(database.column("SELECT value FROM wp_detour_state WHERE name = 'revision'"), ["0"]);

    let wrong = detour(&[&"import", &"--format", &"csv", &csv, &"--dsn", &database.dsn_with_password("wr0ng-pw")]);
    let done = wrong.exits(1).says(&["Access denied", "Check user and password"]);
    assert!(!done.stderr.contains("wr0ng-pw"), "{}", done.stderr);
}

#[test]
fn a_long_import_tells_how_far_it_is_and_is_whole() {
    let mut database = MariaDb::start();
    let here = Playground::new();
    let rows: String = (0..5100).map(|row| format!("/a{row},/b,{}\n", row % 7)).collect();
    let csv = here.write("list.csv", format!("source,target,hits\n{rows}"));
    let import: [&dyn AsRef<std::ffi::OsStr>; 6] = [&"import", &"--format", &"csv", &csv, &"--dsn", &database.dsn()];
    let fails = "CREATE TRIGGER fails BEFORE INSERT ON wp_detour_rules FOR EACH ROW \
                 IF NEW.source = '/a5000' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'disk full'; END IF";
    database.run(fails);
    detour(&import).exits(1).says(&["disk full"]);
    assert_eq!(database.column("SELECT COUNT(*) FROM wp_detour_rules"), ["0"]);
    assert_eq!(database.column("SELECT value FROM wp_detour_state WHERE name = 'revision'"), ["0"]);
    database.run("DROP TRIGGER fails");

    let as_json: Vec<&dyn AsRef<std::ffi::OsStr>> = import.into_iter().chain([&"--json" as &dyn AsRef<_>]).collect();
    let done = detour(&as_json).exits(0);
    let progress: Vec<&str> = done.stderr.lines().filter(|line| line.starts_with('{')).collect();
    assert_eq!(progress, [r#"{"saved":5000,"of":5100}"#, r#"{"saved":5100,"of":5100}"#]);
    assert_eq!(database.column("SELECT SUM(hits_before) FROM wp_detour_rules"), ["15294"]);
    database.stop();
}
