use csv::{QuoteStyle, WriterBuilder};
use detour_rules::{Action, Rule};
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

fn cell(rule: &Rule, column: Column) -> String {
    let source = &rule.source;
    match column {
        Column::Source => source.value.clone(),
        Column::Kind => word(source.kind),
        Column::IsRegex => String::new(),
        Column::Case => word(source.case),
        Column::Slash => word(source.slash),
        Column::Query => word(source.query),
        Column::Host => source.host.clone(),
        Column::Scheme => word(source.scheme),
        Column::Enabled => u8::from(rule.enabled).to_string(),
        Column::Position => rule.position.to_string(),
        Column::Group => rule.group.clone(),
        Column::Note => rule.note.clone(),
        Column::Dialect => word(rule.dialect),
        Column::Id => rule.id.to_string(),
        Column::Action => match rule.then {
            Action::Redirect(_) => "redirect",
            Action::Respond(_) => "respond",
            Action::Ignore(_) => "ignore",
        }
        .to_owned(),
        Column::Target => match &rule.then {
            Action::Redirect(redirect) => redirect.to.clone(),
            Action::Respond(_) | Action::Ignore(_) => String::new(),
        },
        Column::Code => match &rule.then {
            Action::Redirect(redirect) => redirect.code.to_string(),
            Action::Respond(respond) => respond.code.to_string(),
            Action::Ignore(_) => String::new(),
        },
        Column::AllowHosts => match &rule.then {
            Action::Redirect(redirect) => redirect.allow_hosts.join(" "),
            Action::Respond(_) | Action::Ignore(_) => String::new(),
        },
    }
}

/// The word that stands for a value in canonical JSON.
fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => unreachable!("a keyword is written as a string, not {other:?}"),
    }
}
