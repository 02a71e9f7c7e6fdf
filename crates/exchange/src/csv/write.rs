use csv::{QuoteStyle, WriterBuilder};
use detour_rules::{Action, Redirect, Respond, Rule};
use serde_json::Value;

use super::columns::{Column, EXPORTED};

/// Writes every field of every rule, so that reading the file gives the same rules.
pub fn write(rules: &[Rule]) -> Vec<u8> {
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Necessary).from_writer(Vec::new());
    // Writing to memory doesn't fail, and every record has the same length.
    writer.write_record(EXPORTED.map(|(_, name)| name)).expect("rows of equal length");
    for rule in rules {
        writer.write_record(EXPORTED.map(|(column, _)| cell(rule, column))).expect("rows of equal length");
    }
    writer.into_inner().expect("writing to memory")
}

/// What a rule has to say in a column.
pub(crate) fn cell(rule: &Rule, column: Column) -> String {
    let source = &rule.source;
    match column {
        Column::Source => harmless(&source.value),
        Column::Kind => word(source.kind),
        Column::IsRegex | Column::Hits => String::new(),
        Column::Case => word(source.case),
        Column::Slash => word(source.slash),
        Column::Query => word(source.query),
        Column::Host => source.host.clone(),
        Column::Scheme => word(source.scheme),
        Column::Enabled => u8::from(rule.enabled).to_string(),
        Column::Position => rule.position.to_string(),
        Column::Group => harmless(&rule.group),
        Column::Note => harmless(&rule.note),
        Column::Dialect => word(rule.dialect),
        Column::Id => rule.id.to_string(),
        Column::Action => rule.then.word().to_owned(),
        Column::Target => match &rule.then {
            Action::Redirect(redirect) => harmless(&redirect.to),
            Action::Rewrite(rewrite) => harmless(&rewrite.to),
            Action::Split(_) | Action::Respond(_) | Action::Ignore(_) => String::new(),
        },
        Column::Code => match &rule.then {
            Action::Redirect(redirect) => redirect.code.to_string(),
            Action::Split(split) => split.code.to_string(),
            Action::Respond(respond) => respond.code.to_string(),
            Action::Rewrite(_) | Action::Ignore(_) => String::new(),
        },
        Column::AllowHosts => match &rule.then {
            Action::Redirect(redirect) => redirect.allow_hosts.join(" "),
            _ => String::new(),
        },
        Column::More => more(rule),
    }
}

/// Text that a spreadsheet would take for a formula, with an apostrophe before it, which reading takes away.
pub(crate) fn harmless(text: &str) -> String {
    let apostrophe = if super::row::is_formula(text) { "'" } else { "" };
    format!("{apostrophe}{text}")
}

// A JSON object with what the other columns can't say; empty if they say it all.
fn more(rule: &Rule) -> String {
    let said = match &rule.then {
        Action::Redirect(redirect) => {
            let Redirect { to, code, allow_hosts, .. } = redirect.clone();
            *redirect == Redirect { to, code, allow_hosts, ..Redirect::default() }
        }
        Action::Respond(respond) => *respond == Respond { code: respond.code, ..Respond::default() },
        Action::Ignore(_) => true,
        Action::Split(_) | Action::Rewrite(_) => false,
    };
    let Ok(Value::Object(mut members)) = serde_json::to_value(rule) else { return String::new() };
    members.retain(|name, _| match name.as_str() {
        "when" | "else" | "schedule" | "examples" | "alternatives" | "stored" => true,
        "then" => !said,
        _ => false,
    });
    if members.is_empty() { String::new() } else { Value::Object(members).to_string() }
}

/// The word that stands for a value in canonical JSON.
fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => unreachable!("a keyword is written as a string, not {other:?}"),
    }
}
