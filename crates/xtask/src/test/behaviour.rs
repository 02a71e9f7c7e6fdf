//! The behaviour suite through the extension's functions, by `php/tests/suite.php`.

use std::fs;

use anyhow::{Context, Result, anyhow, ensure};
use detour_rules::Facts;
use detour_suite::{Case, Expect};
use serde_json::{Value, json};

use super::tally::Tally;
use crate::rule_file;
use crate::stack::run_dir::RunDir;
use crate::workspace::{self, Built};

/// Every case, decided and explained inside PHP.
pub(crate) fn in_php(built: &Built) -> Result<Tally> {
    let cases = detour_suite::load(&detour_suite::directory()).map_err(|error| anyhow!(error))?;
    let run_dir = RunDir::new()?;
    let mut listed = Vec::new();
    let mut tally = Tally::default();
    for (number, case) in cases.iter().enumerate() {
        let file = run_dir.join(format!("{number}.detour"));
        fs::write(&file, rule_file::of_case(case).with_context(|| case.id.clone())?)?;
        listed.extend(checks(case, &file.to_string_lossy())?);
    }
    let list = run_dir.join("cases.json");
    fs::write(&list, serde_json::to_vec(&listed)?)?;

    let mut php = built.php.cli();
    php.args(["-n", "-d", &format!("extension={}", built.extension.display())]);
    let output = php.arg(workspace::root().join("php/tests/suite.php")).arg(&list).output().context("can't run php")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let said = || format!("{text}{}", String::from_utf8_lossy(&output.stderr));
    for line in text.lines() {
        if let Some(failure) = line.strip_prefix("FAIL ") {
            tally.fail(format!("in PHP: {failure}"));
        }
    }
    tally.passed = listed.len() - tally.failed;
    // The runner's own count must be ours: a case it never came to would else count as passed.
    let summary = format!("{} passed, {} failed, 0 skipped", tally.passed, tally.failed);
    ensure!(text.lines().last() == Some(summary.as_str()), "suite.php didn't end with \"{summary}\":\n{}", said());
    println!("  suite in PHP: {} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    Ok(tally)
}

/// What is to be checked of a case: one decision, or, if it is left to WordPress first, two.
fn checks(case: &Case, file: &str) -> Result<Vec<Value>> {
    let with_rules = |expect: Value| -> Result<Vec<Value>> {
        Ok(vec![json!({"id": case.id, "rules": serde_json::to_value(&case.rules)?, "expect": expect})])
    };
    match &case.expect {
        Expect::Invalid { field } => return with_rules(json!({"invalid": field})),
        Expect::Finding { field } => return with_rules(json!({"finding": field})),
        _ => {}
    }
    let check = |id: String, facts: &Facts, mut expect: Value| {
        if !case.headers.is_empty() && expect["decision"] != "defer" {
            expect["headers"] = json!(case.headers);
        }
        json!({"id": id, "file": file, "request": request(case, facts), "expect": expect})
    };
    let last = expected(&case.expect);
    Ok(match (&case.defer, &case.resumed) {
        (Some(needs), Some(resumed)) => vec![
            check(format!("{} (at first)", case.id), &case.visitor, json!({"decision": "defer", "needs": needs})),
            check(case.id.clone(), resumed, last),
        ],
        _ => vec![check(case.id.clone(), &case.visitor, last)],
    })
}

/// The members that a decision must have.
pub(crate) fn expected(expect: &Expect) -> Value {
    match expect {
        Expect::Redirect { location, code } => json!({"decision": "redirect", "code": code, "location": location}),
        Expect::Respond { code } => json!({"decision": "respond", "code": code, "body": "bare"}),
        Expect::RespondTheme { code } => json!({"decision": "respond", "code": code, "body": "theme"}),
        Expect::Rewrite { to } => json!({"decision": "rewrite", "to": to}),
        Expect::Pass { reason } => json!({"decision": "pass", "reason": reason}),
        Expect::Defer { needs } => json!({"decision": "defer", "needs": needs}),
        Expect::Invalid { field } => json!({"invalid": field}),
        Expect::Finding { field } => json!({"finding": field}),
    }
}

fn request(case: &Case, facts: &Facts) -> Value {
    let mut request =
        json!({"url": case.url, "method": case.method, "host": case.host, "scheme": case.scheme.as_str()});
    if !facts.headers.is_empty() {
        request["headers"] = json!(facts.headers);
    }
    if let Some(address) = facts.client_ip {
        request["client_ip"] = json!(address.to_string());
    }
    if let Some(now) = facts.now {
        request["now"] = json!(now);
    }
    request["facts"] = known(facts);
    request
}

/// What WordPress knows, as `Detour\resume()` takes it.
pub(crate) fn known(facts: &Facts) -> Value {
    let mut known = json!({"theme": facts.theme, "filters": facts.filters});
    if let Some(logged_in) = facts.logged_in {
        known["logged_in"] = json!(logged_in);
    }
    if let Some(roles) = &facts.roles {
        known["roles"] = json!(roles);
    }
    if let Some(not_found) = facts.not_found {
        known["not_found"] = json!(not_found);
    }
    known
}
