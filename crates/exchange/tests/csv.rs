//! CSV as people and plugins write it, and the way there and back.

use detour_exchange::{Hits, Import, Place, csv, json, number};
use detour_rules::{Action, Case, Ignore, Kind, QueryMode, Redirect, Respond, Rule, Scheme, Slash, Source};
use proptest::prelude::*;

fn read(text: &str) -> Import {
    csv::read(text.as_bytes())
}

fn redirect(rule: &Rule) -> (&str, &str, u16) {
    match &rule.then {
        Action::Redirect(redirect) => (&rule.source.value, &redirect.to, redirect.code),
        other => panic!("{:?} does not redirect but {other:?}", rule.source.value),
    }
}

#[test]
fn columns_are_found_by_name_in_any_order() {
    let import = read("code,note,target,source\n301,moved,/b,/a\n,,/d,/c\n");
    assert_eq!(import.rules.iter().map(redirect).collect::<Vec<_>>(), [("/a", "/b", 301), ("/c", "/d", 307)]);
    assert_eq!(import.rules[0].note, "moved");
    assert_eq!(import.report.to_string(), "2 imported, 0 skipped, 0 warnings");
}

#[test]
fn without_a_header_the_columns_are_source_target_code() {
    let import = read("/a,/b,308\n/c,/d\n");
    assert_eq!(import.rules.iter().map(redirect).collect::<Vec<_>>(), [("/a", "/b", 308), ("/c", "/d", 307)]);
}

#[test]
fn semicolons_tabs_byte_order_mark_and_windows_line_ends() {
    for text in
        ["\u{feff}Source;Target\r\n/a;/b\r\n", "source\ttarget\r\n/a\t/b", "\"source\",\"target\"\n\"/a\",\"/b\"\n"]
    {
        let import = read(text);
        assert_eq!(import.rules.iter().map(redirect).collect::<Vec<_>>(), [("/a", "/b", 307)], "{text:?}");
    }
}

#[test]
fn quotes_may_hold_delimiters_quotes_and_line_breaks() {
    let import = read("source,target,note\n\"/a,\"\"b\"\"\",/c,\"two\nlines\"\n/d,/e,\nbad,/f,\n");
    assert_eq!(import.rules[0].source.value, "/a,\"b\"");
    assert_eq!(import.rules[0].note, "two\nlines");
    // The line break in the note counts.
    assert_eq!(import.report.skipped[0].place, Place::Line { line: 5 });
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let text = "source,target\n\n/a,/b\nbad,/c\n\n\n\"/d\ne\",/f\nbad,/g\n";
    for line_end in ["\n", "\r\n", "\r"] {
        let import = read(&text.replace('\n', line_end));
        let lines: Vec<Place> = import.report.skipped.iter().map(|row| row.place).collect();
        let expected = [4, 7, 9].map(|line| Place::Line { line });
        assert_eq!(lines, expected, "{line_end:?}");
    }
}

#[test]
fn decoded_and_encoded_sources_are_taken_as_they_are() {
    let import = read("/caf\u{e9} d'or,/a\n/caf%C3%A9,/b\n");
    assert_eq!(import.rules[0].source.value, "/caf\u{e9} d'or");
    assert_eq!(import.rules[1].source.value, "/caf%C3%A9");
}

#[test]
fn a_question_mark_with_no_query_behind_it_belongs_to_the_path() {
    let import = read("source,target\n/What_is_it?,/a\n/b?c,/d\n");
    let values: Vec<&str> = import.rules.iter().map(|rule| rule.source.value.as_str()).collect();
    assert_eq!(values, ["/What_is_it%3F", "/b?c"]);
    assert_eq!(import.report.warnings.len(), 1);
    let exported = read("source,target,query\n/What_is_it?,/a,exact\n");
    assert_eq!(exported.rules[0].source.value, "/What_is_it?");
}

#[test]
fn a_whole_url_becomes_host_and_path() {
    for (url, host, value) in [
        ("https://Old.example.com/a?b=1", "old.example.com", "/a?b=1"),
        ("http://old.example.com:8080/a", "old.example.com", "/a"),
        ("https://old.example.com", "old.example.com", "/"),
        ("https://old.example.com?x=1", "old.example.com", "/?x=1"),
    ] {
        let import = read(&format!("source,target\n{url},/b\n"));
        let source = &import.rules[0].source;
        assert_eq!((source.host.as_str(), source.value.as_str()), (host, value), "{url}");
    }
}

