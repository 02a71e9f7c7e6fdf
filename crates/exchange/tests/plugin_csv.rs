//! CSV in the columns of Redirection and of Rank Math Pro: out, back, and what stays behind.

use detour_exchange::redirection::csv_items;
use detour_exchange::{Export, Format, Import, Options, Place};
use detour_rules::{Action, Dialect, Kind, Rule};
use proptest::prelude::*;
use serde_json::{Value, json};

fn rule(json: &Value) -> Rule {
    Rule::from_json(json).unwrap_or_else(|problems| panic!("{json}: {problems:?}"))
}

fn redirect(source: Value, to: &str) -> Value {
    json!({"source": source, "then": {"redirect": {"to": to, "code": 301}}})
}

fn written(format: Format, rules: &[Rule]) -> (Export, String) {
    let export = format.write(rules, &[]);
    let text = String::from_utf8(export.files[0].1.clone()).unwrap();
    (export, text)
}

fn read(format: Format, text: &str) -> Import {
    format.read(text.as_bytes(), &Options::default())
}

fn reasons(export: &Export) -> Vec<(u64, &str)> {
    let reason = |row: &'_ detour_exchange::RowProblem| match row.place {
        Place::Rule { id, .. } => id,
        _ => 0,
    };
    export.left_out.iter().map(|row| (reason(row), row.problem.message.as_str())).collect()
}

#[test]
fn redirections_columns_are_those_of_the_plugin() {
    let mut first = rule(&redirect(json!({"value": "/old"}), "/new"));
    (first.id, first.note) = (4, "=1+1, \"x\"".into());
    let pattern = json!({"kind": "regex", "value": "^/a/(.*)$", "case": "ignore"});
    let mut second = rule(&redirect(pattern, "/b/$1"));
    (second.id, second.enabled) = (5, false);
    let gone = rule(&json!({"id": 6, "source": {"value": "/gone"}, "then": {"respond": {"code": 410}}}));
    let rules = [first, second, gone];
    let (export, text) = written(Format::RedirectionCsv, &rules);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("\"source\",\"target\",\"regex\",\"code\",\"type\",\"hits\",\"title\",\"status\","));
    assert!(lines[1].starts_with("\"/old\",\"/new\",0,301,\"url\",0,\"'=1+1, \"\"x\"\"\",\"active\","), "{}", lines[1]);
    assert!(lines[2].starts_with("\"^/a/(.*)$\",\"/b/$1\",1,301,\"url\",0,\"\",\"disabled\","), "{}", lines[2]);
    assert!(lines[3].starts_with("\"/gone\",\"\",0,410,\"error\",0,\"\",\"active\","), "{}", lines[3]);
    assert_eq!(reasons(&export), []);
    let said: Vec<String> = export.widened.iter().map(ToString::to_string).collect();
    assert!(said[0].starts_with("rule [1] (id 5): ") && said[0].contains("disabled"), "{said:?}");
    assert!(said[1].contains("count as its own settings say"), "{said:?}");
    assert_eq!(read(Format::RedirectionCsv, &text).rules, rules);
    assert_eq!(read(Format::Csv, &text).rules, rules);
}

#[test]
fn what_redirections_columns_cant_say_is_left_out() {
    let source = |source: Value| redirect(source, "/b");
    let then = |then: Value| json!({"source": {"value": "/a"}, "then": then});
    let cases = [
        (source(json!({"value": "/a/", "kind": "prefix"})), "Sources are whole paths or patterns there"),
        (source(json!({"value": "/a", "host": "a.test"})), "It counts on a host or scheme"),
        (source(json!({"value": "/a%2Fb"})), "The path holds an escape that servers don't compare"),
        (
            source(json!({"value": "^/a", "kind": "regex"})),
            "The plugin replaces only what the pattern takes, and keeps the rest of the URL",
        ),
        (
            source(json!({"value": "^/a$", "kind": "regex", "query": "pass"})),
            "The plugin compares a pattern with the query as well",
        ),
        (redirect(json!({"value": "/b"}), "/b"), "The plugin passes over rows that lead to themselves"),
        (redirect(json!({"value": "/a"}), "/{host}"), "The target inserts more than groups"),
        (redirect(json!({"value": "/a"}), "/b$$1"), "The target inserts more than groups"),
        (then(json!({"respond": {"code": 503}})), "Of the codes that don't redirect only 401 to 499 can be listed"),
        (then(json!({"ignore": {}})), "Only redirects and errors can be listed"),
        (then(json!({"redirect": {"to": "/b", "cache": 60}})), "It tells caches how long to keep it"),
        (then(json!({"redirect": {"to": format!("/{}", "b".repeat(5000))}})), "The plugin cuts lines of this length"),
        (
            json!({"source": {"value": "=x", "kind": "regex"}, "dialect": "redirection", "then": {"redirect": {"to": "/b"}}}),
            "A spreadsheet would take a cell for a formula",
        ),
        (
            json!({"source": {"value": "/a"}, "when": [{"method": ["GET"]}], "then": {"redirect": {"to": "/b"}}}),
            "It has conditions",
        ),
    ];
    let rules: Vec<Rule> = (1..).zip(&cases).map(|(id, (json, _))| Rule { id, ..rule(json) }).collect();
    let (export, text) = written(Format::RedirectionCsv, &rules);
    let expected: Vec<(u64, &str)> = (1..).zip(cases.iter().map(|(_, reason)| *reason)).collect();
    assert_eq!(reasons(&export), expected);
    assert_eq!(text.lines().count(), 1);
    assert_eq!(export.widened, []);
}

