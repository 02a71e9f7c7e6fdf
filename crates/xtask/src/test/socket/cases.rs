//! The behaviour suite, every case as a request through the socket.

use std::fmt::Write;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use detour_rules::{Facts, RequestScheme};
use detour_suite::{Case, Expect};
use serde_json::{Map, Value, json};

use super::client::ask;
use crate::rule_file;
use crate::stack::process::Server;
use crate::stack::run_dir::RunDir;
use crate::test::behaviour::{expected, known};
use crate::test::tally::Tally;
use crate::workspace::Built;

/// Asks an agent for all cases. Its sites have a rule file each, and databases that nobody can reach.
pub(super) fn run(built: &Built) -> Result<Tally> {
    let run_dir = RunDir::new()?;
    let cases = detour_suite::load(&detour_suite::directory()).map_err(|error| anyhow!(error))?;
    let path = run_dir.join("detour.sock");
    let mut config = format!("log = \"error\"\n[socket]\npath = {}\n", json!(path));
    for (number, case) in cases.iter().enumerate() {
        let file = run_dir.join(format!("{number}.detour"));
        std::fs::write(&file, rule_file::of_case(case).with_context(|| case.id.clone())?)?;
        writeln!(config, "[[site]]\ndsn = \"mysql://nobody@localhost/none?socket=/nowhere\"\nrules = {}", json!(file))?;
    }
    let config = run_dir.write("agent.toml", config)?;
    let program = built.command.display().to_string();
    let mut agent = Server::start("detour agent", &program, &run_dir.log("agent.log"), None, |command| {
        command.arg("agent").arg("--config").arg(config);
    })?;
    agent.wait_until_ready(Duration::from_secs(20), || UnixStream::connect(&path).is_ok())?;
    let mut tally = Tally::default();
    for (number, case) in cases.iter().enumerate() {
        match not_for_the_socket(case) {
            Some(reason) => tally.skip(reason),
            None => {
                let file = run_dir.join(format!("{number}.detour"));
                tally.record(&format!("through the socket: {}", case.id), check(case, &file, &path));
            }
        }
    }
    Ok(tally)
}

fn not_for_the_socket(case: &Case) -> Option<&'static str> {
    let Facts { logged_in, roles, not_found, filters, theme, .. } = &case.visitor;
    let knows = *theme || logged_in.is_some() || roles.is_some() || not_found.is_some() || !filters.is_empty();
    match case.expect {
        Expect::Invalid { .. } | Expect::Finding { .. } => {
            Some("rules and examples are checked when rules are saved, not when requests come")
        }
        _ if case.resumed.is_none() && knows => Some("what WordPress knows is told when a decision is resumed only"),
        _ => None,
    }
}

fn check(case: &Case, file: &Path, socket: &Path) -> Result<()> {
    let mut stream = UnixStream::connect(socket)?;
    let mut question = json!({"v": 1, "ask": "handle", "site": {"rules": file}, "variables": variables(case)});
    if let Some(now) = case.visitor.now {
        question["now"] = now.into();
    }
    let mut answer = ask(&mut stream, &question)?;
    if let (Some(needs), Some(resumed)) = (&case.defer, &case.resumed) {
        ensure!(answer["decision"] == "defer" && answer["needs"] == json!(needs), "asked for {answer}");
        question["ask"] = "resume".into();
        question["stop"] = answer["stop"].take();
        question["facts"] = known(resumed);
        answer = ask(&mut stream, &question)?;
    }
    let Value::Object(expected) = expected(&case.expect) else { bail!("nothing is expected") };
    for (name, wanted) in &expected {
        ensure!(answer[name] == *wanted, "{name} is {} instead of {wanted}: {answer}", answer[name]);
    }
    let lines = answer["headers"].as_array().cloned().unwrap_or_default();
    let headers: Vec<(&str, &str)> = lines.iter().filter_map(|line| line.as_str()?.split_once(": ")).collect();
    for (name, wanted) in &case.headers {
        let got = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
        ensure!(got.unwrap_or_default() == wanted, "the header {name} is {got:?} instead of {wanted:?}");
    }
    Ok(())
}

/// As PHP has them of the web server.
fn variables(case: &Case) -> Map<String, Value> {
    let named = |name: &str| match name.to_ascii_uppercase().replace('-', "_") {
        name if name == "CONTENT_TYPE" || name == "CONTENT_LENGTH" => name,
        name => format!("HTTP_{name}"),
    };
    let mut variables: Map<String, Value> =
        case.visitor.headers.iter().map(|(name, value)| (named(name), json!(value))).collect();
    for (name, value) in [("REQUEST_METHOD", &case.method), ("REQUEST_URI", &case.url), ("HTTP_HOST", &case.host)] {
        variables.insert(name.to_owned(), json!(value));
    }
    if case.scheme == RequestScheme::Https {
        variables.insert("HTTPS".to_owned(), json!("on"));
    }
    if let Some(address) = case.visitor.client_ip {
        variables.insert("REMOTE_ADDR".to_owned(), json!(address));
    }
    variables
}