#[test]
fn redirections_export_is_understood() {
    let import = read(concat!(
        "source,target,regex,code,type,hits,title,status\n",
        "\"/old/\",\"/new/\",0,301,\"url\",0,\"Moved, \"\"2024\"\"\",\"active\"\n",
        "\"^/b/(.*)\",\"/c/$1\",1,302,\"url\",7,\"\",\"disabled\"\n",
        "\"/gone\",\"\",0,410,\"url\",0,\"\",\"active\"\n",
    ));
    assert_eq!(import.report.skipped, []);
    assert_eq!(redirect(&import.rules[0]), ("/old/", "/new/", 301));
    assert_eq!(import.rules[0].note, "Moved, \"2024\"");
    assert_eq!((import.rules[1].source.kind, import.rules[1].enabled), (Kind::Regex, false));
    assert_eq!(import.rules[2].then, Action::Respond(Respond { code: 410, ..Respond::default() }));
    assert_eq!(import.report.warnings[0].problem.value, "type");
    assert_eq!(import.report.hits, [Hits { place: Place::Line { line: 3 }, hits: 7, last: None }]);
}

#[test]
fn yoasts_export_is_understood() {
    let import = read("Origin,Target,Type,Format\nold,new,301,plain\n^b/(.*),c/$1,307,regex\ngone,,410,plain\n");
    assert_eq!(import.report.skipped, []);
    assert_eq!(redirect(&import.rules[0]), ("/old", "/new", 301));
    assert_eq!(redirect(&import.rules[1]), ("^b/(.*)", "/c/$1", 307));
    assert_eq!(import.rules[2].then, Action::Respond(Respond { code: 410, ..Respond::default() }));
}

#[test]
fn every_bad_row_names_line_field_value_and_way_out_and_stops_nothing() {
    let import = read(concat!(
        "source,target,code,kind,case,enabled,position,action,host\n",
        "old,/b,301,,,,,,\n",
        "/a,,301,,,,,,\n",
        "/a,/b,three,,,,,,\n",
        "/a,/b,410,,,,,,\n",
        "/a,/b,301,contains,,,,,\n",
        "/a,/b,301,,maybe,,,,\n",
        "/a,/b,301,,,perhaps,,,\n",
        "/a,/b,301,,,,-1,,\n",
        "/a,/b,301,,,,,vanish,\n",
        "^/(a,/b,301,regex,,,,,\n",
        "https://x.example/a,/b,301,,,,,,y.example\n",
        "/a,javascript:alert(1),301,,,,,,\n",
        "/good,/b,301,,,,,,\n",
    ));
    let shown: Vec<String> = import.report.skipped.iter().map(ToString::to_string).collect();
    let expected = [
        ("line 2", "source.value", "\"old\"", "Begin it with /"),
        ("line 3", "then.redirect.to", "target is empty", "Fill the column target"),
        ("line 4", "then.redirect.code", "\"three\"", "Write digits only"),
        ("line 5", "then.redirect.code", "\"410\"", "Leave the target empty"),
        ("line 6", "source.kind", "\"contains\"", "Use wildcard"),
        ("line 7", "source.case", "\"maybe\"", "ignore"),
        ("line 8", "enabled", "\"perhaps\"", "Write 1 or 0"),
        ("line 9", "position", "\"-1\"", "Write digits only"),
        ("line 10", "then", "\"vanish\"", "Write redirect, respond or ignore"),
        ("line 11", "source.value", "\"^/(a\"", "Correct the pattern"),
        ("line 12", "source.host", "\"y.example\"", "Leave the column empty"),
        ("line 13", "then.redirect.to", "\"javascript:alert(1)\"", "Begin it with /, http:// or https://"),
    ];
    assert_eq!(shown.len(), expected.len(), "{shown:#?}");
    for (line, (place, field, value, fix)) in shown.iter().zip(expected) {
        for part in [&format!("{place}: {field}: ")[..], value, fix] {
            assert!(line.contains(part), "{line:?} lacks {part:?}");
        }
    }
    assert_eq!(import.rules.iter().map(redirect).collect::<Vec<_>>(), [("/good", "/b", 301)]);
    assert_eq!(import.report.skipped_rows(), 12);
}

#[test]
fn text_that_is_not_utf8_is_reported() {
    let import = csv::read(b"source,target\n/caf\xe9,/b\n/a,/b\n");
    assert_eq!(import.rules.len(), 1);
    assert_eq!(import.report.skipped[0].problem.message, "The text is not UTF-8");
}

#[test]
fn a_repeated_source_is_kept_and_reported() {
    let import = read("/a,/first\n/b,/x\n/a,/second\n");
    assert_eq!(import.rules.len(), 3);
    assert_eq!(import.report.warnings.len(), 1);
    assert_eq!(import.report.warnings[0].place, Place::Line { line: 3 });
    assert!(import.report.warnings[0].problem.message.contains("(line 1)"));
}

#[test]
fn empty_input_gives_nothing_and_no_complaint() {
    for text in ["", "\n\n", "\u{feff}", "source,target\n"] {
        assert_eq!(read(text), Import::default(), "{text:?}");
    }
}

#[test]
fn numbering_keeps_order_and_existing_ids() {
    let mut rules = read("/a,/b\n/c,/d\n").rules;
    rules[1].id = 7;
    number(&mut rules);
    assert_eq!([rules[0].id, rules[1].id], [8, 7]);
}

