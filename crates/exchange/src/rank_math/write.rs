//! Rules in the columns of Rank Math Pro's CSV.

use csv::WriterBuilder;
use detour_rules::{Action, Case, Dialect, Kind, QueryMode, Respond, Rule, Scheme, Slash};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::source::comparison;
use crate::csv::{harmless, is_formula};
use crate::export::{Export, Target, compared, in_order, left_out};
use crate::refusal::Refusal;

const NAMES: [&str; 8] = ["id", "source", "matching", "destination", "type", "category", "status", "ignore"];

/// Writes rules. They go without their numbers, since the plugin would change the redirections of these numbers, and the
/// last first, since it tries those first that came last. A list has no comments, so what it can't express is in the
/// answer alone.
pub fn write(rules: &[Rule]) -> Export {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(NAMES).expect("written to memory");
    let mut export = Export::default();
    for (index, rule) in in_order(rules).into_iter().rev() {
        match row(rule) {
            Ok((row, differs)) => {
                writer.write_record(row).expect("rows of equal length, written to memory");
                let differs =
                    differs.into_iter().map(|message| Refusal::new(message, "Check that nothing else is there"));
                export.widened.extend(differs.map(|refusal| left_out(rule, index, refusal)));
            }
            Err(refusal) => export.left_out.push(left_out(rule, index, refusal)),
        }
    }
    export.left_out.reverse();
    export.widened.reverse();
    export.files.push(("", writer.into_inner().expect("writing to memory")));
    export
}

/// A comparison as the column `matching` has it, a pattern, and the column `ignore`.
struct Compared {
    matching: &'static str,
    pattern: String,
    ignore: &'static str,
}

fn row(rule: &Rule) -> Result<([String; 8], Vec<&'static str>), Refusal> {
    let refuse = |message: &str| Err(Refusal::new(message, "Leave it to Detour"));
    if !rule.when.is_empty() || rule.otherwise.is_some() {
        return refuse("It has conditions");
    }
    if rule.schedule.is_some() {
        return refuse("It is there for a time only");
    }
    let mut differs = Vec::new();
    let sources = match rule.dialect {
        Dialect::RankMath => own(rule),
        Dialect::Native => vec![native(rule, &mut differs)?],
        Dialect::Redirection => return refuse("It behaves as in the plugin it comes from"),
    };
    if !rule.note.is_empty() {
        differs.push("The list has no column for its note");
    }
    if rule.stored.is_some() {
        differs.push("Its sources are kept in an old spelling there, which has a say in the order");
    }
    let (destination, code) = match &rule.then {
        Action::Redirect(redirect) if redirect.cache.is_some() || !redirect.headers.is_empty() => {
            return refuse("It sets response headers");
        }
        Action::Redirect(redirect) if !redirect.allow_hosts.is_empty() => {
            return refuse("It leads to hosts that are checked for each request");
        }
        Action::Redirect(redirect) if matches!(redirect.code, 301 | 302 | 303 | 307 | 308) => {
            (redirect.to.as_str(), redirect.code)
        }
        Action::Respond(Respond { code: code @ (410 | 451), retry_after: None, .. }) => ("", *code),
        _ => return refuse("Only redirects, 410 and 451 can be listed"),
    };
    if destination == "DELETE" || destination != destination.trim() || is_formula(destination) {
        return refuse("The destination means something else in a list");
    }
    let (source, matching, ignore) = match sources.as_slice() {
        [one] if !one.matching.is_empty() && !one.pattern.starts_with('[') && !is_formula(&one.pattern) => {
            (one.pattern.clone(), one.matching, one.ignore)
        }
        // A list keeps its only source from being taken for a formula as well.
        several => (listed(several).to_string(), "", ""),
    };
    let status = if rule.enabled { "active" } else { "inactive" };
    let cells = ["", &source, matching, destination, &code.to_string(), &harmless(&rule.group), status, ignore];
    Ok((cells.map(str::to_owned), differs))
}

fn listed(sources: &[Compared]) -> Value {
    let one =
        |source: &Compared| json!({"ignore": source.ignore, "pattern": source.pattern, "comparison": source.matching});
    sources.iter().map(one).collect()
}

fn own(rule: &Rule) -> Vec<Compared> {
    let sources = std::iter::once(&rule.source).chain(&rule.alternatives);
    let one = |source: &detour_rules::Source| Compared {
        matching: comparison(source).0.word(),
        pattern: source.value.clone(),
        ignore: if source.case == Case::Ignore { "case" } else { "" },
    };
    sources.map(one).collect()
}

// A plain path is the one thing that both compare alike.
fn native(rule: &Rule, differs: &mut Vec<&'static str>) -> Result<Compared, Refusal> {
    let refuse = |message: &str| Err(Refusal::new(message, "Leave it to Detour"));
    let source = &rule.source;
    if source.kind != Kind::Exact || source.value.contains('?') {
        return refuse("Only plain paths without a query can be listed");
    }
    if source.host != "any" || source.scheme != Scheme::Any {
        return refuse("It counts on a host or scheme");
    }
    if source.value.contains('+') {
        return refuse("The plugin takes a plus sign for a space");
    }
    compared(source)?;
    let path = percent_decode_str(&source.value).decode_utf8_lossy();
    let pattern = path.trim_matches('/').to_owned();
    if pattern.is_empty() {
        return refuse("The plugin doesn't redirect the front page");
    }
    if let Action::Redirect(redirect) = &rule.then
        && (Target::read(&redirect.to, source)?.constant() != Some(redirect.to.as_str()) || redirect.to.contains('$'))
    {
        return refuse("The target inserts something");
    }
    if source.slash == Slash::Exact {
        differs.push("It takes the path with a slash more or less as well");
    }
    if source.query != QueryMode::Pass {
        differs.push("It takes URLs with any query as well, and hands the query on");
    }
    Ok(Compared { matching: "exact", pattern, ignore: if source.case == Case::Ignore { "case" } else { "" } })
}
