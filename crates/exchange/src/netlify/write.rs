//! Rules as lines of `_redirects`.

use detour_rules::{Action, Case, Condition, Kind, QueryMode, Rule, Scheme, Slash};

use crate::export::{
    Export, Inserted, Target, carries_over, comment, enabled_in_order, encoded, expressible, left_out,
};
use crate::refusal::Refusal;

/// Writes rules. One that a line can't express stands as a comment with the reason; one that takes more URLs there than
/// here has a comment that says so.
pub fn write(rules: &[Rule]) -> Export {
    let mut out = String::from("# Redirects, written by Detour.\n");
    let mut export = Export::default();
    for (index, rule) in enabled_in_order(rules) {
        match line(rule) {
            Ok((line, wider)) => {
                if !wider.is_empty() {
                    let message = format!("It takes {} as well", wider.join(" and "));
                    out.push_str(&comment(&format!("Rule {}: {message}", rule.id)));
                    export.widened.push(left_out(
                        rule,
                        index,
                        Refusal::new(message, "Check that nothing else is there"),
                    ));
                }
                out.push_str(&line);
            }
            Err(refusal) => {
                let text = format!("Rule {} ({}) is not here. {}", rule.id, rule.source.value, refusal.message);
                out.push_str(&comment(&text));
                export.left_out.push(left_out(rule, index, refusal));
            }
        }
    }
    export.files.push(("", out.into_bytes()));
    export
}

fn line(rule: &Rule) -> Result<(String, Vec<&'static str>), Refusal> {
    let refuse = |message: &str| Err(Refusal::new(message, "Leave it to Detour"));
    carries_over(rule)?;
    let source = &rule.source;
    let (to, code) = match &rule.then {
        Action::Rewrite(rewrite) => (&rewrite.to, 200),
        Action::Redirect(redirect) => {
            expressible(rule)?;
            (&redirect.to, redirect.code)
        }
        _ => return refuse("Only redirects and rewrites can be written"),
    };
    if rule.otherwise.is_some() {
        return refuse("It has an else");
    }
    if source.case == Case::Ignore {
        return refuse("Paths are compared with their case");
    }
    let mut wider = Vec::new();
    let (path, query) = source.value.split_once('?').unwrap_or((&source.value, ""));
    let from = match source.kind {
        Kind::Exact => path.to_owned(),
        Kind::Prefix if path.ends_with('/') => format!("{path}*"),
        Kind::Wildcard if path.ends_with("/*") && path.matches('*').count() == 1 => path.to_owned(),
        _ => return refuse("The source is more than a path with a star at its end"),
    };
    if source.kind == Kind::Exact && path.contains(['*', ':']) {
        return refuse("The path holds a star or colon, which would have a meaning there");
    }
    if source.slash == Slash::Exact && path.len() > 1 {
        wider.push("the path with and without a slash at its end");
    }
    let parameters = match (source.query, query.is_empty()) {
        (QueryMode::AnyOrder, false) if source.kind == Kind::Exact && !query.contains([' ', ':']) => {
            query.split('&').filter(|one| !one.is_empty()).map(|one| format!(" {one}")).collect()
        }
        (_, false) => return refuse("Parameters can be asked for in any order only, with no others beside them"),
        (QueryMode::Pass, true) => String::new(),
        (QueryMode::Exact, true) if source.kind != Kind::Exact => String::new(),
        (_, true) => {
            wider.push("URLs with a query, which is handed on,");
            String::new()
        }
    };
    let origin = match (source.host.as_str(), source.scheme) {
        ("any", Scheme::Any) => String::new(),
        (host, Scheme::Https) if host != "any" && !host.starts_with('*') => format!("https://{host}"),
        (host, Scheme::Http) if host != "any" && !host.starts_with('*') => format!("http://{host}"),
        _ => return refuse("A host needs a scheme, and a scheme a host"),
    };
    let mut options = String::new();
    for condition in &rule.when {
        match condition {
            Condition::Country(codes) => options += &format!(" Country={}", codes.join(",").to_lowercase()),
            Condition::Language(ranges) if !ranges.iter().any(|range| range == "*") => {
                options += &format!(" Language={}", ranges.join(","));
            }
            other => return Err(Refusal::new(format!("It asks for {}", other.word()), "Leave it to Detour")),
        }
    }
    let target = target(to, rule)?;
    Ok((format!("{origin}{}{parameters} {target} {code}{options}\n", encoded(&from)), wider))
}

fn target(to: &str, rule: &Rule) -> Result<String, Refusal> {
    let target = Target::read(to, &rule.source)?;
    let mut out = String::new();
    for piece in &target.pieces {
        match piece {
            Inserted::Text(text) => out += &encoded(&text.replace("$$", "$")),
            Inserted::Group(1) => out += ":splat",
            _ => return Err(Refusal::new("The target inserts more than the rest of the path", "Leave it to Detour")),
        }
    }
    Ok(out)
}
