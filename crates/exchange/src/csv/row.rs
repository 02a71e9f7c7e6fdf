//! One row → one rule.

use csv::ByteRecord;
use detour_rules::{Action, Problem, Rule};
use serde_json::{Map, Value, json};

use super::columns::{Column, Layout};

type Warnings = Vec<Problem>;

/// The rule of a row with its warnings, or everything that is wrong with it.
pub(super) fn rule(layout: &Layout, record: &ByteRecord) -> Result<(Rule, Warnings), Vec<Problem>> {
    let cells = Cells { layout, record };
    let json = canonical(&cells).map_err(|problem| vec![*problem])?;
    let rule = Rule::from_json(&json).map_err(|mut problems| {
        problems.iter_mut().for_each(|problem| explain(&cells, problem));
        problems
    })?;
    let mut warnings = rule.warnings();
    if rule.source.value.ends_with("%3F") && asked_in_plain_text(&cells) {
        warnings.push(Problem::new(
            "source.value",
            &rule.source.value,
            "The source ends with a question mark, which was taken for a part of the path (%3F)",
            "Remove it from the list if it was not meant",
        ));
    }
    let target = match &rule.then {
        Action::Redirect(redirect) => redirect.to.as_str(),
        Action::Rewrite(rewrite) => rewrite.to.as_str(),
        Action::Split(_) | Action::Respond(_) | Action::Ignore(_) => "",
    };
    for (field, value) in [("source.value", rule.source.value.as_str()), ("then.redirect.to", target)] {
        if value.ends_with(' ') {
            let fix = "Remove the space unless it belongs to the URL";
            warnings.push(Problem::new(field, value, "It ends with a space", fix));
        }
    }
    Ok((rule, warnings))
}

struct Cells<'r> {
    layout: &'r Layout,
    record: &'r ByteRecord,
}

impl Cells<'_> {
    /// The cell as it is; empty if the row has none.
    fn text(&self, column: Column, field: &str) -> Result<String, Box<Problem>> {
        let bytes = self.layout.get(self.record, column).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(Box::new(Problem::new(
                field,
                &String::from_utf8_lossy(bytes),
                "The text is not UTF-8",
                "Save the file as CSV in UTF-8",
            ))),
        }
    }

    /// A cell of free text, without the apostrophe that keeps a spreadsheet from taking it for a formula.
    fn free_text(&self, column: Column, field: &str) -> Result<String, Box<Problem>> {
        Ok(restored(&self.text(column, field)?).to_owned())
    }

    /// The cell of a column that holds a keyword: without surrounding space, in lower case.
    fn keyword(&self, column: Column, field: &str) -> Result<String, Box<Problem>> {
        Ok(self.text(column, field)?.trim().to_lowercase())
    }

    fn flag(&self, column: Column, field: &str) -> Result<Option<bool>, Box<Problem>> {
        let word = self.keyword(column, field)?;
        match word.as_str() {
            "" => Ok(None),
            "1" | "true" | "yes" | "y" | "on" | "active" | "enabled" | "publish" => Ok(Some(true)),
            "0" | "false" | "no" | "n" | "off" | "inactive" | "disabled" | "draft" => Ok(Some(false)),
            _ => Err(Box::new(Problem::new(field, &word, "This is neither yes nor no", "Write 1 or 0"))),
        }
    }

    fn whole_number(&self, column: Column, field: &str) -> Result<Option<u64>, Box<Problem>> {
        let word = self.keyword(column, field)?;
        if word.is_empty() {
            return Ok(None);
        }
        word.parse().map(Some).map_err(|_| {
            Box::new(Problem::new(field, &word, "This is not a whole number", "Write digits only, or leave it empty"))
        })
    }
}

