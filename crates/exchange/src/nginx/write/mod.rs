//! Rules as maps for nginx's `http` block and statements for a `server`.
//!
//! Exact rules that stand together share one map, which is looked up by hash. All others have a variable of their own that
//! is 1 where the rule counts. What is inserted into a target is escaped: taken from the URL as sent, or by `rewrite`.

mod guards;
mod lists;
mod names;
mod table;

use detour_rules::{Action, Case, Kind, Rule};

use self::guards::Guards;
use self::lists::{Entry, List};
use self::names::{is_readable, quoted, value};
pub use self::table::{table, table_location};
use crate::export::{
    Branch, Compared, Export, Inserted, QueryTest, Target, branches, comment, compared, enabled_in_order, encoded,
    expressible, left_out, query_text,
};
use crate::pcre::push_literal;
use crate::refusal::Refusal;

const HTTP_TITLE: &str = "\
# Redirects, written by Detour: the part for nginx's http block. Include it before the servers and all other maps.
";
const HTTP: &str = r#"geo $detour_dollar { default "$"; }
map $request_uri $detour_path { default ""; "~^(?<detour_raw>[^?]*)" $detour_raw; }
map "$uri?$args" $detour_open {
    default 1;
    "~*^[^?]*/(wp-admin|wp-json)[/?]" 0;
    "~*^[^?]*/(wp-login\.php|wp-cron\.php|xmlrpc\.php)/*\?" 0;
    "~[?&]rest_route(=|&|$)" 0;
}
"#;
const SERVER: &str = "\
# Redirects, written by Detour: the part for the server block. Include it before the locations.
";

/// Writes rules. One that nginx can't express stands as a comment with the reason.
pub fn write(rules: &[Rule]) -> Export {
    let mut writer =
        Writer { http: String::new(), server: SERVER.to_owned(), list: None, number: 0, entries: 0, longest_key: 0 };
    let mut export = Export::default();
    for (index, rule) in enabled_in_order(rules) {
        if let Err(refusal) = writer.rule(rule) {
            let text = format!("Rule {} ({}) is not here. {}", rule.id, rule.source.value, refusal.message);
            writer.finish_list();
            writer.server.push_str(&comment(&text));
            export.left_out.push(left_out(rule, index, refusal));
        }
    }
    writer.finish_list();
    // The hash must hold the largest map, and a bucket its longest key with two pointers and what aligns it.
    let size = (writer.entries * 2).next_power_of_two().max(2048);
    let bucket = (writer.longest_key + 32).next_power_of_two().max(512);
    let sizes = format!("map_hash_max_size {size};\nmap_hash_bucket_size {bucket};\n");
    export.files.push(("http.conf", format!("{HTTP_TITLE}{sizes}{HTTP}{}", writer.http).into_bytes()));
    export.files.push(("server.conf", writer.server.into_bytes()));
    export
}

struct Writer {
    http: String,
    server: String,
    /// Exact rules that go into one map.
    list: Option<List>,
    number: usize,
    entries: usize,
    longest_key: usize,
}

impl Writer {
    fn rule(&mut self, rule: &Rule) -> Result<(), Refusal> {
        expressible(rule)?;
        // All of a rule or nothing of it.
        let written: Vec<Written> = branches(rule).map(|branch| Written::of(&branch)).collect::<Result<_, _>>()?;
        if !written.iter().all(Written::is_readable) {
            return Err(Refusal::new("It takes a word longer than nginx reads", "Shorten it, or leave it to Detour"));
        }
        for one in written {
            match one {
                Written::Entry(list, entry) => {
                    self.entries += 1;
                    if self.list.as_ref().is_none_or(|open| !open.takes(&list, &entry)) {
                        self.finish_list();
                        self.list = Some(list);
                    }
                    if let Some(open) = &mut self.list {
                        open.push(entry);
                    }
                }
                Written::Single(single) => {
                    self.finish_list();
                    self.number += 1;
                    let (http, server) = single.write(&format!("$detour_{}", self.number));
                    self.http.push_str(&http);
                    self.server.push_str(&server);
                }
            }
        }
        Ok(())
    }

    fn finish_list(&mut self) {
        if let Some(list) = self.list.take() {
            self.number += 1;
            self.longest_key = self.longest_key.max(list.longest_key());
            let (http, server) = list.write(&format!("$detour_{}", self.number));
            self.http.push_str(&http);
            self.server.push_str(&server);
        }
    }
}

enum Written {
    Entry(List, Entry),
    Single(Single),
}

/// A rule with a variable of its own, for which `$THIS` stands.
struct Single {
    guards: Guards,
    maps: String,
    statement: String,
}

impl Single {
    /// The maps, and the statement.
    fn write(&self, this: &str) -> (String, String) {
        let statement = self.statement.replace("$THIS", this);
        let http = self.guards.write(this) + &self.maps.replace("$THIS", this);
        (http, format!("if ({this}) {{ {statement} }}\n"))
    }
}

impl Written {
    fn is_readable(&self) -> bool {
        match self {
            Written::Entry(_, entry) => is_readable(&entry.line()),
            Written::Single(single) => {
                let (http, server) = single.write("$detour_9999999");
                is_readable(&http) && is_readable(&server)
            }
        }
    }

