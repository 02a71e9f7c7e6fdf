//! What is said about lines of Apache's configuration that can't be carried over, and about files that are none.
//! What the others do is tested against the real server (`cargo xtask test exchange`).

use detour_exchange::{Import, Options, Place, apache};
use proptest::prelude::*;

fn read(text: &str) -> Import {
    apache::read(text.as_bytes(), &Options::default())
}

fn refused(text: &str) -> String {
    let import = read(text);
    assert_eq!(import.rules, [], "{text}");
    assert_eq!(import.report.skipped.len(), 1, "{text}: {}", import.report);
    import.report.skipped[0].to_string()
}

#[test]
fn what_cannot_be_carried_over_is_said_with_its_line() {
    for (text, line, word) in [
        ("\nInclude other.conf", 2, "another file"),
        ("Redirect 301 /a", 1, "target"),
        ("Redirect 410 /a /b", 1, "410"),
        ("Redirect 301 /a b", 1, "neither a path"),
        ("Redirect 300 /a /b", 1, "300"),
        ("Redirect 301 a /b", 1, "slash"),
        ("Redirect 301 /a\\\n?x /b", 1, "query"),
        ("RedirectMatch 301 (?=a) /b", 1, "look-around"),
        ("RewriteEngine on\nRewriteRule ^a$ http://x/ [P]", 2, "another server"),
        ("RewriteEngine on\nRewriteRule ^a$ /b", 2, "inside the server"),
        ("RewriteEngine on\nRewriteRule ^a$ ${m:$0} [R]", 2, "RewriteMap"),
        ("RewriteEngine on\nRewriteRule ^a$ https://%{HTTP_HOST}/ [R]", 2, "--host"),
        ("RewriteEngine on\nRewriteRule ^a$ /%{ENV:X} [R,L]", 2, "Only the server knows ENV:X"),
        ("RewriteEngine on\nRewriteCond %{TIME} >2020\nRewriteRule ^a$ /b [R,L]", 3, "by order"),
        ("RewriteEngine on\nRewriteCond %{TIME} 2020\nRewriteRule ^a$ /b [R,L]", 3, "Only the server knows TIME"),
        ("RewriteEngine off\nRewriteRule ^a$ /b [R,L]", 2, "off"),
        ("<IfDefine X>\nRedirect 301 /a /b\n</IfDefine>", 2, "IfDefine"),
        ("<Directory /srv>\nRedirect 301 /a /b\n</Directory>", 2, "URL path beside it"),
        ("RewriteEngine on\nRewriteCond %{HTTP_HOST} =a.test [OR]\nRewriteRule ^a$ /b [R,L]", 3, "flag OR"),
        // Neither asks the server's files, so neither is WordPress's own.
        ("RewriteEngine on\nRewriteCond %{TIME} >2020\nRewriteRule ^ - [L]", 3, "by order"),
        ("RewriteEngine on\nRewriteCond %{TIME} -ge2020\nRewriteRule ^ - [L]", 3, "Only the server knows"),
        ("<If \"-f '/x'\">\nRedirect 301 /a /b\n</If>", 2, "expression"),
        ("RewriteMap x txt:y", 1, "can't"),
    ] {
        let import = read(text);
        assert_eq!(import.report.skipped.first().map(|row| row.place), Some(Place::Line { line }), "{text}");
        assert!(refused(text).contains(word), "{text}: {}", refused(text));
    }
}

#[test]
fn what_redirects_nothing_is_only_mentioned() {
    let import =
        read("Options -Indexes\nHeader set X y\nRewriteEngine On\nRewriteRule ^ - [E=A:1]\nRedirect 301 /a /b\n");
    assert_eq!((import.rules.len(), import.report.skipped.len(), import.report.warnings.len()), (2, 0, 2));
    assert!(import.report.to_string().contains("Header, Options"), "{}", import.report);
}

#[test]
fn what_redirects_to_the_front_controller_is_a_redirect() {
    let import = read("RewriteEngine On\nRewriteRule ^(.*)$ /index.php?q=$1 [R=301,L]\nRewriteRule ^ /index.php [G]\n");
    assert_eq!((import.rules.len(), import.report.skipped.len()), (2, 0), "{}", import.report);
    let own = "RewriteEngine On\nRewriteCond %{DOCUMENT_ROOT}/x/%{REQUEST_URI} !-f\nRewriteRule ^ - [L]\nRewriteRule . /index.php [L]\n";
    let import = read(own);
    assert_eq!((import.rules.len(), import.report.skipped.len()), (0, 0), "{}", import.report);
}

#[test]
fn a_missing_engine_is_mentioned() {
    let import = read("RewriteRule ^a$ /b [R,L]");
    assert_eq!(import.rules.len(), 1);
    assert!(import.report.to_string().contains("switched on"), "{}", import.report);
}

#[test]
fn odd_files_are_read_or_refused() {
    assert_eq!(read("\u{feff}Redirect 301 /a /b\r\n\r\n# x\r\nRedirect 302 /c /d").rules.len(), 4);
    let bad = apache::read(b"Redirect 301 /a\xff /b\nRedirect 301 /a /b", &Options::default());
    assert_eq!((bad.rules.len(), bad.report.skipped.len()), (2, 1));
    let long = format!("Redirect 301 /{} /b\nRedirect 301 /a /b", "x".repeat(100_000));
    let import = read(&long);
    assert_eq!((import.rules.len(), import.report.skipped.len()), (2, 1));
    assert_eq!(read(&"<If>\n".repeat(10_000)).rules.len(), 0);
    assert_eq!(read(&"\\\n".repeat(100_000)).rules.len(), 0);
    assert!(refused(&format!("RedirectMatch 301 {}a{} /b", "(".repeat(3000), ")".repeat(3000))).contains("nests"));
}

#[test]
fn hosts_and_rules_make_no_million() {
    let hosts: String = (0..90).map(|number| format!(" h{number}.test")).collect();
    for line in ["Redirect 301 /a /b\n", "RewriteRule ^a$ https://%{HTTP_HOST}/b [R,L]\n"] {
        let text =
            format!("<VirtualHost *>\nRewriteEngine on\nServerAlias{hosts}\n{}</VirtualHost>", line.repeat(1000));
        let import = read(&text);
        assert!((20_000..60_000).contains(&import.rules.len()), "{line}: {}", import.rules.len());
        assert_eq!(import.report.skipped.len(), 1, "{line}");
        assert!(import.report.skipped[0].to_string().contains("nothing was read"), "{line}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "([ <>/a-zA-Z0-9%{}\\[\\]()^$.*+?!=,\\\\\"'\n#-]|Rewrite|Rule|Cond|Redirect|Match|301|%\\{HTTP_HOST\\}|\\[R\\]){0,60}") {
        for rule in read(&format!("RewriteEngine On\n{text}")).rules {
            prop_assert_eq!(rule.validate(), []);
        }
    }
}
