//! The commands as a person or a script runs them: what they print, write and exit with.

mod support;

use serde_json::Value;
use support::{Done, Playground, command, detour};

const RULES: &str = r#"[
    {"id": 5, "source": {"value": "/old"}, "then": {"redirect": {"to": "/new", "code": 301}}},
    {"id": 6, "source": {"kind": "wildcard", "value": "/shop/*"}, "then": {"redirect": {"to": "/store/$1"}}},
    {"id": 7, "enabled": false, "source": {"value": "/off"}, "then": {"ignore": {}}},
    {"id": 8, "source": {"value": "/gone"}, "then": {"respond": {"code": 410}}}
]"#;
const BROKEN: &str = r#"[
    {"id": 1, "source": {"value": "no-slash"}, "then": {"redirect": {"to": "/new"}}},
    {"id": 2, "source": {"value": "/good"}, "then": {"redirect": {"to": "/new"}}}
]"#;

#[test]
fn compile_check_explain() {
    let here = Playground::new();
    let (json, file) = (here.write("rules.json", RULES), here.path("site.detour"));
    detour(&[&"compile", &json, &"-o", &file]).exits(0).says(&["generation 1, 3 rules"]);
    detour(&[&"check", &file]).exits(0).says(&["generation 1", "rules      3", "ok: every byte was checked"]);
    detour(&[&"check", &json]).exits(0).says(&["4 imported, 0 skipped, 0 warnings"]);
    detour(&[&"explain", &"/old", &"--rules", &file]).exits(0).says(&["redirect 301 /new, rule 5"]);

    let json = detour(&[&"explain", &"https://x.example/shop/a?b=1", &"--rules", &file, &"--json"]).exits(0).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["decision"], &json["rule"], &json["code"]), (&"redirect".into(), &6.into(), &307.into()));
    detour(&[&"explain", &"/none", &"--rules", &file]).exits(0).says(&["no-match"]);

    // Once more: a higher generation, and the file before is kept.
    let json = here.path("rules.json");
    detour(&[&"compile", &json, &"-o", &file]).exits(0).says(&["generation 2"]);
    detour(&[&"check", &here.path("site.detour.previous")]).exits(0).says(&["generation 1"]);
}

#[test]
fn compile_makes_no_file_of_unsound_rules_unless_told_to() {
    let here = Playground::new();
    let (json, file) = (here.write("rules.json", BROKEN), here.path("site.detour"));
    let expected = ["rule [0] (id 1): source.value: ", "\"no-slash\"", "Begin it with /", "--skip-invalid"];
    detour(&[&"compile", &json, &"-o", &file]).exits(1).says(&expected);
    assert!(!file.exists());
    detour(&[&"compile", &json, &"-o", &file, &"--skip-invalid"]).exits(1).says(&["rule [0]", "1 rules"]);
    assert!(file.exists());
    detour(&[&"check", &json]).exits(1).says(&["skipped  rule [0] (id 1): source.value", "1 imported, 1 skipped"]);
}