const PRO: &str = "\
\u{feff}id,source,matching,destination,type,category,status,ignore
4,old,exact,https://a.test/new,301,Moved,active,case
,shop/,start,/store,307,,inactive,
9,\"[{\"\"ignore\"\":\"\"\"\",\"\"pattern\"\":\"\"=a\"\",\"\"comparison\"\":\"\"contains\"\"},{\"\"pattern\"\":\"\"b\"\",\"\"comparison\"\":\"\"end\"\"}]\",,,410,'=x,active,
7,gone,,/x,,,,
5,x,exact,DELETE,301,,active,
6,x,exact,/y,moved,,active,
8,x,exact,/y,301,,trashed,
3,\"[{\"\"pattern\"\":\"\"x\"\"}]\",,/y,301,,active,
";

#[test]
fn rank_math_pros_list_is_read() {
    let import = read(Format::RankMathCsv, PRO);
    let shown = |rule: &Rule| (rule.id, rule.source.value.clone(), rule.source.kind, rule.enabled, rule.group.clone());
    let rules: Vec<_> = import.rules.iter().map(shown).collect();
    assert_eq!(
        rules,
        [
            (0, "shop/".into(), Kind::Prefix, false, String::new()),
            (9, "=a".into(), Kind::Contains, true, "=x".into()),
            (7, "gone".into(), Kind::Exact, true, String::new()),
            (4, "old".into(), Kind::Exact, true, "Moved".into()),
        ]
    );
    assert!(import.rules.iter().all(|rule| rule.dialect == Dialect::RankMath));
    assert_eq!(import.rules[1].alternatives[0].kind, Kind::Suffix);
    assert!(import.rules.is_sorted_by_key(|rule| rule.position));
    let lines = |rows: &[detour_exchange::RowProblem]| -> Vec<(u64, String)> {
        rows.iter().map(|row| (row.place.number(), row.problem.field.clone())).collect()
    };
    assert_eq!(
        lines(&import.report.skipped),
        [(6, "destination".into()), (7, "type".into()), (8, "status".into()), (9, "sources".into())]
    );
    assert_eq!(lines(&import.report.warnings)[..2], [(5, "matching".into()), (5, "type".into())]);
    for text in ["", "a,b\n", "old,exact,/new\n"] {
        assert!(read(Format::RankMathCsv, text).report.to_string().contains("doesn't name a column source"), "{text}");
    }
}

#[test]
fn what_rank_maths_columns_cant_say_is_left_out_or_told() {
    let native = |source: Value| redirect(source, "/b");
    let cases = [
        (native(json!({"value": "/a", "slash": "ignore", "query": "pass"})), ""),
        (native(json!({"value": "/a b%C3%A9", "slash": "ignore", "query": "pass", "case": "ignore"})), ""),
        (native(json!({"value": "/a"})), "any query as well"),
        (native(json!({"value": "/a?b"})), "Only plain paths"),
        (native(json!({"value": "/a", "kind": "prefix"})), "Only plain paths"),
        (native(json!({"value": "/"})), "front page"),
        (native(json!({"value": "/a+b"})), "plus sign"),
        (redirect(json!({"value": "/a"}), "/{host}"), "The target inserts something"),
        (redirect(json!({"value": "/a"}), "/$$"), "The target inserts something"),
        (json!({"source": {"value": "/a"}, "then": {"respond": {"code": 404}}}), "Only redirects, 410 and 451"),
    ];
    for (json, said) in &cases {
        let (export, text) = written(Format::RankMathCsv, &[rule(json)]);
        let told: Vec<String> = export.left_out.iter().chain(&export.widened).map(ToString::to_string).collect();
        assert_eq!(
            (told.is_empty(), told.iter().any(|told| told.contains(said))),
            (said.is_empty(), !said.is_empty()),
            "{json}"
        );
        assert_eq!(text.lines().count() == 2, export.left_out.is_empty(), "{json}");
    }
    let (_, text) = written(Format::RankMathCsv, &[rule(&cases[1].0)]);
    assert_eq!(text.lines().nth(1), Some(",a bé,exact,/b,301,,active,case"));
}

