//! Rules in the columns of the plugin's CSV export. Its import reads the first four; those behind the eighth are for
//! reading the file back here without loss.

use csv::{QuoteStyle, WriterBuilder};
use detour_rules::{Action, Dialect, Kind, Problem, QueryMode, Redirect, Respond, Rule, Scheme};

use crate::csv::{Column, cell, is_formula};
use crate::export::{Export, Inserted, Target, compared, in_order, left_out};
use crate::refusal::Refusal;
use crate::wordpress::Pattern;
use crate::{Place, RowProblem};

/// The plugin's own columns.
const NAMES: [&str; 8] = ["source", "target", "regex", "code", "type", "hits", "title", "status"];
/// What these can't say.
const MORE: [(Column, &str); 8] = [
    (Column::Case, "case"),
    (Column::Slash, "slash"),
    (Column::Query, "query"),
    (Column::Position, "position"),
    (Column::Group, "group"),
    (Column::Dialect, "dialect"),
    (Column::Id, "id"),
    (Column::More, "more"),
];
/// The plugin cuts longer lines, bytes.
const LONGEST_LINE: usize = 5000;

/// Writes rules. A list has no comments, so what it can't express is in the answer alone.
pub fn write(rules: &[Rule]) -> Export {
    // Numbers bare, text quoted: as the plugin writes it.
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::NonNumeric).from_writer(Vec::new());
    let names = NAMES.into_iter().chain(MORE.map(|(_, name)| name));
    writer.write_record(names).expect("written to memory");
    let mut export = Export::default();
    let mut written = 0;
    for (index, rule) in in_order(rules) {
        match row(rule) {
            Ok(row) => {
                writer.write_record(row).expect("rows of equal length, written to memory");
                written += 1;
                if !rule.enabled {
                    let refusal =
                        Refusal::new("It is disabled, which the plugin's import doesn't read", "Disable it there");
                    export.widened.push(left_out(rule, index, refusal));
                }
            }
            Err(refusal) => export.left_out.push(left_out(rule, index, refusal)),
        }
    }
    if written > 0 {
        let message = "The plugin reads source, target, regex and code. Case, slash and query string count as its own \
                       settings say";
        let problem = Problem::new("", "", message, "Set them there before the import");
        export.widened.push(RowProblem { place: Place::File {}, problem });
    }
    export.files.push(("", writer.into_inner().expect("writing to memory")));
    export
}

fn row(rule: &Rule) -> Result<Vec<String>, Refusal> {
    let refuse = |message: &str| Err(Refusal::new(message, "Leave it to Detour"));
    if !rule.when.is_empty() || rule.otherwise.is_some() {
        return refuse("It has conditions");
    }
    if rule.schedule.is_some() {
        return refuse("It is there for a time only");
    }
    match rule.dialect {
        Dialect::Native => native(rule)?,
        Dialect::Redirection => {}
        Dialect::RankMath => return refuse("It behaves as in the plugin it comes from"),
    }
    let (target, code, kind) = match &rule.then {
        Action::Redirect(Redirect { cache: Some(_), .. }) => return refuse("It tells caches how long to keep it"),
        Action::Redirect(redirect) if !redirect.headers.is_empty() => return refuse("It sets response headers"),
        Action::Redirect(redirect) if !redirect.allow_hosts.is_empty() => {
            return refuse("It leads to hosts that are checked for each request");
        }
        Action::Redirect(redirect) => (redirect.to.as_str(), redirect.code, "url"),
        // The plugin takes the others for redirects.
        Action::Respond(Respond { code, .. }) if (401..500).contains(code) => ("", *code, "error"),
        Action::Respond(_) => return refuse("Of the codes that don't redirect only 401 to 499 can be listed"),
        Action::Split(_) | Action::Rewrite(_) | Action::Ignore(_) => {
            return refuse("Only redirects and errors can be listed");
        }
    };
    let source = rule.source.value.as_str();
    if source == target {
        return refuse("The plugin passes over rows that lead to themselves");
    }
    if [source, target].into_iter().any(is_formula) {
        let fix = "Write it otherwise, such as with (?:) before a pattern";
        return Err(Refusal::new("A spreadsheet would take a cell for a formula", fix));
    }
    if source != source.trim() || target != target.trim() {
        return refuse("The plugin cuts blanks off at both ends");
    }
    let flag = |flag: bool| u8::from(flag).to_string();
    let title = cell(rule, Column::Note);
    let status = if rule.enabled { "active" } else { "disabled" };
    let is_regex = flag(rule.source.kind == Kind::Regex);
    let own = [source.to_owned(), target.to_owned(), is_regex, code.to_string(), kind.into(), flag(false), title];
    let mut row: Vec<String> = own.into();
    row.push(status.to_owned());
    row.extend(MORE.map(|(column, _)| cell(rule, column)));
    // PHP takes a backslash for an escape, so that the cell would go on behind its end.
    if row.iter().any(|cell| cell.contains("\\\"") || cell.ends_with('\\')) {
        return refuse("The plugin doesn't read a backslash before a quote or at the end of a cell");
    }
    // With the quotes that are written twice, and those around a cell.
    let length: usize = row.iter().map(|cell| cell.len() + cell.matches('"').count() + 3).sum();
    match length > LONGEST_LINE {
        true => refuse("The plugin cuts lines of this length"),
        false => Ok(row),
    }
}

// What the plugin compares and inserts as Detour does.
pub(super) fn native(rule: &Rule) -> Result<(), Refusal> {
    let refuse = |message: &str, fix: &str| Err(Refusal::new(message, fix));
    let source = &rule.source;
    if source.host != "any" || source.scheme != Scheme::Any {
        return refuse("It counts on a host or scheme", "Leave it to Detour");
    }
    compared(source)?;
    match source.kind {
        Kind::Exact => {}
        Kind::Regex if matches!(source.query, QueryMode::Ignore | QueryMode::Pass) => {
            return refuse("The plugin compares a pattern with the query as well", "Leave it to Detour");
        }
        Kind::Regex => {
            let pattern = Pattern::new(&source.value)?;
            if !(pattern.is_anchored() && pattern.takes_the_rest()) {
                let message = "The plugin replaces only what the pattern takes, and keeps the rest of the URL";
                return refuse(message, "Let it begin with ^ and end with $");
            }
        }
        Kind::Prefix | Kind::Suffix | Kind::Contains | Kind::Wildcard => {
            return refuse("Sources are whole paths or patterns there", "Write it as a pattern");
        }
    }
    let Action::Redirect(redirect) = &rule.then else { return Ok(()) };
    let target = Target::read(&redirect.to, source)?;
    let is_plain = target.pieces.iter().all(|piece| matches!(piece, Inserted::Text(_) | Inserted::Group(1..)));
    match is_plain && !["$$", "${", "$0"].iter().any(|other| redirect.to.contains(other)) {
        true => Ok(()),
        false => refuse("The target inserts more than groups", "Leave it to Detour"),
    }
}