#[test]
fn rules_of_another_dialect_are_kept_as_they_stand() {
    let source = serde_json::json!({"kind": "suffix", "value": " http://a/b ", "query": "pass"});
    let rule = Rule::from_json(&serde_json::json!({"dialect": "rank-math", "source": source,
        "then": {"redirect": {"to": " b", "code": 301}}, "alternatives": [source], "stored": "a,\"b\""}))
    .unwrap();
    assert_eq!(read(std::str::from_utf8(&csv::write(std::slice::from_ref(&rule))).unwrap()).rules, [rule]);
}

fn keyword<T: Clone + std::fmt::Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(values)
}

/// Text with everything that CSV and JSON find hard, without control characters in URLs.
fn url_tail() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 ,;\"'|%&=?._~é漢-]{0,24}"
}

fn source() -> impl Strategy<Value = Source> {
    (
        keyword(&[Kind::Exact, Kind::Prefix, Kind::Wildcard, Kind::Regex]),
        // Spreadsheets take what begins like some of these for a formula.
        (keyword(&[" ^/", "=", "-", "@", "'=", "''+?", "'"]), url_tail()),
        keyword(&[Case::Exact, Case::Ignore]),
        keyword(&[Slash::Exact, Slash::Ignore]),
        keyword(&[QueryMode::Exact, QueryMode::AnyOrder, QueryMode::Ignore, QueryMode::Pass]),
        keyword(&["any", "example.com", "*.Example.com"]),
        keyword(&[Scheme::Any, Scheme::Http, Scheme::Https]),
    )
        .prop_map(|(kind, (start, tail), case, slash, query, host, scheme)| {
            let start = if kind == Kind::Regex { start } else { "/" };
            Source { kind, value: format!("{start}{tail}"), case, slash, query, host: host.into(), scheme }
        })
}

fn action() -> impl Strategy<Value = Action> {
    let hosts = proptest::collection::vec(keyword(&["a.example", "*.b.example"]).prop_map(str::to_owned), 0..3);
    prop_oneof![
        (url_tail(), keyword(&[301, 302, 303, 304, 307, 308]), hosts).prop_map(|(to, code, allow_hosts)| {
            Action::Redirect(Redirect { to: format!("/{to}"), code, allow_hosts, ..Redirect::default() })
        }),
        keyword(&[400, 403, 404, 410, 418, 451, 503])
            .prop_map(|code| Action::Respond(Respond { code, ..Respond::default() })),
        Just(Action::Ignore(Ignore {})),
    ]
}

/// Parts of a rule that have no column of their own.
const MORE: [&str; 6] = [
    "{}",
    r#"{"when": [{"method": ["GET"]}, {"any": [{"header": {"name": "X", "contains": "a,\"b\""}}, {"not": {"logged_in": true}}]}]}"#,
    r#"{"else": {"respond": {"code": 503, "retry_after": 600}}, "when": [{"ip": ["10.0.0.0/8"]}]}"#,
    r#"{"then": {"split": [{"to": "/a", "weight": 1}, {"to": "/b", "weight": 2}], "sticky": "cookie"}}"#,
    r#"{"source": {"value": "/a"}, "then": {"redirect": {"to": "/x", "canonical": true, "alternates": {"es": "/es/", "x-default": "/"}}}}"#,
    r#"{"then": {"redirect": {"to": "/x", "cache": 60, "headers": {"X-A": "b"}}},
        "schedule": {"from": "2026-11-27T00:00:00+01:00"}}"#,
];

fn rule() -> impl Strategy<Value = Rule> {
    let texts = (any::<String>(), any::<String>());
    (any::<u64>(), any::<bool>(), any::<u32>(), texts, source(), action(), keyword(&MORE)).prop_map(
        |(id, enabled, position, (group, note), source, then, more)| {
            let mut rule = serde_json::json!({
                "id": id, "enabled": enabled, "position": position, "group": group, "note": note,
                "source": source, "then": then,
            });
            let serde_json::Value::Object(mut more) = serde_json::from_str(more).unwrap() else { unreachable!() };
            rule.as_object_mut().unwrap().append(&mut more);
            serde_json::from_value(rule).unwrap()
        },
    )
}

proptest! {
    #[test]
    fn an_export_is_imported_without_loss(rules in proptest::collection::vec(rule(), 0..8)) {
        let rules: Vec<Rule> = rules.into_iter().filter(|rule| rule.validate().is_empty()).collect();
        for import in [csv::read(&csv::write(&rules)), json::read(&json::write(&rules))] {
            prop_assert_eq!(&import.report.skipped, &vec![]);
            prop_assert_eq!(&import.rules, &rules);
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        csv::read(&bytes);
        json::read(&bytes);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "(source|target|code|,|;|\n|\"|/|:|http://|[a-z]|\\PC){0,60}") {
        csv::read(text.as_bytes());
        json::read(text.as_bytes());
    }
}
