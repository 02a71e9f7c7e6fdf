//! One row → one rule.

use detour_engine::dialect::rank_math::stored;
use detour_rules::{Action, Body, Dialect, Ignore, Problem, Redirect, Respond, Rule, is_redirect_code};

use super::source::{comparison, sources};

/// A row of the table `rank_math_redirections`, as far as it decides what is redirected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// `id`
    pub id: u64,
    /// `sources`, serialized by PHP.
    pub sources: String,
    /// `url_to`
    pub url_to: String,
    /// `header_code`
    pub header_code: u16,
    /// `status`: `active`, `inactive` or `trashed`.
    pub status: String,
    /// `updated`, local time of the site: `2026-01-31 12:00:00`.
    pub updated: String,
    /// `hits`: how often it redirected.
    pub hits: u64,
    /// When it did last, seconds since 1970, if that is known.
    pub last_access: Option<u64>,
}

impl Row {
    pub(super) fn is_trashed(&self) -> bool {
        self.has_status("trashed")
    }

    // The column compares in any case and without blanks at the end.
    fn has_status(&self, status: &str) -> bool {
        self.status.trim_end_matches(' ').eq_ignore_ascii_case(status)
    }

    /// The rule with its warnings, or what keeps it from being one.
    pub(super) fn rule(&self, position: u32) -> Result<(Rule, Vec<Problem>), Vec<Problem>> {
        let mut warnings = Vec::new();
        let mut sources = sources(&self.sources, &mut warnings).map_err(|problem| vec![problem])?;
        let written_today = stored(&sources.iter().map(comparison).collect::<Vec<_>>()) == self.sources.as_bytes();
        let source = sources.remove(0);
        let then = self.action(&mut warnings);
        let rule = Rule {
            id: self.id,
            enabled: self.has_status("active"),
            position,
            source,
            then,
            dialect: Dialect::RankMath,
            alternatives: sources,
            stored: (!written_today).then(|| self.sources.clone()),
            ..Rule::default()
        };
        let problems = rule.validate();
        if !problems.is_empty() {
            return Err(problems);
        }
        warnings.extend(rule.warnings());
        Ok((rule, warnings))
    }

    fn action(&self, warnings: &mut Vec<Problem>) -> Action {
        let code = self.header_code;
        match code {
            410 | 451 => Action::Respond(Respond { code, body: Body::Theme, ..Respond::default() }),
            _ if is_redirect_code(code) => {
                if self.url_to.is_empty() {
                    let message = "There is no destination, so nothing happens unless the URL has a query";
                    let fix = "Give a destination, or use 410";
                    warnings.push(Problem::new("then.redirect.to", "", message, fix));
                }
                Action::Redirect(Redirect { to: self.url_to.clone(), code, ..Redirect::default() })
            }
            _ => {
                let message =
                    "Rank Math breaks off with an error or does nothing for this code; here the request goes on";
                let fix = "Use 301, 302, 307, 308, 410 or 451";
                warnings.push(Problem::new("then.redirect.code", &code.to_string(), message, fix));
                Action::Ignore(Ignore::default())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(sources: &str) -> Row {
        let url_to = "/new".to_owned();
        Row { id: 7, sources: sources.into(), url_to, header_code: 301, status: "active".into(), ..Row::default() }
    }

    fn messages(problems: &[Problem]) -> String {
        problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_rank_math_writes_today_needs_no_copy() {
        let text = r#"a:1:{i:0;a:3:{s:6:"ignore";s:4:"case";s:7:"pattern";s:3:"old";s:10:"comparison";s:5:"exact";}}"#;
        let (rule, warnings) = row(text).rule(10).unwrap();
        assert_eq!((rule.id, rule.position, rule.enabled, rule.stored), (7, 10, true, None));
        assert_eq!(warnings, []);
        let older = r#"a:1:{i:0;a:2:{s:7:"pattern";s:3:"old";s:10:"comparison";s:5:"exact";}}"#;
        assert_eq!(row(older).rule(10).unwrap().0.stored.as_deref(), Some(older));
    }

    #[test]
    fn several_sources_make_one_rule() {
        let text = concat!(
            r#"a:2:{i:0;a:2:{s:7:"pattern";s:1:"a";s:10:"comparison";s:3:"end";}"#,
            r#"i:1;a:2:{s:7:"pattern";s:2:"\d";s:10:"comparison";s:8:"wildcard";}}"#,
        );
        let (rule, _) = row(text).rule(10).unwrap();
        assert_eq!(rule.alternatives.len(), 1);
        assert_eq!(rule.alternatives[0].value, r"\d"[..2]);
    }

    #[test]
    fn what_would_stop_the_page_is_left_out() {
        let text = r#"a:3:{i:0;s:1:"x";i:1;a:1:{s:10:"comparison";a:0:{}}i:2;a:2:{s:7:"pattern";s:1:"(";s:10:"comparison";s:5:"regex";}}"#;
        let (rule, warnings) = row(text).rule(10).unwrap();
        assert!(rule.alternatives.is_empty());
        let said = messages(&warnings);
        assert!(
            said.starts_with("The source is no list of pattern and comparison; The source has no comparison; "),
            "{said}"
        );
        assert!(said.contains("PHP rejects the pattern: missing closing parenthesis"), "{said}");
    }

    #[test]
    fn rows_without_sources_are_reported() {
        for text in ["not-serialized", "a:0:{}", "b:0;", r#"a:1:{i:0;a:1:{s:7:"pattern";s:9:"x";}}"#, "O:1:\"A\":0:{}"]
        {
            assert_eq!(row(text).rule(10).unwrap_err()[0].field, "sources", "{text}");
        }
    }

    #[test]
    fn codes_decide_the_action() {
        let text = r#"a:1:{i:0;a:2:{s:7:"pattern";s:1:"x";s:10:"comparison";s:5:"exact";}}"#;
        for (header_code, word, warned) in
            [(301, "redirect", 0), (410, "respond", 0), (404, "ignore", 1), (305, "ignore", 1)]
        {
            let (rule, warnings) = Row { header_code, ..row(text) }.rule(10).unwrap();
            assert_eq!((rule.then.word(), warnings.len()), (word, warned), "{header_code}");
        }
    }
}
