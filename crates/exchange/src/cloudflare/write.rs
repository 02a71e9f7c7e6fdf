//! Rules as rows of a bulk redirect list.

use std::collections::HashSet;

use csv::WriterBuilder;
use detour_rules::{Action, Case, Kind, QueryMode, Redirect, Rule, Scheme, Slash};

use crate::export::{Export, Inserted, Target, enabled_in_order, encoded, expressible, left_out};
use crate::refusal::Refusal;

/// Writes rules; `hosts` are those of the site, for rules that count on any. A list has no comments, so what it can't
/// express is in the answer alone.
pub fn write(rules: &[Rule], hosts: &[String]) -> Export {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let mut export = Export::default();
    let mut written = Written::default();
    for (index, rule) in enabled_in_order(rules) {
        match rows(rule, hosts, &written) {
            Ok((rows, wider)) => {
                for row in rows {
                    written.add(&row);
                    writer.write_record(row.cells()).expect("rows of equal length, written to memory");
                }
                if wider {
                    let message = "It takes URLs with any query as well";
                    export.widened.push(left_out(
                        rule,
                        index,
                        Refusal::new(message, "Check that nothing else is there"),
                    ));
                }
            }
            Err(refusal) => export.left_out.push(left_out(rule, index, refusal)),
        }
    }
    export.files.push(("", writer.into_inner().expect("writing to memory")));
    export
}

/// Sources that are in the list already.
#[derive(Default)]
struct Written {
    exact: HashSet<String>,
    /// With all that is below them.
    folders: HashSet<String>,
}

impl Written {
    fn add(&mut self, row: &Row) {
        let set = if row.subpaths { &mut self.folders } else { &mut self.exact };
        set.insert(row.source.clone());
    }

    fn covers(&self, source: &str) -> bool {
        let mut folders = source.match_indices('/').map(|(at, _)| &source[..=at]);
        self.exact.contains(source) || folders.any(|folder| self.folders.contains(folder))
    }
}

struct Row {
    source: String,
    target: String,
    code: u16,
    query: bool,
    subpaths: bool,
    suffix: bool,
}

impl Row {
    fn cells(&self) -> [String; 7] {
        let flag = |flag: bool| if flag { "TRUE" } else { "FALSE" }.to_owned();
        [
            self.source.clone(),
            self.target.clone(),
            self.code.to_string(),
            flag(self.query),
            flag(false),
            flag(self.subpaths),
            flag(self.suffix),
        ]
    }
}

fn rows(rule: &Rule, hosts: &[String], written: &Written) -> Result<(Vec<Row>, bool), Refusal> {
    let refuse = |message: &str| Err(Refusal::new(message, "Leave it to Detour"));
    let source = &rule.source;
    expressible(rule)?;
    let Action::Redirect(Redirect { to, code, .. }) = &rule.then else { return refuse("Only redirects can be listed") };
    if !matches!(code, 301 | 302 | 307 | 308) {
        return refuse("Only 301, 302, 307 and 308 can be listed");
    }
    if !rule.when.is_empty() || rule.otherwise.is_some() {
        return refuse("It has conditions");
    }
    if source.case == Case::Ignore || source.slash == Slash::Ignore && source.value != "/" {
        return refuse("Paths are compared with their case and slash");
    }
    if source.value.contains('?') || source.query == QueryMode::AnyOrder {
        return refuse("The query is never compared");
    }
    let (path, subpaths) = match source.kind {
        Kind::Exact => (source.value.as_str(), false),
        Kind::Prefix if source.value.ends_with('/') => (source.value.as_str(), true),
        Kind::Wildcard if source.value.ends_with("/*") && source.value.matches('*').count() == 1 => {
            (source.value.trim_end_matches('*'), true)
        }
        _ => return refuse("The source is more than a path with what is below it"),
    };
    let target = Target::read(to, source)?;
    let (text, suffix) = match target.pieces.as_slice() {
        [Inserted::Text(text)] => (text, false),
        [Inserted::Text(text), Inserted::Group(1)] if text.ends_with('/') && subpaths && !text.contains(['?', '#']) => {
            (text, true)
        }
        _ => return refuse("The target inserts something elsewhere than at its end"),
    };
    let hosts: Vec<String> = match source.host.as_str() {
        "any" if hosts.is_empty() => {
            return Err(Refusal::new(
                "A list needs the host, and the rule counts on any",
                "Name the site's hosts with --host",
            ));
        }
        "any" => hosts.to_vec(),
        host if host.starts_with('*') => return refuse("It counts on subdomains without their domain"),
        host => vec![host.to_owned()],
    };
    let scheme = match source.scheme {
        Scheme::Any => "",
        Scheme::Http => "http://",
        Scheme::Https => "https://",
    };
    // The rest of the query comes along with a beginning that compares it.
    let query = source.query == QueryMode::Pass || suffix && source.query == QueryMode::Exact;
    let mut rows = Vec::new();
    for host in hosts {
        let text = encoded(&text.replace("$$", "$"));
        let target = if text.starts_with('/') { format!("https://{host}{text}") } else { text };
        let full = format!("{scheme}{host}{}", encoded(path));
        if written.covers(&full) {
            return refuse("A rule before it takes its URLs, and a list would prefer this one");
        }
        rows.push(Row { source: full, target, code: *code, query, subpaths, suffix });
    }
    Ok((rows, source.query == QueryMode::Exact && !query))
}
