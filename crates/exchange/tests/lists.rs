//! Lists that services and spreadsheets write: what each line comes to, and what is said about those that can't be used.

use detour_engine::{Patterns, compile};
use detour_exchange::{Format, Import, Options, Place, csv, number};
use detour_format::{RuleFile, Stamp, write};
use detour_rules::{Decision, Facts, Request, Rule};

fn read(format: Format, text: &str) -> Import {
    format.read(text.as_bytes(), &Options::default())
}

fn answer(rules: &[Rule], host: &str, url: &str, headers: &[(&str, &str)]) -> String {
    let mut rules = rules.to_vec();
    number(&mut rules);
    let bytes = write(&compile(&rules).program, &Stamp { generation: 1, revision: 1, created: 0, seed: 1 }).unwrap();
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let facts = Facts { headers, logged_in: Some(false), roles: Some(Vec::new()), ..Facts::default() };
    let request = Request { context: &facts, ..Request::get(host, url) };
    match RuleFile::open(bytes).unwrap().decide(&mut Patterns::new(), &request) {
        Decision::Redirect { code, location, .. } => format!("{code} {}", String::from_utf8(location).unwrap()),
        Decision::Respond { code, .. } => code.to_string(),
        Decision::Rewrite { to, .. } => format!("rewrite {}", String::from_utf8(to).unwrap()),
        other => other.word().to_owned(),
    }
}

const REDIRECTS: &str = "\u{feff}# comment\r
/home              /              # the front page\r
/old               /new           302\r
/caf%C3%A9/x       /cafe!         301!
/news/*            /blog/:splat
/shop/:id/:name    /p/:name-:id?x=:id
/store id=:id      /item/:id      307
/posts tag=:t id=:i /p/:i/:t
/list page=1       /first
/50%25/:id         /half/:id
/a%3Fb%23/:id      /escaped/:id
/es                /es-es         302 Language=es,ca
/us                /usa           302 Country=us,CA
/secret/*          /login         302 Role=admin
/beta              /beta-page     302 Cookie=beta,preview
/app/*             /index.php?p=:splat 200
/gone              /404.html      410
https://blog.test/* https://www.test/blog/:splat 301
/port              https://x.test:8080/a
";

#[test]
fn redirects_files() {
    let import = read(Format::Netlify, REDIRECTS);
    assert_eq!((import.rules.len(), import.report.skipped.len()), (18, 0), "{}", import.report);
    for (url, expected) in [
        ("/home", "301 /"),
        ("/home/?x=1", "301 /?x=1"),
        ("/old", "302 /new"),
        ("/caf%c3%a9/x", "301 /cafe!"),
        ("/news/a/b?c=d", "301 /blog/a/b?c=d"),
        ("/news", "301 /blog/"),
        ("/newsletter", "pass"),
        ("/shop/7/shoes", "301 /p/shoes-7?x=7"),
        ("/shop/7/shoes/red", "pass"),
        ("/store?id=5", "307 /item/5"),
        ("/store/?id=5", "307 /item/5"),
        ("/store", "pass"),
        ("/posts?id=1&tag=b", "301 /p/1/b"),
        ("/posts?tag=b&id=1", "301 /p/1/b"),
        ("/list?page=1", "301 /first"),
        ("/list?page=12", "pass"),
        ("/50%25/7", "301 /half/7"),
        ("/a%3fb%23/7", "301 /escaped/7"),
        ("/es", "pass"),
        ("/us", "pass"),
        ("/secret/x", "pass"),
        ("/beta", "pass"),
        ("/app/a/b", "rewrite /index.php?p=a/b"),
        ("/gone", "410"),
        ("/port", "301 https://x.test:8080/a"),
    ] {
        assert_eq!(answer(&import.rules, "a.test", url, &[]), expected, "{url}");
    }
    assert_eq!(answer(&import.rules, "a.test", "/es", &[("Accept-Language", "ca")]), "302 /es-es");
    assert_eq!(answer(&import.rules, "a.test", "/us", &[("CF-IPCountry", "US")]), "302 /usa");
    assert_eq!(answer(&import.rules, "a.test", "/beta", &[("Cookie", "preview=1")]), "302 /beta-page");
    assert_eq!(read(Format::CloudflarePages, "/a /b").rules[0].then, read(Format::Netlify, "/a /b 302").rules[0].then);
}

#[test]
fn lines_that_cannot_be_used_are_said() {
    for (text, word) in [
        ("/a", "no target"),
        ("a /b", "begin with a slash"),
        ("/a?b=1 /c", "question mark"),
        ("/*/a /b", "star"),
        ("/a https://x.test/ 200", "another server"),
        ("/a /b 3o1", "status"),
        ("/a /b 299", "code"),
        ("/a /b 302 Signed=X", "Signed=X"),
        ("/* :splat", "no target"),
    ] {
        let import = read(Format::Netlify, text);
        assert_eq!((import.rules.len(), import.report.skipped.len()), (0, 1), "{text}");
        assert!(import.report.to_string().contains(word), "{text}: {}", import.report);
    }
    let odd = Format::Netlify.read(b"/a\xff /b\n/a /b", &Options::default());
    assert_eq!((odd.rules.len(), odd.report.skipped.len()), (1, 1));
}

