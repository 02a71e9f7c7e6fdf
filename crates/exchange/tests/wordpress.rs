//! Rules of WordPress plugins: rows as they are stored, and what must come of them.
//!
//! `tests/exchange/SYSTEM/*.toml` hold what was observed on the plugins. Rows are read, compiled and asked, by the engine
//! on a rule file and by the naive reference matcher.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use detour_engine::{Patterns, compile, reference};
use detour_exchange::wordpress::{Manner, Options, Site};
use detour_exchange::{
    Import, RowProblem, aioseo, betterlinks, eps, number, old_slugs, quick_page_post, redirection,
    safe_redirect_manager, seopress, simple_301, yoast,
};
use detour_format::{RuleFile, Stamp, write};
use detour_php_value::{Key, Value};
use detour_rules::{Decision, Facts, Request, RequestScheme};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    intended: bool,
    /// Numbers of the rows that go the other way.
    #[serde(default)]
    except: BTreeSet<u64>,
    /// An empty one is not known.
    #[serde(default = "home")]
    home: String,
    #[serde(default = "yes")]
    trailing_slash: bool,
    #[serde(default)]
    permalinks: BTreeMap<String, String>,
    input: toml::Table,
    /// `[METHOD ]URL -> CODE LOCATION`, `URL -> CODE` or `URL -> pass`.
    answers: Vec<String>,
    #[serde(default)]
    not_found: bool,
    #[serde(default)]
    logged_in: bool,
    /// Numbers of the rows that are reported so; one may occur several times.
    #[serde(default)]
    skipped: Vec<u64>,
    #[serde(default)]
    dead: Vec<u64>,
    #[serde(default)]
    differs: Vec<u64>,
    #[serde(default)]
    hits: Vec<(u64, u64)>,
}

fn home() -> String {
    "http://example.test".into()
}

fn yes() -> bool {
    true
}

/// A list of pairs as PHP keeps a map.
fn map(input: &toml::Table, name: &str) -> Vec<u8> {
    let pair = |pair: &toml::Value| {
        let text = |at: usize| pair[at].as_str().unwrap().as_bytes();
        (Key::new(text(0)), Value::Text(text(1).to_vec()))
    };
    let pairs = input.get(name).and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Value::Array(pairs.iter().map(pair).collect()).write()
}

fn flag(input: &toml::Table, name: &str) -> bool {
    input.get(name).and_then(toml::Value::as_bool).unwrap_or_default()
}

fn file<'i>(input: &'i toml::Table, name: &str) -> Option<&'i [u8]> {
    input.get(name).map(|text| text.as_str().unwrap().as_bytes())
}

fn rows<Row: for<'de> Deserialize<'de>>(input: &toml::Table) -> Vec<Row> {
    let rows = input.get("rows").and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    rows.iter().map(|row| row.clone().try_into().unwrap()).collect()
}

/// Lists of origin, url, type and format, as the option has them.
fn yoast_list(list: &toml::Value) -> Vec<u8> {
    let text = |value: &toml::Value| Value::Text(value.as_str().unwrap().as_bytes().to_vec());
    let entry = |entry: &toml::Value| {
        let names = [b"origin".as_slice(), b"url", b"type", b"format"];
        let values = [text(&entry[0]), text(&entry[1]), Value::Int(entry[2].as_integer().unwrap()), text(&entry[3])];
        Value::Array(names.into_iter().map(Key::new).zip(values).collect())
    };
    let entries = list.as_array().unwrap().iter().map(entry);
    Value::Array((0..).map(Key::Int).zip(entries).collect()).write()
}

