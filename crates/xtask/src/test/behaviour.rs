//! The behaviour suite through the extension's functions, by `php/tests/suite.php`.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use detour_suite::{Case, Expect};
use serde_json::{Value, json};

use super::tally::Tally;
use crate::rule_file::compile;
use crate::stack::run_dir::RunDir;
use crate::workspace::{self, Built};

/// Every case, decided and explained inside PHP.
pub(crate) fn in_php(built: &Built) -> Result<Tally> {
    let cases = detour_suite::load(&detour_suite::directory()).map_err(|error| anyhow!(error))?;
    let run_dir = RunDir::new()?;
    let listed = cases.iter().enumerate().map(|(number, case)| {
        let file = run_dir.join(format!("{number}.detour"));
        fs::write(&file, compile(&case.rules, 1).with_context(|| case.id.clone())?)?;
        as_json(case, &file.to_string_lossy())
    });
    let listed: Vec<Value> = listed.collect::<Result<_>>()?;
    let list = run_dir.join("cases.json");
    fs::write(&list, serde_json::to_vec(&listed)?)?;

    let mut php = Command::new("php");
    php.args(["-n", "-d", &format!("extension={}", built.extension.display())]);
    let output = php.arg(workspace::root().join("php/tests/suite.php")).arg(&list).output().context("can't run php")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let said = || format!("{text}{}", String::from_utf8_lossy(&output.stderr));
    let mut tally = Tally::default();
    for line in text.lines() {
        if let Some(failure) = line.strip_prefix("FAIL ") {
            tally.fail(format!("in PHP: {failure}"));
        }
    }
    tally.passed = cases.len() - tally.failed;
    // The runner's own count must be ours: a case it never came to would else count as passed.
    let summary = format!("{} passed, {} failed, 0 skipped", tally.passed, tally.failed);
    ensure!(text.lines().last() == Some(summary.as_str()), "suite.php didn't end with \"{summary}\":\n{}", said());
    println!("  suite in PHP: {summary}");
    Ok(tally)
}

fn as_json(case: &Case, file: &str) -> Result<Value> {
    let request = json!({"url": case.url, "method": case.method, "host": case.host, "scheme": case.scheme.as_str()});
    let expect = match &case.expect {
        Expect::Invalid { field } => {
            let rules = serde_json::to_value(&case.rules)?;
            return Ok(json!({"id": case.id, "rules": rules, "expect": {"invalid": field}}));
        }
        Expect::Redirect { location, code } => json!({"decision": "redirect", "code": code, "location": location}),
        Expect::Respond { code } => json!({"decision": "respond", "code": code}),
        Expect::Pass { reason } => json!({"decision": "pass", "reason": reason}),
    };
    Ok(json!({"id": case.id, "file": file, "request": request, "expect": expect}))
}