const BULK: &str = "example.com/a,https://new.test/a
example.com/a/b,https://new.test/longer,302,TRUE,FALSE,TRUE,TRUE
https://example.com/folder/,https://new.test/f/,308,FALSE,TRUE,TRUE,TRUE
example.com/all,https://new.test/flat,307,TRUE,TRUE,TRUE,FALSE
example.com/,https://new.test/
";

#[test]
fn bulk_redirects() {
    let import = read(Format::Cloudflare, BULK);
    assert_eq!(import.report.skipped.len(), 0, "{}", import.report);
    for (host, url, expected) in [
        ("example.com", "/a?x=1", "301 https://new.test/a"),
        ("www.example.com", "/a", "pass"),
        ("example.com", "/a/b/c?x=1", "302 https://new.test/longer/c?x=1"),
        ("example.com", "/a/b", "302 https://new.test/longer"),
        ("example.com", "/a/bc", "pass"),
        ("x.example.com", "/all/x?y", "307 https://new.test/flat?y"),
        ("example.com", "/", "301 https://new.test/"),
        ("other.test", "/a", "pass"),
    ] {
        assert_eq!(answer(&import.rules, host, url, &[]), expected, "{host}{url}");
    }
    let bad = "/a,https://x/\nexample.com/a?b,https://x/\nexample.com/a,relative\nexample.com/a,https://x/,301,maybe\n";
    assert_eq!(read(Format::Cloudflare, bad).report.skipped_rows(), 4);
}

#[test]
fn columns_can_be_named() {
    let columns = |list: &[(&str, &str)]| Options {
        columns: list.iter().map(|(field, name)| ((*field).to_owned(), (*name).to_owned())).collect(),
        ..Options::default()
    };
    let by_name = columns(&[("source", "Vorher"), ("target", "Nach her"), ("code", "Art")]);
    let import = Format::Csv.read(b"Vorher;Nr;Nach her;Art\n/a;7;/b;301\n", &by_name);
    assert_eq!(answer(&import.rules, "", "/a", &[]), "301 /b");
    let by_number = columns(&[("source", "2"), ("target", "3")]);
    let import = Format::Csv.read(b"1,/a,/b\n2,/c,/d\n", &by_number);
    assert_eq!(answer(&import.rules, "", "/c", &[]), "307 /d");
    for (list, word) in [
        (vec![("source", "nope")], "no such column"),
        (vec![("soruce", "Vorher")], "no field"),
        (vec![("target", "Vorher")], "holds the source"),
    ] {
        let import = Format::Csv.read(b"Vorher;Nachher\n/a;/b\n", &columns(&list));
        assert_eq!((import.rules.len(), import.report.skipped.len()), (0, 1));
        assert!(import.report.to_string().contains(word), "{}", import.report);
    }
}

