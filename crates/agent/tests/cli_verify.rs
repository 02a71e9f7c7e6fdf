//! `detour verify` as a person or a script runs it.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::Value;
use support::{Playground, detour};

const RULES: &str = r#"[
    {"id": 5, "source": {"value": "/old"}, "then": {"redirect": {"to": "/new", "code": 301}}},
    {"id": 6, "source": {"value": "/gone"}, "then": {"respond": {"code": 410}}}
]"#;

/// A site that answers these paths so; it lives as long as the test.
fn site(answers: &'static [(&str, &str)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || while answer(&stream, answers).is_some() {});
        }
    });
    url
}

fn answer(mut stream: &TcpStream, answers: &[(&str, &str)]) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    lines.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
    let path = first.split(' ').nth(1)?;
    let head = answers.iter().find(|(known, _)| *known == path).map_or("404 Not Found", |(_, head)| head);
    stream.write_all(format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n").as_bytes()).ok()
}

const EQUAL: &[(&str, &str)] = &[
    ("/old", "301 Moved Permanently\r\nLocation: /new"),
    ("/old?utm_source=mail", "301 Moved Permanently\r\nLocation: /new?utm_source=mail"),
    ("/%6f%6cd", "301 Moved Permanently\r\nLocation: /new"),
    ("/ol%64", "301 Moved Permanently\r\nLocation: /new"),
    ("/old?", "301 Moved Permanently\r\nLocation: /new"),
    ("/gone", "410 Gone"),
    ("/gone?utm_source=mail", "410 Gone"),
    ("/gon%65", "410 Gone"),
    ("/gone?", "410 Gone"),
];

#[test]
fn a_migration_without_differences() {
    let here = Playground::new();
    let rules = here.write("rules.json", RULES);
    let url = site(EQUAL);
    let done = detour(&[&"verify", &"--site", &url, &"--rules", &rules]).exits(0);
    let last = done.stdout.lines().last().unwrap();
    let requests: u32 = last
        .strip_prefix("2 rules, ")
        .and_then(|rest| rest.strip_suffix(" requests, 0 differences"))
        .unwrap()
        .parse()
        .unwrap();
    assert!(requests > 30, "{last}");
    assert!(done.stdout.contains(&format!("No differences in {requests} requests")), "{}", done.stdout);
}

#[test]
fn differences_are_listed() {
    let here = Playground::new();
    let (list, url) = (here.write("access.log", "1.2.3.4 - - [x] \"GET /lost HTTP/1.1\" 301 0\n"), site(EQUAL));
    let changed = RULES.replace("/new", "/newer");
    let other = here.write("other.json", changed);
    detour(&[&"verify", &"--site", &url, &"--rules", &other]).exits(1).says(&[
        "rule 5 (/old), hit: GET http://127.0.0.1:",
        "  site   301 /new\n  rules  redirect 301 /newer, rule 5\n  likely target: ",
        "2 rules, ",
    ]);

    let json = detour(&[&"verify", &"--site", &url, &"--rules", &other, &"--urls", &list, &"--json"]).exits(1).stdout;
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let first = &lines[0]["difference"];
    assert_eq!(
        (&first["rule"], &first["variant"], &first["cause"]["id"]),
        (&5.into(), &"hit".into(), &"target".into())
    );
    assert_eq!((&first["expected"]["location"], &first["actual"]["location"]), (&"/newer".into(), &"/new".into()));
    let report = &lines.last().unwrap()["report"];
    let listed = lines.iter().filter(|line| line.get("difference").is_some()).count();
    assert_eq!((&report["rules"], &report["differences"]), (&2.into(), &listed.into()));

    // The site has a rule that the new ones lack; a URL of its log finds it.
    let url = site(&[("/lost", "301 Moved Permanently\r\nLocation: /found")]);
    let none = here.write("none.json", "[]");
    detour(&[&"verify", &"--site", &url, &"--rules", &none, &"--urls", &list]).exits(1).says(&[
        "log: GET ",
        "/lost",
        "0 rules, 1 requests, 1 differences",
    ]);

    let csv = here.write("list.csv", "source,target,code\n/old,/new,301\nno-slash,,999\n");
    let url = site(EQUAL);
    detour(&[&"verify", &"--site", &url, &"--rules", &csv, &"--format", &"csv"]).exits(1).says(&[
        "left out ",
        "line 3",
        "1 rules, ",
        ", 0 differences",
    ]);
}

#[test]
fn what_is_wrong_is_named() {
    let here = Playground::new();
    let (rules, file) = (here.write("rules.json", RULES), here.path("site.detour"));
    detour(&[&"compile", &rules, &"-o", &file]).exits(0);
    detour(&[&"verify", &"--site", &"shop.example", &"--rules", &rules]).exits(1).says(&["give one such as https://"]);
    detour(&[&"verify", &"--site", &"http://127.0.0.1:9"])
        .exits(1)
        .says(&["--rules FILE, --wordpress DIR or --dsn URL"]);
    detour(&[&"verify", &"--site", &"http://127.0.0.1:9", &"--rules", &file])
        .exits(1)
        .says(&["these are no rules in JSON"]);
    // Nobody listens at the port for discarding.
    detour(&[&"verify", &"--site", &"http://127.0.0.1:9", &"--rules", &rules])
        .exits(1)
        .says(&["127.0.0.1 doesn't answer: "]);
    detour(&[&"verify", &"--site", &"http://a.test", &"--connect-to", &"x", &"--rules", &rules])
        .exits(1)
        .says(&["give HOST:PORT"]);
    let empty = here.write("empty", "nothing\n");
    detour(&[&"verify", &"--site", &"http://a.test", &"--rules", &rules, &"--urls", &empty])
        .exits(1)
        .says(&["there is no URL in it"]);
    detour(&[&"verify", &"--site", &"http://a.test", &"--concurrency", &"0"]).exits(64);
    let help = detour(&[&"verify", &"--help"]).exits(0).stdout;
    assert!(help.contains("the old plugin counts hits"), "{help}");
}
