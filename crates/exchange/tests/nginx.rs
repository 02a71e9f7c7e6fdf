//! What is said about lines of nginx's configuration that can't be carried over, and about files that are none.
//! What the others do is tested against the real server (`cargo xtask test exchange`).

use detour_exchange::{Import, Options, Place, json, nginx};
use proptest::prelude::*;

fn read(text: &str) -> Import {
    nginx::read(text.as_bytes(), &Options::default())
}

#[test]
fn what_cannot_be_carried_over_is_said_with_its_line() {
    for (text, line, word) in [
        ("include x;", 1, "another file"),
        ("location /a { return 301; }", 1, "301"),
        ("location /a {\n return 200 ok;\n}", 2, "200"),
        ("rewrite ^/a$ /b last;", 1, "inside the server"),
        ("rewrite ^/a(?=b) /b permanent;", 1, "look-around"),
        ("return 301 https://$host/;", 1, "--host"),
        ("return 301 /$geoip_country_code;", 1, "$geoip_country_code"),
        ("if ($geoip_country_code = US) { return 301 /us; }", 1, "$geoip_country_code"),
        ("if (!-e $request_filename) { return 301 /x; }", 1, "files"),
        ("map $uri $x { default /y; }", 1, "default"),
        ("location /a { location /a/b { return 301 /c; } }", 1, "within a location"),
        ("location ~/a { return 301 /c; }", 1, "space"),
        ("if ($uri ~ ^/keep) { break; }\nreturn 301 /all;", 1, "lets requests through"),
        ("if ($http_x) {\n set $y 1;\n break;\n}\nreturn 301 /all;", 1, "lets requests through"),
        ("if ($args ~ id=5) { set $args ''; rewrite ^ /new permanent; }", 1, "changes $args"),
        ("set $args '';\nlocation /a { rewrite ^ /new permanent; }", 1, "depends on line 1"),
        ("map $uri $x { /a /b; }\nserver {\n set $x /c;\n if ($x) { return 301 $x; }\n}", 3, "changes $x"),
        ("a {", 1, "not closed"),
        ("a \"b;", 1, "quote"),
        ("return 301 /a", 1, "ends within"),
    ] {
        let import = read(text);
        assert_eq!(import.rules, [], "{text}");
        assert_eq!(import.report.skipped.first().map(|row| row.place), Some(Place::Line { line }), "{text}");
        assert!(import.report.to_string().contains(word), "{text}: {}", import.report);
    }
}

#[test]
fn odd_files_are_read_or_refused() {
    assert_eq!(read("\u{feff}location = /a { return 301 /b; }\r\n").rules.len(), 1);
    assert_eq!(nginx::read(b"\xff", &Options::default()).report.skipped.len(), 1);
    assert_eq!(read(&"a{".repeat(100_000)).rules.len(), 0);
    assert_eq!(read(&format!("rewrite {}a{} /b permanent;", "(".repeat(3000), ")".repeat(3000))).rules.len(), 0);
}

#[test]
fn what_is_too_long_for_nginx_is_left_out() {
    let source = format!("/{}", "x".repeat(2500));
    let rules = |to: &str| {
        let json =
            format!(r#"[{{"id": 7, "source": {{"value": "{source}"}}, "then": {{"redirect": {{"to": "{to}"}}}}}}]"#);
        json::read(json.as_bytes()).rules
    };
    let fits = nginx::write(&rules("/new"));
    assert_eq!(fits.left_out, []);
    let http = String::from_utf8(fits.files[0].1.clone()).unwrap();
    assert!(http.contains("map_hash_bucket_size 4096;"), "{http}");
    let long = nginx::write(&rules(&format!("/{}", "y".repeat(2500))));
    assert!(long.left_out[0].to_string().contains("longer than nginx reads"), "{:?}", long.left_out);
    for (_, text) in &long.files {
        assert!(text.split(|&byte| byte == b'\n').all(|line| line.len() < 4000));
    }
}

#[test]
fn a_small_file_makes_no_million_rules() {
    let entries: String = (0..1000).map(|number| format!("/{number} /t;\n")).collect();
    let text = format!("map $uri $x {{\n{entries}}}\n{}", "if ($x) { return 301 $x; }\n".repeat(1000));
    let import = read(&text);
    assert!((20_000..70_000).contains(&import.rules.len()), "{}", import.rules.len());
    assert_eq!(import.report.skipped.len(), 1);
    assert!(import.report.skipped[0].to_string().contains("nothing was read"));
}

proptest! {
    #[test]
    fn any_text_is_read(text in "([ /a-zA-Z0-9$\\[\\]()^.*+?!=,\\\\\"'~\n#-]|[;{}]|location |return 301 |rewrite |if |\\$host|\\$uri|map |server |server_name ){0,60}") {
        for rule in read(&text).rules {
            prop_assert_eq!(rule.validate(), []);
        }
    }
}