#[test]
fn check_says_what_is_wrong_with_a_rule_file() {
    let here = Playground::new();
    let file = here.path("site.detour");
    detour(&[&"compile", &here.write("rules.json", RULES), &"-o", &file]).exits(0);
    let bytes = std::fs::read(&file).unwrap();

    let mut flipped = bytes.clone();
    *flipped.last_mut().unwrap() ^= 1;
    detour(&[&"check", &here.write("flipped.detour", flipped)]).exits(1).says(&["corrupt: ", "publish it again"]);
    detour(&[&"check", &here.write("cut.detour", &bytes[..bytes.len() / 2])]).exits(1).says(&["truncated: "]);
    detour(&[&"check", &here.write("text.detour", "hello")]).exits(1).says(&["no rule file", "detour compile"]);
    detour(&[&"check", &here.path("none.detour")]).exits(1).says(&["none.detour: can't be read", "path of a file"]);

    let loose = here.write("loose.detour", &bytes);
    std::fs::set_permissions(&loose, std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
    detour(&[&"check", &loose]).exits(1).says(&["untrusted: ", "chmod o-w"]);
    detour(&[&"explain", &"/old", &"--rules", &loose]).exits(1).says(&["loose.detour", "chmod o-w"]);
}

#[test]
fn import_and_export_there_and_back() {
    let here = Playground::new();
    let csv = here.write("list.csv", "Source;Target;Code\r\n/a;/b;301\r\nhttps://x.example/c;/d;\r\nbad;/e;\r\n");
    let json = here.path("rules.json");
    detour(&[&"import", &"--format", &"csv", &csv, &"-o", &json]).exits(1).says(&[
        "skipped  line 4: source.value: ",
        "\"bad\"",
        "Begin it with /",
        "2 imported, 1 skipped, 0 warnings",
    ]);
    let rules: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    assert_eq!(rules["rules"][0]["id"], 1);
    assert_eq!(rules["rules"][1]["source"]["host"], "x.example");
    assert_eq!(rules["rules"][1]["then"]["redirect"]["code"], 307);

    let exported = here.path("out.csv");
    detour(&[&"export", &"--format", &"csv", &"--rules", &json, &"-o", &exported]).exits(0);
    let again = detour(&[&"import", &"--format", &"csv", &exported]).exits(0).stdout;
    assert_eq!(again.as_bytes(), std::fs::read(&json).unwrap());
    let again = detour(&[&"export", &"--format", &"json", &"--rules", &json]).exits(0).stdout;
    assert_eq!(again.as_bytes(), std::fs::read(&json).unwrap());
}

#[test]
fn a_dry_run_reports_and_writes_nothing() {
    let here = Playground::new();
    let csv = here.write("list.csv", "/a,/b\n/a,/c\n");
    let json = here.path("rules.json");
    let done = detour(&[&"import", &"--format", &"csv", &csv, &"-o", &json, &"--dry-run", &"--json"]).exits(0);
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((&report["imported"], &report["warnings"][0]["line"]), (&2.into(), &2.into()));
    assert!(!json.exists());
}

#[test]
fn standard_input_and_output() {
    use std::io::Write;
    let mut child = command()
        .args(["import", "--format", "csv", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"/a,/b\n").unwrap();
    let done: support::Done = child.wait_with_output().unwrap().into();
    assert!(done.exits(0).stdout.starts_with("{\"rules\": [\n{\"id\":1,"));
}

#[test]
fn wrong_usage_exits_64_and_help_exits_0() {
    detour(&[]).exits(64);
    for wrong in
        [&["publish"][..], &["compile"], &["import", "x.csv"], &["import", "--format", "xml", "x"], &["status", "x"]]
    {
        let done: support::Done = command().args(wrong).output().unwrap().into();
        done.exits(64).says(&["error: ", "--help"]);
    }
    for name in ["agent", "compile", "check", "explain", "import", "export", "status"] {
        detour(&[&name, &"--help"]).exits(0).says(&["Examples:", &format!("detour {name} ")]);
    }
    detour(&[&"--version"]).exits(0).says(&["detour "]);
    detour(&[&"--help"]).exits(0).says(&["Exit codes: 0"]);
}

#[test]
fn mistakes_in_a_configuration_exit_78_and_say_where() {
    let here = Playground::new();
    let config = here.write("agent.toml", "[[site]]\npath = \"shop\"\nrules = \"/r/shop.detour\"\n");
    for command in ["agent", "status"] {
        detour(&[&command, &"--config", &config])
            .exits(78)
            .says(&[&format!("{}: site[0].path = \"shop\": ", config.display()), "Begin it with /"]);
    }
    detour(&[&"agent", &"--config", &here.path("none.toml")])
        .exits(78)
        .says(&["none.toml", "--config or DETOUR_CONFIG"]);
    detour(&[&"export", &"--format", &"csv", &"--wordpress", &here.path("shop")]).exits(78).says(&["wp-config.php"]);
    detour(&[&"export", &"--format", &"csv", &"--dsn", &"mysql://u:secret@h"])
        .exits(78)
        .says(&["u:***@h", "no database"]);
    detour(&[&"export", &"--format", &"csv"]).exits(1).says(&["--rules FILE, --wordpress DIR or --dsn URL"]);
    detour(&[&"export", &"--format", &"csv", &"--dsn", &"env"]).exits(1).says(&["DETOUR_DSN is not set"]);
}

#[test]
fn validate_looks_at_every_site() {
    let here = Playground::new();
    here.write("a/wp-config.php", "<?php define('DB_NAME', $name);");
    here.write("b/wp-config.php", include_bytes!("data/wp-config/standard.php"));
    let site = |name: &str, rules: &str| {
        format!("[[site]]\npath = \"{}\"\nrules = \"{}\"\n", here.path(name).display(), here.path(rules).display())
    };
    let good = here.write("good.toml", site("b", "b.detour"));
    detour(&[&"agent", &"--validate", &"--config", &good])
        .exits(0)
        .says(&["database \"shop\" at /run/own.sock as user \"wp\"", "The configuration is fine: 1 sites."]);
    let bad = here.write("bad.toml", site("a", "a.detour") + &site("b", "nowhere/b.detour"));
    detour(&[&"agent", &"--validate", &"--config", &bad]).exits(78).says(&[
        "a: ",
        "a/wp-config.php, line 1: ",
        "`dsn`",
        "nowhere is no directory",
        "2 of the configured sites",
    ]);
}

#[test]
fn a_site_sees_nothing_of_the_agents_own_environment() {
    let here = Playground::new();
    let validate = |variable: &str| -> Done {
        let config = format!(
            "<?php define('DB_NAME', 'd'); define('DB_USER', getenv('{variable}')); define('DB_PASSWORD', 'p'); \
             define('DB_HOST', 'db.test'); $table_prefix = 'wp_';"
        );
        here.write("w/wp-config.php", config);
        let (site, rules) = (here.path("w"), here.path("w.detour"));
        let config = here.write("agent.toml", format!("[[site]]\npath = {site:?}\nrules = {rules:?}\n"));
        let mut agent = command();
        agent.args(["agent", "--validate", "--config"]).arg(config);
        agent.env("SITE_USER", "t0ld").env("DETOUR_SITE_USER", "s3cret").output().unwrap().into()
    };
    validate("SITE_USER").exits(0).says(&["as user \"t0ld\""]);
    let refused = validate("DETOUR_SITE_USER").exits(78).says(&["DETOUR_SITE_USER"]);
    assert!(!format!("{}{}", refused.stdout, refused.stderr).contains("s3cret"));
}

const NETWORK: &str = r#"{"sites": [
    {"blog": 1, "host": "net.example", "rules": [
        {"source": {"value": "/old"}, "then": {"redirect": {"to": "/one"}}}
    ]},
    {"blog": 2, "host": "net.example", "path": "/two/", "settings": {"tracking": ["ref"]}, "rules": [
        {"source": {"value": "/two/old"}, "then": {"redirect": {"to": "/two/new"}},
         "examples": [{"url": "/two/old?ref=x", "to": "/two/new?ref=x"}]}
    ]}
]}"#;