/// How often the row was used, if the file says.
pub(super) fn hits(layout: &Layout, record: &ByteRecord) -> u64 {
    let text = layout.get(record, Column::Hits).and_then(|cell| std::str::from_utf8(cell).ok());
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// A text without the apostrophe that [`super::harmless`] has put before it.
pub(crate) fn restored(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

/// Whether a spreadsheet takes a text for a formula; apostrophes at its start are left aside.
pub(crate) fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn canonical(cells: &Cells<'_>) -> Result<Value, Box<Problem>> {
    let mut source = Map::new();
    let dialect = cells.keyword(Column::Dialect, "dialect")?;
    // Other dialects compare the source as it stands, blanks and all.
    let is_native = matches!(dialect.as_str(), "" | "native");
    let kind = kind(cells)?;
    let mut value = cells.free_text(Column::Source, "source.value")?;
    let mut host = cells.text(Column::Host, "source.host")?.trim().to_owned();
    if kind != "regex" && is_native {
        value = value.trim_start().to_owned();
        if let Some((named, path)) = split_url(&value) {
            if !host.is_empty() && host != "any" && !host.eq_ignore_ascii_case(&named) {
                return Err(Box::new(Problem::new(
                    "source.host",
                    &host,
                    format!("The source names the host {named}, the column host another one"),
                    "Leave the column empty, or write the source without scheme and host",
                )));
            }
            (host, value) = (named, path);
        } else if cells.layout.bare_paths && !value.starts_with('/') {
            value.insert(0, '/');
        }
        if asked_in_plain_text(cells) {
            value.pop();
            value.push_str("%3F");
        }
    }
    source.insert("value".into(), value.into());
    for (key, word) in [
        ("kind", kind),
        ("case", cells.keyword(Column::Case, "source.case")?),
        ("slash", cells.keyword(Column::Slash, "source.slash")?),
        ("query", cells.keyword(Column::Query, "source.query")?),
        ("host", host),
        ("scheme", cells.keyword(Column::Scheme, "source.scheme")?),
    ] {
        if !word.is_empty() {
            source.insert(key.into(), word.into());
        }
    }
    let mut rule = Map::new();
    for (key, column) in [("id", Column::Id), ("position", Column::Position)] {
        if let Some(number) = cells.whole_number(column, key)? {
            rule.insert(key.into(), number.into());
        }
    }
    if let Some(enabled) = cells.flag(Column::Enabled, "enabled")? {
        rule.insert("enabled".into(), enabled.into());
    }
    rule.insert("group".into(), cells.free_text(Column::Group, "group")?.into());
    rule.insert("note".into(), cells.free_text(Column::Note, "note")?.into());
    rule.insert("source".into(), source.into());
    let mut more = more(cells)?;
    let then = match more.remove("then") {
        Some(then) => then,
        None => action(cells, is_native)?,
    };
    rule.insert("then".into(), then);
    rule.append(&mut more);
    if !dialect.is_empty() {
        rule.insert("dialect".into(), dialect.into());
    }
    Ok(rule.into())
}

// A list of plain URLs, as opposed to an export that says how each is compared, holds titles such as `/What_is_it?`.
// No query follows, so the question mark is one of the page's name.
fn asked_in_plain_text(cells: &Cells<'_>) -> bool {
    let source = cells.layout.get(cells.record, Column::Source).unwrap_or_default();
    cells.layout.get(cells.record, Column::Query).is_none()
        && matches!(source, [before @ .., b'?'] if !before.contains(&b'?'))
}

fn kind(cells: &Cells<'_>) -> Result<String, Box<Problem>> {
    let kind = cells.keyword(Column::Kind, "source.kind")?;
    match kind.as_str() {
        "" => Ok(match cells.flag(Column::IsRegex, "source.kind")? {
            Some(true) => "regex".into(),
            _ => String::new(),
        }),
        "plain" => Ok("exact".into()),
        _ => Ok(kind),
    }
}

/// What has no column of its own.
fn more(cells: &Cells<'_>) -> Result<Map<String, Value>, Box<Problem>> {
    let text = cells.text(Column::More, "more")?;
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_str(&text).map_err(|error| {
        let fix = "Leave the column as it was exported, or empty";
        Box::new(Problem::new("more", &text, format!("This is no JSON object: {error}"), fix))
    })
}

/// Said outright in the column `action`; otherwise a target means redirect, and a code alone an answer without one.
fn action(cells: &Cells<'_>, is_native: bool) -> Result<Value, Box<Problem>> {
    let field = "then.redirect.code";
    let code = cells.whole_number(Column::Code, field)?;
    let mut to = cells.free_text(Column::Target, "then.redirect.to")?;
    if is_native {
        to = to.trim_start().to_owned();
    }
    let action = cells.keyword(Column::Action, "then")?;
    match action.as_str() {
        "ignore" => return Ok(json!({"ignore": {}})),
        "respond" => return Ok(json!({"respond": {"code": code}})),
        "" if to.is_empty() && code.is_some_and(|code| code >= 400) => return Ok(json!({"respond": {"code": code}})),
        "" | "redirect" => {}
        _ => {
            let fix = "Write redirect, respond or ignore, or leave it empty";
            return Err(Box::new(Problem::new("then", &action, "There is no such action", fix)));
        }
    }
    if is_native && cells.layout.bare_paths && !to.is_empty() && !to.starts_with('/') && !to.contains("://") {
        to.insert(0, '/');
    }
    let hosts = cells.text(Column::AllowHosts, "then.redirect.allow_hosts")?;
    let hosts: Vec<&str> = hosts.split_whitespace().collect();
    Ok(json!({"redirect": {"to": to, "code": code.unwrap_or(307), "allow_hosts": hosts}}))
}

/// Host (lower case, without port) and the rest of a whole URL; `None` if it is no such URL.
fn split_url(text: &str) -> Option<(String, String)> {
    let (scheme, rest) = text.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let slash = if path.starts_with('/') { "" } else { "/" };
    Some((host.to_lowercase(), format!("{slash}{path}")))
}

/// Problems that a file's column layout explains better than the rule alone could.
fn explain(cells: &Cells<'_>, problem: &mut Problem) {
    let has_target = cells.layout.get(cells.record, Column::Target).is_some_and(|target| !target.is_empty());
    if problem.field == "then.redirect.code" && has_target && problem.value.starts_with(['4', '5']) {
        problem.fix = "Leave the target empty for this code, or use 301, 302, 303, 307 or 308".into();
    }
    if problem.field == "then.redirect.to" && !has_target {
        problem.fix = "Fill the column target, or give a code such as 410".into();
    }
}