fn text() -> impl Strategy<Value = String> {
    "[=+@'\\-\\[\"\\\\a-z0-9 ,;|%&?.é]{1,12}"
}

fn of_rank_math() -> impl Strategy<Value = Rule> {
    let source = |(kind, value): (&str, String)| {
        let slash = if kind == "exact" { "ignore" } else { "exact" };
        json!({"kind": kind, "value": value, "slash": slash, "query": "pass"})
    };
    let kind = || proptest::sample::select(&["exact", "prefix", "suffix", "contains"][..]);
    let sources = proptest::collection::vec((kind(), text()).prop_map(source), 1..4);
    (sources, text(), any::<bool>(), any::<String>()).prop_map(|(mut sources, to, enabled, group)| {
        let first = sources.remove(0);
        let mut json = json!({"source": first, "then": {"redirect": {"to": format!("/{}", to.trim()), "code": 301}},
            "enabled": enabled, "group": group, "dialect": "rank-math"});
        if !sources.is_empty() {
            json["alternatives"] = sources.into();
        }
        serde_json::from_value(json).unwrap()
    })
}

fn of_redirection() -> impl Strategy<Value = Rule> {
    let query = proptest::sample::select(&["exact", "any-order", "ignore", "pass"][..]);
    let flag = || proptest::sample::select(&["exact", "ignore"][..]);
    (text(), text(), any::<bool>(), any::<String>(), query, flag(), flag()).prop_map(
        |(path, to, enabled, note, query, case, slash)| {
            serde_json::from_value(json!({"source": {"value": format!("/{path}"), "query": query, "case": case,
                "slash": slash}, "enabled": enabled, "note": note, "group": note, "dialect": "redirection",
                "then": {"redirect": {"to": format!("/{to}"), "code": 302}}}))
            .unwrap()
        },
    )
}

fn numbered(rules: Vec<Rule>) -> Vec<Rule> {
    let sound = rules.into_iter().filter(|rule| rule.validate().is_empty());
    (1..).zip(sound).map(|(number, rule)| Rule { position: number * 10, ..rule }).collect()
}

proptest! {
    #[test]
    fn rank_math_rules_come_back(rules in proptest::collection::vec(of_rank_math(), 0..6)) {
        let rules = numbered(rules);
        let (export, text) = written(Format::RankMathCsv, &rules);
        prop_assert_eq!(&export.left_out, &vec![]);
        let import = read(Format::RankMathCsv, &text);
        prop_assert_eq!(&import.report.skipped, &vec![]);
        prop_assert_eq!(&import.rules, &rules);
    }

    #[test]
    fn redirection_rules_come_back(rules in proptest::collection::vec(of_redirection(), 0..6)) {
        let rules = numbered(rules);
        let (export, text) = written(Format::RedirectionCsv, &rules);
        let import = read(Format::RedirectionCsv, &text);
        prop_assert_eq!(&import.report.skipped, &vec![]);
        prop_assert_eq!(import.rules.len() + export.left_out.len(), rules.len());
        prop_assert!(import.rules.iter().all(|rule| rules.contains(rule)));
    }

    #[test]
    fn redirection_reads_what_is_written_for_it(rules in proptest::collection::vec(of_redirection(), 0..6)) {
        let (export, text) = written(Format::RedirectionCsv, &numbered(rules));
        let read: Vec<_> = csv_items(text.as_bytes()).into_iter().map(|item| (item.url, item.target, item.code)).collect();
        let rules = self::read(Format::RedirectionCsv, &text).rules;
        let meant = rules.iter().map(|rule| match &rule.then {
            Action::Redirect(redirect) => (rule.source.value.clone(), redirect.to.clone(), 302),
            other => panic!("{other:?}"),
        });
        prop_assert_eq!(read, meant.collect::<Vec<_>>(), "{:?}", export.left_out);
    }

    #[test]
    fn no_cell_is_a_formula(rules in proptest::collection::vec(prop_oneof![of_rank_math(), of_redirection()], 0..6)) {
        let rules = numbered(rules);
        for format in [Format::Csv, Format::RedirectionCsv, Format::RankMathCsv] {
            let (_, text) = written(format, &rules);
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            for record in reader.byte_records() {
                for cell in &record.unwrap() {
                    prop_assert!(!cell.starts_with(b"=") && !cell.starts_with(b"+") && !cell.starts_with(b"-")
                        && !cell.starts_with(b"@"), "{}", String::from_utf8_lossy(cell));
                }
            }
        }
    }

    #[test]
    fn no_list_makes_the_reader_panic(text in "(id|source|matching|destination|type|\\[\\{|\"|,|\n|DELETE|[a-z0-9]|\\PC){0,60}") {
        read(Format::RankMathCsv, &format!("source,destination\n{text}"));
        read(Format::RankMathCsv, &text);
    }
}