#[test]
fn a_network_is_compiled_checked_and_explained() {
    let here = Playground::new();
    let (json, file) = (here.write("network.json", NETWORK), here.path("net.detour"));
    detour(&[&"check", &json]).exits(0).says(&["blog 1, net.example/", "blog 2, net.example/two/", "1 imported"]);
    detour(&[&"compile", &json, &"-o", &file]).exits(0).says(&["generation 1, 2 sites, 2 rules"]);
    detour(&[&"check", &file]).exits(0).says(&["rules      2", "sites      2", "ok: every byte was checked"]);
    for rules in [&file, &json] {
        let ask = |url: &str| detour(&[&"explain", &url, &"--rules", rules]).exits(0);
        ask("http://net.example/two/old?ref=1").says(&["the rules of blog 2", "redirect 307 /two/new?ref=1, rule 1"]);
        ask("http://net.example/old").says(&["the rules of blog 1", "redirect 307 /one"]);
        ask("http://other.example/old").says(&["no site of the network has this host and path", "no-site"]);
    }
    let said = detour(&[&"explain", &"http://NET.example/two/x", &"--rules", &file, &"--json"]).exits(0).stdout;
    assert_eq!(serde_json::from_str::<Value>(&said).unwrap()["blog"], 2);
}

#[test]
fn what_is_wrong_with_a_network_is_said_with_its_place() {
    let here = Playground::new();
    let broken = |from: &str, to: &str| here.write("broken.json", NETWORK.replace(from, to));
    for (from, to, said) in [
        ("\"/two/\"", "\"two\"", &["blog 2: the path \"two\" is none", "/blog1/"][..]),
        (
            "\"net.example\", \"path\"",
            "\"net/example\", \"path\"",
            &["blog 2: the host \"net/example\" is no host name"],
        ),
        ("\"path\": \"/two/\"", "\"path\": \"/\"", &["the blogs 1 and 2 have the same host and path, net.example/"]),
        ("\"ref\"", "\"*\"", &["sites[1].settings.tracking[0]: ", "no query parameter"]),
        (
            "\"tracking\"",
            "\"trackign\"",
            &[
                "sites[1].settings.trackign: ",
                "country_header, tracking, recording, ignored, origins, targets, redirection",
            ],
        ),
        ("\"path\"", "\"paht\"", &["sites[1].paht: There is no field of this name", "blog, host, path"]),
        ("\"/two/old\"}", "\"two/old\"}", &["blog 2: rule [0]: source.value: ", "1 rules are not sound"]),
    ] {
        let json = broken(from, to);
        detour(&[&"compile", &json, &"-o", &here.path("net.detour")]).exits(1).says(said);
        detour(&[&"check", &json]).exits(1);
        assert!(!here.path("net.detour").exists());
    }
}

