//! Fallbacks that come into force or are over, in the history that the plugin shows (`Schema.php`, `Recorder.php`).

use std::collections::HashMap;

use detour_audit::Broken;
use detour_rules::{Action, Rule};
use mysql_async::prelude::Queryable;
use serde_json::{Value, json};

use crate::database::{Connection, DatabaseError, FailureKind};
use crate::rules_table::{self, Row};

/// What the history calls it. Neither can be taken back: it is the target that has to change.
const IN_FORCE: &str = "fallback";
const OVER: &str = "fallback-over";

/// Targets that are broken.
type BrokenTargets = HashMap<String, Broken>;

/// Notes which rules lead elsewhere now, as the change of the transaction that is open. Answers how many there are.
pub(super) async fn note(
    connection: &mut Connection,
    prefix: &str,
    before: &BrokenTargets,
    after: &BrokenTargets,
) -> Result<usize, DatabaseError> {
    let query = format!(
        "SELECT id, position, enabled, rule FROM `{prefix}detour_rules` WHERE enabled = 1 AND rule LIKE '%\"fallback\"%'"
    );
    let row = |(id, position, enabled, rule)| Row { id, position, enabled, rule };
    let rows: Vec<Row> = connection.run(async |conn| conn.query_map(query, row).await).await?;
    let switches: Vec<Switch> = rows.iter().filter_map(|row| Switch::of(row, before, after)).collect();
    if switches.is_empty() {
        return Ok(0);
    }
    let revision = rules_table::revision(connection, prefix).await?;
    let statement = format!(
        "INSERT INTO `{prefix}detour_history` (batch, rule, time, user_id, action, old_rule, new_rule) \
         VALUES (?, ?, UNIX_TIMESTAMP(), 0, ?, ?, ?)"
    );
    let parameters = switches
        .iter()
        .map(|Switch { rule, action, before, after }| (revision, rule, action, before.to_string(), after.to_string()));
    match connection.run(async |conn| conn.exec_batch(statement, parameters).await).await {
        // Visitors are not to wait for a right that is missing, or for a table of a newer plugin.
        Err(error) if matches!(error.kind, FailureKind::NoTables | FailureKind::Refused) => {}
        result => result?,
    }
    Ok(switches.len())
}

/// A rule that leads elsewhere from now on.
struct Switch {
    rule: u64,
    action: &'static str,
    /// The rule as it was served, and as it is.
    before: Value,
    after: Value,
}

impl Switch {
    fn of(row: &Row, before: &BrokenTargets, after: &BrokenTargets) -> Option<Switch> {
        let rule = row.to_rule().ok()?;
        let served = |broken: &BrokenTargets| {
            let mut rule = rule.clone();
            rule.fall_back(|url| broken.get(url).map(|broken| broken.since));
            rule
        };
        let (before, after) = (served(before), served(after));
        let falls = |rule: &Rule| redirects(rule).map(|(_, _, falls)| falls).collect::<Vec<bool>>();
        let (fell, falls) = (falls(&before), falls(&after));
        let action = match fell.iter().zip(&falls).any(|(before, after)| !before & after) {
            true => IN_FORCE,
            false => OVER,
        };
        let image = |rule: &Rule| image(row, rule);
        (fell != falls).then_some(Switch { rule: row.id, action, before: image(&before)?, after: image(&after)? })
    }
}

/// The redirects of a rule: where they stand, where they lead, and whether that is the fallback.
fn redirects(rule: &Rule) -> impl Iterator<Item = (&'static str, &str, bool)> {
    rule.actions().filter_map(|(field, action)| match action {
        Action::Redirect(redirect) => Some((field, &*redirect.to, redirect.instead_of.is_some())),
        _ => None,
    })
}

/// The rule as the history keeps rules, leading where it is served to lead.
fn image(row: &Row, served: &Rule) -> Option<Value> {
    let mut image: Value = serde_json::from_slice(&row.rule).ok()?;
    let fields = image.as_object_mut()?;
    fields.extend([
        ("id".to_owned(), json!(row.id)),
        ("enabled".to_owned(), json!(row.enabled)),
        ("position".to_owned(), json!(row.position)),
    ]);
    for (field, to, _) in redirects(served) {
        *image.get_mut(field)?.get_mut("redirect")?.get_mut("to")? = json!(to);
    }
    Some(image)
}

#[cfg(test)]
mod tests {
    use detour_audit::Failure;

    use super::*;

    #[test]
    fn a_switch_shows_where_the_rule_led_and_leads() {
        let text = r#"{"source": {"value": "/a"}, "when": [{"method": ["GET"]}], "then": {"redirect": {"to": "/b", "fallback": "/c"}},
            "else": {"redirect": {"to": "/d", "fallback": "/e"}}}"#;
        let row = Row { id: 7, position: 3, enabled: true, rule: text.into() };
        let broken = |urls: &[&str]| -> BrokenTargets {
            let failed = || Broken { failure: Failure::NoSuchHost, since: 1 };
            urls.iter().map(|url| ((*url).to_owned(), failed())).collect()
        };
        let switch = |before: &[&str], after: &[&str]| {
            let Switch { rule, action, before, after } = Switch::of(&row, &broken(before), &broken(after))?;
            let to = |image: &Value| {
                ["then", "else"].map(|field| image[field]["redirect"]["to"].as_str().unwrap().to_owned()).join(" ")
            };
            assert_eq!(
                (rule, &after["id"], &after["position"], &after["source"]["value"]),
                (7, &json!(7), &json!(3), &json!("/a"))
            );
            Some(format!("{action}: {} → {}", to(&before), to(&after)))
        };
        assert_eq!(switch(&[], &["/b"]).as_deref(), Some("fallback: /b /d → /c /d"));
        assert_eq!(switch(&["/b"], &["/b", "/d"]).as_deref(), Some("fallback: /c /d → /c /e"));
        assert_eq!(switch(&["/b", "/d"], &[]).as_deref(), Some("fallback-over: /c /e → /b /d"));
        assert_eq!(switch(&["/b"], &["/b", "/c"]), None);
    }
}