fn read(system: &str, input: &toml::Table, options: &Options) -> Import {
    match system {
        "simple-301" => match file(input, "csv") {
            Some(csv) => simple_301::read_csv(csv, flag(input, "wildcards"), options),
            None => simple_301::read(&map(input, "redirects"), flag(input, "wildcards"), options),
        },
        "betterlinks" => {
            let settings = betterlinks::Settings {
                case_sensitive: flag(input, "case_sensitive"),
                wildcards: flag(input, "wildcards"),
            };
            match (file(input, "csv"), file(input, "json")) {
                (Some(csv), _) => betterlinks::read_csv(csv, settings, options),
                (_, Some(json)) => betterlinks::read_json(json, options),
                _ => betterlinks::read(&rows::<betterlinks::Link>(input), settings, options),
            }
        }
        "eps" => match file(input, "csv") {
            Some(csv) => eps::read_csv(csv, options),
            None => eps::read(&rows::<eps::Row>(input), options),
        },
        "safe-redirect-manager" => match file(input, "csv") {
            Some(csv) => safe_redirect_manager::read_csv(csv, options),
            None => {
                let most = input.get("most").and_then(toml::Value::as_integer).unwrap_or(1000);
                safe_redirect_manager::read(&rows::<safe_redirect_manager::Row>(input), most as usize, options)
            }
        },
        "quick-page-post" => {
            let settings = quick_page_post::Settings {
                off: flag(input, "off"),
                everything_to: String::from_utf8_lossy(file(input, "everything_to").unwrap_or_default()).into_owned(),
                case_sensitive: flag(input, "case_sensitive"),
            };
            match file(input, "file") {
                Some(file) => quick_page_post::read_file(file, &settings, options),
                None => quick_page_post::read(&map(input, "redirects"), &rows(input), &settings, options),
            }
        }
        "yoast" => {
            let option = |name| file(input, name).map(<[u8]>::to_vec);
            let settings =
                option("settings").or_else(|| Some(br#"a:1:{s:20:"disable_php_redirect";s:3:"off";}"#.to_vec()));
            let base = option("base").or_else(|| input.get("list").map(yoast_list));
            let stored = yoast::Stored { base, plain: option("plain"), regex: option("regex"), settings };
            yoast::read(&stored, options)
        }
        "seopress" => match file(input, "csv") {
            Some(csv) => seopress::read_csv(csv, options),
            None => seopress::read(&rows::<seopress::Row>(input), options),
        },
        "redirection" => redirection::read_json(file(input, "json").unwrap(), options),
        "aioseo" => aioseo::read(&rows::<aioseo::Row>(input), options),
        "old-slugs" => old_slugs::read(&rows::<old_slugs::Row>(input), options),
        _ => panic!("{system} is no system"),
    }
}

fn shown(decision: &Decision) -> String {
    match decision {
        Decision::Redirect { code, location, .. } => format!("{code} {}", String::from_utf8_lossy(location)),
        Decision::Respond { code, .. } => code.to_string(),
        Decision::Pass(_) => "pass".into(),
        other => format!("{other:?}"),
    }
}

fn numbers(rows: &[RowProblem]) -> Vec<u64> {
    rows.iter().map(|row| row.place.number()).filter(|number| *number > 0).collect()
}

fn run(system: &str, case: &Case) -> Result<(), String> {
    let home = Some(&case.home).filter(|home| !home.is_empty()).map(|home| home.parse().unwrap());
    let permalinks = case.permalinks.iter().map(|(id, path)| (id.parse().unwrap(), path.clone())).collect();
    let manner = if case.intended { Manner::Intended } else { Manner::Behaved };
    let site = Site { home, trailing_slash: case.trailing_slash, permalinks };
    let mut import = read(system, &case.input, &Options { site, manner, except: case.except.clone() });
    let report = &import.report;
    let hits: Vec<(u64, u64)> = report.hits.iter().map(|hits| (hits.place.number(), hits.hits)).collect();
    let reported = (numbers(&report.skipped), numbers(&report.dead), numbers(&report.differs), hits);
    let expected = (case.skipped.clone(), case.dead.clone(), case.differs.clone(), case.hits.clone());
    if reported != expected {
        return Err(format!("skipped, dead, differing rows and hits are {reported:?}, not {expected:?}\n{report}"));
    }
    number(&mut import.rules);
    let compilation = compile(&import.rules);
    assert_eq!(compilation.skipped, [], "an unsound rule is imported");
    let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 7 };
    let rules = RuleFile::open(write(&compilation.program, &stamp).unwrap()).unwrap();
    let facts = Facts {
        logged_in: Some(case.logged_in),
        not_found: Some(case.not_found),
        theme: true,
        roles: Some(Vec::new()),
        ..Facts::default()
    };
    for line in &case.answers {
        let (asked, expected) = line.split_once(" -> ").ok_or("an answer has no ->")?;
        let (method, url) = asked.split_once(' ').unwrap_or(("GET", asked));
        let request = Request::for_url(method, "example.test", RequestScheme::Http, url);
        let request = Request { context: &facts, ..request };
        let by_engine = shown(&rules.decide(&mut Patterns::new(), &request));
        let by_reference = shown(&reference::decide(&import.rules, &request));
        if by_engine != expected || by_reference != expected {
            let rules = serde_json::to_string_pretty(&import.rules).unwrap();
            return Err(format!("{line}\nengine: {by_engine}\nreference: {by_reference}\n{rules}"));
        }
    }
    Ok(())
}

fn run_all(system: &str, least: usize) {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/exchange").join(system);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut failures = Vec::new();
    let mut answers = 0;
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in &file.cases {
            answers += case.answers.len();
            failures.extend(run(system, case).err().map(|error| format!("{system} {}: {error}", case.name)));
        }
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n\n"));
    assert!(answers >= least, "only {answers} answers");
}

#[test]
fn simple_301() {
    run_all("simple-301", 30);
}

#[test]
fn betterlinks() {
    run_all("betterlinks", 25);
}

#[test]
fn eps() {
    run_all("eps", 20);
}

#[test]
fn safe_redirect_manager() {
    run_all("safe-redirect-manager", 35);
}

#[test]
fn quick_page_post() {
    run_all("quick-page-post", 20);
}

#[test]
fn yoast() {
    run_all("yoast", 20);
}

#[test]
fn seopress() {
    run_all("seopress", 12);
}

#[test]
fn aioseo() {
    run_all("aioseo", 12);
}

#[test]
fn old_slugs() {
    run_all("old-slugs", 8);
}

#[test]
fn redirection() {
    run_all("redirection", 6);
}
