//! A large list of real redirects: imported, published, and asked for over HTTP.
//!
//! The list is not in the repository. Where it isn't to be had, the test says so.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::requests::is_script;
use super::web::{Sapi, Web};
use crate::command::run as run_command;
use crate::http::Request;
use crate::random::Samples;
use crate::test::ini_sets::SETS;
use crate::test::tally::Tally;
use crate::workspace::{self, Built};

const SEED: u64 = 0xde70;
const SAMPLES: usize = 500;

/// What a browser leaves as it is in a path or query.
const KEPT_BY_BROWSERS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');

struct Row {
    source: String,
    target: String,
    code: u16,
}

pub(crate) fn run(built: &Built, long: bool, tally: &mut Tally) -> Result<()> {
    let Some(list) = find() else {
        tally.skip(
            "real input: no ../shared/data/mdn-redirects.csv beside the checkout, and DETOUR_REAL_INPUT names no file",
        );
        return Ok(());
    };
    let web = Web::start(Sapi::Fpm, &SETS[0], built)?;
    let imported = import(built, &web, &list)?;
    println!("  real input: {imported}");
    let rows = read(&list)?;
    let mut samples = Samples::seeded(SEED);
    let count = if long { rows.len() } else { SAMPLES };
    let known: HashSet<&str> = rows.iter().map(|row| row.source.as_str()).collect();
    for row in samples.choose(&rows, count) {
        tally.record(&format!("real input: {}", row.source), redirected(&web, row));
    }
    let mut asked = 0;
    for row in samples.choose(&rows, rows.len()) {
        // Alike enough to be a near miss: the same path, one letter more.
        let absent = format!("{}x", row.source);
        if asked == count || known.contains(absent.as_str()) {
            continue;
        }
        asked += 1;
        let target = encode(&absent);
        let answer = web.ask("real", Request::get(&target));
        tally.record(&format!("real input: {absent} isn't listed"), answer.and_then(|answer| is_script(&answer)));
    }
    Ok(())
}

fn find() -> Option<PathBuf> {
    let named = std::env::var_os("DETOUR_REAL_INPUT").map(PathBuf::from);
    named
        .or_else(|| Some(workspace::root().parent()?.join("shared/data/mdn-redirects.csv")))
        .filter(|path| path.is_file())
}

/// `detour import` and `detour compile`, as an engineer would.
fn import(built: &Built, web: &Web, list: &std::path::Path) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let rules = folder.path().join("rules.json");
    let mut import = Command::new(&built.command);
    import.args(["import", "--format", "csv"]).arg(list).arg("-o").arg(&rules);
    let output = run_command(&mut import)?;
    run_command(Command::new(&built.command).arg("compile").arg(&rules).arg("-o").arg(web.rule_file("real")))?;
    let status = web.status("real")?;
    ensure!(status["state"] == "ok", "the published list isn't in use: {status}");
    let report = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let first = report.lines().next().unwrap_or_default();
    Ok(format!("{} rules from {}; {first}", status["rules"], list.display()))
}

fn read(list: &std::path::Path) -> Result<Vec<Row>> {
    let mut reader = csv::Reader::from_path(list).with_context(|| format!("can't read {}", list.display()))?;
    let mut rows: Vec<Row> = Vec::new();
    let mut seen = HashSet::new();
    for record in reader.records() {
        let record = record?;
        let (Some(source), Some(target), Some(code)) = (record.get(0), record.get(1), record.get(2)) else {
            bail!("{}: a row with fewer than three columns", list.display());
        };
        // The first of two rows for one source is the one that counts.
        if seen.insert(source.to_owned()) {
            rows.push(Row { source: source.to_owned(), target: target.to_owned(), code: code.parse()? });
        }
    }
    Ok(rows)
}

fn redirected(web: &Web, row: &Row) -> Result<()> {
    let answer = web.ask("real", Request::get(&asked(&row.source)))?;
    ensure!(answer.header("x-script").is_none(), "passed through");
    ensure!(answer.status == row.code, "status {} instead of {}", answer.status, row.code);
    let location = answer.location().unwrap_or_default();
    let wanted = encode(&row.target);
    ensure!(location == wanted, "Location {location:?} instead of {wanted:?}");
    Ok(())
}

/// A question mark at the end is a part of the path, as the import says that it takes it.
fn asked(source: &str) -> String {
    match source.strip_suffix('?') {
        Some(path) => encode(path) + "%3F",
        None => encode(source),
    }
}

fn encode(url: &str) -> String {
    utf8_percent_encode(url, KEPT_BY_BROWSERS).to_string()
}
