//! All in One SEO, redirects of the paid version: a table.
//!
//! Exact rows are tried before patterns, each the highest id first. Derived from reading, not observed:
//! `tests/exchange/aioseo`.

use detour_rules::{
    Action, Body, Cache, Case, Ignore, QueryMode, Redirect, Respond, Slash, Source, is_redirect_code, is_respond_code,
};
use serde::Deserialize;

use crate::refusal::Refusal;
use crate::shape::canonical;
use crate::wordpress::{Draft, Manner, Options, Pattern, References, Rows, decoded, local, path_pattern, target_text};
use crate::{Import, Place};

/// Columns that the table must have.
pub const COLUMNS: [&str; 11] = [
    "id",
    "source_url",
    "target_url",
    "type",
    "query_param",
    "custom_rules",
    "group",
    "regex",
    "ignore_slash",
    "ignore_case",
    "enabled",
];

/// A row of the table `aioseo_redirects`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// Key.
    pub id: u64,
    /// A path with or without a query, or a pattern.
    pub source_url: String,
    /// Where it leads.
    pub target_url: String,
    /// A code; 0 leaves the request alone.
    #[serde(rename = "type")]
    pub code: u16,
    /// `ignore`, `exact`, `pass` or `utm`.
    pub query_param: String,
    /// JSON of conditions.
    pub custom_rules: String,
    /// Where it comes from: `manual`, `404` …
    pub group: String,
    /// Whether the source is a pattern.
    pub regex: bool,
    /// Whether a slash at the end makes no difference.
    pub ignore_slash: bool,
    /// Whether upper and lower case are the same.
    pub ignore_case: bool,
    /// Whether it is in force.
    pub enabled: bool,
    /// From the table `aioseo_redirects_hits`.
    pub hits: u64,
}

/// Reads the rows of the table.
pub fn read(table: &[Row], options: &Options) -> Import {
    let mut table: Vec<&Row> = table.iter().collect();
    table.sort_by_key(|row| (row.regex, std::cmp::Reverse(row.id)));
    let mut rows = Rows::new(options);
    for row in table {
        let place = Place::Row { row: row.id };
        let manner = options.manner(place);
        rows.add(place, &row.source_url, row.draft(options, manner).map(|draft| vec![draft]));
        rows.hits(place, row.hits);
    }
    rows.finish()
}

impl Row {
    fn draft(&self, options: &Options, manner: Manner) -> Result<Draft, Refusal> {
        let case = if self.ignore_case { Case::Ignore } else { Case::Exact };
        let mut draft = if self.regex {
            let pattern = Pattern::new(&whole_pattern(&self.source_url, options.site.folder()))?;
            let to = pattern.target(&self.slashed(options), References::Text, 0);
            Draft::new(pattern.source(case), self.action(to, options, manner)?)
        } else {
            let source = Source { case, ..self.exact(options) };
            Draft::new(source, self.action(target_text(&self.slashed(options)), options, manner)?)
        };
        draft.rule.enabled = self.enabled;
        draft.rule.group.clone_from(&self.group);
        if self.query_param == "utm" {
            draft.differs("Of the query, only parameters that begin with utm_ were handed on; now all are", "Nothing");
        }
        let path = self.source_url.trim_start_matches('/');
        let protected = ["wp-admin", "wp-includes", "wp-content", "wp-login", "wp-json"];
        if !self.regex && protected.iter().any(|start| path.starts_with(start)) {
            let message = "It never acted, because the plugin leaves WordPress' own folders alone";
            draft.dead = Some(Refusal::new(message, "Leave it out"));
        }
        if !matches!(self.custom_rules.trim(), "" | "[]" | "{}" | "null") {
            draft.rule.enabled = false;
            let message = "Its conditions are not carried over, so it is disabled";
            draft.differs(message, "Add the conditions to the rule and enable it");
        }
        Ok(draft)
    }

    fn exact(&self, options: &Options) -> Source {
        let url = self.source_url.trim_start_matches('/');
        let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
        let slash = if self.ignore_slash { Slash::Ignore } else { Slash::Exact };
        let mut value = format!("{}/{}", options.site.folder(), canonical(&decoded(path, false)));
        if let Some(query) = query {
            value = format!("{value}?{query}");
        }
        let query = match (self.query_param.as_str(), query) {
            ("exact", Some(_)) => QueryMode::AnyOrder,
            ("pass" | "utm", _) => QueryMode::Pass,
            _ => QueryMode::Ignore,
        };
        Source { value, slash, query, ..Source::default() }
    }

    fn action(&self, to: String, options: &Options, manner: Manner) -> Result<Action, Refusal> {
        Ok(match self.code {
            0 => Action::Ignore(Ignore {}),
            404 => Action::Respond(Respond { code: 404, body: Body::Theme, ..Respond::default() }),
            code if is_redirect_code(code) => {
                let to =
                    if to.starts_with('/') && !to.starts_with("//") { local(&options.site, &to, manner) } else { to };
                let cache = (code == 301 && manner == Manner::Behaved).then_some(Cache::Seconds(3600));
                Action::Redirect(Redirect { to, code, cache, ..Redirect::default() })
            }
            code if is_respond_code(code) => Action::Respond(Respond { code, ..Respond::default() }),
            code => return Err(Refusal::new(format!("Its type {code} is none that is known"), "Choose another")),
        })
    }

    // `user_trailingslashit`, for paths.
    fn slashed(&self, options: &Options) -> String {
        let to = self.target_url.trim();
        let last = to.rsplit('/').next().unwrap_or_default();
        match to.starts_with('/') && !to.starts_with("//") && !to.contains(['?', '#']) && !last.contains(['.', '$']) {
            true => options.site.slashed(to),
            false => to.to_owned(),
        }
    }
}

// A star alone stands for anything, and what begins with ^ begins with a slash.
fn whole_pattern(source: &str, folder: &str) -> String {
    let mut out = String::with_capacity(source.len() + 2);
    let mut before = None;
    for c in source.chars() {
        if c == '*' && matches!(before, None | Some('/' | '^')) {
            out.push('.');
        }
        out.push(c);
        before = Some(c);
    }
    match out.strip_prefix('^') {
        Some(rest) => {
            format!("^{}/{}", path_pattern(folder), rest.strip_prefix(r"\/").unwrap_or(rest).trim_start_matches('/'))
        }
        None => out,
    }
}
