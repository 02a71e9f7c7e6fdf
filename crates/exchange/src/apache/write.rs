//! Rules as an `.htaccess` file for the site's root, all in mod_rewrite, so that their order stays.

use detour_rules::{Action, Case, Kind, Rule, Scheme};

use super::write_condition::{condition, pattern_word};
use crate::export::{
    Branch, Compared, Export, Inserted, QueryTest, Target, branches, clauses, comment, compared, enabled_in_order,
    encoded, expressible, group_takes, left_out, query_text,
};
use crate::pcre::push_literal;
use crate::refusal::Refusal;

/// Paths that Detour leaves to WordPress unless a rule names them whole.
const HEAD: &str = "\
# Redirects, written by Detour. Put them before the lines of WordPress.
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule (^|/)(wp-admin|wp-json)(/|$) - [NC,E=DETOUR_LEAVE:1]
RewriteRule (^|/)(wp-login\\.php|wp-cron\\.php|xmlrpc\\.php)/*$ - [NC,E=DETOUR_LEAVE:1]
RewriteCond %{QUERY_STRING} (^|&)rest_route(=|&|$)
RewriteRule ^ - [E=DETOUR_LEAVE:1]
";

/// Writes rules. One that Apache can't express stands as a comment with the reason.
pub fn write(rules: &[Rule]) -> Export {
    let mut out = String::from(HEAD);
    let mut export = Export::default();
    for (index, rule) in enabled_in_order(rules) {
        match lines(rule) {
            Ok(lines) => out.push_str(&lines),
            Err(refusal) => {
                out.push_str(&comment(&format!(
                    "Rule {} ({}) is not here. {}",
                    rule.id, rule.source.value, refusal.message
                )));
                export.left_out.push(left_out(rule, index, refusal));
            }
        }
    }
    out.push_str("</IfModule>\n");
    export.files.push(("", out.into_bytes()));
    export
}

fn lines(rule: &Rule) -> Result<String, Refusal> {
    expressible(rule)?;
    branches(rule).map(|branch| of_branch(&branch)).collect()
}

fn of_branch(branch: &Branch<'_>) -> Result<String, Refusal> {
    let rule = branch.rule;
    let source = &rule.source;
    let compared = compared(source)?;
    let mut conditions = String::new();
    if source.kind != Kind::Exact {
        conditions += "RewriteCond %{ENV:DETOUR_LEAVE} !=1\n";
    }
    match source.scheme {
        Scheme::Any => {}
        Scheme::Http => conditions += "RewriteCond %{HTTPS} !=on\n",
        Scheme::Https => conditions += "RewriteCond %{HTTPS} =on\n",
    }
    if !source.host.eq_ignore_ascii_case("any") {
        let mut pattern = String::from(if source.host.starts_with('*') { "^.+" } else { "^" });
        source.host.trim_start_matches('*').chars().for_each(|c| push_literal(&mut pattern, c));
        conditions += &format!("RewriteCond %{{HTTP_HOST}} {pattern}\\.?(:[0-9]+)?$ [NC]\n");
    }
    for clause in clauses(branch.when)? {
        for (at, atom) in clause.iter().enumerate() {
            let or = at + 1 < clause.len();
            conditions += &condition(atom, or)?;
        }
    }
    let answer = Answer { branch, compared: &compared };
    if compared.query == QueryTest::InPattern {
        // The path alone where there is no query, and both in one where there is.
        let without = format!("{conditions}RewriteCond %{{QUERY_STRING}} ^$\n");
        let within = format!("{conditions}RewriteCond %{{QUERY_STRING}} .\n");
        return Ok(answer.rule(&without, "%{REQUEST_URI}", true)?
            + &answer.rule(&within, "%{REQUEST_URI}?%{QUERY_STRING}", true)?);
    }
    conditions += &query(&compared.query, source.case)?;
    // In a folder's file the whole match would lack its slash.
    let whole = matches!(branch.action, Action::Redirect(redirect) if Target::read(&redirect.to, source)?.uses(0));
    answer.rule(&conditions, "%{REQUEST_URI}", source.kind == Kind::Regex || whole)
}

fn query(test: &QueryTest, case: Case) -> Result<String, Refusal> {
    let flag = if case == Case::Ignore { " [NC]" } else { "" };
    let line = |pattern: &str| format!("RewriteCond %{{QUERY_STRING}} {}{flag}\n", pattern_word(pattern));
    Ok(match test {
        QueryTest::None | QueryTest::InPattern => String::new(),
        QueryTest::Is(text) => line(&format!("^{}$", query_text(text)?)),
        QueryTest::Holds { parameters, only } => {
            let mut lines = String::new();
            for parameter in parameters {
                lines += &line(&format!("(^|&){}(&|$)", query_text(parameter)?));
            }
            if *only {
                let mut sorted = parameters.clone();
                sorted.sort();
                sorted.dedup();
                if sorted.len() < parameters.len() {
                    return Err(Refusal::new("A parameter must be there twice", "Leave it to Detour"));
                }
                lines += &line(&format!("^&*[^&]+(&+[^&]+){{{}}}&*$", parameters.len() - 1));
            }
            lines
        }
    })
}

struct Answer<'a> {
    branch: &'a Branch<'a>,
    compared: &'a Compared,
}

impl Answer<'_> {
    // The pattern stands in the rule, or, as the last condition, in a condition on `subject`.
    fn rule(&self, conditions: &str, subject: &str, by_condition: bool) -> Result<String, Refusal> {
        let ignore_case = self.branch.rule.source.case == Case::Ignore;
        let (target, mut flags) = self.target(by_condition)?;
        let mut lines = conditions.to_owned();
        let pattern = if by_condition {
            let flag = if ignore_case { " [NC]" } else { "" };
            lines += &format!("RewriteCond {subject} {}{flag}\n", pattern_word(&self.compared.path));
            "^".to_owned()
        } else {
            if ignore_case {
                flags.push("NC".into());
            }
            // In a folder's file the path has lost its slash; a star may have taken it.
            let path = &self.compared.path;
            match path.strip_prefix("^/") {
                Some(rest) => pattern_word(&format!("^{rest}")),
                None => return Err(Refusal::new("It takes the slash a path begins with", "Begin the source with /")),
            }
        };
        lines += &format!("RewriteRule {pattern} {target} [{}]\n", flags.join(","));
        Ok(lines)
    }

    fn target(&self, by_condition: bool) -> Result<(String, Vec<String>), Refusal> {
        let flags = |list: &[&str]| list.iter().map(|flag| (*flag).to_owned()).collect::<Vec<_>>();
        let redirect = match self.branch.action {
            Action::Redirect(redirect) => redirect,
            Action::Respond(respond) => {
                return match respond.code {
                    403 => Ok(("-".into(), flags(&["F"]))),
                    410 => Ok(("-".into(), flags(&["G"]))),
                    418 => Err(Refusal::new("Apache doesn't know the code 418", "Use another one")),
                    code => Ok(("-".into(), vec![format!("R={code}"), "L".into()])),
                };
            }
            _ => return Ok(("-".into(), flags(&["END"]))),
        };
        let source = &self.branch.rule.source;
        let target = Target::read(&redirect.to, source)?;
        let mut all = vec![format!("R={}", redirect.code), "L".into()];
        if self.compared.query == QueryTest::InPattern
            && (0..10).any(|group| target.uses(group) && group_takes(&self.compared.path, group, b'?'))
        {
            return Err(Refusal::new("The target inserts path and query in one", "Leave it to Detour"));
        }
        let passes = target.hands_query_on(self.branch.rule.source.query, self.compared)?;
        match (passes, target.has_query()) {
            (true, true) => all.push("QSA".into()),
            (false, false) => all.push("QSD".into()),
            _ => {}
        }
        if let Some(text) = target.constant() {
            all.push("NE".into());
            return Ok((written(&encoded(&text.replace("$$", "$"))), all));
        }
        let in_query =
            target.pieces.iter().skip_while(|piece| !matches!(piece, Inserted::Text(text) if text.contains('?')));
        let (groups, of_query) = (count_groups(target.pieces.iter()), count_groups(in_query));
        // B and BNP escape groups, slashes with them; NE leaves the rest as it is.
        let escapes = of_query > 0;
        if escapes {
            if of_query < groups || target.pieces.contains(&Inserted::Path) {
                return Err(Refusal::new(
                    "The target inserts text before and behind its question mark",
                    "Leave it to Detour",
                ));
            }
            all.extend(["B", "BNP", "NE"].map(str::to_owned));
        }
        let mut out = String::new();
        for piece in &target.pieces {
            match piece {
                Inserted::Text(text) if escapes => out += &written(&encoded(text)),
                Inserted::Text(text) => out += &substitution(&encoded(text))?,
                Inserted::Group(group) => out += &format!("{}{group}", if by_condition { '%' } else { '$' }),
                Inserted::Path => out += "%{REQUEST_URI}",
                Inserted::Query => out += "%{QUERY_STRING}",
                Inserted::Host => out += "%{SERVER_NAME}",
            }
        }
        Ok((format!("\"{out}\""), all))
    }
}

fn count_groups<'p>(pieces: impl Iterator<Item = &'p Inserted>) -> usize {
    pieces.filter(|piece| matches!(piece, Inserted::Group(_))).count()
}

// Text that nothing is to be filled into.
fn written(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('%', "\\%")
}

// Apache escapes what is inserted, and the text with it: so the text must be as it was before.
fn substitution(text: &str) -> Result<String, Refusal> {
    let refuse =
        || Refusal::new("The target mixes captures with text that Apache escapes otherwise", "Leave it to Detour");
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8().map_err(|_| refuse())?;
    let changed =
        ["%2f", "%3f", "%23", "%25", "%22", "%5c"].iter().any(|escape| text.to_ascii_lowercase().contains(escape));
    if changed || text.contains(['#', '"']) || decoded.chars().any(char::is_control) {
        return Err(refuse());
    }
    Ok(written(&decoded))
}