    fn of(branch: &Branch<'_>) -> Result<Written, Refusal> {
        let source = &branch.rule.source;
        let compared = compared(source)?;
        let target = match branch.action {
            Action::Redirect(redirect) => Some((redirect.code, Target::read(&redirect.to, source)?)),
            _ => None,
        };
        let passes = match &target {
            Some((_, target)) => target.hands_query_on(source.query, &compared)?,
            None => false,
        };
        if let Some(entry) = lists::entry(branch, &compared, target.as_ref(), passes)? {
            return Ok(Written::Entry(entry.0, entry.1));
        }
        let mut guards = Guards::of(branch)?;
        let flag = if source.case == Case::Ignore { "(?i)" } else { "" };
        match &compared.query {
            QueryTest::None | QueryTest::InPattern => {}
            QueryTest::Is(text) => guards.matches("$args", &format!("{flag}^{}$", query_text(text)?)),
            QueryTest::Holds { parameters, only } => {
                for parameter in parameters {
                    guards.matches("$args", &format!("{flag}(^|&){}(&|$)", query_text(parameter)?));
                }
                if *only {
                    guards.matches("$args", &format!("^&*[^&]+(&+[^&]+){{{}}}&*$", parameters.len().saturating_sub(1)));
                }
            }
        }
        let single = |guards, maps: String, statement: String| Ok(Written::Single(Single { guards, maps, statement }));
        let in_pattern = compared.query == QueryTest::InPattern;
        let path = format!("{flag}{}", compared.path);
        let subject = if in_pattern { "$uri$is_args$args" } else { "$uri" };
        let Some((code, target)) = target else {
            guards.matches(subject, &path);
            let statement = match branch.action {
                Action::Respond(respond) => format!("return {};", respond.code),
                _ => "break;".to_owned(),
            };
            return single(guards, String::new(), statement);
        };
        let end = match (passes, target.has_query()) {
            (false, _) => "",
            (true, false) => "$is_args$args",
            (true, true) => "&$args",
        };
        let uses_groups = target.pieces.iter().any(|piece| matches!(piece, Inserted::Group(_)));
        if target.uses(0) {
            return Err(Refusal::new(
                "The target inserts the whole match, which nginx doesn't keep",
                "Leave it to Detour",
            ));
        }
        if !uses_groups {
            guards.matches(subject, &path);
            return single(
                guards,
                String::new(),
                format!("return {code} {};", quoted(&format!("{}{end}", text(&target)))),
            );
        }
        if matches!(code, 301 | 302) && !in_pattern {
            let end = if passes { "" } else { "?" };
            let word = if code == 301 { "permanent" } else { "redirect" };
            let statement = format!("rewrite {} {} {word};", quoted(&path), quoted(&format!("{}{end}", text(&target))));
            return single(guards, String::new(), statement);
        }
        // As sent, so that nothing decoded gets into a header.
        if groups_in_query(&target) {
            return Err(Refusal::new("The target inserts a piece of the path into its query", "Use 301 or 302"));
        }
        let (subject, raw) = match in_pattern {
            true => ("$request_uri", format!("{flag}{}", raw(source.kind, &compared, &source.value)?)),
            false => ("$detour_path", format!("{flag}{}", raw(source.kind, &compared, &source.value)?)),
        };
        // Two slashes at the start would lead to another host.
        let raw = match target.pieces.as_slice() {
            [Inserted::Text(start), Inserted::Group(1), ..] if start == "/" && source.kind != Kind::Regex => {
                raw.replacen("(.*)", "/*(.*)", 1)
            }
            [Inserted::Text(start), Inserted::Group(_), ..] if start == "/" => {
                return Err(Refusal::new("The target could begin with two slashes", "Use 301 or 302"));
            }
            _ => raw,
        };
        let maps = format!(
            "map {subject} $THIS_to {{ default \"\"; {} {}; }}\n",
            quoted(&format!("~{raw}")),
            quoted(&text(&target))
        );
        guards.matches("$THIS_to", ".");
        single(guards, maps, format!("return {code} {};", quoted(&format!("$THIS_to{end}"))))
    }
}

/// The target in nginx's words.
fn text(target: &Target) -> String {
    if let Some(text) = target.constant() {
        return value(&encoded(&text.replace("$$", "$")));
    }
    let pieces = target.pieces.iter().map(|piece| match piece {
        Inserted::Text(text) => value(&encoded(text)),
        Inserted::Group(group) => format!("${group}"),
        Inserted::Path => "${detour_path}".into(),
        Inserted::Query => "${args}".into(),
        Inserted::Host => "${host}".into(),
    });
    pieces.collect()
}

fn groups_in_query(target: &Target) -> bool {
    let query = target.pieces.iter().skip_while(|piece| !matches!(piece, Inserted::Text(text) if text.contains('?')));
    query.into_iter().any(|piece| matches!(piece, Inserted::Group(_)))
}

// The pattern on the path as it is sent.
fn raw(kind: Kind, compared: &Compared, written: &str) -> Result<String, Refusal> {
    if kind == Kind::Regex {
        return match written.is_ascii() && !written.contains(' ') {
            true => Ok(compared.path.clone()),
            false => Err(Refusal::new(
                "The pattern asks for characters that are never sent as they are",
                "Leave it to Detour",
            )),
        };
    }
    // Of a path that was taken apart into literals and `(.*)`.
    let mut out = String::new();
    let mut rest = compared.path.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some(group) = ["(.*)", "(?:/(.*))?", "^", "$"].into_iter().find(|group| rest.starts_with(group)) {
            out.push_str(group);
            rest = &rest[group.len()..];
            continue;
        }
        let plain = if c == '\\' { rest.chars().nth(1).unwrap_or(c) } else { c };
        rest = &rest[c.len_utf8() + if c == '\\' { plain.len_utf8() } else { 0 }..];
        if plain == '/' {
            push_literal(&mut out, plain);
        } else {
            out.push_str(&query_text(&plain.to_string())?);
        }
    }
    Ok(out)
}