#[test]
fn formulas_are_disarmed() {
    let rule = read(Format::Csv, "source,target,note\n/a,/b,=1+1\n").rules.remove(0);
    let text = String::from_utf8(csv::write(std::slice::from_ref(&rule))).unwrap();
    assert!(text.contains(",'=1+1,"), "{text}");
    assert_eq!(csv::read(text.as_bytes()).rules, [rule]);
}

const RULES: &str = r#"[
    {"id": 1, "source": {"value": "/a b", "slash": "ignore", "query": "pass"}, "then": {"redirect": {"to": "/new", "code": 301}}},
    {"id": 2, "source": {"kind": "prefix", "value": "/news/", "query": "pass"}, "then": {"redirect": {"to": "/blog/$1", "code": 302}}},
    {"id": 3, "source": {"value": "/list?b=2&a=1", "query": "any-order", "slash": "ignore"}, "then": {"redirect": {"to": "https://x.test/", "code": 308}}},
    {"id": 4, "source": {"kind": "regex", "value": "^/x(\\d)$"}, "then": {"redirect": {"to": "/y/$1"}}},
    {"id": 5, "source": {"value": "/gone"}, "then": {"respond": {"code": 410}}},
    {"id": 6, "source": {"value": "/us"}, "when": [{"country": ["US"]}], "then": {"redirect": {"to": "/usa", "code": 302}}},
    {"id": 7, "source": {"value": "/news/late"}, "then": {"redirect": {"to": "/never", "code": 301}}}
]"#;

#[test]
fn redirects_files_are_written() {
    let rules = read(Format::Json, RULES).rules;
    let export = Format::Netlify.write(&rules, &[]);
    let text = String::from_utf8(export.files[0].1.clone()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        lines,
        [
            "/a%20b /new 301",
            "/news/* /blog/:splat 302",
            "/list b=2 a=1 https://x.test/ 308",
            "/us /usa 302 Country=us",
            "/news/late /never 301"
        ]
    );
    assert_eq!((export.left_out.len(), export.widened.len()), (2, 3));
    assert!(text.contains("# Rule 4 (^/x(\\d)$) is not here."), "{text}");
    let again = read(Format::Netlify, &text).rules;
    for (url, expected) in
        [("/a%20b?x", "301 /new?x"), ("/news/a?b", "302 /blog/a?b"), ("/list?a=1&b=2", "308 https://x.test/")]
    {
        assert_eq!(
            (answer(&rules, "", url, &[]), answer(&again, "", url, &[])),
            (expected.into(), expected.into()),
            "{url}"
        );
    }
}

#[test]
fn bulk_redirects_are_written() {
    let rules = read(Format::Json, RULES).rules;
    let export = Format::Cloudflare.write(&rules, &["a.test".into()]);
    let text = String::from_utf8(export.files[0].1.clone()).unwrap();
    assert_eq!(text, "a.test/news/,https://a.test/blog/,302,TRUE,FALSE,TRUE,TRUE\n");
    assert_eq!(export.left_out.len(), 6);
    assert_eq!(Format::Cloudflare.write(&rules, &[]).left_out.len(), 7);
}

#[test]
fn what_stays_behind_is_named_by_its_place_in_the_list() {
    let rules = read(
        Format::Json,
        r#"[{"id": 1, "enabled": false, "source": {"value": "/off"}, "then": {"redirect": {"to": "/x"}}},
        {"id": 2, "position": 9, "source": {"value": "/gone"}, "then": {"respond": {"code": 410, "body": "theme"}}},
        {"id": 3, "source": {"value": "/in"}, "then": {"rewrite": {"to": "/index.php"}}, "dialect": "redirection"}]"#,
    )
    .rules;
    assert_eq!(rules.len(), 3);
    let places = |format: Format| -> Vec<Place> {
        format.write(&rules, &[]).left_out.into_iter().map(|row| row.place).collect()
    };
    let expected = [Place::Rule { index: 2, id: 3 }, Place::Rule { index: 1, id: 2 }];
    for format in [Format::Netlify, Format::Htaccess, Format::Nginx, Format::Cloudflare] {
        assert_eq!(places(format), expected, "{format:?}");
    }
}