#[test]
fn settings_come_from_a_file() {
    let here = Playground::new();
    let rules = r#"[{"source": {"value": "/old"}, "then": {"redirect": {"to": "/new"}},
        "examples": [{"url": "/old?ref=x", "to": "/new?ref=x"}]}]"#;
    let (json, file) = (here.write("rules.json", rules), here.path("site.detour"));
    let settings = here.write("settings.json", r#"{"tracking": ["ref"]}"#);
    detour(&[&"check", &json]).exits(1).says(&["example  rule 1: examples[0].url"]);
    detour(&[&"check", &json, &"--settings", &settings]).exits(0);
    detour(&[&"compile", &json, &"-o", &file, &"--settings", &settings]).exits(0);
    detour(&[&"explain", &"/old?ref=1", &"--rules", &file]).exits(0).says(&["307 /new?ref=1"]);
    detour(&[&"explain", &"/old?ref=1", &"--rules", &json, &"--settings", &settings])
        .exits(0)
        .says(&["307 /new?ref=1"]);
    detour(&[&"explain", &"/old?ref=1", &"--rules", &json]).exits(0).says(&["no-match"]);
    // Where nobody says otherwise, the common ones are known.
    detour(&[&"explain", &"/old?utm_source=1", &"--rules", &json]).exits(0).says(&["307 /new?utm_source=1"]);

    detour(&[&"check", &file, &"--settings", &settings]).exits(1).says(&["made with its settings"]);
    let wrong = here.write("wrong.json", r#"{"trackign": ["ref"]}"#);
    let said = [
        "wrong.json: trackign: There is no field of this name",
        "country_header, tracking, recording, ignored, origins, targets, redirection",
    ];
    detour(&[&"compile", &json, &"-o", &file, &"--settings", &wrong]).exits(1).says(&said);
    let text = here.write("text.json", "ref");
    detour(&[&"check", &json, &"--settings", &text]).exits(1).says(&["text.json: this is not JSON"]);
}

#[test]
fn requests_are_answered_line_by_line() {
    let here = Playground::new();
    let rules = here.write(
        ".htaccess",
        "RewriteEngine On\nRewriteCond %{HTTP:X-A} =1\nRewriteRule ^old$ /new [R=301,L]\nRewriteCond %{HTTP_HOST} ^www\\.(.+)$\n\
         RewriteRule ^(.*)$ https://%1/$1 [R=301,L]\nRedirect 410 /gone\nRewriteRule ^in$ /index.php [L]\n",
    );
    let requests = here.write(
        "requests.jsonl",
        "{\"url\": \"/old\", \"headers\": {\"X-A\": \"1\"}}\n{\"url\": \"/old\"}\n\n\
         {\"url\": \"http://www.a.test/x?y\", \"method\": \"POST\", \"remote_addr\": \"10.0.0.1\"}\n\
         {\"url\": \"/x\", \"headers\": {\"host\": \"www.b.test\"}}\n{\"url\": \"/gone\"}\nno\n",
    );
    let done = detour(&[&"explain", &"--rules", &rules, &"--format", &"htaccess", &"--requests", &requests]).exits(1);
    let lines: Vec<&str> = done.stdout.lines().collect();
    assert_eq!(
        lines[..5],
        [
            r#"{"status":301,"location":"/new","rule":1,"decision":"redirect"}"#,
            r#"{"status":null,"location":null,"rule":null,"decision":"pass"}"#,
            r#"{"status":301,"location":"https://a.test/x?y","rule":2,"decision":"redirect"}"#,
            r#"{"status":301,"location":"https://b.test/x","rule":2,"decision":"redirect"}"#,
            r#"{"status":410,"location":null,"rule":2,"decision":"respond"}"#,
        ]
    );
    assert!(lines[5].starts_with(r#"{"line":7,"error":"This is no request"#), "{}", lines[5]);
    let dry = detour(&[&"import", &"--format", &"htaccess", &rules, &"--dry-run"]).exits(1);
    dry.says(&["line 5: RewriteRule: ", "--host", "line 7: RewriteRule: It rewrites", "3 imported, 2 skipped"]);
    detour(&[&"explain", &"/gone", &"--rules", &rules, &"--format", &"htaccess"]).exits(0).says(&["respond 410"]);
    detour(&[&"explain", &"--rules", &rules]).exits(64);
}

#[test]
fn a_request_that_is_too_long_is_answered_once() {
    let here = Playground::new();
    let rules = here.write("_redirects", "/old /new\n");
    let long = format!("{{\"url\": \"/{}\"}}\n", "x".repeat(3 << 20));
    let exactly = format!("{{\"url\": \"/{}\"}}", "x".repeat((1 << 20) - 12));
    let requests = here.write("requests.jsonl", format!("{long}{{\"url\": \"/old\"}}\nno\n{exactly}"));
    let done =
        detour(&[&"explain", &"--rules", &rules, &"--format", &"netlify", &"--folder", &"/", &"--requests", &requests])
            .exits(1);
    let lines: Vec<&str> = done.stdout.lines().collect();
    assert_eq!(lines.len(), 4, "{}", done.stdout);
    assert_eq!(lines[0], r#"{"line":1,"error":"The line is longer than 1048576 bytes"}"#);
    assert_eq!(lines[1], r#"{"status":301,"location":"/new","rule":1,"decision":"redirect"}"#);
    assert!(lines[2].starts_with(r#"{"line":3,"error":"This is no request"#), "{}", lines[2]);
    assert!(lines[3].starts_with(r#"{"status":null"#), "{}", lines[3]);
}

#[test]
fn a_file_of_a_gigabyte_is_refused() {
    let here = Playground::new();
    let large = here.write("large.csv", "source,target\n");
    std::fs::OpenOptions::new().write(true).open(&large).unwrap().set_len(1 << 30).unwrap();
    detour(&[&"import", &"--format", &"csv", &large, &"--dry-run"]).exits(1).says(&["larger than 256 MB", "split it"]);
}
